# Roles, role aliases, rules and provisioning templates.

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["credentials.iot.amazonaws.com", "iot.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "device" {
  name               = "device"
  path               = "/iot/"
  assume_role_policy = data.aws_iam_policy_document.trust.json

  inline_policy {
    name = "upload"
    policy = jsonencode({
      Version   = "2012-10-17"
      Statement = [{ Effect = "Allow", Action = "s3:PutObject", Resource = "*" }]
    })
  }
}

resource "aws_iam_role_policy" "device" {
  name = "publish"
  role = aws_iam_role.device.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["iot:Publish"], Resource = "*" }]
  })
}

resource "aws_iam_role" "confined" {
  name = "confined"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "iot.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = "123456789012" } }
    }]
  })
}

resource "aws_iot_role_alias" "device" {
  alias    = "device"
  role_arn = "arn:aws:iam::123456789012:role/iot/device"
}

resource "aws_iot_role_alias" "of_the_plan" {
  alias    = "of-the-plan"
  role_arn = aws_iam_role.confined.arn
}

resource "aws_iot_topic_rule" "store" {
  name        = "store"
  enabled     = true
  sql         = "SELECT * FROM 'devices/+/telemetry'"
  sql_version = "2016-03-23"

  s3 {
    bucket_name = "telemetry"
    key         = "$${topic()}/$${timestamp()}"
    role_arn    = "arn:aws:iam::123456789012:role/iot/device"
  }
}

resource "aws_iot_provisioning_template" "fleet" {
  name                  = "fleet"
  enabled               = true
  provisioning_role_arn = "arn:aws:iam::123456789012:role/provisioning"
  template_body = jsonencode({
    Parameters = { SerialNumber = { Type = "String" } }
    Resources = {
      certificate = { Type = "AWS::IoT::Certificate", Properties = { CertificateId = { Ref = "AWS::IoT::Certificate::Id" } } }
      policy      = { Type = "AWS::IoT::Policy", Properties = { PolicyName = "device" } }
    }
  })
}
