# The account in the ARN is not the account beside it.
resource "aws_iam_role" "fail_accounts_differ" {
  name = "accounts-differ"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "iot.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = "111122223333" }
        ArnLike      = { "aws:SourceArn" = "arn:aws:iot:*:123456789012:rule/telemetry" }
      }
    }]
  })
}

# StringEquals compares the star as text.
resource "aws_iam_role" "fail_wildcard_as_text" {
  name = "wildcard-as-text"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "iot.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceArn" = "arn:aws:iot:*:123456789012:rule/telemetry" }
      }
    }]
  })
}

# A stray colon in both values.
resource "aws_iam_role" "fail_stray_colon" {
  name = "stray-colon"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "iot.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = "123456789012:" }
        ArnLike      = { "aws:SourceArn" = "arn:aws:iot:*:123456789012::*" }
      }
    }]
  })
}

resource "aws_lambda_permission" "fail_accounts_differ" {
  statement_id   = "telemetry"
  action         = "lambda:InvokeFunction"
  function_name  = "on-telemetry"
  principal      = "iot.amazonaws.com"
  source_account = "111122223333"
  source_arn     = "arn:aws:iot:eu-west-1:123456789012:rule/telemetry"
}

resource "aws_iam_role" "pass_same_account" {
  name = "same-account"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "iot.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = ["111122223333", "123456789012"] }
        ArnLike      = { "aws:SourceArn" = "arn:aws:iot:*:123456789012:rule/telemetry" }
      }
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
      Condition = {
        StringEquals = { "aws:SourceAccount" = "123456789012" }
        ArnLike      = { "aws:SourceArn" = var.source_arn }
      }
    }]
  })
}
