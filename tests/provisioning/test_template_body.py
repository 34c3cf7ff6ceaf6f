"""Bodies of provisioning templates: embedded policies, problems, and what is not known."""

from __future__ import annotations

import json
from typing import Any

import pytest

from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.provisioning.template import ProvisioningTemplate, ResourceType
from checkov_aws_iot.provisioning.template_body import read_template
from checkov_aws_iot.values.alternatives import Choice
from checkov_aws_iot.values.json_text import parse_json
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import EncodedJson, Mapping

CERTIFICATE = {
    "Type": "AWS::IoT::Certificate",
    "Properties": {"CertificateId": {"Ref": "AWS::IoT::Certificate::Id"}},
}
DOCUMENT = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "iot:Publish", "Resource": "*"}],
}


def policy(**properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::IoT::Policy", "Properties": properties}


def body(*, parameters: Any = None, mappings: Any = None, **resources: Any) -> str:
    return json.dumps(
        {
            "Parameters": parameters or {},
            "Mappings": mappings or {},
            "Resources": {"certificate": CERTIFICATE, **resources},
        }
    )


def texts(template: ProvisioningTemplate) -> list[str]:
    return [problem.text for problem in template.problems]


class TestEmbeddedPolicies:
    @pytest.mark.parametrize("document", [DOCUMENT, json.dumps(DOCUMENT)])
    def test_a_document_is_an_object_or_a_string(self, document: Any) -> None:
        (embedded,) = read_template(body(policy=policy(PolicyDocument=document))).policies
        assert embedded.path == "Resources/policy/Properties/PolicyDocument"
        (statement,) = read_document(embedded.document).statements
        assert statement.actions[0].text == "iot:Publish"

    @pytest.mark.parametrize(
        "encode", [str, json.dumps, lambda text: EncodedJson(parse_json(text))]
    )
    def test_the_body_is_text_or_text_in_text_or_a_value(self, encode: Any) -> None:
        text = body(policy=policy(PolicyDocument=DOCUMENT))
        assert len(read_template(encode(text)).policies) == 1
        assert not read_template(encode(text)).problems

    def test_the_body_may_be_a_mapping(self) -> None:
        assert len(read_template(parse_json(body(a=policy(PolicyDocument=DOCUMENT)))).policies) == 1

    def test_a_policy_that_is_only_named_has_no_document_here(self) -> None:
        template = read_template(body(policy=policy(PolicyName="device")))
        assert template.policies == ()
        assert template.unknowns == ()

    def test_a_name_that_is_not_known_is_a_name(self) -> None:
        resources = {
            "certificate": parse_json(json.dumps(CERTIFICATE)),
            "policy": Mapping(
                {
                    "Type": "AWS::IoT::Policy",
                    "Properties": Mapping({"PolicyName": Unknown("has no default", "var.policy")}),
                }
            ),
        }
        template = read_template(EncodedJson(Mapping({"Resources": Mapping(resources)})))
        assert template.problems == ()
        assert template.unknowns == ()

    def test_properties_that_are_not_known_may_hold_anything(self) -> None:
        resources = {
            "certificate": parse_json(json.dumps(CERTIFICATE)),
            "policy": Mapping(
                {"Type": "AWS::IoT::Policy", "Properties": Unknown("has no default")}
            ),
        }
        template = read_template(EncodedJson(Mapping({"Resources": Mapping(resources)})))
        assert template.problems == ()
        assert template.unknowns

    def test_what_devices_supply_is_a_hole(self) -> None:
        resource = {"Fn::Join": ["", ["arn:aws:iot:eu-west-1:1:topic/", {"Ref": "Serial"}, "/*"]]}
        statement = {"Effect": "Allow", "Action": "iot:Publish", "Resource": resource}
        template = read_template(
            body(
                parameters={"Serial": {"Type": "String", "Default": "1"}},
                policy=policy(PolicyDocument={"Statement": [statement]}),
            )
        )
        (found,) = read_document(template.policies[0].document).statements
        assert found.resources[0].text == Text(
            ("arn:aws:iot:eu-west-1:1:topic/", Hole("Serial"), "/*")
        )

    def test_a_document_as_text_with_a_parameter_inside(self) -> None:
        inner = '{"Statement": {"Effect": "Allow", "Action": "iot:Publish", "Resource": "topic/'
        joined = {"Fn::Join": ["", [inner, {"Ref": "AWS::IoT::Certificate::CommonName"}, '/*"}}']]}
        template = read_template(body(policy=policy(PolicyDocument=joined)))
        (found,) = read_document(template.policies[0].document).statements
        assert str(found.resources[0].text) == "topic/${AWS::IoT::Certificate::CommonName}/*"
        assert not template.problems

    def test_a_mapping_looked_up_by_a_parameter_gives_every_entry(self) -> None:
        looked_up = {"Fn::FindInMap": ["Sites", {"Ref": "Site"}, "Topic"]}
        statement = {"Effect": "Allow", "Action": "iot:Publish", "Resource": looked_up}
        template = read_template(
            body(
                parameters={"Site": {"Type": "String"}},
                mappings={"Sites": {"north": {"Topic": "n/*"}, "south": {"Topic": "s/*"}}},
                policy=policy(PolicyDocument={"Statement": statement}),
            )
        )
        assert [p.choices for p in template.policies] == [
            (Choice("Site", "north"),),
            (Choice("Site", "south"),),
        ]
        assert [p.document["Statement"]["Resource"] for p in template.policies] == ["n/*", "s/*"]

    @pytest.mark.parametrize(
        ("value", "reason"),
        [
            (Unknown("has no default", "var.body"), "`var.body` has no default"),
            (Text((Hole("var.body", reason="has no default"),)), "`var.body` has no default"),
            (Text(("{", Hole("x"), "}")), "is not valid JSON as far as it is known"),
            (ABSENT, "there is no template body"),
            ("{", "not valid JSON"),
            ("[]", "no JSON object"),
        ],
    )
    def test_a_body_that_is_not_known_is_a_document_that_is_not_known(
        self, value: Any, reason: str
    ) -> None:
        (embedded,) = read_template(value).policies
        assert isinstance(embedded.document, Unknown)
        assert reason in str(embedded.document)


class TestProblems:
    def test_a_complete_template_has_none(self) -> None:
        thing = {"Type": "AWS::IoT::Thing", "Properties": {"ThingName": {"Ref": "Serial"}}}
        template = read_template(
            body(parameters={"Serial": {"Type": "String"}}, p=policy(PolicyName="x"), thing=thing)
        )
        assert template.problems == ()
        assert template.parameters == ("Serial",)
        assert [r.logical_id for r in template.resources if r.type is ResourceType.THING] == [
            "thing"
        ]

    @pytest.mark.parametrize("text", ["{", '{"a": 1,}', "// no", '{"Resources": {} // no\n}'])
    def test_what_is_not_json(self, text: str) -> None:
        (problem,) = read_template(text).problems
        assert "is not valid JSON" in problem.text
        assert "line" in problem.text

    def test_holes_never_make_it_a_problem(self) -> None:
        template = read_template(Text(('{"Resources": {', Hole("var.resources"), "}}")))
        assert template.problems == ()
        assert template.unknowns

    def test_missing_resources(self) -> None:
        certificate, policies = texts(read_template('{"Resources": {}}'))
        assert "has no AWS::IoT::Certificate resource" in certificate
        assert "has no AWS::IoT::Policy resource" in policies

    def test_resources_that_are_not_known_may_be_there(self) -> None:
        hole = Hole("var.policy", reason="has no default")
        template = read_template(Text(('{"Resources": {"x": ', hole, "}}")))
        assert template.problems == ()
        assert [str(unknown) for unknown in template.unknowns] == ["`var.policy` has no default"]

    def test_resources_at_the_wrong_level(self) -> None:
        assert len(read_template(json.dumps({"policy": policy(PolicyName="x")})).problems) == 2

    @pytest.mark.parametrize(
        ("properties", "words"),
        [
            ({}, "neither PolicyName nor PolicyDocument"),
            ({"PolicyName": "a", "PolicyDocument": DOCUMENT}, "both PolicyName and PolicyDocument"),
            ({"PolicyName": "", "PolicyDocument": DOCUMENT}, "both PolicyName and PolicyDocument"),
            ({"PolicyName": ""}, "an empty PolicyName"),
            ({"PolicyDocument": ""}, "an empty PolicyDocument"),
            ({"PolicyDocument": {}}, "an empty PolicyDocument"),
            ({"PolicyDocument": "{}"}, "an empty PolicyDocument"),
        ],
    )
    def test_a_policy_is_named_or_written(self, properties: dict[str, Any], words: str) -> None:
        (problem,) = read_template(body(policy=policy(**properties))).problems
        assert words in problem.text
        name = words.removeprefix("an empty ")
        path = "Resources/policy/Properties"
        assert problem.path == (path if name == words else f"{path}/{name}")

    def test_a_name_that_only_the_device_knows_is_not_empty(self) -> None:
        parameters = {"Name": {"Type": "String", "Default": ""}}
        named = policy(PolicyName={"Ref": "Name"})
        assert not read_template(body(parameters=parameters, policy=named)).problems

    def test_certificates_have_one_source(self) -> None:
        certificate = {
            "Type": "AWS::IoT::Certificate",
            "Properties": {"CertificateId": "a", "CertificatePem": "b", "CACertificatePem": "c"},
        }
        (problem,) = read_template(body(p=policy(PolicyName="x"), certificate=certificate)).problems
        assert "CertificateId and CertificatePem" in problem.text

    @pytest.mark.parametrize(
        ("substitution", "undeclared"),
        [
            ("pump-${Serial}", ["Serial"]),
            ("pump-${SerialNumber}-${AWS::IoT::Certificate::Id}", []),
            ("pump-${!Serial}-${iot:Connection.Thing.ThingName}-${AWS::Region}", []),
            (["pump-${Site}-${Serial}", {"Site": "x"}], ["Serial"]),
            (["pump-${Site}", {"Site": {"Ref": "Serial"}}], ["Serial"]),
            ([], []),
        ],
    )
    def test_undeclared_parameters_of_substitutions(
        self, substitution: Any, undeclared: list[str]
    ) -> None:
        thing = {"Type": "AWS::IoT::Thing", "Properties": {"ThingName": {"Fn::Sub": substitution}}}
        written = body(
            parameters={"SerialNumber": {"Type": "String"}},
            thing=thing,
            policy=policy(PolicyName="device"),
        )
        problems = read_template(written).problems
        assert [p.remedy for p in problems] == [
            f'declare "{n}" under Parameters' for n in undeclared
        ]
        assert all(p.path.startswith("Resources/thing/Properties/ThingName") for p in problems)

    def test_undeclared_parameters_anywhere(self) -> None:
        thing = {
            "Type": "AWS::IoT::Thing",
            "Properties": {
                "ThingName": {"Fn::Join": ["-", ["a", {"Ref": "Serial"}]]},
                "AttributePayload": {"region": {"Ref": "AWS::Region"}},
            },
        }
        template = read_template(body(p=policy(PolicyName="x"), thing=thing))
        assert [problem.path for problem in template.problems] == [
            "Resources/thing/Properties/ThingName/Fn::Join/[1]/[1]/Ref"
        ]

    @pytest.mark.parametrize(
        "name",
        [
            "CommonName",
            "Country",
            "DistinguishedNameQualifier",
            "Id",
            "Organization",
            "OrganizationalUnit",
            "SerialNumber",
            "StateName",
        ],
    )
    def test_parameters_of_the_certificate_are_declared_by_aws(self, name: str) -> None:
        reference = {"Ref": f"AWS::IoT::Certificate::{name}"}
        thing = {"Type": "AWS::IoT::Thing", "Properties": {"ThingName": reference}}
        assert not read_template(body(p=policy(PolicyName="x"), thing=thing)).problems

    @pytest.mark.parametrize(
        ("reference", "written"),
        [
            ({"Ref": "AWS::IoT::Certificate::SubjectName"}, 'Ref "AWS::IoT::Certificate::'),
            ({"Ref": "AWS::IoT::Certificate::commonName"}, 'Ref "AWS::IoT::Certificate::'),
            ({"Fn::Sub": "p-${AWS::IoT::Certificate::State}"}, '"${AWS::IoT::Certificate::'),
        ],
    )
    def test_other_parameters_of_the_certificate_are_not(
        self, reference: dict[str, str], written: str
    ) -> None:
        thing = {"Type": "AWS::IoT::Thing", "Properties": {"ThingName": reference}}
        (problem,) = read_template(body(p=policy(PolicyName="x"), thing=thing)).problems
        assert problem.text.startswith(written)
        assert problem.text.endswith("names a parameter that AWS IoT does not have")
        assert "CommonName" in problem.remedy

    def test_a_parameter_that_is_declared_may_have_any_name(self) -> None:
        name = "AWS::IoT::Certificate::State"
        thing = {"Type": "AWS::IoT::Thing", "Properties": {"ThingName": {"Ref": name}}}
        written = body(parameters={name: {"Type": "String"}}, p=policy(PolicyName="x"), thing=thing)
        assert not read_template(written).problems


@pytest.mark.parametrize(
    "value",
    [
        None,
        5,
        True,
        "[" * 500,
        '{"Resources": []}',
        '{"Resources": {"a": 5, "b": {"Type": 7}, "c": {"Type": "AWS::IoT::Policy"}}}',
        '{"Resources": {"a": {"Type": "AWS::IoT::Policy", "Properties": {"Fn::Join": 5}}}}',
        '{"Parameters": [], "Mappings": 5, "Resources": {"a": {"Type": "AWS::IoT::Thing"}}}',
        json.dumps({"Resources": json.loads("[" * 40 + "]" * 40)}),
    ],
)
def test_nothing_raises(value: Any) -> None:
    template = read_template(value)
    assert template.problems or template.unknowns
