# IoT policies in every form whose document a plan holds, and some whose it does not.

variable "topics" {
  type    = list(string)
  default = ["telemetry", "state"]
}

variable "fleet" {
  type    = string
  default = "blue"
}

locals {
  version = "2012-10-17"
  arn     = "arn:${data.aws_partition.current.partition}:iot:${data.aws_region.current.name}:123456789012"
}

data "aws_partition" "current" {}

data "aws_region" "current" {}

resource "aws_iot_policy" "fail_wildcard" {
  name = "wildcard"
  policy = jsonencode({
    Version   = local.version
    Statement = [{ Effect = "Allow", Action = "iot:*", Resource = "*" }]
  })
}

resource "aws_iot_policy" "pass_own_client" {
  name = "own-client"
  policy = jsonencode({
    Version = local.version
    Statement = [{
      Effect    = "Allow"
      Action    = ["iot:Connect"]
      Resource  = ["${local.arn}:client/$${iot:Connection.Thing.ThingName}"]
      Condition = { Bool = { "iot:Connection.Thing.IsAttached" = ["true"] } }
    }]
  })
}

resource "aws_iot_policy" "heredoc" {
  name   = "heredoc"
  policy = <<-EOF
    {
      "Version": "${local.version}",
      "Statement": [
        %{for index, topic in var.topics~}
        ${index == 0 ? "" : ","}{
          "Effect": "Allow",
          "Action": "iot:Publish",
          "Resource": "${local.arn}:topic/${var.fleet}/${topic}/$${iot:Connection.Thing.ThingName}"
        }
        %{endfor~}
      ]
    }
  EOF
}

data "aws_iam_policy_document" "base" {
  statement {
    sid       = "Connect"
    actions   = ["iot:Connect"]
    resources = ["${local.arn}:client/&{iot:Connection.Thing.ThingName}"]
  }
}

data "aws_iam_policy_document" "full" {
  source_policy_documents = [data.aws_iam_policy_document.base.json]

  dynamic "statement" {
    for_each = var.topics
    content {
      sid       = title(statement.value)
      actions   = ["iot:Receive", "iot:Publish"]
      resources = ["${local.arn}:topic/${statement.value}/&{iot:Connection.Thing.ThingName}"]
    }
  }
}

resource "aws_iot_policy" "data_document" {
  name   = "data-document"
  policy = data.aws_iam_policy_document.full.json
}

resource "aws_iot_policy" "repeated" {
  for_each = toset(var.topics)
  name     = "repeated-${each.key}"
  policy = jsonencode({
    Version   = local.version
    Statement = [{ Effect = "Allow", Action = "iot:Subscribe", Resource = "${local.arn}:topicfilter/${each.value}/*" }]
  })
}

resource "aws_iot_policy" "counted" {
  count = 2
  name  = "counted-${count.index}"
  policy = jsonencode({
    Version   = local.version
    Statement = [{ Effect = "Allow", Action = "iot:Publish", Resource = "${local.arn}:topic/${count.index}" }]
  })
}

resource "aws_iot_thing" "sensor" {
  name = "sensor-1"
}

resource "aws_iot_policy" "unknown_until_apply" {
  name = "unknown-until-apply"
  policy = jsonencode({
    Version   = local.version
    Statement = [{ Effect = "Allow", Action = "iot:UpdateThingShadow", Resource = aws_iot_thing.sensor.arn }]
  })
}

module "device" {
  source = "./modules/device"
  prefix = var.fleet
  arn    = local.arn
}

module "devices" {
  for_each = { a = "alpha", b = "beta" }
  source   = "./modules/device"
  prefix   = each.value
  arn      = local.arn
}
