"""CKV_IOT_501 and 503 where two buckets or tables have one name."""

from __future__ import annotations

import json
from typing import Any

import pytest
from neutral_graphs import cloudformation, judge, terraform

from checkov_aws_iot.findings.verdict import Judgement, Verdict
from checkov_aws_iot.resources.kinds.iot.topic_rule import TopicRule
from checkov_aws_iot.resources.kinds.stores.bucket_replication import BucketReplication
from checkov_aws_iot.rules.copy_in_second_region import CopyInSecondRegion
from checkov_aws_iot.rules.copy_really_copies import CopyReallyCopies

PROVIDERS = """
variable "legacy" {}
provider "aws" {
  region = "us-east-1"
}
provider "aws" {
  alias   = "dev"
  region  = "us-east-1"
  profile = "dev"
}
provider "aws" {
  alias  = "dr"
  region = "eu-west-1"
}
resource "aws_s3_bucket" "copy" {
  provider = aws.dr
  bucket   = "iot-copy"
}
"""
RULE = """
resource "aws_iot_topic_rule" "r" {
  name        = "telemetry"
  sql         = "SELECT * FROM 'a'"
  sql_version = "2016-03-23"
  enabled     = true
  %s
}
"""
S3 = """
  s3 {
    role_arn    = "r"
    bucket_name = %s
    key         = "k"
  }
"""
DYNAMO = """
  dynamodbv2 {
    role_arn = "r"
    put_item {
      table_name = %s
    }
  }
"""


def store(kind: str, label: str, more: str = "") -> str:
    name = "bucket" if kind == "aws_s3_bucket" else "name"
    return f'resource "{kind}" "{label}" {{\n  {name} = "iot-data"\n  {more}\n}}\n'


def copied(label: str, bucket: str, more: str = "") -> str:
    return f"""
resource "aws_s3_bucket_versioning" "{label}" {{
  {more}
  bucket = {bucket}
  versioning_configuration {{
    status = "Enabled"
  }}
}}
{replicated(label, bucket, more)}
"""


def replicated(label: str, bucket: str, more: str = "") -> str:
    return f"""
resource "aws_s3_bucket_replication_configuration" "{label}" {{
  {more}
  bucket = {bucket}
  role   = "r"
  rule {{
    status = "Enabled"
    destination {{
      bucket = aws_s3_bucket.copy.arn
    }}
  }}
}}
"""


def of_rule(*parts: str) -> Judgement:
    graph = terraform("".join((PROVIDERS, *parts)))
    return judge(CopyInSecondRegion(), graph, TopicRule)["aws_iot_topic_rule.r"]


OLD, NEW = "count = var.legacy ? 1 : 0", "count = var.legacy ? 0 : 1"


@pytest.mark.parametrize(
    ("copies", "verdict"),
    [
        (copied("b", "aws_s3_bucket.new[0].id", NEW), Verdict.PASSED),
        (copied("b", "aws_s3_bucket.old[0].id", OLD), Verdict.FAILED),
        (copied("b", "aws_s3_bucket.new[0].id", "count = var.other ? 0 : 1"), Verdict.UNKNOWN),
    ],
)
def test_one_bucket_or_the_other(copies: str, verdict: Verdict):
    buckets = store("aws_s3_bucket", "old", OLD) + store("aws_s3_bucket", "new", NEW)
    rule = RULE.replace("enabled ", f"{NEW}\n  enabled ") % S3 % "aws_s3_bucket.new[0].id"
    graph = terraform(f'{PROVIDERS}{rule}{buckets}{copies}variable "other" {{}}\n')
    (judgement,) = judge(CopyInSecondRegion(), graph, TopicRule).values()
    assert judgement.verdict is verdict


def test_the_finding_names_the_bucket_that_is_meant():
    buckets = store("aws_s3_bucket", "dev", "provider = aws.dev") + store("aws_s3_bucket", "prod")
    configurations = copied("prod", "aws_s3_bucket.prod.id") + replicated(
        "dev", "aws_s3_bucket.dev.id", "provider = aws.dev"
    )
    graph = terraform(PROVIDERS + buckets + configurations)
    judgements = judge(CopyReallyCopies(), graph, BucketReplication)
    prod, dev = (
        judgements[f"aws_s3_bucket_replication_configuration.{name}"] for name in ("prod", "dev")
    )
    assert prod.verdict is Verdict.PASSED
    assert "enable versioning of aws_s3_bucket.dev" in dev.findings[0].message


@pytest.mark.parametrize(
    ("reference", "verdict"),
    [
        ("aws_dynamodb_table.here.name", Verdict.FAILED),
        ("aws_dynamodb_table.there.name", Verdict.PASSED),
        ('"iot-data"', Verdict.UNKNOWN),
        ("local.table", Verdict.FAILED),
        (
            "var.legacy ? aws_dynamodb_table.here.name : aws_dynamodb_table.there.name",
            Verdict.UNKNOWN,
        ),
    ],
)
def test_tables_of_regions_that_are_not_known(reference: str, verdict: Verdict):
    text = """
variable "region" {}
provider "aws" {
  alias  = "a"
  region = var.region
}
provider "aws" {
  alias  = "b"
  region = var.region
}
locals {
  table = aws_dynamodb_table.here.name
}
"""
    replica = 'provider = aws.b\n  replica {\n    region_name = "eu-west-1"\n  }'
    rule = RULE.replace("enabled ", "provider = aws.a\n  enabled ") % DYNAMO % reference
    here = store("aws_dynamodb_table", "here", "provider = aws.a")
    assert (
        of_rule(text, rule, here, store("aws_dynamodb_table", "there", replica)).verdict is verdict
    )


def test_a_literal_name_means_the_bucket_that_can_be_there_with_the_rule():
    buckets = store("aws_s3_bucket", "old", OLD) + store("aws_s3_bucket", "new", NEW)
    rule = RULE.replace("enabled ", f"{NEW}\n  enabled ") % S3 % '"iot-data"'
    graph = terraform(PROVIDERS + rule + buckets + copied("b", "aws_s3_bucket.old[0].id", OLD))
    (judgement,) = judge(CopyInSecondRegion(), graph, TopicRule).values()
    assert judgement.verdict is Verdict.FAILED
    assert "aws_s3_bucket.new[0]" in judgement.findings[0].message


def template(reference: Any) -> dict[str, Any]:
    name = {"BucketName": "iot-data"}
    action = {"S3": {"RoleArn": "r", "BucketName": reference, "Key": "k"}}
    rule = {"TopicRulePayload": {"Sql": "SELECT * FROM 'a'", "Actions": [action]}}
    copy = {
        "VersioningConfiguration": {"Status": "Enabled"},
        "ReplicationConfiguration": {
            "Role": "r",
            "Rules": [
                {
                    "Status": "Enabled",
                    "Destination": {
                        "Bucket": "arn:aws:s3:::elsewhere",
                        "EncryptionConfiguration": {
                            "ReplicaKmsKeyID": "arn:aws:kms:eu-west-1:123456789012:key/k"
                        },
                    },
                }
            ],
        },
    }
    return {
        "Parameters": {"Stage": {"Type": "String"}},
        "Conditions": {
            "Dev": {"Fn::Equals": [{"Ref": "Stage"}, "dev"]},
            "Prod": {"Fn::Not": [{"Condition": "Dev"}]},
        },
        "Resources": {
            "DevBucket": {"Type": "AWS::S3::Bucket", "Condition": "Dev", "Properties": name},
            "ProdBucket": {
                "Type": "AWS::S3::Bucket",
                "Condition": "Prod",
                "Properties": {**name, **copy},
            },
            "Rule": {"Type": "AWS::IoT::TopicRule", "Properties": rule},
        },
    }


@pytest.mark.parametrize(
    ("reference", "verdict"),
    [
        ({"Ref": "DevBucket"}, Verdict.FAILED),
        ("iot-data", Verdict.UNKNOWN),
    ],
    ids=str,
)
def test_buckets_under_conditions(reference: Any, verdict: Verdict):
    graph = cloudformation(json.dumps(template(reference)))
    (judgement,) = judge(CopyInSecondRegion(), graph, TopicRule).values()
    assert judgement.verdict is verdict
