variable "prefix" {
  type = string
}

variable "arn" {
  type = string
}

resource "aws_iot_policy" "device" {
  name = "device-${var.prefix}"
  policy = templatefile("${path.module}/policy.json.tftpl", {
    prefix = var.prefix
    arn    = var.arn
  })
}
