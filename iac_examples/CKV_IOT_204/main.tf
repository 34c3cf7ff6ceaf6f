locals {
  arn = "arn:aws:iot:us-east-1:123456789012"
}

# The subscription "building/#" is allowed and delivers what the Deny was written for.
resource "aws_iot_policy" "fail_subscription_goes_around" {
  name = "goes-around"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "iot:Subscribe"
        Resource = "${local.arn}:topicfilter/building/*"
      },
      {
        Effect   = "Deny"
        Action   = "iot:Subscribe"
        Resource = "${local.arn}:topicfilter/building/control_room/*"
      },
      {
        Effect   = "Allow"
        Action   = "iot:Receive"
        Resource = "${local.arn}:topic/building/*"
      },
    ]
  })
}

# "#" is no wildcard in a policy: this denies the one filter that is spelt like that.
resource "aws_iot_policy" "fail_mqtt_wildcard" {
  name = "mqtt-wildcard"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "iot:Publish"
        Resource = "${local.arn}:topic/building/*"
      },
      {
        Effect   = "Deny"
        Action   = "iot:Publish"
        Resource = "${local.arn}:topic/building/control_room/#"
      },
    ]
  })
}

# There is no such variable, so the Deny never applies.
resource "aws_iot_policy" "fail_unknown_variable" {
  name = "unknown-variable"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "iot:Publish"
        Resource = "${local.arn}:topic/things/*"
      },
      {
        Effect   = "Deny"
        Action   = "iot:Publish"
        Resource = "${local.arn}:topic/things/$${iot:Thing.ThingName}/admin"
      },
    ]
  })
}

# Subscriptions are authorised on topicfilter/.
resource "aws_iot_policy" "fail_wrong_type" {
  name = "wrong-type"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "iot:Subscribe"
        Resource = "${local.arn}:topicfilter/news"
      },
      {
        Effect   = "Deny"
        Action   = "iot:Subscribe"
        Resource = "${local.arn}:topic/admin/*"
      },
    ]
  })
}

# The same Deny for what arrives: whatever the filter is, these messages do not.
resource "aws_iot_policy" "pass_denies_receive" {
  name = "denies-receive"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "iot:Subscribe"
        Resource = "${local.arn}:topicfilter/building/*"
      },
      {
        Effect   = "Deny"
        Action   = "iot:Subscribe"
        Resource = "${local.arn}:topicfilter/building/control_room/*"
      },
      {
        Effect   = "Allow"
        Action   = "iot:Receive"
        Resource = "${local.arn}:topic/building/*"
      },
      {
        Effect   = "Deny"
        Action   = "iot:Receive"
        Resource = "${local.arn}:topic/building/control_room/*"
      },
    ]
  })
}

# No allowed subscription has a wildcard that could go around the Deny.
resource "aws_iot_policy" "pass_fixed_filters" {
  name = "fixed-filters"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "iot:Subscribe"
        Resource = ["${local.arn}:topicfilter/news", "${local.arn}:topicfilter/weather"]
      },
      {
        Effect   = "Deny"
        Action   = "iot:Subscribe"
        Resource = "${local.arn}:topicfilter/weather"
      },
    ]
  })
}

resource "aws_iot_policy" "pass_quarantine" {
  name = "quarantine"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = { Effect = "Deny", Action = "iot:*", Resource = "*" }
  })
}

variable "denied" {
  type = string
}

resource "aws_iot_policy" "unknown_denied" {
  name = "denied"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "iot:Subscribe"
        Resource = "${local.arn}:topicfilter/building/*"
      },
      {
        Effect   = "Deny"
        Action   = "iot:Subscribe"
        Resource = var.denied
      },
    ]
  })
}
