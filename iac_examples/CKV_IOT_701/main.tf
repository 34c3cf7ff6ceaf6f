data "aws_iot_endpoint" "fail_legacy" {
  endpoint_type = "iot:Data"
}

data "aws_iot_endpoint" "fail_not_given" {
}

data "aws_iot_endpoint" "pass_amazon_trust_services" {
  endpoint_type = "iot:Data-ATS"
}

variable "endpoint_type" {
  type = string
}

data "aws_iot_endpoint" "unknown_type" {
  endpoint_type = var.endpoint_type
}
