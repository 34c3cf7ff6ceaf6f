"""Alternatives of every attribute that a rule reads, and protection that may not be there."""

from __future__ import annotations

import pytest
from neutral_graphs import cloudformation, judge, made, resource, terraform

from checkov_aws_iot.findings.verdict import Judgement, Verdict
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.iot.ca_certificate import CaCertificate
from checkov_aws_iot.resources.kinds.iot.certificate import Certificate
from checkov_aws_iot.resources.kinds.iot.domain_configuration import DomainConfiguration
from checkov_aws_iot.resources.kinds.iot.endpoint import Endpoint
from checkov_aws_iot.resources.kinds.iot.logging_options import LoggingOptions
from checkov_aws_iot.resources.kinds.iot.topic_rule import TopicRule
from checkov_aws_iot.rules.catalog import rules
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import OneOf, Value

RULES = {rule.id: rule for rule in rules()}
VARIABLES = 'variable "x" {}\nvariable "off" {\n  default = false\n}\n'


def of_terraform(check_id: str, kind: type[Kind], text: str) -> Judgement:
    (judgement,) = judge(RULES[check_id], terraform(VARIABLES + text), kind).values()
    return judgement


def of_template(check_id: str, kind: type[Kind], text: str) -> Judgement:
    (judgement,) = judge(RULES[check_id], cloudformation(text), kind).values()
    return judgement


BRANCHES = {
    ("CKV_IOT_601", "level"): (
        LoggingOptions,
        """resource "aws_iot_logging_options" "a" {{
  default_log_level = var.x ? {} : "INFO"
  role_arn          = "r"
}}""",
        '"DISABLED"',
        '"ERROR"',
    ),
    ("CKV_IOT_601", "switch"): (
        LoggingOptions,
        """resource "aws_iot_logging_options" "a" {{
  default_log_level = "INFO"
  disable_all_logs  = var.x ? {} : false
  role_arn          = "r"
}}""",
        "true",
        "false",
    ),
    ("CKV_IOT_702", "policy"): (
        DomainConfiguration,
        """resource "aws_iot_domain_configuration" "a" {{
  name = "a"
  tls_config {{
    security_policy = var.x ? {} : "IoTSecurityPolicy_TLS13_1_3_2022_10"
  }}
}}""",
        '"IoTSecurityPolicy_TLS12_1_0_2016_01"',
        "null",
    ),
    ("CKV_IOT_104", "csr"): (
        Certificate,
        """resource "aws_iot_certificate" "a" {{
  active = true
  csr    = var.x ? "-----BEGIN" : {}
}}""",
        "null",
        '"-----BEGIN"',
    ),
}


@pytest.mark.parametrize("case", BRANCHES, ids=str)
def test_one_branch_of_a_conditional(case: tuple[str, str]):
    kind, text, bad, good = BRANCHES[case]
    judgement = of_terraform(case[0], kind, text.format(bad))
    (finding,) = judgement.findings
    assert [choice.condition for choice in finding.choices] == ["var.x"]
    assert of_terraform(case[0], kind, text.format(good)).verdict is Verdict.PASSED


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ("iot:Data", "iot:Data-ATS", Verdict.FAILED),
        (None, "iot:Data-ATS", Verdict.FAILED),
        ("iot:Jobs", "iot:Data-ATS", Verdict.PASSED),
        ("iot:Jobs", "iot:CredentialProvider", Verdict.OUT_OF_SCOPE),
        ("iot:Data-ATS", Unknown("has no default", "var.type"), Verdict.UNKNOWN),
    ],
)
def test_the_endpoint(one: Value, other: Value, verdict: Verdict):
    kind = OneOf("var.x", (("true", one), ("false", other)))
    endpoint = resource(Endpoint, "data.aws_iot_endpoint.a", type=kind)
    (judgement,) = judge(RULES["CKV_IOT_701"], made(endpoint), Endpoint).values()
    assert judgement.verdict is verdict


PARAMETERS = """
Parameters:
  X: {Type: String}
  Level: {Type: String, AllowedValues: [DISABLED, ERROR]}
  Loud: {Type: String, AllowedValues: [ERROR, INFO]}
  Policy:
    Type: String
    AllowedValues: [IoTSecurityPolicy_TLS12_1_0_2016_01, IoTSecurityPolicy_TLS13_1_3_2022_10]
Conditions:
  Is: !Equals [!Ref X, "yes"]
Resources:
"""
LOGGING = (
    PARAMETERS
    + "  A:\n    Type: AWS::IoT::Logging\n"
    + "    Properties: {AccountId: a, RoleArn: r, DefaultLogLevel: %s}\n"
)
DOMAIN = (
    PARAMETERS
    + "  A:\n    Type: AWS::IoT::DomainConfiguration\n"
    + "    Properties: {TlsConfig: {SecurityPolicy: %s}}\n"
)


@pytest.mark.parametrize(
    ("check_id", "kind", "text", "value", "verdict"),
    [
        ("CKV_IOT_601", LoggingOptions, LOGGING, "!If [Is, DISABLED, ERROR]", Verdict.FAILED),
        ("CKV_IOT_601", LoggingOptions, LOGGING, "!Ref Level", Verdict.FAILED),
        ("CKV_IOT_601", LoggingOptions, LOGGING, "!Ref Loud", Verdict.PASSED),
        ("CKV_IOT_601", LoggingOptions, LOGGING, "!Ref X", Verdict.UNKNOWN),
        ("CKV_IOT_702", DomainConfiguration, DOMAIN, "!Ref Policy", Verdict.FAILED),
        ("CKV_IOT_702", DomainConfiguration, DOMAIN, "!Ref X", Verdict.UNKNOWN),
    ],
)
def test_of_a_template(check_id: str, kind: type[Kind], text: str, value: str, verdict: Verdict):
    assert of_template(check_id, kind, text % value).verdict is verdict


EXISTENCE = (
    ("", Verdict.PASSED),
    ("count = 1", Verdict.PASSED),
    ("count = var.off ? 1 : 0", Verdict.FAILED),
    ("count = length([])", Verdict.FAILED),
    ("count = var.x ? 1 : 0", Verdict.UNKNOWN),
    ("count = var.x", Verdict.UNKNOWN),
)

WATCH = """
resource "aws_iot_logging_options" "a" {{
  default_log_level = "ERROR"
  role_arn          = "r"
}}
resource "aws_cloudwatch_log_metric_filter" "f" {{
  {filter}
  name           = "conflicts"
  pattern        = "{{ $.reason = \\"DUPLICATE_CLIENT_ID\\" }}"
  log_group_name = "AWSIotLogsV2"
  metric_transformation {{
    name      = "conflicts"
    namespace = "iot"
    value     = "1"
  }}
}}
resource "aws_cloudwatch_metric_alarm" "a" {{
  {alarm}
  alarm_name          = "conflicts"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  metric_name         = "conflicts"
  namespace           = "iot"
  alarm_actions       = ["arn:aws:sns:us-east-1:123456789012:a"]
}}
"""


@pytest.mark.parametrize("protecting", ["filter", "alarm"])
@pytest.mark.parametrize(("count", "verdict"), EXISTENCE)
def test_602_counts_what_is_there(protecting: str, count: str, verdict: Verdict):
    text = WATCH.format(**{"filter": "", "alarm": "", protecting: count})
    assert of_terraform("CKV_IOT_602", LoggingOptions, text).verdict is verdict


AUTHORITY = """
resource "aws_iot_ca_certificate" "a" {{
  active                  = true
  allow_auto_registration = true
  ca_certificate_pem      = "p"
}}
resource "aws_iot_topic_rule" "r" {{
  {}
  name        = "registered"
  enabled     = true
  sql         = "SELECT * FROM '$aws/events/certificates/registered/#'"
  sql_version = "2016-03-23"
  lambda {{
    function_arn = "f"
  }}
}}
"""


@pytest.mark.parametrize(("count", "verdict"), EXISTENCE)
def test_404_counts_what_is_there(count: str, verdict: Verdict):
    text = AUTHORITY.format(count)
    assert of_terraform("CKV_IOT_404", CaCertificate, text).verdict is verdict


TABLE = """
resource "aws_dynamodb_table" "t" {{
  name = "telemetry"
  {blocks}
}}
resource "aws_iot_topic_rule" "r" {{
  name        = "telemetry"
  enabled     = true
  sql         = "SELECT * FROM 'a'"
  sql_version = "2016-03-23"
  dynamodbv2 {{
    role_arn = "r"
    put_item {{
      table_name = aws_dynamodb_table.t.name
    }}
  }}
}}
{more}
"""
REPLICA = """
resource "aws_dynamodb_table_replica" "c" {
  %s
  provider         = aws.there
  global_table_arn = aws_dynamodb_table.t.arn
}
provider "aws" {
  region = "us-east-1"
}
provider "aws" {
  alias  = "there"
  region = "eu-west-1"
}
"""
DYNAMIC = """
  dynamic "replica" {
    for_each = %s
    content {
      region_name = replica.value
    }
  }
"""


@pytest.mark.parametrize(("count", "verdict"), EXISTENCE)
def test_501_counts_replicas_that_are_there(count: str, verdict: Verdict):
    text = TABLE.format(blocks="", more=REPLICA % count)
    assert of_terraform("CKV_IOT_501", TopicRule, text).verdict is verdict


@pytest.mark.parametrize(
    ("regions", "verdict"),
    [
        ('["eu-west-1"]', Verdict.PASSED),
        ("[]", Verdict.FAILED),
        ('var.off ? ["eu-west-1"] : []', Verdict.FAILED),
        ("var.x", Verdict.UNKNOWN),
    ],
)
def test_501_counts_blocks_that_are_there(regions: str, verdict: Verdict):
    text = TABLE.format(blocks=DYNAMIC % regions, more="")
    assert of_terraform("CKV_IOT_501", TopicRule, text).verdict is verdict


CONDITIONAL = (
    PARAMETERS
    + """  A:
    Type: AWS::IoT::Logging
    Properties: {AccountId: a, RoleArn: r, DefaultLogLevel: ERROR}
  Filter:
    Type: AWS::Logs::MetricFilter
%s    Properties:
      FilterPattern: '{ $.reason = "DUPLICATE_CLIENT_ID" }'
      LogGroupName: AWSIotLogsV2
      MetricTransformations: [{MetricName: conflicts, MetricNamespace: iot, MetricValue: "1"}]
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties: {MetricName: conflicts, Namespace: iot, AlarmActions: [a]}
"""
)


@pytest.mark.parametrize(
    ("condition", "verdict"), [("", Verdict.PASSED), ("    Condition: Is\n", Verdict.UNKNOWN)]
)
def test_602_of_a_template(condition: str, verdict: Verdict):
    assert of_template("CKV_IOT_602", LoggingOptions, CONDITIONAL % condition).verdict is verdict
