variable "topics" { default = ["a/*", "*"] }
resource "aws_iot_policy" "one" {
  name   = "one"
  policy = jsonencode({ Version = "2012-10-17", Statement = local.statements })
}
locals {
  statements = [
    {
      Effect   = "Allow"
      Action   = "iot:Connect"
      Resource = "arn:aws:iot:eu-west-1:123456789012:client/*"
    },
    {
      Effect   = "Allow"
      Action   = "iot:Publish"
      Resource = [for t in var.topics : "arn:aws:iot:eu-west-1:123456789012:topic/${t}"]
    }
  ]
}
module "sub" {
  source   = "./sub"
  for_each = toset(["x", "y"])
  id       = each.key
}
