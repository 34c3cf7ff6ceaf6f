# A small fleet as it might be deployed, with three faults: every pump may publish for all others,
# the rule's role can be used from any account, and the table of alarms is lost with its Region.
provider "aws" {
  region = "us-east-1"
}

provider "aws" {
  alias  = "backup"
  region = "eu-west-1"
}

data "aws_caller_identity" "current" {}

locals {
  prefix = "arn:aws:iot:us-east-1:${data.aws_caller_identity.current.account_id}"
}

resource "aws_iot_thing" "pump" {
  name = "pump-1"
}

resource "aws_iot_certificate" "pump" {
  csr    = file("${path.module}/pump-1.csr")
  active = true
}

resource "aws_iot_thing_principal_attachment" "pump" {
  thing     = aws_iot_thing.pump.name
  principal = aws_iot_certificate.pump.arn
}

resource "aws_iot_policy" "pump" {
  name = "pump"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Connect"
        Effect   = "Allow"
        Action   = "iot:Connect"
        Resource = "${local.prefix}:client/$${iot:Connection.Thing.ThingName}"
      },
      {
        Sid      = "Telemetry"
        Effect   = "Allow"
        Action   = "iot:Publish"
        Resource = "${local.prefix}:topic/pumps/*"
      },
    ]
  })
}

resource "aws_iot_policy_attachment" "pump" {
  policy = aws_iot_policy.pump.name
  target = aws_iot_certificate.pump.arn
}

resource "aws_iam_role" "rules" {
  name = "pump-rules"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "iot.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "rules" {
  role = aws_iam_role.rules.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "s3:PutObject"
        Resource = "${aws_s3_bucket.archive.arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = "dynamodb:PutItem"
        Resource = aws_dynamodb_table.alarms.arn
      },
      {
        Effect   = "Allow"
        Action   = "sqs:SendMessage"
        Resource = aws_sqs_queue.undelivered.arn
      },
    ]
  })
}

resource "aws_sqs_queue" "undelivered" {
  name = "undelivered"
}

resource "aws_iot_topic_rule" "telemetry" {
  name        = "telemetry"
  enabled     = true
  sql         = "SELECT * FROM 'pumps/+/telemetry'"
  sql_version = "2016-03-23"

  s3 {
    bucket_name = aws_s3_bucket.archive.bucket
    key         = "$${topic()}/$${timestamp()}"
    role_arn    = aws_iam_role.rules.arn
  }

  error_action {
    sqs {
      queue_url  = aws_sqs_queue.undelivered.url
      role_arn   = aws_iam_role.rules.arn
      use_base64 = false
    }
  }
}

resource "aws_iot_topic_rule" "alarms" {
  name        = "alarms"
  enabled     = true
  sql         = "SELECT * FROM 'pumps/+/alarms'"
  sql_version = "2016-03-23"

  dynamodbv2 {
    role_arn = aws_iam_role.rules.arn

    put_item {
      table_name = aws_dynamodb_table.alarms.name
    }
  }

  error_action {
    sqs {
      queue_url  = aws_sqs_queue.undelivered.url
      role_arn   = aws_iam_role.rules.arn
      use_base64 = false
    }
  }
}

resource "aws_dynamodb_table" "alarms" {
  name         = "alarms"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "pump"

  attribute {
    name = "pump"
    type = "S"
  }
}

resource "aws_s3_bucket" "archive" {
  bucket = "pump-archive"
}

resource "aws_s3_bucket_versioning" "archive" {
  bucket = aws_s3_bucket.archive.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "copy" {
  provider = aws.backup

  bucket = "pump-archive-copy"
}

resource "aws_s3_bucket_replication_configuration" "archive" {
  bucket = aws_s3_bucket_versioning.archive.bucket
  role   = "arn:aws:iam::111122223333:role/replication"

  rule {
    id     = "everything"
    status = "Enabled"

    filter {}

    delete_marker_replication {
      status = "Disabled"
    }

    destination {
      bucket = aws_s3_bucket.copy.arn
    }
  }
}
