"""CKV_IOT_501: from a topic rule to its stores, and their copies in another Region."""

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
    REPUBLISH,
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
from real_terraform import PROVIDER, planned

from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.resources.flow.data_flow import flows
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kinds.iot.topic_rule import TopicRule
from checkov_aws_iot.resources.known_types import KNOWN_TYPES
from checkov_aws_iot.resources.reading.configuration_resources import TerraformGraph
from checkov_aws_iot.rules.copy_in_second_region import CopyInSecondRegion
from checkov_aws_iot.terraform.plan.plan_file import Plan


def s3(bucket: str, key: str = "a/$${topic()}") -> str:
    return f's3 {{\n bucket_name = {bucket}\n key = "{key}"\n {ROLE}\n}}'


def dynamodb(table: str) -> str:
    return f"dynamodbv2 {{\n {ROLE}\n put_item {{\n table_name = {table}\n }}\n}}"


def firehose(stream: str) -> str:
    return f"firehose {{\n delivery_stream_name = {stream}\n {ROLE}\n}}"


def kinesis(stream: str) -> str:
    return f'kinesis {{\n stream_name = {stream}\n partition_key = "x"\n {ROLE}\n}}'


TABLE = 'resource "aws_dynamodb_table" "t" {\n name = "state"\n %s\n}\n'


def second_region(files: dict[str, str] | str) -> object:
    return judge(CopyInSecondRegion(), terraform(files), TopicRule)["aws_iot_topic_rule.r"]


def message(files: dict[str, str] | str) -> str:
    (finding,) = second_region(files).findings
    return finding.message


class TestWhereDataGoes:
    @pytest.mark.parametrize(
        ("text", "verdict"),
        [
            (topic_rule(REPUBLISH), Verdict.OUT_OF_SCOPE),
            (topic_rule(LAMBDA), Verdict.UNKNOWN),
            (topic_rule(LAMBDA, s3("aws_s3_bucket.b.id")) + BUCKET, Verdict.FAILED),
            (topic_rule(s3('"data"')) + BUCKET, Verdict.FAILED),
            (topic_rule(s3('"elsewhere"')) + BUCKET, Verdict.UNKNOWN),
            (topic_rule(s3("var.bucket")) + BUCKET, Verdict.UNKNOWN),
            (topic_rule(s3("aws_s3_bucket.b.bucket")) + BUCKET, Verdict.FAILED),
            (
                topic_rule(s3("local.b")) + BUCKET + "locals {\n b = aws_s3_bucket.b.id\n}\n",
                Verdict.FAILED,
            ),
            # Two actions of one kind: both are followed.
            (topic_rule(s3('"elsewhere"'), s3("aws_s3_bucket.b.id")) + BUCKET, Verdict.FAILED),
            (topic_rule(dynamodb("aws_dynamodb_table.t.name")) + TABLE % "", Verdict.FAILED),
            (
                topic_rule(dynamodb("aws_dynamodb_table.t.name"))
                + TABLE % 'replica {\n region_name = "eu-west-1"\n}',
                Verdict.PASSED,
            ),
            (
                topic_rule(dynamodb("aws_dynamodb_table.t.name"))
                + TABLE % "lifecycle {\n ignore_changes = [replica]\n}",
                Verdict.UNKNOWN,
            ),
            (
                topic_rule(dynamodb("aws_dynamodb_table.t.name"))
                + TABLE
                % 'dynamic "replica" {\n for_each = var.regions\n content {\n'
                " region_name = replica.value\n }\n}",
                Verdict.UNKNOWN,
            ),
            # A bucket without a name of its own is found by its address.
            (
                topic_rule(s3("aws_s3_bucket.b.id")) + 'resource "aws_s3_bucket" "b" {}\n',
                Verdict.FAILED,
            ),
            # Never created, so not there.
            (
                topic_rule(s3('"data"'))
                + 'resource "aws_s3_bucket" "b" {\n count = 0\n bucket = "data"\n}\n',
                Verdict.UNKNOWN,
            ),
        ],
    )
    def test_stores(self, text: str, verdict: Verdict):
        assert second_region(text).verdict is verdict

    def test_the_message_names_the_way_and_the_remedy(self):
        text = (
            topic_rule(firehose("aws_kinesis_firehose_delivery_stream.raw.name"))
            + 'provider "aws" {\n region = "us-east-1"\n}\n'
            + 'resource "aws_kinesis_firehose_delivery_stream" "raw" {\n name = "raw"\n'
            + " extended_s3_configuration {\n bucket_arn = aws_s3_bucket.b.arn\n }\n}\n"
            + BUCKET
        )
        assert message(text) == (
            "aws_iot_topic_rule.r -> aws_kinesis_firehose_delivery_stream.raw -> aws_s3_bucket.b "
            "(us-east-1): no replication rule, no backup copy; replicate the bucket to one in "
            "another Region"
        )
        (finding,) = second_region(text).findings
        assert finding.path == "firehose/[0]"

    def test_through_a_stream_and_its_readers(self):
        stream = 'resource "aws_kinesis_stream" "s" {\n name = "s"\n}\n'
        reader = (
            'resource "aws_kinesis_firehose_delivery_stream" "raw" {\n name = "raw"\n'
            " kinesis_source_configuration {\n kinesis_stream_arn = aws_kinesis_stream.s.arn\n }\n"
            " extended_s3_configuration {\n bucket_arn = aws_s3_bucket.b.arn\n }\n}\n"
        )
        code = (
            'resource "aws_lambda_event_source_mapping" "m" {\n'
            ' event_source_arn = aws_kinesis_stream.s.arn\n function_name = "f"\n}\n'
        )
        action = topic_rule(kinesis("aws_kinesis_stream.s.name")) + stream + BUCKET
        assert second_region(action + reader).verdict is Verdict.FAILED
        assert second_region(action).verdict is Verdict.UNKNOWN
        assert second_region(action + reader + code).verdict is Verdict.UNKNOWN

    def test_through_modules(self):
        files = {
            "main.tf": topic_rule(s3("module.store.name"))
            + 'module "store" {\n source = "./store"\n stage = "prod"\n}\n',
            "store/main.tf": 'variable "stage" {}\n'
            'resource "aws_s3_bucket" "this" {\n bucket = "data-${var.stage}"\n}\n'
            'output "name" {\n value = aws_s3_bucket.this.id\n}\n',
        }
        assert "module.store.aws_s3_bucket.this" in message(files)

    def test_the_store_goes_into_a_module(self):
        files = {
            "main.tf": BUCKET
            + 'module "rule" {\n source = "./rule"\n bucket = aws_s3_bucket.b.id\n}\n',
            "rule/main.tf": 'variable "bucket" {}\n' + topic_rule(s3("var.bucket")),
        }
        found = judge(CopyInSecondRegion(), terraform(files), TopicRule)
        assert found["module.rule.aws_iot_topic_rule.r"].verdict is Verdict.FAILED

    def test_a_data_source_that_names_the_bucket(self):
        data = 'data "aws_s3_bucket" "d" {\n bucket = "data"\n}\n'
        assert second_region(topic_rule(s3("data.aws_s3_bucket.d.id")) + data + BUCKET).verdict is (
            Verdict.FAILED
        )

    def test_a_root_module_does_not_take_the_unknowns_of_another_for_its_own(self):
        one = topic_rule(s3("var.bucket"))
        other = 'variable "bucket" {}\nresource "aws_s3_bucket" "b" {\n bucket = var.bucket\n}\n'
        files = {"one/main.tf": one + 'variable "bucket" {}\n', "other/main.tf": other}
        found = judge(CopyInSecondRegion(), terraform(files, "one"), TopicRule)
        assert found["aws_iot_topic_rule.r"].verdict is Verdict.UNKNOWN

    def test_a_copy_may_be_in_another_root_module(self):
        files = {
            "rules/main.tf": 'provider "aws" {\n region = "us-east-1"\n}\n'
            + topic_rule(dynamodb('"state"'))
            + TABLE % "",
            "backup/main.tf": 'provider "aws" {\n region = "us-east-1"\n}\n'
            'resource "aws_backup_plan" "p" {\n rule {\n copy_action {\n destination_vault_arn ='
            ' "arn:aws:backup:eu-west-1:111122223333:backup-vault:v"\n }\n }\n}\n'
            'resource "aws_backup_selection" "s" {\n plan_id = aws_backup_plan.p.id\n'
            ' resources = ["arn:aws:dynamodb:*:*:table/*"]\n}\n',
        }
        found = judge(CopyInSecondRegion(), terraform(files, "rules"), TopicRule)
        assert found["aws_iot_topic_rule.r"].verdict is Verdict.PASSED
        del files["backup/main.tf"]
        found = judge(CopyInSecondRegion(), terraform(files, "rules"), TopicRule)
        assert found["aws_iot_topic_rule.r"].verdict is Verdict.FAILED

    def test_the_awscc_provider_says_the_same(self):
        text = """
resource "awscc_s3_bucket" "b" {
  bucket_name = "data"
}
resource "awscc_dynamodb_table" "t" {
  table_name = "state"
}
resource "awscc_iot_topic_rule" "r" {
  topic_rule_payload = {
    sql = "SELECT * FROM 'a'"
    actions = [
      { s3 = { bucket_name = awscc_s3_bucket.b.bucket_name, key = "a", role_arn = "r" } },
      { dynamo_d_bv_2 = { put_item = { table_name = "state" }, role_arn = "r" } },
    ]
  }
}
"""
        (judgement,) = judge(CopyInSecondRegion(), terraform(text), TopicRule).values()
        ways = [finding.message.partition(" (")[0] for finding in judgement.findings]
        assert ways == [
            "awscc_iot_topic_rule.r -> awscc_s3_bucket.b",
            "awscc_iot_topic_rule.r -> awscc_dynamodb_table.t",
        ]

    def test_conditional_actions_name_their_condition(self):
        text = """
Parameters:
  Archive: {Type: String}
Conditions:
  Archives: !Equals [!Ref Archive, "yes"]
Resources:
  Data: {Type: AWS::S3::Bucket}
  Rule:
    Type: AWS::IoT::TopicRule
    Properties:
      TopicRulePayload:
        Sql: SELECT * FROM 'a'
        Actions:
          - !If
            - Archives
            - S3: {BucketName: !Ref Data, Key: a, RoleArn: r}
            - Republish: {Topic: b, RoleArn: r}
"""
        graph = cloudformation(text)
        (judgement,) = judge(CopyInSecondRegion(), graph, TopicRule).values()
        (finding,) = judgement.findings
        assert len(finding.choices) == 1
        assert finding.path == "Properties/TopicRulePayload/Actions/[0]/S3"


REPLICATION = (
    'resource "aws_s3_bucket_replication_configuration" "b" {\n  bucket = aws_s3_bucket.b.id\n'
    '  role = "arn:aws:iam::111122223333:role/r"\n  rule {\n    id = "all"\n'
    '    status = "Enabled"\n    destination {\n      bucket = %s\n    }\n  }\n}\n'
)
COMMON = topic_rule(s3("aws_s3_bucket.b.id")) + BUCKET + VERSIONED
OWN = REPLICATION % "aws_s3_bucket.copy.arn"
IN_MODULE = REPLICATION % "module.copy.arn"
MODULE = {
    "copy/main.tf": SECOND % "" + 'output "arn" {\n  value = aws_s3_bucket.copy.arn\n}\n',
}
CALL = 'module "copy" {\n  source = "./copy"\n  %s\n}\n'

REGIONS: dict[str, tuple[dict[str, str], Verdict]] = {
    "alias with another Region": (
        {"main.tf": DEFAULT % EAST + ALIAS % WEST + COMMON + OWN + SECOND % "provider = aws.copy"},
        P,
    ),
    "alias with the same Region": (
        {"main.tf": DEFAULT % EAST + ALIAS % EAST + COMMON + OWN + SECOND % "provider = aws.copy"},
        F,
    ),
    "both with the default provider": (
        {"main.tf": DEFAULT % EAST + COMMON + OWN + SECOND % ""},
        F,
    ),
    "alias through the providers of a module": (
        {
            "main.tf": DEFAULT % EAST
            + ALIAS % WEST
            + COMMON
            + IN_MODULE
            + CALL % "providers = {\n    aws = aws.copy\n  }",
            **MODULE,
        },
        P,
    ),
    "a module that inherits the default provider": (
        {"main.tf": DEFAULT % EAST + COMMON + IN_MODULE + CALL % "", **MODULE},
        F,
    ),
    "Regions from variables with defaults": (
        {
            "main.tf": DEFAULT % "region = var.here"
            + ALIAS % "region = var.there"
            + 'variable "here" {\n  default = "us-east-1"\n}\n'
            + 'variable "there" {\n  default = "us-west-2"\n}\n'
            + COMMON
            + OWN
            + SECOND % "provider = aws.copy"
        },
        P,
    ),
}

# What a plan knows though the source does not, or what provider 5 does not have.
SOURCE_ONLY: dict[str, tuple[dict[str, str], Verdict]] = {
    "alias with an unknown Region": (
        {
            "main.tf": DEFAULT % EAST
            + ALIAS % "region = var.there"
            + 'variable "there" {}\n'
            + COMMON
            + OWN
            + SECOND % "provider = aws.copy"
        },
        U,
    ),
    "two aliases with unknown Regions": (
        {
            "main.tf": DEFAULT % ""
            + ALIAS % 'profile = "x"'
            + COMMON
            + OWN
            + SECOND % "provider = aws.copy"
        },
        U,
    ),
    "nobody configures the provider": ({"main.tf": COMMON + OWN + SECOND % ""}, F),
    "a Region of the resource itself": (
        {"main.tf": DEFAULT % EAST + COMMON + OWN + SECOND % WEST},
        P,
    ),
    "the Region of the resource itself is the same": (
        {"main.tf": DEFAULT % EAST + COMMON + OWN + SECOND % EAST},
        F,
    ),
    "the Region of a data source is that of the provider": (
        {
            "main.tf": DEFAULT % ""
            + 'data "aws_region" "current" {}\n'
            + COMMON
            + OWN
            + SECOND % "region = data.aws_region.current.name"
        },
        F,
    ),
    "a data source with the Region of an alias": (
        {
            "main.tf": DEFAULT % EAST
            + ALIAS % WEST
            + 'data "aws_region" "there" {\n  provider = aws.copy\n}\n'
            + COMMON
            + OWN
            + SECOND % "region = data.aws_region.there.name"
        },
        P,
    ),
}


OFFLINE = """  access_key                  = "x"
  secret_key                  = "x"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
"""
TWO_PROVIDERS = """terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.copy]
    }
  }
}
"""
PLANNED = {
    "main.tf": f"""
provider "aws" {{
  alias  = "copy"
  region = var.there
{OFFLINE}}}
provider "aws" {{
  alias  = "same"
  region = "eu-west-1"
{OFFLINE}}}
variable "there" {{
  default = "us-west-2"
}}
module "mapped" {{
  source    = "./two"
  providers = {{ aws = aws, aws.copy = aws.copy }}
}}
module "mapped_to_the_same" {{
  source    = "./two"
  providers = {{ aws = aws, aws.copy = aws.same }}
}}
module "inherited" {{
  source = "./one"
}}
"""
    + COMMON
    + OWN
    + SECOND % "provider = aws.copy",
    "two/main.tf": TWO_PROVIDERS + COMMON + OWN + SECOND % "provider = aws.copy",
    "one/main.tf": COMMON + OWN + SECOND % "",
}


def whole(graph: ResourceGraph) -> Verdict:
    return judge(CopyInSecondRegion(), graph, TopicRule)["aws_iot_topic_rule.r"].verdict


class TestRegions:
    @pytest.mark.parametrize("name", [*REGIONS, *SOURCE_ONLY])
    def test_in_the_source(self, name: str):
        files, verdict = {**REGIONS, **SOURCE_ONLY}[name]
        assert whole(terraform(files)) is verdict

    @pytest.mark.oracle
    def test_in_plans(self, tmp_path: Path):
        """One plan of all cases, and the same files as source."""
        plan = planned(tmp_path, PLANNED)
        graphs = {
            "plan": TerraformGraph(Plan(json.dumps(plan), "plan.json", KNOWN_TYPES)).graph_in(""),
            "source": terraform({**PLANNED, "provider.tf": PROVIDER}),
        }
        for name, graph in graphs.items():
            found = judge(CopyInSecondRegion(), graph, TopicRule)
            verdicts = {address: judgement.verdict for address, judgement in found.items()}
            assert verdicts == {
                "aws_iot_topic_rule.r": P,
                "module.mapped.aws_iot_topic_rule.r": P,
                "module.mapped_to_the_same.aws_iot_topic_rule.r": F,
                "module.inherited.aws_iot_topic_rule.r": F,
            }, name

    def test_in_templates_the_stack_is_one_region(self):
        text = """
Resources:
  Copy:
    Type: AWS::S3::Bucket
  Data:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: {Status: Enabled}
      ReplicationConfiguration:
        Role: r
        Rules:
          - Status: Enabled
            Destination: {Bucket: %s}
  Rule:
    Type: AWS::IoT::TopicRule
    Properties:
      TopicRulePayload:
        Sql: SELECT * FROM 'a'
        Actions:
          - S3: {BucketName: !Ref Data, Key: a, RoleArn: r}
"""
        verdicts = {
            destination: judge(CopyInSecondRegion(), cloudformation(text % destination), TopicRule)[
                "AWS::IoT::TopicRule.Rule"
            ].verdict
            for destination in ("!GetAtt Copy.Arn", "arn:aws:s3:::elsewhere", "!ImportValue x")
        }
        assert verdicts == {
            "!GetAtt Copy.Arn": F,
            "arn:aws:s3:::elsewhere": U,
            "!ImportValue x": U,
        }


def test_in_a_template_nothing_ties_brokers_to_a_cluster():
    template = """
    Parameters: {Brokers: {Type: String}}
    Resources:
      Events: {Type: AWS::MSK::Cluster, Properties: {ClusterName: events}}
      Network: {Type: AWS::IoT::TopicRuleDestination, Properties: {VpcProperties: {VpcId: vpc-1}}}
      Rule:
        Type: AWS::IoT::TopicRule
        Properties:
          TopicRulePayload:
            Sql: SELECT * FROM 'a'
            Actions:
              - Kafka:
                  DestinationArn: !GetAtt Network.Arn
                  Topic: a
                  ClientProperties: {bootstrap.servers: !Ref Brokers}
    """
    graph = cloudformation(template)
    found = judge(CopyInSecondRegion(), graph, TopicRule)
    assert found["AWS::IoT::TopicRule.Rule"].verdict is U
    (flow,) = flows(graph.of_kind(TopicRule)[0], graph)
    assert flow.reason == "which Kafka cluster the brokers belong to is not known"


def test_a_time_series_table_that_a_template_names_literally():
    names = {"DatabaseName": "devices", "TableName": "data"}
    action = {"Timestream": {"RoleArn": "r", **names, "Dimensions": [{"Name": "n", "Value": "v"}]}}
    rule = {"TopicRulePayload": {"Sql": "SELECT * FROM 'a'", "Actions": [action]}}
    template = {
        "Resources": {
            "Table": {"Type": "AWS::Timestream::Table", "Properties": names},
            "Rule": {"Type": "AWS::IoT::TopicRule", "Properties": rule},
        }
    }
    graph = cloudformation(json.dumps(template))
    (judgement,) = judge(CopyInSecondRegion(), graph, TopicRule).values()
    assert judgement.verdict is F
