"""CKV_IOT_503: copies that really copy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from data_flow_files import (
    ALIAS,
    BUCKET,
    DEFAULT,
    EAST,
    LAMBDA,
    ROLE,
    SECOND,
    VERSIONED,
    WEST,
    F,
    P,
    U,
    topic_rule,
)
from neutral_graphs import cloudformation, judge, terraform
from scans import write_files

from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.resources.kinds.backup.backup_plan import BackupPlan
from checkov_aws_iot.resources.kinds.stores.bucket import Bucket
from checkov_aws_iot.resources.kinds.stores.bucket_replication import BucketReplication
from checkov_aws_iot.rules.copy_really_copies import CopyReallyCopies


def copies(text: str) -> dict[str, Verdict]:
    kinds = (Bucket, BucketReplication, BackupPlan)
    found = judge(CopyReallyCopies(), terraform(text), *kinds)
    return {name: judgement.verdict for name, judgement in found.items()}


IOT = BUCKET.replace('"data"', '"iot-data"')
REPLICATION = """
resource "aws_s3_bucket_replication_configuration" "c" {
  %s
  bucket = aws_s3_bucket.b.id
  rule {
    status = "%s"
    destination {
      bucket = aws_s3_bucket.copy.arn
    }
  }
}
"""
TO_BUCKET = f's3 {{\n bucket_name = aws_s3_bucket.b.id\n key = "k"\n {ROLE}\n}}'
OUT = Verdict.OUT_OF_SCOPE
PLACES = DEFAULT % EAST + ALIAS % WEST + SECOND % "provider = aws.copy"
ADDRESS = "aws_s3_bucket_replication_configuration.c"


def test_a_local_copy_beside_one_elsewhere_is_no_fault():
    both = (
        'resource "aws_s3_bucket_replication_configuration" "c" {\n bucket = aws_s3_bucket.b.id\n'
        ' rule {\n status = "Enabled"\n destination {\n bucket = aws_s3_bucket.near.arn\n }\n }\n'
        ' rule {\n status = "Enabled"\n destination {\n bucket = aws_s3_bucket.copy.arn\n }\n }\n}\n'
        'resource "aws_s3_bucket" "near" {\n bucket = "near"\n}\n'
    )
    text = DEFAULT % EAST + ALIAS % WEST + IOT + VERSIONED + SECOND % "provider = aws.copy" + both
    assert copies(text)["aws_s3_bucket_replication_configuration.c"] is P


def test_what_does_not_claim_to_copy_is_out_of_scope():
    text = BUCKET + 'resource "aws_backup_plan" "p" {\n rule {\n rule_name = "x"\n }\n}\n'
    assert set(copies(text).values()) == {Verdict.OUT_OF_SCOPE}


def test_the_inline_block_of_old_providers():
    text = (
        DEFAULT % EAST
        + ALIAS % WEST
        + SECOND % "provider = aws.copy"
        + 'resource "aws_s3_bucket" "old" {\n bucket = "iot-old"\n versioning {\n enabled = %s\n }\n'
        ' replication_configuration {\n role = "r"\n rules {\n status = "Enabled"\n destination {\n'
        " bucket = aws_s3_bucket.copy.arn\n }\n }\n }\n}\n"
    )
    assert copies(text % "true")["aws_s3_bucket.old"] is P
    assert copies(text % "false")["aws_s3_bucket.old"] is F


def test_a_selection_that_may_belong_to_the_plan():
    plan = (
        'resource "aws_backup_plan" "p" {\n rule {\n copy_action {\n destination_vault_arn = '
        '"arn:aws:backup:us-west-2:111122223333:backup-vault:v"\n }\n }\n}\n'
    )
    selection = 'resource "aws_backup_selection" "s" {\n plan_id = %s\n resources = ["*"]\n}\n'
    assert copies(DEFAULT % EAST + IOT + plan)["aws_backup_plan.p"] is F
    for reference, verdict in (("aws_backup_plan.p.id", P), ("var.plan", U), ('"other"', F)):
        found = copies(DEFAULT % EAST + IOT + plan + selection % reference)
        assert found["aws_backup_plan.p"] is verdict, reference


@pytest.mark.parametrize(
    ("bucket", "rules", "verdict"),
    [
        (BUCKET, "", OUT),
        (IOT, "", F),
        (BUCKET.replace("bucket =", 'tags = { Project = "IoT fleet" }\n bucket ='), "", F),
        (BUCKET.replace('"data"', '"patriots"'), "", OUT),
        (BUCKET, topic_rule(TO_BUCKET), F),
        # Where every rule writes is known, and this bucket is none of them.
        (IOT, topic_rule(TO_BUCKET.replace("aws_s3_bucket.b", "aws_s3_bucket.copy")), OUT),
        # What a function does is not known.
        (IOT, topic_rule(LAMBDA), F),
        (BUCKET, topic_rule(LAMBDA), OUT),
    ],
)
def test_only_data_of_devices(bucket: str, rules: str, verdict: Verdict):
    text = PLACES + bucket + VERSIONED + rules + REPLICATION % ("", "Disabled")
    assert copies(text)[ADDRESS] is verdict


def test_a_bucket_outside_of_the_scan():
    named = REPLICATION.replace("aws_s3_bucket.b.id", '"iot-data"') % ("", "Disabled")
    unknown = REPLICATION.replace("aws_s3_bucket.b.id", "var.bucket") % ("", "Disabled")
    assert copies(PLACES + named)[ADDRESS] is F
    assert copies(PLACES + unknown)[ADDRESS] is U
    assert copies(PLACES + named.replace("iot-data", "logs"))[ADDRESS] is OUT


@pytest.mark.parametrize(
    ("count", "status", "verdict"),
    [
        ("count = var.crr ? 1 : 0", 'var.crr ? "Enabled" : "Suspended"', P),
        ("count = var.crr ? 0 : 1", 'var.crr ? "Enabled" : "Suspended"', F),
        ("", 'var.crr ? "Enabled" : "Suspended"', F),
        ("count = var.off ? 1 : 0", '"Suspended"', OUT),
        ("count = length(var.prefixes) > 0 ? 1 : 0", '"Suspended"', OUT),
    ],
)
def test_only_worlds_that_there_may_be(count: str, status: str, verdict: Verdict):
    variables = """
variable "crr" {}
variable "off" {
  default = false
}
variable "prefixes" {
  default = []
}
"""
    versioned = VERSIONED.replace('"Enabled"', status)
    found = copies(variables + PLACES + IOT + versioned + REPLICATION % (count, "Enabled"))
    assert set(found.values()) - {OUT} == {verdict} - {OUT}


@pytest.mark.parametrize(
    ("count", "verdict"),
    [
        ("count = length(var.prefixes) > 0 ? 1 : 0", F),
        ("count = length(var.prefixes) == 0 ? 1 : 0", P),
        ("count = var.crr ? 1 : 0", F),
        ("for_each = var.crr", U),
    ],
)
def test_versioning_that_may_not_be_there(count: str, verdict: Verdict):
    variables = 'variable "crr" {}\nvariable "prefixes" {\n  default = []\n}\n'
    versioned = VERSIONED.replace("bucket =", f"{count}\n  bucket =", 1)
    found = copies(variables + PLACES + IOT + versioned + REPLICATION % ("", "Enabled"))
    assert found[ADDRESS] is verdict


@pytest.mark.parametrize(
    ("algorithm", "selected", "verdict"),
    [
        ('var.crr ? "aws:kms" : "AES256"', "", F),
        ('"AES256"', "", P),
        ("var.algorithm", "", U),
        ('"aws:kms"', "", F),
    ],
)
def test_encryption_in_one_world(algorithm: str, selected: str, verdict: Verdict):
    variables = 'variable "crr" {}\nvariable "algorithm" {}\n'
    encrypted = f"""
resource "aws_s3_bucket_server_side_encryption_configuration" "e" {{
  bucket = aws_s3_bucket.b.id
  rule {{
    apply_server_side_encryption_by_default {{
      sse_algorithm = {algorithm}
    }}
  }}
}}
"""
    text = variables + PLACES + IOT + VERSIONED + encrypted + REPLICATION % (selected, "Enabled")
    assert copies(text)[ADDRESS] is verdict


def test_a_plan_for_other_data_is_out_of_scope():
    plan = (
        'resource "aws_backup_plan" "p" {\n rule {\n copy_action {\n destination_vault_arn = '
        '"arn:aws:backup:us-east-1:111122223333:backup-vault:v"\n }\n }\n}\n'
    )
    selection = (
        'resource "aws_backup_selection" "s" {\n plan_id = aws_backup_plan.p.id\n'
        " resources = [%s]\n}\n"
    )
    for resource, verdict in (
        ('"*"', F),
        ("aws_s3_bucket.b.arn", F),
        ('"arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/fs-1"', OUT),
        ("var.arn", U),
    ):
        text = DEFAULT % EAST + IOT + VERSIONED + plan + selection % resource
        assert copies(text)["aws_backup_plan.p"] is verdict, resource


@pytest.mark.parametrize(
    ("logical_id", "verdict"),
    [("IoTData", F), ("TelemetryIotBucket", F), ("Riot", OUT), ("PatriotData", OUT), ("Data", OUT)],
)
def test_buckets_that_templates_name_by_their_ids(logical_id: str, verdict: Verdict):
    rule = {"Status": "Disabled", "Destination": {"Bucket": "arn:aws:s3:::copy"}}
    bucket = {
        "Type": "AWS::S3::Bucket",
        "Properties": {"ReplicationConfiguration": {"Role": "r", "Rules": [rule]}},
    }
    graph = cloudformation(json.dumps({"Resources": {logical_id: bucket}}))
    (judgement,) = judge(CopyReallyCopies(), graph, Bucket).values()
    assert judgement.verdict is verdict


def test_what_a_rule_of_another_configuration_writes_is_no_data_of_this_one(
    tmp_path: Path,
) -> None:
    replicated = PLACES + BUCKET + REPLICATION % ("", "Enabled")
    rule = topic_rule(TO_BUCKET)
    by_name = topic_rule(TO_BUCKET.replace("aws_s3_bucket.b.id", '"data"'))
    named = BUCKET.replace('"data"', '"other"')
    write_files(
        tmp_path,
        {
            "written/main.tf": replicated + rule,
            "silent/main.tf": replicated.replace(BUCKET, named),
            "by_name/main.tf": PLACES + by_name,
        },
    )
    judged = {
        (record.resource.span.file, record.entry.id)
        for record in Project.of_directory(str(tmp_path)).records()
        if record.entry.id == "CKV_IOT_503"
    }
    assert judged == {("written/main.tf", "CKV_IOT_503")}
    (tmp_path / "written/main.tf").write_text(replicated, encoding="utf-8")
    assert {
        record.resource.span.file
        for record in Project.of_directory(str(tmp_path)).records()
        if record.entry.id == "CKV_IOT_503"
    } == {"written/main.tf"}
