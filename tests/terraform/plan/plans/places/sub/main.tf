variable "id" {}
resource "aws_iot_policy" "open" {
  # checkov:skip=CKV_IOT_202:lab
  count = 2
  name   = "open-${var.id}-${count.index}"
  policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "iot:Connect", "Resource": "arn:aws:iot:eu-west-1:123456789012:client/*"},
    {"Effect": "Allow", "Action": "iot:Publish", "Resource": "*"}
  ]
}
EOT
}
