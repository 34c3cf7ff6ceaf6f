"""CKV_IOT_504: what the actions of topic rules may do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from neutral_graphs import cloudformation, judge, terraform

from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.resources.kinds.iot.topic_rule import TopicRule
from checkov_aws_iot.rules.working_rules import WorkingRules

RULE = WorkingRules()


def hcl(*parts: str, actions: str) -> str:
    rule = f"""
resource "aws_iot_topic_rule" "r" {{
  name        = "telemetry"
  sql         = "SELECT * FROM 'a'"
  sql_version = "2016-03-23"
  enabled     = true
{actions}
}}
variable "anything" {{}}
"""
    return "\n".join((rule, *parts))


def granting(action: str, resource: str) -> str:
    return f"""
resource "aws_iam_role" "r" {{
  name               = "rule"
  assume_role_policy = "{{}}"
}}
resource "aws_iam_role_policy" "p" {{
  role   = aws_iam_role.r.id
  policy = jsonencode({{ Version = "2012-10-17", Statement = [
    {{ Effect = "Allow", Action = "{action}", Resource = {resource} }}] }})
}}
"""


STREAM = 'resource "aws_kinesis_stream" "s" {\n  name = "telemetry"\n}\n'
KINESIS = """
  kinesis {
    role_arn    = aws_iam_role.r.arn
    stream_name = aws_kinesis_stream.s.name
  }
"""
BUCKET = 'resource "aws_s3_bucket" "b" {\n}\n'
S3 = """
  s3 {
    role_arn    = aws_iam_role.r.arn
    bucket_name = aws_s3_bucket.b.id
    key         = "k"
  }
"""
DYNAMO = """
  dynamodbv2 {
    role_arn = aws_iam_role.r.arn
    put_item {
      table_name = aws_dynamodb_table.t.name
    }
  }
"""
ALARM = """
  error_action {
    sqs {
      role_arn   = aws_iam_role.r.arn
      queue_url  = aws_sqs_queue.q.url
      use_base64 = false
    }
  }
"""
QUEUE = 'resource "aws_sqs_queue" "q" {\n  name = "errors"\n}\n'
REPUBLISH = """
  republish {
    role_arn = aws_iam_role.r.arn
    topic    = "a/${topic()}"
  }
""".replace("${", "$${")


def verdict(text: str) -> Verdict:
    return judge(RULE, terraform(text), TopicRule)["aws_iot_topic_rule.r"].verdict


@pytest.mark.parametrize(
    ("action", "resource", "expected"),
    [
        ("kinesis:PutRecord", '"*"', Verdict.PASSED),
        ("kinesis:*", "aws_kinesis_stream.s.arn", Verdict.PASSED),
        ("kinesis:PutRecords", '"arn:aws:kinesis:*:*:stream/tele*"', Verdict.PASSED),
        ("kinesis:PutRecord", '"arn:aws:kinesis"', Verdict.PASSED),
        ("kinesis:PutRecord", "var.anything", Verdict.UNKNOWN),
        ("kinesis:PutRecord", '"arn:aws:kinesis:us-east-1:123456789012:stream/x"', Verdict.FAILED),
        ("kinesis:GetRecords", '"*"', Verdict.FAILED),
        ("s3:PutObject", '"*"', Verdict.FAILED),
    ],
)
def test_a_stream(action: str, resource: str, expected: Verdict):
    assert verdict(hcl(STREAM, granting(action, resource), actions=KINESIS)) is expected


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ('"${aws_s3_bucket.b.arn}/*"', Verdict.PASSED),
        ('"${aws_s3_bucket.b.arn}/k"', Verdict.UNKNOWN),
        ('"*"', Verdict.PASSED),
        ('"arn:aws:s3:::${var.anything}/*"', Verdict.UNKNOWN),
    ],
)
def test_a_bucket_whose_name_is_not_known(resource: str, expected: Verdict):
    assert verdict(hcl(BUCKET, granting("s3:PutObject", resource), actions=S3)) is expected


def test_the_bucket_itself_is_none_of_its_objects():
    named = BUCKET.replace("{", '{\n  bucket = "telemetry"')
    role = granting("s3:PutObject", "aws_s3_bucket.b.arn")
    assert verdict(hcl(named, role, actions=S3)) is Verdict.FAILED


def test_a_policy_of_the_bucket_may_admit_the_role():
    policy = (
        'resource "aws_s3_bucket_policy" "p" {\n  bucket = aws_s3_bucket.b.id\n  policy = "{}"\n}\n'
    )
    role = granting("s3:GetObject", '"*"')
    assert verdict(hcl(BUCKET, role, actions=S3)) is Verdict.FAILED
    assert verdict(hcl(BUCKET, role, policy, actions=S3)) is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("actions", "target", "policy"),
    [
        (
            KINESIS,
            STREAM,
            """
resource "aws_kinesis_resource_policy" "p" {
  resource_arn = aws_kinesis_stream.s.arn
  policy       = "{}"
}
""",
        ),
        (
            DYNAMO,
            'resource "aws_dynamodb_table" "t" {\n  name = "t"\n}\n',
            """
resource "aws_dynamodb_resource_policy" "p" {
  resource_arn = aws_dynamodb_table.t.arn
  policy       = "{}"
}
""",
        ),
    ],
    ids=["stream", "table"],
)
def test_a_policy_of_a_stream_or_table_may_admit_the_role(actions: str, target: str, policy: str):
    role = granting("s3:GetObject", '"*"')
    assert verdict(hcl(target, role, actions=actions)) is Verdict.FAILED
    assert verdict(hcl(target, role, policy, actions=actions)) is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("action", "expected"), [("sqs:SendMessage", Verdict.PASSED), ("sqs:Get*", Verdict.FAILED)]
)
def test_the_error_action(action: str, expected: Verdict):
    assert verdict(hcl(QUEUE, granting(action, '"*"'), actions=ALARM)) is expected


@pytest.mark.parametrize(
    ("action", "resource", "expected"),
    [
        ("iot:Publish", '"arn:aws:iot:*:*:topic/a/*"', Verdict.PASSED),
        ("iot:Subscribe", '"*"', Verdict.FAILED),
    ],
)
def test_an_action_without_a_target(action: str, resource: str, expected: Verdict):
    assert verdict(hcl(granting(action, resource), actions=REPUBLISH)) is expected


ATTACHED = """
resource "aws_iam_role_policy_attachment" "a" {
  role       = %s
  policy_arn = "%s"
}
"""
MANAGED = "arn:aws:iam::aws:policy/"


@pytest.mark.parametrize(
    ("role", "arn", "expected"),
    [
        ("aws_iam_role.r.name", f"{MANAGED}service-role/AWSIoTRuleActions", Verdict.PASSED),
        ("aws_iam_role.r.name", f"{MANAGED}AmazonS3FullAccess", Verdict.FAILED),
        ("aws_iam_role.r.name", f"{MANAGED}SomethingNew", Verdict.UNKNOWN),
        ("aws_iam_role.r.name", "arn:aws:iam::123456789012:policy/elsewhere", Verdict.UNKNOWN),
        ("var.anything", f"{MANAGED}AmazonKinesisFullAccess", Verdict.UNKNOWN),
    ],
)
def test_managed_policies(role: str, arn: str, expected: Verdict):
    text = hcl(STREAM, granting("logs:*", '"*"'), ATTACHED % (role, arn), actions=KINESIS)
    assert verdict(text) is expected


def test_a_policy_that_may_be_missing():
    arn = f"{MANAGED}AmazonKinesisFullAccess"
    attached = ATTACHED % ("aws_iam_role.r.name", arn)
    maybe = attached.replace('"a" {', '"a" {\n  count = var.anything ? 1 : 0')
    role = granting("logs:*", '"*"')
    assert verdict(hcl(STREAM, role, attached, actions=KINESIS)) is Verdict.PASSED
    assert verdict(hcl(STREAM, role, maybe, actions=KINESIS)) is Verdict.UNKNOWN


def test_what_is_not_in_the_scan():
    elsewhere = KINESIS.replace("aws_kinesis_stream.s.name", '"elsewhere"')
    other_role = KINESIS.replace("aws_iam_role.r.arn", "var.anything")
    role = granting("s3:GetObject", '"*"')
    assert verdict(hcl(role, actions=elsewhere)) is Verdict.UNKNOWN
    assert verdict(hcl(role, STREAM, actions=other_role)) is Verdict.UNKNOWN
    assert verdict(hcl(actions='  http {\n    url = "https://a"\n  }')) is Verdict.OUT_OF_SCOPE


FUNCTION = """
resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = "r"
}
"""
CALL = "  lambda {\n    function_arn = aws_lambda_function.f.arn\n  }\n"
PERMISSION = """
resource "aws_lambda_permission" "p" {
  action        = "%s"
  function_name = aws_lambda_function.f.function_name
  principal     = %s
  %s
}
"""
IOT = '"iot.amazonaws.com"'


@pytest.mark.parametrize(
    ("action", "principal", "rest", "expected"),
    [
        ("lambda:InvokeFunction", IOT, "source_arn = aws_iot_topic_rule.r.arn", Verdict.PASSED),
        ("lambda:*", IOT, "", Verdict.PASSED),
        (
            "lambda:InvokeFunction",
            IOT,
            'source_arn = "arn:aws:iot:us-east-1:123456789012:rule/*"',
            Verdict.PASSED,
        ),
        ("lambda:InvokeFunction", "var.anything", "", Verdict.UNKNOWN),
        ("lambda:InvokeFunction", IOT, "source_arn = var.anything", Verdict.UNKNOWN),
        ("lambda:InvokeFunction", IOT, "count = var.anything", Verdict.UNKNOWN),
        ("lambda:InvokeFunction", '"s3.amazonaws.com"', "", Verdict.FAILED),
        ("lambda:GetFunction", IOT, "", Verdict.FAILED),
        (
            "lambda:InvokeFunction",
            IOT,
            'source_arn = "arn:aws:iot:us-east-1:123456789012:rule/other"',
            Verdict.FAILED,
        ),
        ("lambda:InvokeFunction", IOT, "count = 0", Verdict.FAILED),
    ],
)
def test_a_function(action: str, principal: str, rest: str, expected: Verdict):
    permission = PERMISSION % (action, principal, rest)
    assert verdict(hcl(FUNCTION, permission, actions=CALL)) is expected
    assert verdict(hcl(FUNCTION, actions=CALL)) is Verdict.FAILED


def template(actions: list[Any], statement: dict[str, Any]) -> dict[str, Any]:
    trust = {"Version": "2012-10-17", "Statement": []}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return {
        "Parameters": {"Anything": {"Type": "String"}},
        "Conditions": {"Small": {"Fn::Equals": [{"Ref": "AWS::Region"}, "x"]}},
        "Resources": {
            "Role": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "AssumeRolePolicyDocument": trust,
                    "Policies": [{"PolicyName": "p", "PolicyDocument": document}],
                },
            },
            "Table": {"Type": "AWS::DynamoDB::Table", "Properties": {}},
            "Function": {"Type": "AWS::Lambda::Function", "Properties": {}},
            "Rule": {
                "Type": "AWS::IoT::TopicRule",
                "Properties": {
                    "TopicRulePayload": {"Sql": "SELECT * FROM 'a'", "Actions": actions}
                },
            },
        },
    }


PUT = {
    "DynamoDBv2": {
        "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
        "PutItem": {"TableName": {"Ref": "Table"}},
    }
}
TABLE = {"Fn::GetAtt": ["Table", "Arn"]}


def of_template(written: dict[str, Any]) -> Verdict:
    return judge(RULE, cloudformation(json.dumps(written)), TopicRule)[
        "AWS::IoT::TopicRule.Rule"
    ].verdict


@pytest.mark.parametrize(
    ("action", "resource", "expected"),
    [
        ("dynamodb:PutItem", TABLE, Verdict.PASSED),
        ("dynamodb:*", "*", Verdict.PASSED),
        ("dynamodb:PutItem", {"Ref": "Anything"}, Verdict.UNKNOWN),
        ("dynamodb:GetItem", TABLE, Verdict.FAILED),
        ("kinesis:PutRecord", "*", Verdict.FAILED),
    ],
    ids=str,
)
def test_a_table_of_a_template(action: str, resource: Any, expected: Verdict):
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    assert of_template(template([PUT], statement)) is expected


def test_a_policy_in_the_table_may_admit_the_role():
    statement = {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "*"}
    written = template([PUT], statement)
    written["Resources"]["Table"]["Properties"] = {
        "ResourcePolicy": {"PolicyDocument": {"Version": "2012-10-17", "Statement": []}}
    }
    assert of_template(written) is Verdict.UNKNOWN


def test_a_policy_of_a_stream_of_a_template_may_admit_the_role():
    statement = {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "*"}
    action = {
        "Kinesis": {"RoleArn": {"Fn::GetAtt": ["Role", "Arn"]}, "StreamName": {"Ref": "Stream"}}
    }
    written = template([action], statement)
    written["Resources"]["Stream"] = {"Type": "AWS::Kinesis::Stream", "Properties": {}}
    assert of_template(written) is Verdict.FAILED
    written["Resources"]["Policy"] = {
        "Type": "AWS::Kinesis::ResourcePolicy",
        "Properties": {"ResourceArn": {"Fn::GetAtt": ["Stream", "Arn"]}, "ResourcePolicy": {}},
    }
    assert of_template(written) is Verdict.UNKNOWN


def test_a_fault_in_one_branch():
    statement = {"Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": "*"}
    call = {"Lambda": {"FunctionArn": {"Fn::GetAtt": ["Function", "Arn"]}}}
    written = template([{"Fn::If": ["Small", PUT, call]}], statement)
    judgement = judge(RULE, cloudformation(json.dumps(written)), TopicRule)[
        "AWS::IoT::TopicRule.Rule"
    ]
    (finding,) = judgement.findings
    assert finding.path == "TopicRulePayload/Actions/[0]/Lambda" or finding.path
    assert len(finding.choices) == 1


PERMITTED = {
    "Type": "AWS::Lambda::Permission",
    "Properties": {
        "Action": "lambda:InvokeFunction",
        "Principal": "iot.amazonaws.com",
        "FunctionName": {"Ref": "Function"},
        "SourceArn": {"Fn::GetAtt": ["Rule", "Arn"]},
    },
}


def test_a_function_of_a_template():
    call = {"Lambda": {"FunctionArn": {"Fn::GetAtt": ["Function", "Arn"]}}}
    written = template([call], {"Effect": "Allow", "Action": "logs:*", "Resource": "*"})
    assert of_template(written) is Verdict.FAILED
    written["Resources"]["Permission"] = PERMITTED
    assert of_template(written) is Verdict.PASSED


def test_a_target_without_a_known_arn_is_not_judged():
    action = {
        "Timestream": {
            "DatabaseName": "fleet",
            "TableName": "messages",
            "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
            "Dimensions": [{"Name": "a", "Value": "${a}"}],
        }
    }
    table = "arn:aws:timestream:us-east-1:123456789012:database/fleet/table/messages"
    grant = {"Effect": "Allow", "Action": "timestream:WriteRecords", "Resource": table}
    written = template([action], grant)
    written["Resources"]["Messages"] = {
        "Type": "AWS::Timestream::Table",
        "Properties": {"DatabaseName": "fleet", "TableName": "messages"},
    }
    assert of_template(written) is Verdict.UNKNOWN
