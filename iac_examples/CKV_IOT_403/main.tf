locals {
  arn = "arn:aws:iot:us-east-1:123456789012"

  connect = {
    Effect   = "Allow"
    Action   = "iot:Connect"
    Resource = "*"
  }
  provision = {
    Effect = "Allow"
    Action = ["iot:Publish", "iot:Receive"]
    Resource = [
      "${local.arn}:topic/$aws/certificates/create-from-csr/*",
      "${local.arn}:topic/$aws/provisioning-templates/fleet/provision/*",
    ]
  }
  answers = {
    Effect = "Allow"
    Action = "iot:Subscribe"
    Resource = [
      "${local.arn}:topicfilter/$aws/certificates/create-from-csr/*",
      "${local.arn}:topicfilter/$aws/provisioning-templates/fleet/provision/*",
    ]
  }
}

# The claim certificate stays in the firmware; here it also reads and writes every shadow.
resource "aws_iot_policy" "fail_shadows" {
  name = "claim-and-shadows"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      local.connect,
      local.provision,
      local.answers,
      {
        Sid      = "Shadows"
        Effect   = "Allow"
        Action   = ["iot:GetThingShadow", "iot:UpdateThingShadow"]
        Resource = "${local.arn}:thing/*"
      },
    ]
  })
}

# Any template of the account, not the one that was made for these devices.
resource "aws_iot_policy" "fail_every_template" {
  name = "claim-for-every-template"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      local.connect,
      {
        Effect = "Allow"
        Action = ["iot:Publish", "iot:Receive"]
        Resource = [
          "${local.arn}:topic/$aws/certificates/create/*",
          "${local.arn}:topic/$aws/provisioning-templates/*/provision/*",
        ]
      },
    ]
  })
}

resource "aws_iot_policy" "pass_claim" {
  name = "claim"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [local.connect, local.provision, local.answers]
  })
}

# The policy of a device, not of a claim certificate.
resource "aws_iot_policy" "pass_device" {
  name = "device"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "iot:Publish"
      Resource = "${local.arn}:topic/$${iot:Connection.Thing.ThingName}/telemetry"
    }]
  })
}

variable "more_topics" {
  type = list(string)
}

resource "aws_iot_policy" "unknown_topics" {
  name = "claim-and-more"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      local.connect,
      local.provision,
      { Effect = "Allow", Action = "iot:Publish", Resource = var.more_topics },
    ]
  })
}
