# --- role aliases and their roles ------------------------------------------------------------------

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["credentials.iot.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = ["123456789012"]
    }
  }
}

resource "aws_iam_role" "whole_service" {
  name               = "whole-service"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "whole_service" {
  name = "table"
  role = aws_iam_role.whole_service.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "dynamodb:*"
      Resource = "arn:aws:dynamodb:*:123456789012:table/telemetry"
    }]
  })
}

resource "aws_iot_role_alias" "fail_whole_service" {
  alias    = "whole-service"
  role_arn = aws_iam_role.whole_service.arn
}

resource "aws_iam_role" "administrator" {
  name               = "administrator"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy_attachment" "administrator" {
  role       = aws_iam_role.administrator.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

resource "aws_iot_role_alias" "fail_administrator" {
  alias    = "administrator"
  role_arn = aws_iam_role.administrator.arn
}

resource "aws_iam_role" "every_topic" {
  name               = "every-topic"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_policy" "every_topic" {
  name = "every-topic"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "iot:Publish"
      Resource = "arn:aws:iot:*:123456789012:topic/*"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "every_topic" {
  role       = aws_iam_role.every_topic.name
  policy_arn = aws_iam_policy.every_topic.arn
}

resource "aws_iot_role_alias" "fail_every_topic" {
  alias    = "every-topic"
  role_arn = aws_iam_role.every_topic.arn
}

resource "aws_iam_role" "upload" {
  name               = "upload"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "upload" {
  name = "upload"
  role = aws_iam_role.upload.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "s3:PutObject"
      Resource = "arn:aws:s3:::uploads/$${credentials-iot:ThingName}/*"
    }]
  })
}

resource "aws_iot_role_alias" "pass_upload" {
  alias    = "upload"
  role_arn = aws_iam_role.upload.arn
}

# The role is not part of this configuration.
resource "aws_iot_role_alias" "unknown_role" {
  alias    = "elsewhere"
  role_arn = "arn:aws:iam::123456789012:role/elsewhere"
}

# --- IoT policies that let devices use aliases -----------------------------------------------------

resource "aws_iot_policy" "fail_every_alias" {
  name = "every-alias"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "iot:AssumeRoleWithCertificate"
      Resource = "arn:aws:iot:*:123456789012:rolealias/*"
    }]
  })
}

resource "aws_iot_policy" "pass_one_alias" {
  name = "one-alias"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "iot:AssumeRoleWithCertificate"
      Resource = aws_iot_role_alias.pass_upload.arn
    }]
  })
}
