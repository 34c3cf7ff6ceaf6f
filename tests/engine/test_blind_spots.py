"""Documents of others that concern AWS IoT, whatever provider writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from scans import Scan

    Scanned = Callable[[dict[str, str]], Scan]

BEHIND_A_RULE = """
variable "open" {}
resource "aws_s3_bucket" "raw" { bucket = "raw" }
resource "aws_iot_topic_rule" "store" {
  name        = "store"
  enabled     = true
  sql         = "SELECT * FROM 'a'"
  sql_version = "2016-03-23"
  s3 {
    bucket_name = aws_s3_bucket.raw.bucket
    key         = "k"
    role_arn    = "arn:aws:iam::123456789012:role/store"
  }
  lambda { function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:ours" }
}
"""
POLICIES = """
resource "aws_s3_bucket_policy" "aws" {
  bucket = "BUCKET"
  policy = var.open
}
resource "awscc_s3_bucket_policy" "awscc" {
  bucket          = "BUCKET"
  policy_document = var.open
}
resource "aws_lambda_permission" "aws" {
  action        = "lambda:InvokeFunction"
  function_name = "FUNCTION"
  principal     = var.open
}
resource "awscc_lambda_permission" "awscc" {
  action        = "lambda:InvokeFunction"
  function_name = "FUNCTION"
  principal     = var.open
}
"""
ARN = "arn:aws:lambda:eu-west-1:123456789012:function"


def test_a_policy_behind_a_topic_rule_is_a_blind_spot_in_both_providers(scan: Scanned):
    policies = POLICIES.replace("BUCKET", "raw").replace("FUNCTION", f"{ARN}:ours")
    found = scan({"main.tf": BEHIND_A_RULE + policies})
    assert found.failed("CKV_IOT_001") == {
        "aws_s3_bucket_policy.aws",
        "awscc_s3_bucket_policy.awscc",
        "aws_lambda_permission.aws",
        "awscc_lambda_permission.awscc",
    }


def test_a_policy_of_something_else_is_none(scan: Scanned):
    policies = POLICIES.replace("BUCKET", "another").replace("FUNCTION", f"{ARN}:another")
    found = scan({"main.tf": BEHIND_A_RULE + policies})
    assert not {name for name in found.failed("CKV_IOT_001") if "aws_iot" not in name}


def test_the_name_of_a_managed_policy_is_no_document(scan: Scanned):
    template = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Policies:
        - AWSXrayWriteOnlyAccess
        - Version: "2012-10-17"
          Statement: [{Effect: Allow, Action: "iot:DescribeEndpoint", Resource: "*"}]
"""
    found = scan({"stack.template": template})
    assert found.passed("CKV_IOT_001") == {"AWS::Serverless::Function.F"}
