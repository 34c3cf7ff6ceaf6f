"""CKV_IOT_501 and 503, where a project declares in which Regions copies have to be."""

from __future__ import annotations

import pytest
from data_flow_files import ALIAS, BUCKET, DEFAULT, EAST, ROLE, SECOND, VERSIONED, WEST, topic_rule
from neutral_graphs import terraform
from policy_judging import judgement_of

from checkov_aws_iot.conventions.conventions import Conventions
from checkov_aws_iot.findings.rule import JudgedResource
from checkov_aws_iot.findings.verdict import Judgement, Verdict
from checkov_aws_iot.resources.kinds.backup.backup_plan import BackupPlan
from checkov_aws_iot.resources.kinds.iot.topic_rule import TopicRule
from checkov_aws_iot.resources.kinds.stores.bucket_replication import BucketReplication
from checkov_aws_iot.rules.copy_in_second_region import CopyInSecondRegion
from checkov_aws_iot.rules.copy_really_copies import CopyReallyCopies

F, P, U = Verdict.FAILED, Verdict.PASSED, Verdict.UNKNOWN

TO_BUCKET = f's3 {{\n bucket_name = aws_s3_bucket.b.id\n key = "a"\n {ROLE}\n}}'
TO_TABLE = f"dynamodbv2 {{\n {ROLE}\n put_item {{\n table_name = aws_dynamodb_table.t.name\n }}\n}}"
REPLICATION = """
resource "aws_s3_bucket_replication_configuration" "b" {
  bucket = aws_s3_bucket.b.id
  role   = "arn:aws:iam::111122223333:role/r"
  rule {
    status = "Enabled"
    destination {
      bucket = %s
    }
  }
}
"""
PROVIDERS = DEFAULT % EAST + ALIAS % WEST
COPIED = BUCKET + VERSIONED + PROVIDERS + SECOND % "provider = aws.copy"
TABLE = PROVIDERS + 'resource "aws_dynamodb_table" "t" {\n  name = "t"\n%s}\n'
REPLICA = '  replica {\n    region_name = "%s"\n  }\n'


def judged(text: str, *regions: str) -> Judgement:
    graph = terraform(text)
    (rule,) = graph.of_kind(TopicRule)
    check, conventions = CopyInSecondRegion(), Conventions(regions=regions)
    return judgement_of(check, JudgedResource(check.subjects[0], rule, graph, conventions))


@pytest.mark.parametrize(
    ("regions", "verdict"),
    [
        ((), P),
        (("us-west-2",), P),
        (("eu-west-1", "us-west-2"), P),
        (("eu-west-1",), F),
        (("us-east-1",), F),
    ],
)
def test_the_replica_of_a_bucket(regions: tuple[str, ...], verdict: Verdict):
    text = topic_rule(TO_BUCKET) + COPIED + REPLICATION % "aws_s3_bucket.copy.arn"
    assert judged(text, *regions).verdict is verdict


def test_a_bucket_that_is_not_in_the_scan_lies_nobody_knows_where():
    key = "arn:aws:kms:us-west-2:111122223333:key/k"
    replication = REPLICATION % (
        f'"arn:aws:s3:::copy"\n encryption_configuration {{\n replica_kms_key_id = "{key}"\n }}'
    )
    text = topic_rule(TO_BUCKET) + BUCKET + VERSIONED + PROVIDERS + replication
    assert judged(text).verdict is P
    assert judged(text, "us-west-2").verdict is U


@pytest.mark.parametrize(
    ("replicas", "regions", "verdict"),
    [
        (("eu-west-1",), (), P),
        (("eu-west-1",), ("eu-west-1",), P),
        (("eu-west-1",), ("eu-central-1",), F),
        (("eu-west-1", "eu-central-1"), ("eu-central-1",), P),
        (("${var.there}",), ("eu-central-1",), U),
    ],
)
def test_replicas_of_a_table(replicas: tuple[str, ...], regions: tuple[str, ...], verdict: Verdict):
    text = topic_rule(TO_TABLE) + TABLE % "".join(REPLICA % name for name in replicas)
    assert judged(text + 'variable "there" {}\n', *regions).verdict is verdict


def test_the_message_says_where_it_lies_and_where_it_has_to_be():
    text = topic_rule(TO_TABLE) + TABLE % (REPLICA % "eu-west-1")
    (finding,) = judged(text, "eu-central-1", "eu-north-1").findings
    assert "its replica lies in eu-west-1, which is none of the declared Regions" in finding.message
    assert finding.message.endswith("put it into eu-central-1 or eu-north-1")


@pytest.mark.parametrize(
    ("regions", "verdict"), [((), P), (("us-west-2",), P), (("eu-west-1",), F), (("us-east-1",), F)]
)
def test_a_replication_into_none_of_them_is_none(regions: tuple[str, ...], verdict: Verdict):
    graph = terraform(topic_rule(TO_BUCKET) + COPIED + REPLICATION % "aws_s3_bucket.copy.arn")
    (replication,) = graph.of_kind(BucketReplication)
    check, conventions = CopyReallyCopies(), Conventions(regions=regions)
    judgement = judgement_of(
        check, JudgedResource(check.subjects[0], replication, graph, conventions)
    )
    assert judgement.verdict is verdict
    if verdict is F:
        assert "which is none of the declared Regions" in judgement.findings[0].message


@pytest.mark.parametrize(
    ("regions", "verdict"), [((), P), (("us-west-2",), P), (("eu-west-1",), F)]
)
def test_a_backup_into_none_of_them_is_none(regions: tuple[str, ...], verdict: Verdict):
    text = (
        topic_rule(TO_TABLE)
        + TABLE % ""
        + 'resource "aws_backup_vault" "far" {\n  provider = aws.copy\n  name = "far"\n}\n'
        + 'resource "aws_backup_plan" "p" {\n  name = "p"\n  rule {\n    rule_name = "r"\n'
        + '    target_vault_name = "here"\n    copy_action {\n'
        + "      destination_vault_arn = aws_backup_vault.far.arn\n    }\n  }\n}\n"
        + 'resource "aws_backup_selection" "s" {\n  plan_id = aws_backup_plan.p.id\n  name = "s"\n'
        + '  iam_role_arn = "arn:aws:iam::111122223333:role/r"\n  resources = [aws_dynamodb_table.t.arn]\n}\n'
    )
    graph = terraform(text)
    (plan,) = graph.of_kind(BackupPlan)
    check, conventions = CopyReallyCopies(), Conventions(regions=regions)
    judgement = judgement_of(check, JudgedResource(check.subjects[0], plan, graph, conventions))
    assert judgement.verdict is verdict
