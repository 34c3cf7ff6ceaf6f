# Every action of AWS IoT, those that AWS adds next year included.
resource "aws_iot_policy" "fail_everything" {
  name = "everything"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "iot:*"
      Resource = "*"
    }]
  })
}

# A wildcard inside the name: publishing, but retained messages too.
resource "aws_iot_policy" "fail_pattern" {
  name   = "pattern"
  policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": ["iot:Connect"],
          "Resource": "arn:aws:iot:us-east-1:123456789012:client/$${iot:Connection.Thing.ThingName}"
        },
        {
          "Effect": "Allow",
          "Action": ["iot:*Publish"],
          "Resource": "arn:aws:iot:us-east-1:123456789012:topic/$${iot:Connection.Thing.ThingName}/*"
        }
      ]
    }
  JSON
}

data "aws_iam_policy_document" "all_but_one" {
  statement {
    effect      = "Allow"
    not_actions = ["iot:DeleteThingShadow"]
    resources   = ["*"]
  }
}

resource "aws_iot_policy" "fail_all_but_one" {
  name   = "all-but-one"
  policy = data.aws_iam_policy_document.all_but_one.json
}

resource "aws_iot_policy" "fail_greengrass" {
  name = "greengrass"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["greengrass:*"]
      Resource = ["*"]
    }]
  })
}

# One of the two policies has the wildcard; which one is not known before deployment.
variable "maintenance" {
  type = bool
}

resource "aws_iot_policy" "fail_when_in_maintenance" {
  name = "maintenance"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = var.maintenance ? ["iot:*"] : ["iot:Publish"]
      Resource = "arn:aws:iot:us-east-1:123456789012:topic/$${iot:Connection.Thing.ThingName}/*"
    }]
  })
}

resource "aws_iot_policy" "pass_named" {
  name = "named"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "iot:Connect"
        Resource = "arn:aws:iot:us-east-1:123456789012:client/$${iot:Connection.Thing.ThingName}"
      },
      {
        Effect   = "Allow"
        Action   = ["iot:Publish", "iot:Receive"]
        Resource = "arn:aws:iot:us-east-1:123456789012:topic/$${iot:Connection.Thing.ThingName}/*"
      },
    ]
  })
}

# A Deny takes away; this is how a certificate is put in quarantine.
resource "aws_iot_policy" "pass_quarantine" {
  name = "quarantine"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Deny", Action = "iot:*", Resource = "*" }]
  })
}

variable "actions" {
  type = list(string)
}

resource "aws_iot_policy" "unknown_actions" {
  name = "actions"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = var.actions
      Resource = "arn:aws:iot:us-east-1:123456789012:topic/$${iot:Connection.Thing.ThingName}/*"
    }]
  })
}
