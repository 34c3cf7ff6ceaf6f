locals {
  ca_pem = file("${path.module}/ca.pem")
}

# Each device certificate has to be registered, activated and given a policy by somebody.
resource "aws_iot_ca_certificate" "fail_no_auto_registration" {
  active                  = true
  allow_auto_registration = false
  certificate_mode        = "SNI_ONLY"
  ca_certificate_pem      = local.ca_pem
}

# The template is never used.
resource "aws_iot_ca_certificate" "fail_unused_template" {
  active                  = true
  allow_auto_registration = false
  certificate_mode        = "SNI_ONLY"
  ca_certificate_pem      = local.ca_pem

  registration_config {
    template_name = "just-in-time"
  }
}

resource "aws_iot_ca_certificate" "pass_just_in_time_provisioning" {
  active                  = true
  allow_auto_registration = true
  certificate_mode        = "SNI_ONLY"
  ca_certificate_pem      = local.ca_pem

  registration_config {
    template_name = "just-in-time"
  }
}

# A rule takes over what the CA registers.
resource "aws_iot_ca_certificate" "pass_just_in_time_registration" {
  active                  = true
  allow_auto_registration = true
  certificate_mode        = "SNI_ONLY"
  ca_certificate_pem      = local.ca_pem
}

resource "aws_iot_topic_rule" "registered" {
  name        = "registered"
  enabled     = true
  sql         = "SELECT * FROM '$aws/events/certificates/registered/${aws_iot_ca_certificate.pass_just_in_time_registration.id}'"
  sql_version = "2016-03-23"

  lambda {
    function_arn = "arn:aws:lambda:us-east-1:123456789012:function:activate-certificate"
  }

  error_action {
    cloudwatch_logs {
      log_group_name = "registration-errors"
      role_arn       = "arn:aws:iam::123456789012:role/registration-errors"
    }
  }
}

resource "aws_iot_ca_certificate" "pass_inactive" {
  active                  = false
  allow_auto_registration = false
  certificate_mode        = "SNI_ONLY"
  ca_certificate_pem      = local.ca_pem
}

variable "auto_registration" {
  type = bool
}

resource "aws_iot_ca_certificate" "unknown_auto_registration" {
  active                  = true
  allow_auto_registration = var.auto_registration
  certificate_mode        = "SNI_ONLY"
  ca_certificate_pem      = local.ca_pem
}
