locals {
  role = "arn:aws:iam::123456789012:role/provisioning"

  certificate = {
    Type       = "AWS::IoT::Certificate"
    Properties = { CertificateId = { Ref = "AWS::IoT::Certificate::Id" }, Status = "Active" }
  }
  policy = {
    Type       = "AWS::IoT::Policy"
    Properties = { PolicyName = "device" }
  }
  complete = jsonencode({ Resources = { certificate = local.certificate, policy = local.policy } })
}

# A device would be registered without a certificate that it can connect with.
resource "aws_iot_provisioning_template" "fail_no_certificate" {
  name                  = "no-certificate"
  provisioning_role_arn = local.role
  template_body         = jsonencode({ Resources = { policy = local.policy } })
}

# A Ref to a parameter that is called something else.
resource "aws_iot_provisioning_template" "fail_undeclared_parameter" {
  name                  = "undeclared-parameter"
  provisioning_role_arn = local.role
  template_body = jsonencode({
    Parameters = { SerialNumber = { Type = "String" } }
    Resources = {
      certificate = local.certificate
      policy      = local.policy
      thing = {
        Type       = "AWS::IoT::Thing"
        Properties = { ThingName = { Ref = "DeviceSerialNumber" } }
      }
    }
  })
}

# Two sources of one certificate, and a policy that is both named and written.
resource "aws_iot_provisioning_template" "fail_contradictions" {
  name                  = "contradictions"
  provisioning_role_arn = local.role
  template_body = jsonencode({
    Parameters = { Request = { Type = "String" } }
    Resources = {
      certificate = {
        Type = "AWS::IoT::Certificate"
        Properties = {
          CertificateId             = { Ref = "AWS::IoT::Certificate::Id" }
          CertificateSigningRequest = { Ref = "Request" }
        }
      }
      policy = {
        Type = "AWS::IoT::Policy"
        Properties = {
          PolicyName = "device"
          PolicyDocument = jsonencode({
            Version = "2012-10-17"
            Statement = [{
              Effect   = "Allow"
              Action   = "iot:Connect"
              Resource = "arn:aws:iot:us-east-1:123456789012:client/$${iot:Connection.Thing.ThingName}"
            }]
          })
        }
      }
    }
  })
}

# The thing is optional, parameters of the certificate are always there.
resource "aws_iot_provisioning_template" "pass_complete" {
  name                  = "complete"
  provisioning_role_arn = local.role
  template_body         = local.complete
}

resource "aws_iot_provisioning_template" "pass_just_in_time" {
  name                  = "just-in-time"
  provisioning_role_arn = local.role
  type                  = "JITP"
  template_body         = local.complete
}

variable "template_body" {
  type = string
}

resource "aws_iot_provisioning_template" "unknown_body" {
  name                  = "somewhere-else"
  provisioning_role_arn = local.role
  template_body         = var.template_body
}

# A template for fleet provisioning is no template for the certificates of a CA.
resource "aws_iot_ca_certificate" "fail_wrong_type" {
  active                  = true
  allow_auto_registration = true
  certificate_mode        = "SNI_ONLY"
  ca_certificate_pem      = file("${path.module}/ca.pem")

  registration_config {
    template_name = aws_iot_provisioning_template.pass_complete.name
  }
}

resource "aws_iot_ca_certificate" "pass_right_type" {
  active                  = true
  allow_auto_registration = true
  certificate_mode        = "SNI_ONLY"
  ca_certificate_pem      = file("${path.module}/ca.pem")

  registration_config {
    template_name = aws_iot_provisioning_template.pass_just_in_time.name
  }
}

# A name and a body.
resource "aws_iot_ca_certificate" "fail_two_templates" {
  active                  = true
  allow_auto_registration = true
  certificate_mode        = "SNI_ONLY"
  ca_certificate_pem      = file("${path.module}/ca.pem")

  registration_config {
    role_arn      = local.role
    template_name = aws_iot_provisioning_template.pass_just_in_time.name
    template_body = local.complete
  }
}
