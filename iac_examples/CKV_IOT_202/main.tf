locals {
  arn = "arn:aws:iot:us-east-1:123456789012"
}

resource "aws_iot_policy" "fail_everything" {
  name = "everything"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = ["iot:Publish", "iot:Subscribe", "iot:Receive"]
      Resource = "*"
    }
  })
}

# Every topic includes the shadows of all devices.
resource "aws_iot_policy" "fail_every_topic" {
  name = "every-topic"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iot:Publish"
      Resource = "${local.arn}:topic/*"
    }
  })
}

# No wildcard of the policy language, and yet every device.
resource "aws_iot_policy" "fail_mqtt_wildcards" {
  name = "mqtt-wildcards"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iot:Subscribe"
      Resource = "${local.arn}:topicfilter/$aws/things/+/shadow/update/accepted"
    }
  })
}

resource "aws_iot_policy" "fail_every_thing" {
  name = "every-thing"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = ["iot:GetThingShadow", "iot:UpdateThingShadow"]
      Resource = "${local.arn}:thing/*"
    }
  })
}

resource "aws_iot_policy" "fail_all_but" {
  name = "all-but"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect      = "Allow"
      Action      = "iot:Publish"
      NotResource = "${local.arn}:topic/admin/*"
    }
  })
}

# The Deny protects the shadows; jobs are reserved topics too.
resource "aws_iot_policy" "fail_deny_of_some" {
  name = "deny-of-some"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "iot:Publish", Resource = "${local.arn}:topic/*" },
      { Effect = "Deny", Action = "iot:Publish", Resource = "${local.arn}:topic/$aws/things/*/shadow/*" },
    ]
  })
}

resource "aws_iot_policy" "pass_own" {
  name = "own"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = ["iot:Publish", "iot:Receive"]
        Resource = [
          "${local.arn}:topic/telemetry/$${iot:Connection.Thing.ThingName}/*",
          "${local.arn}:topic/$aws/things/$${iot:Connection.Thing.ThingName}/shadow/*",
        ]
      },
      {
        Effect   = "Allow"
        Action   = "iot:Subscribe"
        Resource = "${local.arn}:topicfilter/$aws/things/$${iot:Connection.Thing.ThingName}/shadow/*"
      },
    ]
  })
}

# AWS authorises this action on "*" and nothing else.
resource "aws_iot_policy" "pass_no_resource_level" {
  name = "no-resource-level"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iot:ListRetainedMessages"
      Resource = "*"
    }
  })
}

# A device receives no more than it subscribes to.
resource "aws_iot_policy" "pass_receive" {
  name = "receive"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "iot:Receive", Resource = "*" },
      { Effect = "Allow", Action = "iot:Subscribe", Resource = "${local.arn}:topicfilter/news" },
    ]
  })
}

# Shared, but not without bounds: CKV_IOT_203 reports it.
resource "aws_iot_policy" "pass_bounded" {
  name = "bounded"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iot:Publish"
      Resource = "${local.arn}:topic/building/*"
    }
  })
}

variable "topics" {
  type = list(string)
}

resource "aws_iot_policy" "unknown_topics" {
  name = "topics"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iot:Publish"
      Resource = var.topics
    }
  })
}
