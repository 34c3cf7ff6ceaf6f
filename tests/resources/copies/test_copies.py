"""Which stores have a copy in another Region."""

from __future__ import annotations

import pytest
from neutral_graphs import made, resource

from checkov_aws_iot.cloudformation.pseudo_parameters import pseudo_parameter
from checkov_aws_iot.resources.copies.bucket_copies import covers
from checkov_aws_iot.resources.copies.copy_state import State
from checkov_aws_iot.resources.copies.store_copies import copies_of
from checkov_aws_iot.resources.kinds.backup.backup_plan import BackupPlan
from checkov_aws_iot.resources.kinds.backup.backup_selection import BackupSelection
from checkov_aws_iot.resources.kinds.backup.backup_vault import BackupVault
from checkov_aws_iot.resources.kinds.flow.custom_resource import CustomResource
from checkov_aws_iot.resources.kinds.identity.encryption_key import EncryptionKey
from checkov_aws_iot.resources.kinds.stores.bucket import Bucket
from checkov_aws_iot.resources.kinds.stores.bucket_encryption import BucketEncryption
from checkov_aws_iot.resources.kinds.stores.bucket_replication import BucketReplication
from checkov_aws_iot.resources.kinds.stores.bucket_versioning import BucketVersioning
from checkov_aws_iot.resources.kinds.stores.database import Database
from checkov_aws_iot.resources.kinds.stores.database_backup_copy import DatabaseBackupCopy
from checkov_aws_iot.resources.kinds.stores.dynamo_table import DynamoTable
from checkov_aws_iot.resources.kinds.stores.global_database import GlobalDatabase
from checkov_aws_iot.resources.kinds.stores.global_table import GlobalTable
from checkov_aws_iot.resources.kinds.stores.kafka_cluster import KafkaCluster
from checkov_aws_iot.resources.kinds.stores.kafka_replicator import KafkaReplicator
from checkov_aws_iot.resources.kinds.stores.search_connection import SearchConnection
from checkov_aws_iot.resources.kinds.stores.search_domain import SearchDomain
from checkov_aws_iot.resources.kinds.stores.table_replica import TableReplica
from checkov_aws_iot.resources.kinds.watching.log_group import LogGroup
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.values.text import Hole, HoleKind, Text
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import Mapping, OneOf, Sequence, Value

ELSEWHERE = "eu-west-1"
SOMEWHERE = Text((Hole("aws.recovery.region", HoleKind.REGION),))
UNKNOWN = Unknown("has no default", "var.x")


def rule(destination: Value = "there", **more: Value) -> Mapping:
    return Mapping({"status": "Enabled", "destination": destination, **more})


def bucket(**attributes: Value) -> Resource:
    return resource(
        Bucket,
        "aws_s3_bucket.here",
        "here",
        "arn:aws:s3:::here",
        **{"versioning": "Enabled", **attributes},
    )


THERE = resource(Bucket, "aws_s3_bucket.there", "there", region=ELSEWHERE)
NEXT_DOOR = resource(Bucket, "aws_s3_bucket.next_door", "next_door")
UNPLACED = resource(Bucket, "aws_s3_bucket.unplaced", "unplaced", region=SOMEWHERE)
KEY = resource(EncryptionKey, "aws_kms_key.there", "key-there", region=ELSEWHERE)


def rules(*listed: Value) -> Sequence:
    return Sequence(listed)


def replicated(store: Resource, *others: Resource, key: Value = ABSENT) -> State:
    return copies_of(store, made(store, THERE, NEXT_DOOR, UNPLACED, KEY, *others), key).state


C, N, U = State.COPIES, State.DOES_NOT, State.UNKNOWN


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        (rules(), N),
        (rules(rule()), C),
        (rules(rule(status="Disabled")), N),
        (rules(rule(status="Disabled"), rule()), C),
        (rules(rule(status=UNKNOWN)), U),
        (rules(rule("next_door")), N),
        (rules(rule("next_door"), rule()), C),
        (rules(rule("unplaced")), U),
        (rules(rule("arn:aws:s3:::of-another-team")), U),
        (rules(rule("arn:aws:s3:::of-another-team", replica_key="key-there")), C),
        (
            rules(
                rule(
                    "arn:aws:s3:::of-another-team",
                    replica_key="arn:aws:kms:us-west-2:111122223333:key/k",
                )
            ),
            C,
        ),
        (
            rules(
                rule(
                    "arn:aws:s3:::of-another-team",
                    replica_key="arn:aws:kms:us-east-1:111122223333:key/k",
                )
            ),
            N,
        ),
        (rules(rule(UNKNOWN)), U),
        (rules(UNKNOWN), U),
        (UNKNOWN, U),
        (OneOf("var.dr", (("true", rules(rule())), ("false", ABSENT))), N),
        (OneOf("var.to", (("a", rules(rule())), ("b", rules(rule("next_door"))))), N),
        (rules(rule(status=OneOf("var.dr", (("true", "Enabled"), ("false", "Disabled"))))), N),
    ],
)
def test_replication_of_buckets(listed: Value, expected: State):
    assert replicated(bucket(replication_rules=listed)) is expected


def test_a_copy_that_depends_on_a_condition_names_it():
    conditional = OneOf("var.dr", (("true", rules(rule())), ("false", ABSENT)))
    store = bucket(replication_rules=conditional)
    found = copies_of(store, made(store, THERE))
    assert found.state is N
    assert [str(choice) for choice in found.choices] == ["`var.dr` is false"]
    assert found.lacks == ("no replication rule", "no backup copy")


def test_copies_under_opposite_conditions_prove_nothing():
    first = OneOf("var.dr", (("true", rules(rule())), ("false", ABSENT)))
    second = OneOf("var.dr", (("true", ABSENT), ("false", rules(rule()))))
    separate = resource(BucketReplication, "r", bucket="here", rules=second)
    assert replicated(bucket(replication_rules=first), separate) is U


@pytest.mark.parametrize(
    ("reference", "expected"), [("here", C), ("next_door", N), (UNKNOWN, U), ("elsewhere", N)]
)
def test_replication_that_stands_by_itself(reference: Value, expected: State):
    separate = resource(
        BucketReplication,
        "aws_s3_bucket_replication_configuration.r",
        bucket=reference,
        rules=rules(rule()),
    )
    assert replicated(bucket(), separate) is expected


@pytest.mark.parametrize(
    ("own", "separate", "expected"),
    [
        (None, "Enabled", C),
        (None, None, N),
        (None, "Suspended", N),
        ("Suspended", None, N),
        (None, UNKNOWN, U),
        (OneOf("v", (("true", "Enabled"), ("false", "Suspended"))), None, N),
        (OneOf("v", (("true", "Enabled"), ("false", "Enabled"))), None, C),
    ],
)
def test_replication_needs_versioning(own: Value, separate: Value, expected: State):
    versioning = [
        resource(BucketVersioning, "v", bucket="here", status=value)
        for value in [separate]
        if value is not None
    ]
    assert replicated(bucket(versioning=own, replication_rules=rules(rule())), *versioning) is (
        expected
    )


@pytest.mark.parametrize(
    ("algorithm", "more", "expected"),
    [
        ("AES256", {}, C),
        ("aws:kms", {}, N),
        ("aws:kms:dsse", {}, N),
        ("aws:kms", {"encrypted_objects": "Enabled"}, N),
        ("aws:kms", {"encrypted_objects": "Enabled", "replica_key": "key-there"}, C),
        ("aws:kms", {"encrypted_objects": "Disabled", "replica_key": "key-there"}, N),
        ("aws:kms", {"encrypted_objects": UNKNOWN, "replica_key": "key-there"}, U),
        (UNKNOWN, {}, U),
        (UNKNOWN, {"encrypted_objects": "Enabled", "replica_key": "key-there"}, C),
    ],
)
def test_encrypted_objects_must_be_selected(algorithm: Value, more: dict, expected: State):
    encryption = resource(BucketEncryption, "e", bucket="here", algorithm=algorithm)
    store = bucket(replication_rules=rules(rule(**more)))
    assert replicated(store, encryption) is expected


HOLE = Hole("var.stage")


@pytest.mark.parametrize(
    ("prefix", "key", "covered"),
    [
        (ABSENT, "anything", True),
        ("", "anything", True),
        ("raw/", "raw/${topic()}", True),
        ("raw/", "raw/", True),
        ("raw/", "raw", False),
        ("raw/", "cooked/${topic()}", False),
        ("raw/", "${topic()}", None),
        ("raw/2024/", "raw/${timestamp()}", None),
        ("raw/", "raw/!{timestamp:yyyy}/", True),
        ("raw/2024/", "raw/!{timestamp:yyyy}/", None),
        (Text((HOLE, "/")), Text((HOLE, "/${topic()}")), True),
        (Text((HOLE, "/")), "raw/${topic()}", None),
        (Text(("cooked/", HOLE)), "raw/${topic()}", False),
        ("raw/", Text(("raw/", HOLE)), True),
        ("raw/x/", Text(("raw/", HOLE)), None),
        (UNKNOWN, "raw/", None),
        ("raw/", UNKNOWN, None),
    ],
)
def test_prefixes_cover_keys(prefix: Value, key: Value, covered: bool | None):
    answer = covers(prefix, key)
    assert (None if isinstance(answer, Unknown) else answer) is covered


def test_the_filter_must_take_what_the_rule_writes():
    store = bucket(replication_rules=rules(rule(prefix="raw/")))
    assert replicated(store, key="raw/${topic()}") is C
    assert replicated(store, key="cooked/${topic()}") is N
    assert replicated(store, key="${topic()}") is U
    tagged = bucket(replication_rules=rules(rule(other_filter=True)))
    assert replicated(tagged, key="raw/${topic()}") is N


# --- tables --------------------------------------------------------------------------------------


def table(**attributes: Value) -> Resource:
    return resource(
        DynamoTable,
        "aws_dynamodb_table.state",
        "state",
        "arn:aws:dynamodb:us-east-1:111122223333:table/state",
        **attributes,
    )


def region(name: Value) -> Mapping:
    return Mapping({"region": name})


OWN = pseudo_parameter("AWS::Region")


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({}, N),
        ({"replicas": Sequence([])}, N),
        ({"replicas": Sequence([region(ELSEWHERE)])}, C),
        # A replica cannot be in the table's own Region, so one that is written is a copy.
        ({"replicas": Sequence([region(UNKNOWN)])}, C),
        ({"replicas": Sequence([UNKNOWN])}, U),
        ({"replicas": UNKNOWN}, U),
        ({"replicas": OneOf("c", (("true", Sequence([region(ELSEWHERE)])), ("false", ABSENT)))}, N),
        ({"ignores_replicas": True}, U),
        ({"all_regions": Sequence([OWN])}, N),
        ({"all_regions": Sequence([OWN, ELSEWHERE])}, C),
        ({"all_regions": Sequence([OWN, OWN])}, N),
        ({"all_regions": UNKNOWN}, U),
        ({"all_regions": Sequence([UNKNOWN])}, U),
        ({"all_regions": OneOf("c", (("a", Sequence([OWN])), ("b", Sequence([OWN, "x"]))))}, N),
    ],
)
def test_replicas_of_tables(attributes: dict, expected: State):
    store = table(**attributes)
    assert copies_of(store, made(store)).state is expected


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (resource(TableReplica, "r", region=ELSEWHERE, table="state"), C),
        (resource(TableReplica, "r", region=SOMEWHERE, table="state"), C),
        (resource(TableReplica, "r", table="state"), N),
        (resource(TableReplica, "r", region=ELSEWHERE, table="other"), N),
        (resource(TableReplica, "r", region=ELSEWHERE, table=UNKNOWN), U),
        (resource(GlobalTable, "g", name="state", regions=Sequence(["a", "b"])), C),
        (resource(GlobalTable, "g", name="state", regions=Sequence(["a"])), N),
        (resource(GlobalTable, "g", name="other", regions=Sequence(["a", "b"])), N),
        (resource(CustomResource, "c", properties=Mapping({"T": Sequence(["state"])})), U),
        (resource(CustomResource, "c", properties=Mapping({"T": "other"})), N),
    ],
)
def test_what_else_replicates_a_table(other: Resource, expected: State):
    store = table()
    assert copies_of(store, made(store, other)).state is expected


# --- AWS Backup ----------------------------------------------------------------------------------

VAULT = resource(BackupVault, "aws_backup_vault.there", "vault-there", region=ELSEWHERE)
HERE_VAULT = resource(BackupVault, "aws_backup_vault.here", "vault-here")
GAPPED = resource(BackupVault, "gapped", "vault-gapped", type="air gapped", region=ELSEWHERE)


def plan(*copies: Value, region: Value = "us-east-1") -> Resource:
    one = Mapping({"vault": "Default", "copies": Sequence(copies)})
    return resource(
        BackupPlan, "aws_backup_plan.daily", "plan", region=region, rules=Sequence([one])
    )


def selection(**attributes: Value) -> Resource:
    return resource(BackupSelection, "aws_backup_selection.s", plan="plan", **attributes)


def backed_up(store: Resource, a_plan: Resource, *selections: Resource) -> State:
    return copies_of(store, made(store, a_plan, VAULT, HERE_VAULT, GAPPED, *selections)).state


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        ("vault-there", C),
        ("vault-here", N),
        ("vault-gapped", N),
        ("arn:aws:backup:us-west-2:111122223333:backup-vault:v", C),
        ("arn:aws:backup:us-east-1:111122223333:backup-vault:v", N),
        (UNKNOWN, U),
    ],
)
def test_the_vault_decides(copy: Value, expected: State):
    all_of_it = selection(resources=Sequence(["*"]))
    assert backed_up(table(), plan(copy), all_of_it) is expected


def test_a_plan_without_copies_or_without_selection_is_none():
    assert backed_up(table(), plan(), selection(resources=Sequence(["*"]))) is N
    assert backed_up(table(), plan("vault-there")) is N


def test_a_plan_of_another_region_protects_nothing_here():
    all_of_it = selection(resources=Sequence(["*"]))
    assert backed_up(table(), plan("vault-here", region="us-west-2"), all_of_it) is N


def tag(key: Value, value: Value, operator: str = "STRINGEQUALS") -> Mapping:
    return Mapping({"operator": operator, "key": key, "value": value})


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"resources": Sequence(["*"])}, C),
        ({"resources": Sequence(["arn:aws:dynamodb:us-east-1:111122223333:table/state"])}, C),
        ({"resources": Sequence(["arn:aws:dynamodb:*:*:table/*"])}, C),
        ({"resources": Sequence(["arn:aws:dynamodb:*:*:table/st*te"])}, C),
        ({"resources": Sequence(["arn:aws:dynamodb:*:*:table/other*"])}, N),
        ({"resources": Sequence(["arn:aws:dynamodb:eu-west-1:*:table/*"])}, N),
        ({"resources": Sequence(["arn:aws:s3:::*"])}, N),
        ({"resources": Sequence([UNKNOWN])}, U),
        ({"resources": UNKNOWN}, U),
        ({"resources": Sequence(["*"]), "excluded": Sequence(["arn:aws:dynamodb:*:*:*"])}, N),
        ({"resources": Sequence(["*"]), "excluded": Sequence([UNKNOWN])}, U),
        ({"tags": Sequence([tag("backup", "yes")])}, C),
        ({"tags": Sequence([tag("backup", "no")])}, N),
        ({"tags": Sequence([tag("backup", "no"), tag("stage", "prod")])}, C),
        ({"tags": Sequence([tag("other", "x")])}, N),
        ({"tags": Sequence([tag(UNKNOWN, "x")])}, U),
        ({"resources": Sequence(["*"]), "conditions": Sequence([tag("backup", "no")])}, N),
        (
            {
                "resources": Sequence(["*"]),
                "conditions": Sequence([tag("aws:ResourceTag/stage", "pr*", "STRINGLIKE")]),
            },
            C,
        ),
        (
            {
                "resources": Sequence(["*"]),
                "conditions": Sequence([tag("stage", "prod", "STRINGNOTEQUALS")]),
            },
            N,
        ),
        ({"conditions": Sequence([tag("stage", "prod")])}, C),
        ({}, N),
    ],
)
def test_what_a_selection_takes(attributes: dict, expected: State):
    store = table(tags=Mapping({"backup": "yes", "stage": "prod"}))
    assert backed_up(store, plan("vault-there"), selection(**attributes)) is expected


def test_tags_that_are_not_known_decide_nothing():
    by_tag = selection(tags=Sequence([tag("backup", "yes")]))
    assert backed_up(table(tags=UNKNOWN), plan("vault-there"), by_tag) is U
    assert backed_up(table(tags=Mapping({"backup": UNKNOWN})), plan("vault-there"), by_tag) is U
    assert backed_up(table(), plan("vault-there"), by_tag) is N


def test_backups_of_buckets_need_versioning():
    by_arn = selection(resources=Sequence(["arn:aws:s3:::here"]))
    assert backed_up(bucket(), plan("vault-there"), by_arn) is C
    assert backed_up(bucket(versioning=None), plan("vault-there"), by_arn) is N
    assert backed_up(bucket(versioning=UNKNOWN), plan("vault-there"), by_arn) is U


def test_a_hostile_pattern_is_matched_quickly():
    name = "a" * 4000
    store = resource(DynamoTable, "t", f"arn:aws:dynamodb:us-east-1:1:table/{name}")
    pattern = "arn:aws:dynamodb:*:*:table/" + "a*" * 1000 + "b"
    by_arn = selection(resources=Sequence([pattern]))
    assert backed_up(store, plan("vault-there"), by_arn) is N


# --- other stores --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("regions", "ends", "expected"),
    [
        (("us-east-1", ELSEWHERE), ("search", "far"), C),
        (("us-east-1", "us-east-1"), ("search", "near"), N),
        (("us-east-1", UNKNOWN), ("search", "far"), U),
        (("us-east-1", ELSEWHERE), ("other", "far"), N),
        (("us-east-1", ELSEWHERE), (UNKNOWN, "far"), U),
    ],
)
def test_search_domains(regions: tuple, ends: tuple, expected: State):
    domain = resource(SearchDomain, "aws_opensearch_domain.search", "search")
    connection = resource(SearchConnection, "c", regions=Sequence(regions), domains=Sequence(ends))
    assert copies_of(domain, made(domain, connection)).state is expected


FAR = resource(KafkaCluster, "aws_msk_cluster.far", "far", region=ELSEWHERE)
NEAR = resource(KafkaCluster, "aws_msk_cluster.near", "near")


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        (("events", "far"), C),
        (("events", "near"), N),
        (("events", "arn:aws:kafka:us-west-2:111122223333:cluster/c/1"), C),
        (("events", UNKNOWN), U),
        (("near", "far"), N),
    ],
)
def test_kafka_clusters(ends: tuple, expected: State):
    cluster = resource(KafkaCluster, "aws_msk_cluster.events", "events")
    clusters = Sequence([Mapping({"cluster": end}) for end in ends])
    replicator = resource(KafkaReplicator, "r", clusters=clusters)
    assert copies_of(cluster, made(cluster, FAR, NEAR, replicator)).state is expected


def test_databases():
    own = resource(Database, "aws_rds_cluster.own", "own", global_cluster="world")
    far = resource(Database, "aws_rds_cluster.far", "far", region=ELSEWHERE, global_cluster="world")
    world = resource(GlobalDatabase, "aws_rds_global_cluster.world", "world")
    assert copies_of(own, made(own, far, world)).state is C
    assert copies_of(own, made(own, world)).state is N
    replica = resource(Database, "replica", "replica", region=ELSEWHERE, replica_of="own")
    assert copies_of(own, made(own, replica)).state is C
    assert copies_of(own, made(own, resource(Database, "near", replica_of="own"))).state is N
    saved = resource(DatabaseBackupCopy, "saved", region=ELSEWHERE, source="own")
    assert copies_of(own, made(own, saved)).state is C


def test_of_other_stores_nobody_knows():
    group = resource(LogGroup, "aws_cloudwatch_log_group.g")
    assert copies_of(group, made(group)).state is U
