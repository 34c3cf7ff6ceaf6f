variable "policy" {
  description = "The policy of the devices, as JSON"
  type        = string
}

variable "topics" {
  description = "ARNs of the topics that devices may publish to"
  type        = list(string)
}

variable "name" {
  description = "Name of the plant"
  type        = string
}

data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

# Nobody can tell what this policy will allow.
resource "aws_iot_policy" "fail_whole_document" {
  name   = "whole-document"
  policy = var.policy
}

# The action is known, its resources are not.
resource "aws_iot_policy" "fail_whole_resource" {
  name = "whole-resource"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "iot:Publish"
      Resource = var.topics
    }]
  })
}

resource "aws_iam_role_policy" "fail_publisher" {
  name = "publisher"
  role = "publisher"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "iot:Publish"
      Resource = var.topics
    }]
  })
}

# Account, Region and pieces of names are not known either, but decide nothing.
resource "aws_iot_policy" "pass_unknown_pieces" {
  name = "unknown-pieces"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "iot:Publish"
      Resource = "arn:aws:iot:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:topic/${var.name}/$${iot:Connection.Thing.ThingName}"
    }]
  })
}

# A policy that has nothing to do with AWS IoT is not this pack's business, known or not.
resource "aws_iam_policy" "unrelated" {
  name   = "unrelated"
  policy = var.policy
}
