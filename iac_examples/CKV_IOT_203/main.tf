locals {
  arn = "arn:aws:iot:us-east-1:123456789012"
}

# Every device writes what every other device of the building writes.
resource "aws_iot_policy" "fail_shared_topics" {
  name = "shared-topics"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iot:Publish"
      Resource = "${local.arn}:topic/building/*"
    }
  })
}

# One subscription that delivers the commands to all devices.
resource "aws_iot_policy" "fail_mqtt_wildcard" {
  name = "mqtt-wildcard"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iot:Subscribe"
      Resource = "${local.arn}:topicfilter/commands/+/set"
    }
  })
}

# Device "sensor-1" reaches the topics of "sensor-10".
resource "aws_iot_policy" "fail_no_slash" {
  name = "no-slash"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iot:Publish"
      Resource = "${local.arn}:topic/$${iot:Connection.Thing.ThingName}*"
    }
  })
}

# The client ID tells nothing where the client may choose it.
resource "aws_iot_policy" "fail_chosen_client_id" {
  name = "chosen-client-id"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "iot:Connect", Resource = "${local.arn}:client/*" },
      { Effect = "Allow", Action = "iot:Publish", Resource = "${local.arn}:topic/telemetry/$${iot:ClientId}" },
    ]
  })
}

resource "aws_iot_policy" "fail_some_things" {
  name = "some-things"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iot:GetThingShadow"
      Resource = "${local.arn}:thing/pump-*"
    }
  })
}

# Reserved topics are out of reach, all others are shared.
resource "aws_iot_policy" "fail_all_but_reserved" {
  name = "all-but-reserved"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "iot:Publish", Resource = "${local.arn}:topic/*" },
      { Effect = "Deny", Action = "iot:Publish", Resource = "${local.arn}:topic/$aws/*" },
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
        Action = "iot:Publish"
        Resource = [
          "${local.arn}:topic/building/$${iot:Connection.Thing.ThingName}/*",
          "${local.arn}:topic/news",
        ]
      },
      {
        Effect   = "Allow"
        Action   = "iot:Subscribe"
        Resource = "${local.arn}:topicfilter/commands/$${iot:Connection.Thing.ThingName}/#"
      },
    ]
  })
}

# The level is a client ID that the same policy spells out.
resource "aws_iot_policy" "pass_listed_client" {
  name = "listed-client"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "iot:Connect", Resource = "${local.arn}:client/pump-1" },
      { Effect = "Allow", Action = "iot:Publish", Resource = "${local.arn}:topic/pump-1/*" },
    ]
  })
}

# The client ID is bound, so it is as good as the thing name.
resource "aws_iot_policy" "pass_bound_client_id" {
  name = "bound-client-id"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "iot:Connect"
        Resource = "${local.arn}:client/$${iot:Connection.Thing.ThingName}"
      },
      { Effect = "Allow", Action = "iot:Publish", Resource = "${local.arn}:topic/telemetry/$${iot:ClientId}/*" },
    ]
  })
}

# The Deny leaves each device its own level.
resource "aws_iot_policy" "pass_deny_of_others" {
  name = "deny-of-others"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "iot:Publish", Resource = "${local.arn}:topic/building/*" },
      {
        Effect      = "Deny"
        Action      = "iot:Publish"
        NotResource = "${local.arn}:topic/building/$${iot:Connection.Thing.ThingName}/*"
      },
    ]
  })
}

variable "site" {
  type = string
}

# An unknown part is fixed text.
resource "aws_iot_policy" "pass_unknown_part" {
  name = "unknown-part"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iot:Publish"
      Resource = "${local.arn}:topic/${var.site}/status"
    }
  })
}

resource "aws_iot_policy" "unknown_topic" {
  name = "topic"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iot:Publish"
      Resource = var.site
    }
  })
}
