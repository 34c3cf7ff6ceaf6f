variable "logging_role_arn" {
  type = string
}

variable "log_level" {
  type = string
}

resource "aws_iot_logging_options" "fail_disabled" {
  role_arn          = var.logging_role_arn
  default_log_level = "DISABLED"
}

resource "aws_iot_logging_options" "fail_all_disabled" {
  role_arn          = var.logging_role_arn
  default_log_level = "ERROR"
  disable_all_logs  = true
}

# A conflict is logged at level ERROR, so this is enough.
resource "aws_iot_logging_options" "pass_error" {
  role_arn          = var.logging_role_arn
  default_log_level = "ERROR"
}

resource "aws_iot_logging_options" "unknown_level" {
  role_arn          = var.logging_role_arn
  default_log_level = var.log_level
}
