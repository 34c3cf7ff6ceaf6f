variable "security_policy" {
  type = string
}

resource "aws_iot_domain_configuration" "fail_2016" {
  name         = "legacy"
  service_type = "DATA"

  tls_config {
    security_policy = "IoTSecurityPolicy_TLS12_1_0_2016_01"
  }
}

resource "aws_iot_domain_configuration" "pass_current" {
  name         = "current"
  service_type = "DATA"

  tls_config {
    security_policy = "IoTSecurityPolicy_TLS13_1_2_2022_10"
  }
}

resource "aws_iot_domain_configuration" "unknown_policy" {
  name         = "given"
  service_type = "DATA"

  tls_config {
    security_policy = var.security_policy
  }
}
