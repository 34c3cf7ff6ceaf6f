locals {
  trust = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "iot.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = "123456789012" } }
    }]
  })

  body = jsonencode({
    Resources = {
      certificate = {
        Type       = "AWS::IoT::Certificate"
        Properties = { CertificateId = { Ref = "AWS::IoT::Certificate::Id" }, Status = "Active" }
      }
      policy = {
        Type       = "AWS::IoT::Policy"
        Properties = { PolicyName = "device" }
      }
    }
  })
}

resource "aws_iam_role" "administrator" {
  name               = "provisioning-administrator"
  assume_role_policy = local.trust
}

resource "aws_iam_role_policy_attachment" "administrator" {
  role       = aws_iam_role.administrator.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

resource "aws_iot_provisioning_template" "fail_administrator" {
  name                  = "administrator"
  provisioning_role_arn = aws_iam_role.administrator.arn
  type                  = "JITP"
  template_body         = local.body
}

resource "aws_iam_role" "every_iot_action" {
  name               = "provisioning-every-iot-action"
  assume_role_policy = local.trust
}

resource "aws_iam_role_policy" "every_iot_action" {
  role = aws_iam_role.every_iot_action.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iot:*", Resource = "*" }]
  })
}

resource "aws_iot_provisioning_template" "fail_every_iot_action" {
  name                  = "every-iot-action"
  provisioning_role_arn = aws_iam_role.every_iot_action.arn
  type                  = "JITP"
  template_body         = local.body
}

resource "aws_iam_role" "registration" {
  name               = "provisioning-registration"
  assume_role_policy = local.trust
}

resource "aws_iam_role_policy_attachment" "registration" {
  role       = aws_iam_role.registration.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSIoTThingsRegistration"
}

resource "aws_iot_provisioning_template" "pass_registration" {
  name                  = "registration"
  provisioning_role_arn = aws_iam_role.registration.arn
  type                  = "JITP"
  template_body         = local.body
}

variable "role_arn" {
  type = string
}

resource "aws_iot_provisioning_template" "unknown_role" {
  name                  = "somebody-elses-role"
  provisioning_role_arn = var.role_arn
  type                  = "JITP"
  template_body         = local.body
}
