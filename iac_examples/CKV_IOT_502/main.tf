terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

locals {
  rule_role = "arn:aws:iam::123456789012:role/iot/rule-actions"
}

resource "aws_sqs_queue" "undelivered" {
  name = "example-undelivered"
}

resource "aws_iot_topic_rule" "fail_silent" {
  name        = "silent"
  enabled     = true
  sql         = "SELECT * FROM 'telemetry/#'"
  sql_version = "2016-03-23"

  kinesis {
    stream_name   = "telemetry"
    partition_key = "$${topic()}"
    role_arn      = local.rule_role
  }
}

resource "aws_iot_topic_rule" "fail_metric_and_function" {
  name        = "metric_and_function"
  enabled     = true
  sql         = "SELECT * FROM 'telemetry/#'"
  sql_version = "2016-03-23"

  cloudwatch_metric {
    metric_name      = "messages"
    metric_namespace = "telemetry"
    metric_unit      = "Count"
    metric_value     = "1"
    role_arn         = local.rule_role
  }

  lambda {
    function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:store"
  }
}

resource "aws_iot_topic_rule" "pass_with_error_action" {
  name        = "with_error_action"
  enabled     = true
  sql         = "SELECT * FROM 'telemetry/#'"
  sql_version = "2016-03-23"

  kinesis {
    stream_name   = "telemetry"
    partition_key = "$${topic()}"
    role_arn      = local.rule_role
  }

  error_action {
    sqs {
      queue_url  = aws_sqs_queue.undelivered.url
      role_arn   = local.rule_role
      use_base64 = false
    }
  }
}

variable "error_queues" {
  description = "No default: whether there is an error action is not known before deployment."
  type        = set(string)
}

resource "aws_iot_topic_rule" "unknown_error_action" {
  name        = "error_action"
  enabled     = true
  sql         = "SELECT * FROM 'telemetry/#'"
  sql_version = "2016-03-23"

  kinesis {
    stream_name   = "telemetry"
    partition_key = "$${topic()}"
    role_arn      = local.rule_role
  }

  dynamic "error_action" {
    for_each = var.error_queues

    content {
      sqs {
        queue_url  = error_action.value
        role_arn   = local.rule_role
        use_base64 = false
      }
    }
  }
}
