# AWS makes the key pair and Terraform keeps it.
resource "aws_iot_certificate" "fail_made_by_aws" {
  active = true
}

# The key is made by the configuration itself.
resource "tls_private_key" "device" {
  algorithm = "ECDSA"
}

resource "tls_cert_request" "device" {
  private_key_pem = tls_private_key.device.private_key_pem

  subject {
    common_name = "sensor-1"
  }
}

resource "aws_iot_certificate" "fail_key_in_state" {
  csr    = tls_cert_request.device.cert_request_pem
  active = true
}

resource "tls_private_key" "authority" {
  algorithm = "ECDSA"
}

resource "tls_self_signed_cert" "authority" {
  private_key_pem       = tls_private_key.authority.private_key_pem
  is_ca_certificate     = true
  validity_period_hours = 8760
  allowed_uses          = ["cert_signing"]

  subject {
    common_name = "Factory"
  }
}

resource "aws_iot_ca_certificate" "fail_authority" {
  active                  = true
  allow_auto_registration = true
  certificate_mode        = "SNI_ONLY"
  ca_certificate_pem      = tls_self_signed_cert.authority.cert_pem
}

# The key never leaves the device.
resource "aws_iot_certificate" "pass_csr" {
  csr    = file("${path.module}/device.csr")
  active = true
}

variable "authority_pem" {
  type = string
}

resource "aws_iot_ca_certificate" "unknown_authority" {
  active                  = true
  allow_auto_registration = true
  certificate_mode        = "SNI_ONLY"
  ca_certificate_pem      = var.authority_pem
}
