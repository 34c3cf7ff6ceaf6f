resource "aws_iam_role" "rule" {
  name = "telemetry-rule"
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

resource "aws_iam_role_policy" "rule" {
  role = aws_iam_role.rule.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "kinesis:PutRecord"
      Resource = aws_kinesis_stream.telemetry.arn
    }]
  })
}

resource "aws_kinesis_stream" "telemetry" {
  name        = "telemetry"
  shard_count = 1
}

resource "aws_kinesis_stream" "alarms" {
  name        = "alarms"
  shard_count = 1
}

resource "aws_iot_topic_rule" "pass_stream" {
  name        = "telemetry"
  enabled     = true
  sql         = "SELECT * FROM 'telemetry/+'"
  sql_version = "2016-03-23"

  kinesis {
    stream_name = aws_kinesis_stream.telemetry.name
    role_arn    = aws_iam_role.rule.arn
  }
}

# The role may write into the other stream alone.
resource "aws_iot_topic_rule" "fail_other_stream" {
  name        = "alarms"
  enabled     = true
  sql         = "SELECT * FROM 'alarms/+'"
  sql_version = "2016-03-23"

  kinesis {
    stream_name = aws_kinesis_stream.alarms.name
    role_arn    = aws_iam_role.rule.arn
  }
}

resource "aws_lambda_function" "store" {
  function_name = "store"
  role          = "arn:aws:iam::123456789012:role/store"
  handler       = "store.handler"
  runtime       = "python3.12"
  filename      = "store.zip"
}

resource "aws_lambda_permission" "store" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.store.function_name
  principal     = "iot.amazonaws.com"
  source_arn    = aws_iot_topic_rule.pass_call.arn
}

resource "aws_iot_topic_rule" "pass_call" {
  name        = "store"
  enabled     = true
  sql         = "SELECT * FROM 'store/+'"
  sql_version = "2016-03-23"

  lambda {
    function_arn = aws_lambda_function.store.arn
  }
}

# The permission of the function is for the other rule.
resource "aws_iot_topic_rule" "fail_call" {
  name        = "events"
  enabled     = true
  sql         = "SELECT * FROM 'events/+'"
  sql_version = "2016-03-23"

  lambda {
    function_arn = aws_lambda_function.store.arn
  }
}

variable "role_arn" {
  type = string
}

resource "aws_iot_topic_rule" "unknown_role" {
  name        = "reports"
  enabled     = true
  sql         = "SELECT * FROM 'reports/+'"
  sql_version = "2016-03-23"

  kinesis {
    stream_name = aws_kinesis_stream.telemetry.name
    role_arn    = var.role_arn
  }
}
