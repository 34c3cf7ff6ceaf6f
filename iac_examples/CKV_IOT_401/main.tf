resource "aws_iam_role" "provisioning" {
  name = "provisioning"
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

locals {
  body = jsonencode({
    Parameters = { SerialNumber = { Type = "String" } }
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

# Fleet provisioning, which is the type if none is given, for whoever has a claim certificate.
resource "aws_iot_provisioning_template" "fail_no_hook" {
  name                  = "fleet"
  provisioning_role_arn = aws_iam_role.provisioning.arn
  enabled               = true
  template_body         = local.body
}

# It can be enabled at any time.
resource "aws_iot_provisioning_template" "fail_disabled" {
  name                  = "fleet-of-tomorrow"
  provisioning_role_arn = aws_iam_role.provisioning.arn
  type                  = "FLEET_PROVISIONING"
  enabled               = false
  template_body         = local.body
}

# A function compares the serial number with the list of manufactured devices.
resource "aws_iot_provisioning_template" "pass_hook" {
  name                  = "verified-fleet"
  provisioning_role_arn = aws_iam_role.provisioning.arn
  enabled               = true
  template_body         = local.body

  pre_provisioning_hook {
    target_arn = "arn:aws:lambda:us-east-1:123456789012:function:verify-device"
  }
}

# Just-in-time provisioning: devices come with a certificate of a registered CA.
resource "aws_iot_provisioning_template" "pass_just_in_time" {
  name                  = "signed-fleet"
  provisioning_role_arn = aws_iam_role.provisioning.arn
  type                  = "JITP"
  enabled               = true
  template_body         = local.body
}

variable "hook_arns" {
  type = list(string)
}

resource "aws_iot_provisioning_template" "unknown_hook" {
  name                  = "configurable-fleet"
  provisioning_role_arn = aws_iam_role.provisioning.arn
  enabled               = true
  template_body         = local.body

  dynamic "pre_provisioning_hook" {
    for_each = var.hook_arns
    content {
      target_arn = pre_provisioning_hook.value
    }
  }
}
