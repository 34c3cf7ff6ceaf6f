data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

locals {
  arn = "arn:aws:iot:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}"
}

# Any device can take the place of any other.
resource "aws_iot_policy" "fail_any_client" {
  name = "any-client"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iot:Connect"
      Resource = "${local.arn}:client/*"
    }
  })
}

# The variable is whatever ID the client sends.
resource "aws_iot_policy" "fail_client_id_variable" {
  name = "client-id-variable"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iot:Connect"
      Resource = "${local.arn}:client/$${iot:ClientId}"
    }
  })
}

# Device "sensor-1" can connect as "sensor-10".
resource "aws_iot_policy" "fail_open_end" {
  name = "open-end"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iot:Connect"
      Resource = "${local.arn}:client/$${iot:Connection.Thing.ThingName}*"
    }
  })
}

# What a client may do in a connection says nothing about its ID.
resource "aws_iot_policy" "fail_condition_on_features" {
  name = "condition-on-features"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iot:Connect"
      Resource = "${local.arn}:client/*"
      Condition = {
        "ForAllValues:StringEquals" = { "iot:ConnectAttributes" = ["PersistentConnect"] }
      }
    }
  })
}

# A condition with IfExists also holds where the key is missing.
resource "aws_iot_policy" "fail_if_exists" {
  name = "if-exists"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Action    = "iot:Connect"
      Resource  = "*"
      Condition = { BoolIfExists = { "iot:Connection.Thing.IsAttached" = "true" } }
    }
  })
}

# The Deny keeps some IDs from devices, and leaves those of all other devices.
resource "aws_iot_policy" "fail_deny_of_some" {
  name = "deny-of-some"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "iot:Connect", Resource = "*" },
      { Effect = "Deny", Action = "iot:Connect", Resource = "${local.arn}:client/server-*" },
    ]
  })
}

data "aws_iam_policy_document" "thing_name" {
  statement {
    actions   = ["iot:Connect"]
    resources = ["${local.arn}:client/&{iot:Connection.Thing.ThingName}"]
  }
}

resource "aws_iot_policy" "pass_thing_name" {
  name   = "thing-name"
  policy = data.aws_iam_policy_document.thing_name.json
}

# A slash cannot be part of a thing name.
resource "aws_iot_policy" "pass_behind_a_slash" {
  name = "behind-a-slash"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iot:Connect"
      Resource = "${local.arn}:client/$${iot:Connection.Thing.ThingName}/*"
    }
  })
}

resource "aws_iot_policy" "pass_attached" {
  name = "attached"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Action    = "iot:Connect"
      Resource  = "${local.arn}:client/*"
      Condition = { Bool = { "iot:Connection.Thing.IsAttached" = "true" } }
    }
  })
}

# The Deny takes back every client ID but the device's own.
resource "aws_iot_policy" "pass_deny_of_others" {
  name = "deny-of-others"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "iot:Connect", Resource = "*" },
      {
        Effect      = "Deny"
        Action      = "iot:Connect"
        NotResource = "${local.arn}:client/$${iot:Connection.Thing.ThingName}"
      },
    ]
  })
}

resource "aws_iot_policy" "pass_listed" {
  name = "listed"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iot:Connect"
      Resource = ["${local.arn}:client/pump-1", "${local.arn}:client/pump-2"]
    }
  })
}

# Claim certificates are shared by devices that have no name yet.
resource "aws_iot_policy" "pass_claim" {
  name = "claim"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "iot:Connect", Resource = "*" },
      {
        Effect = "Allow"
        Action = ["iot:Publish", "iot:Receive"]
        Resource = [
          "${local.arn}:topic/$aws/certificates/create/*",
          "${local.arn}:topic/$aws/provisioning-templates/fleet/provision/*",
        ]
      },
      {
        Effect = "Allow"
        Action = "iot:Subscribe"
        Resource = [
          "${local.arn}:topicfilter/$aws/certificates/create/*",
          "${local.arn}:topicfilter/$aws/provisioning-templates/fleet/provision/*",
        ]
      },
    ]
  })
}

# Thing variables do not work for Greengrass cores, which connect as <name>, <name>#2 and so on.
resource "aws_iot_policy" "pass_greengrass_core" {
  name = "greengrass-core"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "iot:Connect", Resource = "${local.arn}:client/gateway-7*" },
      {
        Effect   = "Allow"
        Action   = ["greengrass:ResolveComponentCandidates", "greengrass:GetDeploymentConfiguration"]
        Resource = "*"
      },
    ]
  })
}

variable "clients" {
  type = string
}

resource "aws_iot_policy" "unknown_clients" {
  name = "clients"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iot:Connect"
      Resource = var.clients
    }
  })
}
