"""Whole templates: names, conditions, spans, loops, nested stacks, SAM, Serverless, the CDK."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest
from template_texts import Files, template

from checkov_aws_iot.cloudformation.syntax.template_loading import TemplateFiles
from checkov_aws_iot.cloudformation.template import Template
from checkov_aws_iot.resources.known_types import KNOWN_TYPES
from checkov_aws_iot.values.alternatives import alternatives_of
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.text import Hole, HoleKind, Text
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import Mapping, OneOf, Sequence, Value, span_of

CDK = Path(__file__).parents[1] / "fixtures" / "cdk"


def value(found: Template, logical_id: str, path: str) -> Value:
    resource = found.resource(logical_id)
    assert resource is not None
    return resource.get(path)


def arn(found: Template, logical_id: str, attribute: str = "Arn") -> str:
    resource = found.resource(logical_id)
    assert resource is not None
    return (
        str(resource.attribute(attribute))
        .replace("${AWS::Partition}", "P")
        .replace("${AWS::Region}", "R")
        .replace("${AWS::AccountId}", "A")
    )


class TestNames:
    @pytest.mark.parametrize(
        ("written", "attribute", "expected", "reference"),
        [
            ("AWS::IoT::Policy {PolicyName: n}", "Arn", "arn:P:iot:R:A:policy/n", "n"),
            ("AWS::IoT::Thing", "Arn", "arn:P:iot:R:A:thing/${X}", "${X}"),
            (
                "AWS::IoT::RoleAlias {RoleAlias: a}",
                "RoleAliasArn",
                "arn:P:iot:R:A:rolealias/a",
                "a",
            ),
            ("AWS::IoT::TopicRule {RuleName: r}", "Arn", "arn:P:iot:R:A:rule/r", "r"),
            (
                "AWS::IoT::ProvisioningTemplate {TemplateName: t}",
                "TemplateArn",
                "arn:P:iot:R:A:provisioningtemplate/t",
                "t",
            ),
            ("AWS::IoT::Certificate", "Arn", "arn:P:iot:R:A:cert/${X}", "${X}"),
            ("AWS::IAM::Role {RoleName: r}", "Arn", "arn:P:iam::A:role/r", "r"),
            ("AWS::IAM::Role {RoleName: r, Path: /a/}", "Arn", "arn:P:iam::A:role/a/r", "r"),
            ("AWS::S3::Bucket {BucketName: b}", "Arn", "arn:P:s3:::b", "b"),
            ("AWS::DynamoDB::Table {TableName: t}", "Arn", "arn:P:dynamodb:R:A:table/t", "t"),
            ("AWS::SQS::Queue {QueueName: q}", "Arn", "arn:P:sqs:R:A:q", None),
            ("AWS::SNS::Topic {TopicName: t}", "TopicArn", "arn:P:sns:R:A:t", "arn:P:sns:R:A:t"),
            ("AWS::Kinesis::Stream {Name: s}", "Arn", "arn:P:kinesis:R:A:stream/s", "s"),
            (
                "AWS::KinesisFirehose::DeliveryStream {DeliveryStreamName: d}",
                "Arn",
                "arn:P:firehose:R:A:deliverystream/d",
                "d",
            ),
            ("AWS::Logs::LogGroup {LogGroupName: g}", "Arn", "arn:P:logs:R:A:log-group:g:*", "g"),
            ("AWS::Lambda::Function {FunctionName: f}", "Arn", "arn:P:lambda:R:A:function:f", "f"),
            ("AWS::KMS::Key", "Arn", "arn:P:kms:R:A:key/${X}", "${X}"),
        ],
    )
    def test_arns_and_references(
        self, written: str, attribute: str, expected: str, reference: str | None
    ) -> None:
        kind, _, properties = written.partition(" ")
        found = template(f"Resources:\n  X: {{Type: '{kind}', Properties: {properties or '{}'}}}\n")
        assert arn(found, "X", attribute) == expected
        if reference is not None:
            resource = found.resource("X")
            assert resource is not None
            shown = str(resource.reference()).replace("${AWS::Partition}", "P")
            shown = shown.replace("${AWS::Region}", "R").replace("${AWS::AccountId}", "A")
            assert shown == reference

    def test_a_name_from_a_parameter_is_one_text_everywhere(self) -> None:
        found = template(
            """
            Parameters: {Name: {Type: String}}
            Resources:
              Thing: {Type: AWS::IoT::Thing, Properties: {ThingName: !Sub 'a-${Name}'}}
              Use:
                Type: AWS::IoT::Policy
                Properties: {A: !Ref Thing, B: !Sub '${Thing}', C: !Join ['-', [a, !Ref Name]]}
            """
        )
        expected = Text(("a-", Hole("Name")))
        assert [value(found, "Use", name) for name in "ABC"] == [expected] * 3

    def test_names_in_a_circle_end_in_holes(self) -> None:
        found = template(
            """
            Resources:
              A: {Type: AWS::IoT::Thing, Properties: {ThingName: !Ref B}}
              B: {Type: AWS::IoT::Thing, Properties: {ThingName: !Ref A}}
            """
        )
        resource = found.resource("A")
        assert resource is not None
        assert isinstance(resource.reference(), Text)

    def test_a_long_chain_of_names_ends(self) -> None:
        links = [
            f"  T{n}: {{Type: AWS::IoT::Thing, Properties: {{ThingName: !Ref T{n + 1}}}}}"
            for n in range(400)
        ]
        found = template("\n".join(["Resources:", *links, "  T400: {Type: AWS::IoT::Thing}"]))
        assert isinstance(value(found, "T0", "ThingName"), Text)


class TestConditions:
    TEXT = """
        Parameters:
          Stage: {Type: String}
          Debug: {Type: String, Default: "no"}
        Conditions:
          IsProd: !Equals [!Ref Stage, prod]
          AlsoProd: !Equals [!Ref Stage, prod]
          IsDebug: !Equals [!Ref Debug, "yes"]
          Both: !And [!Condition IsProd, !Condition IsDebug]
          Either: !Or [!Condition IsProd, !Not [!Condition IsDebug]]
          Regions: !Or
            - !Equals [!Ref AWS::Region, a]
            - !Equals [!Ref AWS::Region, b]
            - !Equals [!Ref AWS::Region, c]
            - !Equals [!Ref AWS::Region, d]
            - !Equals [!Ref AWS::Region, e]
            - !Equals [!Ref AWS::Region, f]
            - !Equals [!Ref AWS::Region, g]
        Resources:
          Open: {Type: AWS::IoT::Policy, Condition: IsProd, Properties: {A: 1}}
          Disabled: {Type: AWS::IoT::Policy, Condition: IsDebug, Properties: {A: 1}}
          Always: {Type: AWS::IoT::Policy, Properties: {A: !If [AlsoProd, !If [IsProd, 1, 2], 3]}}
          Regional: {Type: AWS::IoT::Policy, Properties: {A: !If [Regions, 1, 2]}}
          Wrong: {Type: AWS::IoT::Policy, Condition: Nowhere}
    """

    def condition(self, logical_id: str) -> Value:
        resource = template(self.TEXT).resource(logical_id)
        assert resource is not None
        return resource.condition

    def test_of_resources(self) -> None:
        assert self.condition("Open") == OneOf("IsProd", (("true", True), ("false", False)))
        assert self.condition("Disabled") is False
        assert self.condition("Always") is True
        assert isinstance(self.condition("Wrong"), Unknown)

    def test_an_open_condition_leaves_the_resource_out(self) -> None:
        found = template(self.TEXT)
        opened, off = found.resource("Open"), found.resource("Disabled")
        assert opened is not None
        assert off is not None
        assert opened.present(1) == OneOf("IsProd", (("true", 1), ("false", ABSENT)))
        assert off.present(1) == 1

    def test_equal_comparisons_always_turn_out_alike(self) -> None:
        found = value(template(self.TEXT), "Always", "A")
        assert sorted(str(a.value) for a in alternatives_of(found)) == ["1", "3"]

    def test_what_is_decided_decides(self) -> None:
        found = template(self.TEXT)
        resource = found.resource("Open")
        assert resource is not None
        scope = resource._scope
        assert found.condition("Both", scope) is False
        assert found.condition("Either", scope) is True

    def test_many_comparisons_are_one_question(self) -> None:
        assert value(template(self.TEXT), "Regional", "A") == OneOf(
            "Regions", (("true", 1), ("false", 2))
        )

    @pytest.mark.parametrize(
        ("first", "second"), [("bad", "good"), ("good", "bad"), ("bad", "!Ref AWS::NoValue")]
    )
    def test_both_branches_inside_a_document(self, first: str, second: str) -> None:
        found = template(
            f"""
            Parameters: {{P: {{Type: String}}}}
            Conditions: {{C: !Equals [!Ref P, x]}}
            Resources:
              X:
                Type: AWS::IoT::Policy
                Properties:
                  PolicyDocument:
                    Statement:
                      - always
                      - !If [C, {first}, {second}]
            """
        )
        documents = [a.value for a in alternatives_of(value(found, "X", "PolicyDocument"))]
        statements = [d["Statement"] for d in documents if isinstance(d, Mapping)]
        last = [] if second.startswith("!") else [second]
        assert statements == [["always", first], ["always", *last]]


class TestSpans:
    YAML = dedent(
        """\
        Resources:
          # about the policy

          P:
            Type: AWS::IoT::Policy
            Properties:
              PolicyDocument:
                Statement:
                  - Effect: Allow
                    Action: a

                  # the second
                  - Effect: Deny
                    Action: !If
                      - C
                      - {Effect: x}
                      - [b,
                         c]
          Q:
            Type: AWS::IoT::Policy
        Conditions:
          C: !Equals [!Ref AWS::Region, x]
        """
    )

    def lines(self, found: object) -> tuple[int, int] | None:
        return (found.start_line, found.end_line) if isinstance(found, Span) else None

    def test_yaml(self) -> None:
        found = template(self.YAML)
        resource = found.resource("P")
        assert resource is not None
        assert self.lines(resource.span) == (4, 18)
        statements = resource.get("PolicyDocument/Statement")
        assert isinstance(statements, Sequence)
        assert [self.lines(span_of(s)) for s in statements] == [(9, 10), (13, 18)]
        deny = statements[1]
        assert isinstance(deny, Mapping)
        branches = deny["Action"]
        assert isinstance(branches, OneOf)
        assert [self.lines(span_of(v)) for _, v in branches.choices] == [(16, 16), (17, 18)]
        last = found.resource("Q")
        assert last is not None
        assert self.lines(last.span) == (19, 20)

    @pytest.mark.parametrize("indent", [2, "\t"])
    def test_json(self, indent: int | str) -> None:
        policy = {"Type": "AWS::IoT::Policy", "Properties": {"D": {"S": [{"a": 1}, {"b": 2}]}}}
        text = json.dumps({"Resources": {"P": policy}}, indent=indent)
        resource = template(text, "stack.json").resource("P")
        assert resource is not None
        assert self.lines(resource.span) == (3, 17)
        items = resource.get("D/S")
        assert isinstance(items, Sequence)
        assert [self.lines(span_of(item)) for item in items] == [(8, 10), (11, 13)]

    def test_json_that_is_no_yaml(self) -> None:
        text = '{"Resources": {"P": {"Type": "AWS::IoT::Policy", "Properties": {"A": "a\\/b"}}}}'
        assert value(template(text, "stack.json"), "P", "A") == "a/b"

    def test_markers_are_no_part_of_a_value(self) -> None:
        resource = template(self.YAML).resource("P")
        assert resource is not None
        assert set(resource.get("PolicyDocument")) == {"Statement"}  # type: ignore[arg-type]


class TestPaths:
    TEXT = """
        Parameters: {P: {Type: String}}
        Conditions: {C: !Equals [!Ref P, x]}
        Resources:
          X:
            Type: AWS::IoT::CACertificate
            Properties:
              RegistrationConfig: !If [C, {TemplateBody: a}, !Ref AWS::NoValue]
              List: [{A: 1}, !If [C, {A: 2}, {A: 3}]]
              Plain: [{A: 1}, {A: 2}]
              Gone: !ImportValue y
    """

    @pytest.mark.parametrize(
        ("path", "expected"),
        [
            ("RegistrationConfig/TemplateBody", OneOf("C", (("true", "a"), ("false", ABSENT)))),
            ("List/[1]/A", OneOf("C", (("true", 2), ("false", 3)))),
            ("Plain/[0]/A", 1),
            ("Plain/[7]", ABSENT),
            ("Plain/A", ABSENT),
            ("Nothing", ABSENT),
            ("Nothing/at/all", ABSENT),
            ("Plain/[0]/A/B", ABSENT),
        ],
    )
    def test_paths(self, path: str, expected: object) -> None:
        assert value(template(self.TEXT), "X", path) == expected

    def test_an_unknown_on_the_way_is_the_answer(self) -> None:
        assert isinstance(value(template(self.TEXT), "X", "Gone/B"), Unknown)


def test_resources_of_loops() -> None:
    found = template(
        """
        Transform: AWS::LanguageExtensions
        Resources:
          Fn::ForEach::Policies:
            - Name
            - [Red, Blue]
            - ${Name}Policy:
                Type: AWS::IoT::Policy
                Properties: {PolicyName: !Ref Name, PolicyDocument: !Sub 'a/${Name}/${!x}'}
          Other: {Type: AWS::IoT::Thing}
        """
    )
    policies = list(found.resources(frozenset({"AWS::IoT::Policy"})))
    assert [policy.logical_id for policy in policies] == ["RedPolicy", "BluePolicy"]
    assert policies[1].get("PolicyDocument") == "a/Blue/${x}"
    assert arn(found, "RedPolicy") == "arn:P:iot:R:A:policy/Red"


class TestNestedStacks:
    CHILD = dedent(
        """\
        Parameters: {Prefix: {Type: String, Default: x}}
        Resources: {T: {Type: AWS::IoT::Thing, Properties: {ThingName: !Sub '${Prefix}-1'}}}
        Outputs: {Name: {Value: !Ref T}}
        """
    )

    def use(self, url: str, **files: str) -> Value:
        found = template(
            f"""
            Resources:
              Inner:
                Type: AWS::CloudFormation::Stack
                Properties: {{TemplateURL: {url}, Parameters: {{Prefix: pump}}}}
              Use: {{Type: AWS::IoT::Policy, Properties: {{A: !GetAtt Inner.Outputs.Name}}}}
            """,
            **files,
        )
        return value(found, "Use", "A")

    def test_an_output_of_a_template_beside_this_one(self) -> None:
        assert self.use("child.template", child__template=self.CHILD) == "pump-1"
        assert self.use("./child.template", child__template=self.CHILD) == "pump-1"

    @pytest.mark.parametrize(
        "url",
        [
            "../child.template",
            "/child.template",
            "https://x/child.template",
            "child.txt",
            "other.yaml",
        ],
    )
    def test_what_is_not_read_is_a_hole(self, url: str) -> None:
        found = self.use(url, child__template=self.CHILD)
        assert found == Text((Hole("Inner.Outputs.Name"),))

    def test_a_stack_in_itself_ends(self) -> None:
        text = """
            Resources:
              Inner: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: stack.template}}
            Outputs: {Name: {Value: !Sub '${Inner.Outputs.Name}x'}}
        """
        assert isinstance(template(text).output("Name"), Text)

    def test_an_output_that_does_not_exist(self) -> None:
        found = self.use("child.template", child__template=self.CHILD.replace("Name:", "Other:"))
        assert isinstance(found, Unknown)


class TestServerlessApplicationModel:
    TEXT = """
        Transform: AWS::Serverless-2016-10-31
        Globals:
          Function:
            Runtime: python3.12
            Environment: {Variables: {A: 1, B: 2}}
            Policies: [{Statement: [{Action: global}]}]
          Api: {Name: x}
        Resources:
          F:
            Type: AWS::Serverless::Function
            Properties:
              FunctionName: f
              Environment: {Variables: {B: 3}}
              Policies: [{Statement: [{Action: own}]}]
              Events:
                Rule: {Type: IoTRule, Properties: {Sql: SELECT * FROM 'a'}}
          L: {Type: AWS::Lambda::Function}
          Use: {Type: AWS::IoT::Policy, Properties: {A: !GetAtt FRole.Arn, B: !Ref ServerlessRestApi}}
    """

    def test_globals_are_part_of_every_function(self) -> None:
        found = template(self.TEXT)
        assert value(found, "F", "Runtime") == "python3.12"
        assert value(found, "F", "Environment/Variables") == {"A": 1, "B": 3}
        assert value(found, "F", "Policies") == [
            {"Statement": [{"Action": "global"}]},
            {"Statement": [{"Action": "own"}]},
        ]
        assert value(found, "L", "Runtime") is ABSENT

    def test_what_the_transform_adds_may_be_referred_to(self) -> None:
        found = template(self.TEXT)
        assert value(found, "Use", "A") == Text((Hole("FRole.Arn"),))
        assert value(found, "Use", "B") == Text((Hole("ServerlessRestApi"),))

    def test_events(self) -> None:
        assert value(template(self.TEXT), "F", "Events/Rule/Properties/Sql") == "SELECT * FROM 'a'"


class TestServerlessFramework:
    TEXT = """
        service: fleet
        provider: {name: aws}
        resources:
          Resources:
            P:
              Type: AWS::IoT::Policy
              Properties:
                A: ${self:service}/${iot:ClientId}/${aws:username}
                B: arn:aws:iot:#{AWS::Region}:${aws:accountId}:client/${opt:stage, 'dev'}
                C: ${self:custom.${opt:stage}.topic}/*
                D: !Sub 'arn:aws:iot:${AWS::Region}:${AWS::AccountId}:topic/${self:service}'
                E: !GetAtt HelloLambdaFunction.Arn
                F: ${iot:Connection.Thing.ThingName}
    """

    def test_variables_are_holes_and_policy_variables_stay(self) -> None:
        found = template(self.TEXT, "serverless.yml")
        account = Hole("AWS::AccountId", HoleKind.ACCOUNT)
        region = Hole("AWS::Region", HoleKind.REGION)
        service = Hole("self:service")
        assert [value(found, "P", name) for name in "ABCDEF"] == [
            Text((service, "/${iot:ClientId}/${aws:username}")),
            Text(("arn:aws:iot:", region, ":", account, ":client/dev")),
            Text((Hole("self:custom.${opt:stage}.topic"), "/*")),
            Text(("arn:aws:iot:", region, ":", account, ":topic/", service)),
            Text((Hole("HelloLambdaFunction.Arn"),)),
            "${iot:Connection.Thing.ThingName}",
        ]

    def test_the_template_that_checkov_read(self) -> None:
        definition = {
            "Resources": {"P": {"Type": "AWS::IoT::Policy", "Properties": {"A": "${opt:x}"}}}
        }
        found = TemplateFiles(Files(), KNOWN_TYPES).template_of(definition, "app/serverless.yml")
        assert value(found, "P", "A") == Text((Hole("opt:x"),))

    def test_elsewhere_such_text_is_plain(self) -> None:
        found = template("Resources: {P: {Type: AWS::IoT::Policy, Properties: {A: '${self:x}'}}}")
        assert value(found, "P", "A") == "${self:x}"


class TestCdk:
    @pytest.fixture
    def fleet(self) -> Template:
        files = Files()
        files.texts = {path.name: path.read_text(encoding="utf-8") for path in CDK.iterdir()}
        found = TemplateFiles(files, KNOWN_TYPES).template("fleet.template")
        assert isinstance(found, Template)
        return found

    def resources(self, fleet: Template, logical_id: str) -> list[str]:
        statements = value(fleet, logical_id, "PolicyDocument/Statement")
        listed = statements if isinstance(statements, Sequence) else [statements]
        prefix = "arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:"
        return [str(s["Resource"]).removeprefix(prefix) for s in listed if isinstance(s, Mapping)]

    def test_joined_arns(self, fleet: Template) -> None:
        assert self.resources(fleet, "Open") == ["client/*"]
        assert self.resources(fleet, "Bound") == [
            "client/${iot:Connection.Thing.ThingName}",
            "topic/pumps/${iot:Connection.Thing.ThingName}/*",
        ]

    def test_nested_stacks(self, fleet: Template) -> None:
        assert self.resources(fleet, "Crossing") == ["client/gateway-1"]

    def test_bodies_of_provisioning_templates(self, fleet: Template) -> None:
        body = value(fleet, "Template", "TemplateBody")
        assert isinstance(body, Text)
        assert {hole.kind for hole in body.holes} == {
            HoleKind.PARTITION,
            HoleKind.REGION,
            HoleKind.ACCOUNT,
        }

    def test_attributes_of_other_resources(self, fleet: Template) -> None:
        (role,) = fleet.resources(frozenset({"AWS::IAM::Role"}))
        assert value(fleet, "Template", "ProvisioningRoleArn") == role.attribute("Arn")
