# Whoever runs tests may hand over any role of the account.
data "aws_iam_policy_document" "any_role" {
  statement {
    actions   = ["iotdeviceadvisor:*"]
    resources = ["*"]
  }

  statement {
    actions   = ["iam:PassRole"]
    resources = ["arn:aws:iam::123456789012:role/*"]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["iotdeviceadvisor.amazonaws.com"]
    }
  }
}

resource "aws_iam_policy" "fail_any_role" {
  name   = "any-role"
  policy = data.aws_iam_policy_document.any_role.json
}

# The right role, but it may go to every service that takes one.
resource "aws_iam_policy" "fail_any_service" {
  name = "any-service"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "iotdeviceadvisor:StartSuiteRun"
        Resource = "*"
      },
      {
        Effect   = "Allow"
        Action   = "iam:PassRole"
        Resource = "arn:aws:iam::123456789012:role/DeviceAdvisorDeviceRole"
      },
    ]
  })
}

# A key that is not in the request satisfies IfExists.
resource "aws_iam_user_policy" "fail_if_exists" {
  name = "if-exists"
  user = "tester"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "iotdeviceadvisor:StartSuiteRun"
        Resource = "*"
      },
      {
        Effect   = "Allow"
        Action   = "iam:PassRole"
        Resource = "arn:aws:iam::123456789012:role/DeviceAdvisorDeviceRole"
        Condition = {
          StringEqualsIfExists = { "iam:PassedToService" = "iotdeviceadvisor.amazonaws.com" }
        }
      },
    ]
  })
}

# What the Device Advisor console needs.
resource "aws_iam_policy" "pass_device_role" {
  name = "device-role"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["iotdeviceadvisor:*", "iot:DescribeThing", "iot:Publish"]
        Resource = "*"
      },
      {
        Effect   = "Allow"
        Action   = "iam:PassRole"
        Resource = "arn:aws:iam::123456789012:role/DeviceAdvisorDeviceRole"
        Condition = {
          StringEquals = { "iam:PassedToService" = "iotdeviceadvisor.amazonaws.com" }
        }
      },
    ]
  })
}

resource "aws_iam_policy" "pass_no_device_advisor" {
  name = "no-device-advisor"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "iot:DescribeEndpoint"
        Resource = "*"
      },
      {
        Effect   = "Allow"
        Action   = "iam:PassRole"
        Resource = "*"
      },
    ]
  })
}

variable "role" {
  type = string
}

resource "aws_iam_policy" "unknown_role" {
  name = "role"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "iotdeviceadvisor:StartSuiteRun"
        Resource = "*"
      },
      {
        Effect   = "Allow"
        Action   = "iam:PassRole"
        Resource = var.role
        Condition = {
          StringEquals = { "iam:PassedToService" = "iotdeviceadvisor.amazonaws.com" }
        }
      },
    ]
  })
}
