provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "second"
  region = "us-west-2"
}

provider "aws" {
  alias  = "third"
  region = "ap-northeast-1"
}

variable "logging_role_arn" {
  type = string
}

variable "filter_pattern" {
  type = string
}

variable "alarm_topic_arn" {
  type = string
}

# Conflicts are logged here, counted, and somebody is told.
resource "aws_iot_logging_options" "pass_alarm" {
  role_arn          = var.logging_role_arn
  default_log_level = "ERROR"
}

resource "aws_cloudwatch_log_metric_filter" "conflicts" {
  name           = "client-id-conflicts"
  log_group_name = "AWSIotLogsV2"
  pattern        = "{ $.reason = \"DUPLICATE_CLIENT_ID\" }"

  metric_transformation {
    namespace = "Devices"
    name      = "ClientIdConflicts"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "conflicts" {
  alarm_name          = "client-id-conflicts"
  namespace           = "Devices"
  metric_name         = "ClientIdConflicts"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  period              = 300
  statistic           = "Sum"
  threshold           = 0
  alarm_actions       = [var.alarm_topic_arn]
}

# The alarm of another Region sees nothing of this log.
resource "aws_iot_logging_options" "fail_no_filter" {
  provider = aws.second

  role_arn          = var.logging_role_arn
  default_log_level = "ERROR"
}

resource "aws_iot_logging_options" "unknown_pattern" {
  provider = aws.third

  role_arn          = var.logging_role_arn
  default_log_level = "ERROR"
}

resource "aws_cloudwatch_log_metric_filter" "given" {
  provider = aws.third

  name           = "given"
  log_group_name = "AWSIotLogsV2"
  pattern        = var.filter_pattern

  metric_transformation {
    namespace = "Devices"
    name      = "Given"
    value     = "1"
  }
}
