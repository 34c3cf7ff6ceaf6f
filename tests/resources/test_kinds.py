"""Every type of every kind reads what its dialect writes as the same neutral resource."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from neutral_graphs import cloudformation, terraform
from terraform_files import MemoryReader, plain
from tools.index_kinds import INDEX, index, kinds

from checkov_aws_iot.resources.kind_index import DATA
from checkov_aws_iot.resources.known_types import KNOWN_TYPES
from checkov_aws_iot.resources.reading.columns import (
    Block,
    Equals,
    InList,
    Opposite,
    References,
    TagPairs,
    snake_case,
)
from checkov_aws_iot.resources.reading.configuration_resources import TerraformGraph
from checkov_aws_iot.resources.reading.dialects import (
    CloudFormation,
    ProviderType,
    ResourceType,
    declarations,
)
from checkov_aws_iot.terraform.modules.configuration import Configuration

if TYPE_CHECKING:
    from checkov_aws_iot.resources.kind import Kind
    from checkov_aws_iot.resources.reading.columns import Column

# What columns that are functions read: the neutral value, and what each dialect writes for it. The
# awscc provider writes what CloudFormation does, in snake case.
_RULE = {
    "status": "Enabled",
    "prefix": "raw/",
    "other_filter": False,
    "destination": "arn:aws:s3:::copy",
    "replica_key": "key",
    "encrypted_objects": "Enabled",
}
_RULE_BLOCK = {
    "status": "Enabled",
    "filter": [{"prefix": "raw/"}],
    "destination": [
        {
            "bucket": "arn:aws:s3:::copy",
            "encryption_configuration": [{"replica_kms_key_id": "key"}],
        }
    ],
    "source_selection_criteria": [{"sse_kms_encrypted_objects": [{"status": "Enabled"}]}],
}
_RULE_PROPERTY = {
    "Status": "Enabled",
    "Filter": {"Prefix": "raw/"},
    "Destination": {
        "Bucket": "arn:aws:s3:::copy",
        "EncryptionConfiguration": {"ReplicaKmsKeyID": "key"},
    },
    "SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}},
}
FUNCTIONS: dict[tuple[str, str], tuple[Any, dict[str, Any], dict[str, Any]]] = {
    ("TopicRule", "actions"): (
        [
            {"type": "dynamodbv2", "role_arn": "r", "target": "t"},
            {"type": "s3", "role_arn": "r", "target": "b", "key": "k"},
        ],
        {
            "dynamodbv2": [{"role_arn": "r", "put_item": [{"table_name": "t"}]}],
            "s3": [{"role_arn": "r", "bucket_name": "b", "key": "k"}],
        },
        {
            "TopicRulePayload": {
                "Actions": [
                    {"DynamoDBv2": {"RoleArn": "r", "PutItem": {"TableName": "t"}}},
                    {"S3": {"RoleArn": "r", "BucketName": "b", "Key": "k"}},
                ]
            }
        },
    ),
    ("TopicRule", "error_actions"): (
        [{"type": "sqs", "role_arn": "r", "target": "q"}],
        {"error_action": [{"sqs": [{"role_arn": "r", "queue_url": "q"}]}]},
        {"TopicRulePayload": {"ErrorAction": {"Sqs": {"RoleArn": "r", "QueueUrl": "q"}}}},
    ),
    ("AuditConfiguration", "checks"): (
        {"IOT_POLICY_OVERLY_PERMISSIVE_CHECK": True},
        {},
        {"AuditCheckConfigurations": {"IotPolicyOverlyPermissiveCheck": {"Enabled": True}}},
    ),
    ("AuditConfiguration", "notification_role_arns"): (
        ["r"],
        {},
        {"AuditNotificationTargetConfigurations": {"Sns": {"RoleArn": "r"}}},
    ),
    ("SecurityProfile", "alert_role_arns"): (
        ["r"],
        {},
        {"AlertTargets": {"SNS": {"RoleArn": "r"}}},
    ),
    ("CognitoRoleAttachment", "mapped_roles"): (
        ["r"],
        {"role_mapping": [{"mapping_rule": [{"role_arn": "r"}]}]},
        {"RoleMappings": {"p": {"RulesConfiguration": {"Rules": [{"RoleARN": "r"}]}}}},
    ),
    ("DeliveryStream", "destinations"): (
        [{"type": "s3", "target": "b", "prefix": "p"}],
        {"extended_s3_configuration": [{"bucket_arn": "b", "prefix": "p"}]},
        {"ExtendedS3DestinationConfiguration": {"BucketARN": "b", "Prefix": "p"}},
    ),
    ("Alarm", "queried"): (
        [{"namespace": "n", "name": "m"}],
        {"metric_query": [{"metric": [{"namespace": "n", "metric_name": "m"}]}]},
        {"Metrics": [{"MetricStat": {"Metric": {"Namespace": "n", "MetricName": "m"}}}]},
    ),
    ("Bucket", "versioning"): ("Enabled", {"versioning": [{"enabled": True}]}, {}),
    ("Bucket", "encryption"): (
        "aws:kms",
        {},
        {
            "BucketEncryption": {
                "ServerSideEncryptionConfiguration": [
                    {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}
                ]
            }
        },
    ),
    ("Bucket", "replication_rules"): (
        [_RULE],
        {"replication_configuration": [{"rules": [_RULE_BLOCK]}]},
        {"ReplicationConfiguration": {"Rules": [_RULE_PROPERTY]}},
    ),
    ("BucketReplication", "rules"): ([_RULE], {"rule": [_RULE_BLOCK]}, {}),
    ("DynamoTable", "all_regions"): (["eu-west-1"], {}, {"Replicas": [{"Region": "eu-west-1"}]}),
    ("DynamoTable", "policy"): (
        ["p"],
        {},
        {"Replicas": [{"Region": "eu-west-1", "ResourcePolicy": {"PolicyDocument": "p"}}]},
    ),
    ("GlobalTable", "regions"): (["eu-west-1"], {"replica": [{"region_name": "eu-west-1"}]}, {}),
    ("SearchConnection", "regions"): (
        ["here", "there"],
        {"local_domain_info": [{"region": "here"}], "remote_domain_info": [{"region": "there"}]},
        {},
    ),
    ("SearchConnection", "domains"): (
        ["a", "b"],
        {"local_domain_info": [{"domain_name": "a"}], "remote_domain_info": [{"domain_name": "b"}]},
        {},
    ),
    ("BackupPlan", "rules"): (
        [{"vault": "v", "copies": ["c"]}],
        {"rule": [{"target_vault_name": "v", "copy_action": [{"destination_vault_arn": "c"}]}]},
        {
            "BackupPlan": {
                "BackupPlanRule": [
                    {"TargetBackupVault": "v", "CopyActions": [{"DestinationBackupVaultArn": "c"}]}
                ]
            }
        },
    ),
    ("BackupSelection", "conditions"): (
        [{"operator": "STRINGEQUALS", "key": "k", "value": "v"}],
        {"condition": [{"string_equals": [{"key": "k", "value": "v"}]}]},
        {
            "BackupSelection": {
                "Conditions": {"StringEquals": [{"ConditionKey": "k", "ConditionValue": "v"}]}
            }
        },
    ),
}
# Written as ``lifecycle``, which is no argument.
NO_ARGUMENT = {("DynamoTable", "ignores_replicas")}

TYPES = [(kind, declared) for _, kind in kinds() for declared in declarations(kind)]


def neutral(kind: type[Kind], attribute: str) -> Any:
    """The value that the attribute is to have, whatever the dialect."""
    if (kind.__name__, attribute) in FUNCTIONS:
        return FUNCTIONS[kind.__name__, attribute][0]
    columns = [d.columns[attribute] for d in declarations(kind) if attribute in d.columns]
    if any(isinstance(column, (Equals, Opposite)) for column in columns):
        return False
    blocks = [column for column in columns if isinstance(column, Block)]
    if blocks:
        parts = {key: f"{key} of {attribute}" for key in blocks[0].keys}
        return parts if blocks[0].single else [parts]
    if any(isinstance(column, TagPairs) for column in columns):
        return {"purpose": "devices"}
    if any(isinstance(column, (References, InList)) for column in columns):
        return [f"{attribute} of it"]
    return f"{attribute} of it"


def write(kind: type[Kind], declared: ResourceType) -> dict[str, Any]:
    """The arguments or properties with which the dialect writes every attribute."""
    arguments: dict[str, Any] = {}
    for name, column in declared.columns.items():
        if (kind.__name__, name) in NO_ARGUMENT:
            continue
        value = neutral(kind, name)
        if isinstance(column, (str, Block, Equals, InList, Opposite, References, TagPairs)):
            path = column if isinstance(column, str) else column.path
            put(arguments, path.split("/"), written(column, value))
        else:
            _, blocks, properties = FUNCTIONS[kind.__name__, name]
            is_schema = isinstance(declared, (CloudFormation, ProviderType))
            merge(arguments, properties if is_schema else blocks)
    return snake(arguments) if isinstance(declared, ProviderType) else arguments


def written(column: Column, value: Any) -> Any:
    if isinstance(column, Block):
        parts = value if column.single else value[0]
        nested: dict[str, Any] = {}
        for key, path in column.keys.items():
            put(nested, path.split("/"), parts[key])
        return nested if column.single else [nested]
    if isinstance(column, Equals):
        return column.wanted if value else f"not {column.wanted}"
    if isinstance(column, Opposite):
        return not value
    if isinstance(column, InList):
        return value[0]
    if isinstance(column, TagPairs):
        return [{"Key": key, "Value": text} for key, text in value.items()]
    return value


def put(into: dict[str, Any], path: list[str], value: Any) -> None:
    for step in path[:-1]:
        into = into.setdefault(step, {})
    into[path[-1]] = value


def merge(into: dict[str, Any], more: dict[str, Any]) -> None:
    for key, value in more.items():
        present = into.get(key)
        if isinstance(present, list):
            (present,), (value,) = present, value  # noqa: PLW2901 - the block in each list
        if isinstance(present, dict):
            merge(present, value)
        else:
            into[key] = value


def snake(value: Any) -> Any:
    if isinstance(value, dict):
        return {snake_case(key): snake(part) for key, part in value.items()}
    return [snake(part) for part in value] if isinstance(value, list) else value


def without_paths(value: Any) -> Any:
    """Without the paths inside a value, which say how its author wrote it."""
    if isinstance(value, dict):
        return {key: without_paths(part) for key, part in value.items() if key != "path"}
    return [without_paths(part) for part in value] if isinstance(value, list) else value


def read(kind: type[Kind], declared: ResourceType) -> list[Kind]:
    """The neutral attributes of what the dialect writes."""
    body = write(kind, declared)
    if isinstance(declared, CloudFormation):
        text = json.dumps({"Resources": {"X": {"Type": declared.name, "Properties": body}}})
        return [found.attributes for found in cloudformation(text).of_kind(kind)]
    data = declared.name.startswith(DATA)
    block = {"data" if data else "resource": {declared.name.removeprefix(DATA): {"x": body}}}
    files = {"main.tf.json": json.dumps(block)}
    if not data:
        return [found.attributes for found in terraform(files).of_kind(kind)]
    configuration = Configuration(MemoryReader(files), KNOWN_TYPES)
    (instance,) = configuration.instances("main.tf.json", f"{declared.name}.x")
    found = TerraformGraph(configuration).resource(instance)
    return [found.attributes] if found is not None else []


@pytest.mark.parametrize(
    ("kind", "declared"), TYPES, ids=[f"{k.__name__}-{d.name}" for k, d in TYPES]
)
def test_every_dialect_gives_the_same_attributes(kind: type[Kind], declared: ResourceType) -> None:
    (found,) = read(kind, declared)
    names = [n for n in declared.columns if (kind.__name__, n) not in NO_ARGUMENT]
    expected = {name: neutral(kind, name) for name in names}
    if declared.split:
        expected[declared.split] = expected[declared.split][0]
    attributes = {name: without_paths(plain(getattr(found, name))) for name in names}
    assert attributes == expected
    for name, value in declared.constants.items():
        assert getattr(found, name) == value


def test_every_example_is_of_a_column() -> None:
    columns = {(kind.__name__, name) for kind, declared in TYPES for name in declared.columns}
    assert set(FUNCTIONS) <= columns


@pytest.mark.parametrize(("kind", "declared"), TYPES, ids=[d.name for _, d in TYPES])
def test_columns_and_documents_are_attributes(kind: type[Kind], declared: ResourceType) -> None:
    attributes = kind.__dataclass_fields__.keys()
    assert {*declared.columns, *declared.constants} <= attributes
    assert {d.attribute.partition("/")[0] for d in kind.documents} <= {"", *attributes}


def test_the_index_is_up_to_date() -> None:
    assert INDEX.read_text(encoding="utf-8") == index(), "run: python -m tools.index_kinds"


def test_a_type_is_of_one_kind() -> None:
    names = [declared.name for _, declared in TYPES]
    assert sorted(names) == sorted(set(names))


def test_attributes_that_awscc_computes_are_those_of_the_schema() -> None:
    source = """
        resource "awscc_iot_role_alias" "a" {
          role_alias = "camera"
          role_arn   = "r"
        }
        resource "awscc_iam_role" "r" { role_name = "worker" }
        resource "awscc_logs_log_group" "g" {}
    """
    configuration = Configuration(MemoryReader({"main.tf": source}), KNOWN_TYPES)

    def attribute(address: str, name: str) -> str:
        (instance,) = configuration.instances("main.tf", address)
        return plain(instance.attribute(name))

    alias = attribute("awscc_iot_role_alias.a", "role_alias_arn")
    assert alias.startswith("arn:")
    assert alias.endswith(":rolealias/camera")
    assert attribute("awscc_iam_role.r", "arn").endswith(":role/worker")
    assert attribute("awscc_logs_log_group.g", "arn").endswith(
        ":log-group:${awscc_logs_log_group.g.log_group_name}:*"
    )
