data "aws_caller_identity" "current" {}

# Topic rules of every account can invoke the function.
resource "aws_lambda_permission" "fail_any_caller" {
  statement_id  = "any-caller"
  action        = "lambda:InvokeFunction"
  function_name = "on-telemetry"
  principal     = "iot.amazonaws.com"
}

# The organisation of the principal says nothing about for whom a service calls.
resource "aws_lambda_permission" "fail_organisation" {
  statement_id     = "organisation"
  action           = "lambda:InvokeFunction"
  function_name    = "on-telemetry"
  principal        = "iot.amazonaws.com"
  principal_org_id = "o-a1b2c3d4e5"
}

resource "aws_lambda_permission" "pass_rule" {
  statement_id   = "rule"
  action         = "lambda:InvokeFunction"
  function_name  = "on-telemetry"
  principal      = "iot.amazonaws.com"
  source_arn     = aws_iot_topic_rule.telemetry.arn
  source_account = data.aws_caller_identity.current.account_id
}

resource "aws_iot_topic_rule" "telemetry" {
  name        = "telemetry"
  enabled     = true
  sql         = "SELECT * FROM 'telemetry/#'"
  sql_version = "2016-03-23"

  lambda {
    function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:on-telemetry"
  }
}

# Another service: no record.
resource "aws_lambda_permission" "gateway" {
  statement_id  = "gateway"
  action        = "lambda:InvokeFunction"
  function_name = "on-request"
  principal     = "apigateway.amazonaws.com"
}

resource "aws_s3_bucket" "vehicles" {
  bucket = "vehicles"
}

resource "aws_s3_bucket_policy" "fail_bucket" {
  bucket = aws_s3_bucket.vehicles.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "iotfleetwise.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = "${aws_s3_bucket.vehicles.arn}/*"
    }]
  })
}

resource "aws_sqs_queue" "alarms" {
  name = "alarms"
}

resource "aws_sqs_queue_policy" "pass_queue" {
  queue_url = aws_sqs_queue.alarms.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "iot.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.alarms.arn
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
      }
    }]
  })
}

variable "source_arn" {
  type = string
}

resource "aws_lambda_permission" "unknown_source" {
  statement_id  = "unknown-source"
  action        = "lambda:InvokeFunction"
  function_name = "on-telemetry"
  principal     = "iot.amazonaws.com"
  source_arn    = var.source_arn
}
