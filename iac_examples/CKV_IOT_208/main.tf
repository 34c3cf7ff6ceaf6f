locals {
  arn = "arn:aws:iot:us-east-1:123456789012"
}

resource "aws_iam_policy" "fail_every_topic" {
  name = "every-topic"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iot:Publish"
      Resource = "*"
    }
  })
}

data "aws_iam_policy_document" "shadows" {
  statement {
    actions   = ["iot:GetThingShadow", "iot:UpdateThingShadow"]
    resources = ["${local.arn}:thing/*"]
  }
}

resource "aws_iam_policy" "fail_every_shadow" {
  name   = "every-shadow"
  policy = data.aws_iam_policy_document.shadows.json
}

resource "aws_iam_policy" "fail_whole_service" {
  name = "whole-service"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = ["iot:*", "s3:GetObject"]
      Resource = "*"
    }
  })
}

resource "aws_iam_policy" "fail_every_job" {
  name = "every-job"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iotjobsdata:*"
      Resource = "*"
    }
  })
}

resource "aws_iam_policy" "pass_named_topics" {
  name = "named-topics"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iot:Publish"
      Resource = "${local.arn}:topic/commands/*"
    }
  })
}

resource "aws_iam_policy" "pass_own_shadow" {
  name = "own-shadow"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iot:UpdateThingShadow"
      Resource = "${local.arn}:thing/$${credentials-iot:ThingName}"
    }
  })
}

# Not the data plane.
resource "aws_iam_policy" "pass_registry" {
  name = "registry"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = ["iot:DescribeEndpoint", "iot:ListThings"]
      Resource = "*"
    }
  })
}

variable "topic" {
  type = string
}

resource "aws_iam_policy" "unknown_topic" {
  name = "topic"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iot:Publish"
      Resource = var.topic
    }
  })
}

# An administrator's policy is no business of this check.
resource "aws_iam_policy" "unknown_administrator" {
  name = "administrator"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "*"
      Resource = "*"
    }
  })
}
