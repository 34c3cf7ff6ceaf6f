# Anything that Device Advisor does in the account may use the role.
resource "aws_iam_role" "fail_account_only" {
  name = "account-only"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "iotdeviceadvisor.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = "123456789012" } }
    }]
  })
}

# A run of a suite is not its definition.
resource "aws_iam_role" "fail_suite_run" {
  name = "suite-run"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "iotdeviceadvisor.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = "123456789012" }
        ArnLike      = { "aws:SourceArn" = "arn:aws:iotdeviceadvisor:*:123456789012:suiterun/*" }
      }
    }]
  })
}

resource "aws_iam_role" "pass_suites" {
  name = "suites"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "iotdeviceadvisor.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = "123456789012" }
        ArnLike = {
          "aws:SourceArn" = "arn:aws:iotdeviceadvisor:*:123456789012:suitedefinition/*"
        }
      }
    }]
  })
}

variable "suite_arns" {
  type = list(string)
}

resource "aws_iam_role" "unknown_suites" {
  name = "unknown-suites"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "iotdeviceadvisor.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { ArnLike = { "aws:SourceArn" = var.suite_arns } }
    }]
  })
}
