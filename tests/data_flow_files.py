"""Topic rules, their stores and the copies of these, as Terraform."""

from __future__ import annotations

from checkov_aws_iot.findings.verdict import Verdict

RULE = """
resource "aws_iot_topic_rule" "r" {
  name        = "r"
  enabled     = true
  sql         = "SELECT * FROM 'a/#'"
  sql_version = "2016-03-23"
  %s
}
"""
ROLE = 'role_arn = "arn:aws:iam::111122223333:role/r"'


def topic_rule(*actions: str) -> str:
    return RULE % "\n".join(actions)


REPUBLISH = f'republish {{\n topic = "b"\n {ROLE}\n}}'
LAMBDA = 'lambda {\n function_arn = "arn:aws:lambda:eu-west-1:111122223333:function:f"\n}'
BUCKET = 'resource "aws_s3_bucket" "b" {\n bucket = "data"\n}\n'


DEFAULT = 'provider "aws" {\n  %s\n}\n'
ALIAS = 'provider "aws" {\n  alias = "copy"\n  %s\n}\n'
EAST, WEST = 'region = "us-east-1"', 'region = "us-west-2"'
SECOND = 'resource "aws_s3_bucket" "copy" {\n  bucket = "copy"\n  %s\n}\n'
VERSIONED = (
    'resource "aws_s3_bucket_versioning" "b" {\n  bucket = aws_s3_bucket.b.id\n'
    '  versioning_configuration {\n    status = "Enabled"\n  }\n}\n'
)

P, F, U = Verdict.PASSED, Verdict.FAILED, Verdict.UNKNOWN
