# Two Regions, and a module in each of them.

provider "aws" {
  alias                       = "standby"
  region                      = "us-west-2"
  access_key                  = "x"
  secret_key                  = "x"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

data "aws_region" "first" {}

data "aws_region" "standby" {
  provider = aws.standby
}

resource "aws_iot_policy" "first" {
  name = "device"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iot:Connect", Resource = "arn:aws:iot:${data.aws_region.first.name}:123456789012:client/*" }]
  })
}

resource "aws_iot_policy" "standby" {
  provider = aws.standby
  name     = "device"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iot:Connect", Resource = "arn:aws:iot:${data.aws_region.standby.name}:123456789012:client/*" }]
  })
}

resource "aws_s3_bucket" "first" {
  bucket = "first"
}

resource "aws_s3_bucket" "standby" {
  provider = aws.standby
  bucket   = "standby"
}
