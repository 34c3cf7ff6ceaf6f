locals {
  arn = "arn:aws:iot:us-east-1:123456789012"
}

# What AWSIoTDataAccess says: fine for nobody.
resource "aws_iam_policy" "fail_everything" {
  name = "everything"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = ["iot:Connect", "iot:Publish", "iot:Subscribe", "iot:Receive"]
      Resource = "*"
    }
  })
}

data "aws_iam_policy_document" "app" {
  statement {
    actions   = ["iot:Connect"]
    resources = ["${local.arn}:client/app-*"]
  }
}

# Every user of the app can take the session of every other.
resource "aws_iam_policy" "fail_prefix" {
  name   = "prefix"
  policy = data.aws_iam_policy_document.app.json
}

resource "aws_iam_role" "app" {
  name = "app"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "cognito-identity.amazonaws.com" }
    }
  })
}

# The session name is chosen by whoever assumes the role.
resource "aws_iam_role_policy" "fail_session_name" {
  name = "session-name"
  role = aws_iam_role.app.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iot:Connect"
      Resource = "${local.arn}:client/$${aws:userid}"
    }
  })
}

resource "aws_iam_role_policy" "pass_identity" {
  name = "identity"
  role = aws_iam_role.app.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iot:Connect"
      Resource = "${local.arn}:client/$${cognito-identity.amazonaws.com:sub}"
    }
  })
}

resource "aws_iam_policy" "pass_listed" {
  name = "listed"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iot:Connect"
      Resource = "${local.arn}:client/dashboard"
    }
  })
}

resource "aws_iam_user_policy" "pass_user_name" {
  name = "user-name"
  user = "operator"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iot:Connect"
      Resource = "${local.arn}:client/$${aws:username}"
    }
  })
}

# No connection at all.
resource "aws_iam_policy" "pass_registry" {
  name = "registry"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iot:DescribeThing"
      Resource = "*"
    }
  })
}

variable "clients" {
  type = string
}

resource "aws_iam_policy" "unknown_clients" {
  name = "clients"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iot:Connect"
      Resource = var.clients
    }
  })
}
