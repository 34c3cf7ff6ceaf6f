"""CKV_IOT_503: copies that really copy."""

from __future__ import annotations

from data_flow_files import (
    ALIAS,
    BUCKET,
    DEFAULT,
    EAST,
    SECOND,
    VERSIONED,
    WEST,
    F,
    P,
    U,
)
from neutral_graphs import judge, terraform

from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.resources.kinds.backup.backup_plan import BackupPlan
from checkov_aws_iot.resources.kinds.stores.bucket import Bucket
from checkov_aws_iot.resources.kinds.stores.bucket_replication import BucketReplication
from checkov_aws_iot.rules.copy_really_copies import CopyReallyCopies


def copies(text: str) -> dict[str, Verdict]:
    kinds = (Bucket, BucketReplication, BackupPlan)
    found = judge(CopyReallyCopies(), terraform(text), *kinds)
    return {name: judgement.verdict for name, judgement in found.items()}


def test_a_local_copy_beside_one_elsewhere_is_no_fault():
    both = (
        'resource "aws_s3_bucket_replication_configuration" "c" {\n bucket = aws_s3_bucket.b.id\n'
        ' rule {\n status = "Enabled"\n destination {\n bucket = aws_s3_bucket.near.arn\n }\n }\n'
        ' rule {\n status = "Enabled"\n destination {\n bucket = aws_s3_bucket.copy.arn\n }\n }\n}\n'
        'resource "aws_s3_bucket" "near" {\n bucket = "near"\n}\n'
    )
    text = (
        DEFAULT % EAST + ALIAS % WEST + BUCKET + VERSIONED + SECOND % "provider = aws.copy" + both
    )
    assert copies(text)["aws_s3_bucket_replication_configuration.c"] is P


def test_what_does_not_claim_to_copy_is_out_of_scope():
    text = BUCKET + 'resource "aws_backup_plan" "p" {\n rule {\n rule_name = "x"\n }\n}\n'
    assert set(copies(text).values()) == {Verdict.OUT_OF_SCOPE}


def test_the_inline_block_of_old_providers():
    text = (
        DEFAULT % EAST
        + ALIAS % WEST
        + SECOND % "provider = aws.copy"
        + 'resource "aws_s3_bucket" "old" {\n bucket = "old"\n versioning {\n enabled = %s\n }\n'
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
    assert copies(DEFAULT % EAST + plan)["aws_backup_plan.p"] is F
    for reference, verdict in (("aws_backup_plan.p.id", P), ("var.plan", U), ('"other"', F)):
        found = copies(DEFAULT % EAST + plan + selection % reference)
        assert found["aws_backup_plan.p"] is verdict, reference
