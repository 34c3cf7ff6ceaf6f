locals {
  arn  = "arn:aws:iot:us-east-1:123456789012"
  name = "$${iot:Connection.Thing.ThingName}"
}

# Subscriptions are authorised on topicfilter/, so this one is never allowed.
resource "aws_iot_policy" "fail_subscribe_on_topic" {
  name = "subscribe-on-topic"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["iot:Publish", "iot:Subscribe"]
      Resource = "${local.arn}:topic/${local.name}/*"
    }]
  })
}

resource "aws_iot_policy" "fail_stray_slash" {
  name = "stray-slash"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["iot:GetThingShadow", "iot:UpdateThingShadow"]
      Resource = "${local.arn}:/thing/${local.name}"
    }]
  })
}

# The Region is missing, not empty: five fields.
resource "aws_iot_policy" "fail_five_fields" {
  name = "five-fields"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "iot:Publish"
      Resource = "arn:aws:iot:123456789012:topic/${local.name}/*"
    }]
  })
}

resource "aws_iot_policy" "fail_undocumented_variable" {
  name = "undocumented-variable"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "iot:Connect"
      Resource = "${local.arn}:client/$${iot:Thing.ThingName}"
    }]
  })
}

# Nobody publishes to a topic with "+" in it.
resource "aws_iot_policy" "fail_mqtt_wildcard" {
  name = "mqtt-wildcard"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "iot:Publish"
      Resource = "${local.arn}:topic/${local.name}/+/status"
    }]
  })
}

# Only ${ is escaped in HCL, by a second dollar; a dollar alone is one already.
resource "aws_iot_policy" "fail_wrong_escape" {
  name = "wrong-escape"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "iot:Publish"
      Resource = "${local.arn}:topic/$$aws/things/${local.name}/shadow/update"
    }]
  })
}

# Policy variables came with the Version of 2012.
resource "aws_iot_policy" "fail_old_version" {
  name = "old-version"
  policy = jsonencode({
    Version = "2008-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "iot:Connect"
      Resource = "${local.arn}:client/${local.name}"
    }]
  })
}

resource "aws_iot_policy" "pass_types_fit" {
  name = "types-fit"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "iot:Connect"
        Resource = "${local.arn}:client/${local.name}"
      },
      {
        Effect = "Allow"
        Action = ["iot:Publish", "iot:Subscribe", "iot:Receive"]
        Resource = [
          "${local.arn}:topic/${local.name}/*",
          "${local.arn}:topicfilter/${local.name}/*",
          "${local.arn}:topicfilter/$aws/things/${local.name}/shadow/#",
        ]
      },
    ]
  })
}

# The Region and the account are nobody's business here.
variable "account" {
  type = string
}

resource "aws_iot_policy" "pass_account_not_known" {
  name = "account"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "iot:Connect"
      Resource = "arn:aws:iot:us-east-1:${var.account}:client/${local.name}"
    }]
  })
}

variable "resource" {
  type = string
}

resource "aws_iot_policy" "unknown_resource" {
  name = "resource"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "iot:Connect"
      Resource = var.resource
    }]
  })
}
