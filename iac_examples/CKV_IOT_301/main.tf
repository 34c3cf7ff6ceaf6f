data "aws_caller_identity" "current" {}

# Any account can make a topic rule that names this role.
resource "aws_iam_role" "fail_topic_rule" {
  name = "topic-rule-open"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "iot.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iot_topic_rule" "telemetry" {
  name        = "telemetry"
  enabled     = true
  sql         = "SELECT * FROM 'telemetry/#'"
  sql_version = "2016-03-23"

  kinesis {
    role_arn      = aws_iam_role.fail_topic_rule.arn
    stream_name   = "telemetry"
    partition_key = "$${topic()}"
  }
}

# IfExists holds where the key is absent.
resource "aws_iam_role" "fail_if_exists" {
  name = "if-exists"

  assume_role_policy = data.aws_iam_policy_document.if_exists.json
}

data "aws_iam_policy_document" "if_exists" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["credentials.iot.amazonaws.com", "lambda.amazonaws.com"]
    }

    condition {
      test     = "StringEqualsIfExists"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

# A star in place of the account admits all of them.
resource "aws_iam_role" "fail_any_account" {
  name = "any-account"

  assume_role_policy = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": {
        "Effect": "Allow",
        "Principal": {"Service": "iotsitewise.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:iotsitewise:*:*:asset/*"}}
      }
    }
  EOT
}

# An empty condition is none.
resource "aws_iam_role" "fail_empty_condition" {
  name = "empty-condition"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "iotwireless.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {}
    }]
  })
}

resource "aws_iam_role" "pass_topic_rule" {
  name = "topic-rule"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "iot.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
        ArnLike = {
          "aws:SourceArn" = "arn:aws:iot:*:${data.aws_caller_identity.current.account_id}:rule/telemetry"
        }
      }
    }]
  })
}

resource "aws_iam_role" "pass_role_alias" {
  name = "role-alias"

  assume_role_policy = data.aws_iam_policy_document.pinned.json
}

data "aws_iam_policy_document" "pinned" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["credentials.iot.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:aws:iot:*:${data.aws_caller_identity.current.account_id}:rolealias/camera"]
    }
  }
}

# The account is enforced by a Deny.
resource "aws_iam_role" "pass_enforced_by_deny" {
  name = "enforced-by-deny"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "iot.amazonaws.com" }
        Action    = "sts:AssumeRole"
      },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "sts:AssumeRole"
        Condition = {
          StringNotEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
        }
      },
    ]
  })
}

# No service of AWS IoT: no record.
resource "aws_iam_role" "function" {
  name = "function"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

variable "source_arn" {
  type = string
}

resource "aws_iam_role" "unknown_source" {
  name = "unknown-source"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "iot.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { ArnLike = { "aws:SourceArn" = var.source_arn } }
    }]
  })
}
