"""The forms in which templates hold a policy, each through Checkov: the same fault, the same verdict.

Every policy lets a device connect as any other. Where a form keeps that unknown, the blind spot is
reported instead.
"""

from __future__ import annotations

import json
from textwrap import dedent

import pytest
from scans import Scan, scan_with_runners

OPEN = "arn:aws:iot:eu-west-1:123456789012:client/*"
DOCUMENT = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "iot:Connect", "Resource": OPEN}],
}
TEXT = json.dumps(DOCUMENT)

DECLARATIONS = """
AWSTemplateFormatVersion: 2010-09-09
Parameters:
  Client: {Type: String, Default: "client/*"}
  Open: {Type: String}
  Stage: {Type: String, AllowedValues: [dev, prod]}
Mappings:
  Clients: {eu-west-1: {Client: "client/*"}, us-east-1: {Client: client/fixed}}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Anchored: &anchored
  - Effect: Allow
    Action: iot:Connect
    Resource: "*"
"""

# The Resource of a statement that allows iot:Connect.
FAILING_RESOURCES = {
    "Literal": f'"{OPEN}"',
    "Sub": "!Sub 'arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:client/*'",
    "SubWithMap": "!Sub ['arn:aws:iot:${R}:1:client/*', {R: !Ref AWS::Region}]",
    "SubLongForm": "{'Fn::Sub': 'arn:aws:iot:${AWS::Region}:1:${Client}'}",
    "SubLiteral": "!Sub 'arn:aws:iot:${AWS::Region}:1:client/${!iot:ClientId}'",
    "Join": "!Join [':', [arn, !Ref AWS::Partition, iot, '*', '*', client/*]]",
    "JoinOfSub": "!Join ['', [!Sub 'arn:aws:iot:${AWS::Region}:', !Ref AWS::AccountId, ':client/*']]",
    "ParameterDefault": "!Sub 'arn:aws:iot:eu-west-1:1:${Client}'",
    "FindInMap": "!Sub ['arn:aws:iot:a:1:${C}', {C: !FindInMap [Clients, eu-west-1, Client]}]",
    "FindInMapByRegion": "!Sub ['arn:aws:iot:a:1:${C}', {C: !FindInMap [Clients, !Ref AWS::Region, Client]}]",
    "SelectSplit": "!Select [1, !Split ['|', 'x|arn:aws:iot:a:1:client/*']]",
    "IfBadGood": "!If [IsProd, '*', 'arn:aws:iot:a:1:client/fixed']",
    "IfGoodBad": "!If [IsProd, 'arn:aws:iot:a:1:client/fixed', '*']",
    "IfNoValue": "['arn:aws:iot:a:1:client/fixed', !If [IsProd, '*', !Ref AWS::NoValue]]",
    "UnknownAccount": "!Sub 'arn:aws:iot:${Open}:${Open}:client/*'",
}
PASSING_RESOURCES = {
    "UnknownPieceOfAName": "!Sub 'arn:aws:iot:a:1:client/${Open}'",
    "PolicyVariable": "!Sub 'arn:aws:iot:a:1:client/${!iot:Connection.Thing.ThingName}'",
    "AttributeOfThing": "!Join ['', ['arn:aws:iot:a:1:client/', !Ref Thing]]",
}
UNKNOWN_RESOURCES = {
    "WholeParameter": ("!Ref Open", "`Open` is a parameter without a default"),
    "Import": ("!ImportValue shared", "`Fn::ImportValue shared` is exported by another stack"),
    "BareVariable": ("!Sub 'arn:aws:iot:a:1:client/${iot:ClientId}'", "is ${!iot:ClientId}"),
}
FAILING_DOCUMENTS = {
    "Text": f"'{TEXT}'",
    "TextInText": f"'{json.dumps(TEXT)}'",
    "TextInSub": f"!Sub '{TEXT}'",
    "ToJsonString": f"{{'Fn::ToJsonString': {TEXT}}}",
    "Statements": "{Version: 2012-10-17, Statement: *anchored}",
    "OneStatement": "{Version: 2012-10-17, Statement: {Effect: Allow, Action: iot:Connect, Resource: '*'}}",
    "WholeDocument": f"!If [IsProd, {TEXT}, {{Version: 2012-10-17, Statement: []}}]",
    "WholeStatement": "{Version: 2012-10-17, Statement: [!If [IsProd, {Effect: Allow, Action: iot:Connect, Resource: '*'}, !Ref AWS::NoValue]]}",
}
NO_DOCUMENTS = {
    "Comment": ("'{/* no */}'", "is not valid JSON: "),
    "Macro": ("{'Fn::Transform': {Name: AWS::Include}}", "is replaced by a macro"),
}


def policy(name: str, document: str) -> str:
    return (
        f"  {name}:\n    Type: AWS::IoT::Policy\n    Properties: {{PolicyDocument: {document}}}\n"
    )


def connecting(resource: str) -> str:
    statement = f"{{Effect: Allow, Action: iot:Connect, Resource: {resource}}}"
    return f"{{Version: '2012-10-17', Statement: [{statement}]}}"


def address(name: str) -> str:
    return f"AWS::IoT::Policy.{name}"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Scan:
    directory = tmp_path_factory.mktemp("forms")
    resources = {name: connecting(text) for name, text in FAILING_RESOURCES.items()}
    resources |= {name: connecting(text) for name, text in PASSING_RESOURCES.items()}
    resources |= {name: connecting(text) for name, (text, _) in UNKNOWN_RESOURCES.items()}
    resources |= FAILING_DOCUMENTS
    resources |= {name: text for name, (text, _) in NO_DOCUMENTS.items()}
    parts = [policy(name, document) for name, document in resources.items()]
    thing = "  Thing:\n    Type: AWS::IoT::Thing\n"
    conditional = policy("Conditional", connecting("'*'")).replace(
        "Properties", "Condition: IsProd\n    Properties"
    )
    text = DECLARATIONS + "Resources:\n" + "".join([thing, conditional, *parts])
    (directory / "stack.template").write_text(text, encoding="utf-8")
    return scan_with_runners(directory, frameworks=("cloudformation",))


def test_the_template_is_read(found: Scan) -> None:
    assert found.parsing_errors == set()


@pytest.mark.parametrize("name", [*FAILING_RESOURCES, *FAILING_DOCUMENTS, "Conditional"])
def test_the_fault_is_found(found: Scan, name: str) -> None:
    assert address(name) in found.failed("CKV_IOT_101")
    assert address(name) not in found.failed("CKV_IOT_001")
    (line, *_) = found.details("CKV_IOT_101", address(name))
    assert 'connect as "' in line


@pytest.mark.parametrize("name", PASSING_RESOURCES)
def test_a_bound_name_passes(found: Scan, name: str) -> None:
    assert address(name) in found.passed("CKV_IOT_101")


@pytest.mark.parametrize(
    ("name", "reason"),
    [(name, reason) for name, (_, reason) in {**UNKNOWN_RESOURCES, **NO_DOCUMENTS}.items()],
)
def test_what_is_not_known_is_a_blind_spot(found: Scan, name: str, reason: str) -> None:
    assert ("CKV_IOT_101", address(name)) not in found.verdicts
    assert address(name) in found.failed("CKV_IOT_001")
    assert reason in "\n".join(found.details("CKV_IOT_001", address(name)))


@pytest.mark.parametrize(
    ("name", "when"),
    [
        ("IfBadGood", "(when `Stage` is prod)"),
        ("IfGoodBad", "(when `Stage` is dev)"),
        ("IfNoValue", "(when `Stage` is prod)"),
        ("WholeStatement", "(when `Stage` is prod)"),
        ("Conditional", "(when `Stage` is prod)"),
        ("FindInMapByRegion", "(when `AWS::Region` is eu-west-1)"),
    ],
)
def test_the_detail_names_the_condition(found: Scan, name: str, when: str) -> None:
    assert when in "\n".join(found.details("CKV_IOT_101", address(name)))


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Literal", "Properties/PolicyDocument/Statement/[0]/Resource"),
        ("IfNoValue", "Properties/PolicyDocument/Statement/[0]/Resource/[1]"),
        ("OneStatement", "Properties/PolicyDocument/Statement/Resource"),
    ],
)
def test_the_path_is_that_of_the_template(found: Scan, name: str, key: str) -> None:
    assert key in found.evaluated_keys("CKV_IOT_101", address(name))


SAM = dedent(
    """\
    Transform: AWS::Serverless-2016-10-31
    Globals: {Function: {Runtime: python3.12, Handler: a.b, CodeUri: s3://bucket/key}}
    Resources:
      Function:
        Type: AWS::Serverless::Function
        Properties:
          Policies:
            - AmazonS3ReadOnlyAccess
            - S3ReadPolicy: {BucketName: x}
            - {Version: 2012-10-17, Statement: [{Effect: Allow, Action: iot:Connect, Resource: "*"}]}
    """
)
SERVERLESS = dedent(
    """\
    service: fleet
    provider: {name: aws}
    resources:
      Resources:
        Open:
          Type: AWS::IoT::Policy
          Properties:
            PolicyDocument:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Action: iot:Connect
                  Resource: arn:aws:iot:#{AWS::Region}:#{AWS::AccountId}:client/*
        Bound:
          Type: AWS::IoT::Policy
          Properties:
            PolicyDocument:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Action: iot:Connect
                  Resource: arn:aws:iot:eu-west-1:1:client/${self:service}-${opt:stage}
    """
)
BODY = {
    "Parameters": {"AWS::IoT::Certificate::Id": {"Type": "String"}},
    "Resources": {
        "certificate": {
            "Type": "AWS::IoT::Certificate",
            "Properties": {"CertificateId": {"Ref": "AWS::IoT::Certificate::Id"}},
        },
        "named": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyName": "device"}},
        "written": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": TEXT}},
        "object": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": DOCUMENT}},
    },
}


def test_inline_policies_of_sam_functions(scan) -> None:
    found = scan({"template.yaml": SAM}, frameworks=("cloudformation",))
    function = "AWS::Serverless::Function.Function"
    assert found.failed("CKV_IOT_102") == {function}
    assert found.evaluated_keys("CKV_IOT_102", function) == [
        "Properties/Policies/[2]/Statement/[0]/Resource"
    ]


EVENTS = dedent(
    """\
    Transform: AWS::Serverless-2016-10-31
    Parameters: {Stage: {Type: String}}
    Conditions: {Live: !Equals [!Ref Stage, live]}
    Resources:
      Two:
        Type: AWS::Serverless::Function
        Condition: Live
        Properties:
          Events:
            Alarm: {Type: IoTRule, Properties: {Sql: SELECT * FROM 'alarms'}}
            Daily: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
            Start: {Type: IoTRule, Properties: {Sql: SELECT * FROM 'starts'}}
      None:
        Type: AWS::Serverless::Function
        Properties:
          Events:
            Daily: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
      Plain: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.12}}
    """
)


def test_rules_that_are_events_have_no_error_action(scan) -> None:
    found = scan({"template.yaml": EVENTS}, frameworks=("cloudformation",))
    function = "AWS::Serverless::Function.Two"
    assert found.verdicts == {("CKV_IOT_502", function): "FAILED"}
    assert found.details("CKV_IOT_502", function) == [
        f"a message that the event Events/{event} cannot deliver to lambda is dropped without a trace; such an "
        "event has no error action, so write the topic rule itself, with a queue, say [template.yaml:5]"
        for event in ("Alarm", "Start")
    ]


def test_resources_of_a_serverless_file(scan) -> None:
    found = scan({"serverless.yml": SERVERLESS}, frameworks=("serverless",))
    assert found.failed("CKV_IOT_101") == {address("Open")}
    assert found.passed("CKV_IOT_101") == {address("Bound")}
    assert found.failed("CKV_IOT_001") == set()


def test_a_bare_body_of_a_provisioning_template(scan) -> None:
    found = scan({"body.json": json.dumps(BODY, indent=1)}, frameworks=("cloudformation",))
    assert found.failed("CKV_IOT_101") == {address("written"), address("object")}
    assert not [key for key in found.verdicts if key[1] == address("named")]
