"""CKV_IOT_403: what a claim certificate may do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from policy_judging import judgement_of
from policy_values import ARN, allow
from provisioning_resources import NOT_KNOWN, PASSED, UNKNOWN

from checkov_aws_iot.findings.rule import JudgedPolicy
from checkov_aws_iot.findings.verdict import Judgement
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.rules.claims_only_provision import ClaimsOnlyProvision
from checkov_aws_iot.values.json_text import parse_json
from checkov_aws_iot.values.value import Mapping, Sequence

CLAIM = (
    allow("iot:Connect", "*"),
    allow(
        ["iot:Publish", "iot:Receive"],
        "topic/$aws/certificates/create/*",
        "topic/$aws/provisioning-templates/fleet/provision/*",
    ),
    allow(
        "iot:Subscribe",
        "topicfilter/$aws/certificates/create/*",
        "topicfilter/$aws/provisioning-templates/fleet/provision/*",
    ),
)


class TestClaimsOnlyProvision:
    def judged(self, *statements: dict[str, Any], version: str = "2012-10-17") -> Judgement:
        text = json.dumps({"Version": version, "Statement": statements})
        document = read_document(text)
        graph = ResourceGraph(lambda _: ())
        judged = JudgedPolicy(Subject.IOT_POLICY, document, None, graph)
        judgement = judgement_of(ClaimsOnlyProvision(), judged)
        for finding in judgement.findings:
            assert finding.witness is not None
            assert authorise((document,), finding.witness).outcome is Outcome.ALLOWED
        return judgement

    @pytest.mark.parametrize(
        "more",
        [
            (),
            (allow("iot:Publish", "topic/$aws/certificates/create-from-csr/json"),),
            (allow("iot:Publish", "topic/$aws/certificates/create*"),),
            (allow("iot:RetainPublish", "topic/$aws/provisioning-templates/fleet/provision/*"),),
            (allow("iot:Subscribe", "topicfilter/$aws/certificates/create/#"),),
            # In an IoT policy these mean nothing.
            (allow(["iot:CreateKeysAndCertificate", "iot:RegisterThing"], "*"),),
            # Never matches a request, which is for CKV_IOT_205 to say.
            (allow("iot:GetThingShadow", "topic/$aws/certificates/create/*"),),
            (allow("iot:Publish", "topicfilter/everything/*"),),
            # What is granted is taken back.
            (allow("iot:*", "*"), {**allow("iot:*", "*"), "Effect": "Deny"}),
        ],
    )
    def test_passes(self, more: tuple[dict[str, Any], ...]) -> None:
        assert self.judged(*CLAIM, *more).verdict is PASSED

    @pytest.mark.parametrize(
        ("statement", "witness"),
        [
            (allow("iot:Publish", "topic/telemetry"), 'publish to "telemetry"'),
            (
                allow("iot:Publish", "topic/*"),
                'publish to "$aws/things/other-device/shadow/update"',
            ),
            (allow("iot:Receive", "topic/other/*"), 'receive messages from "other/'),
            (allow("iot:Subscribe", "topicfilter/*"), 'subscribe to "#"'),
            (
                allow("iot:Publish", "topic/$aws/provisioning-templates/*/provision/*"),
                "another-template",
            ),
            (
                allow("iot:Publish", "topic/$aws/provisioning-templates/f*/provision/*"),
                "publish to",
            ),
            (
                allow("iot:Subscribe", "topicfilter/$aws/provisioning-templates/+/provision/#"),
                'subscribe to "$aws/provisioning-templates/+/provision/#"',
            ),
            (allow("iot:Publish", "topic/$aws/provisioning-templates/fleet/*"), "publish to"),
            (allow("iot:Publish", "topic/$aws/certificates/*"), "publish to"),
            (allow("iot:UpdateThingShadow", "thing/pump"), 'change the shadow of "pump"'),
            (allow("iot:AssumeRoleWithCertificate", "rolealias/a"), 'the alias "a"'),
            (allow("iot:ListRetainedMessages", "*"), "iot:ListRetainedMessages"),
            (allow("greengrass:Discover", "thing/*"), "greengrass:Discover"),
            (
                {"Effect": "Allow", "Action": "iot:Publish", "NotResource": ARN + "topic/secret"},
                "$aws/things/other-device/shadow/update",
            ),
        ],
    )
    def test_fails(self, statement: dict[str, Any], witness: str) -> None:
        (finding,) = self.judged(*CLAIM, {"Sid": "More", **statement}).findings
        assert finding.message.startswith('Statement[3] "More": ')
        assert witness in finding.message
        assert finding.path.startswith("Statement/[3]/")

    def test_the_hint_knows_both_ways_to_get_a_certificate(self) -> None:
        csr = json.loads(json.dumps(CLAIM).replace("/create/", "/create-from-csr/"))
        (with_keys,) = self.judged(*CLAIM, allow("iot:Publish", "topic/x")).findings
        (with_request,) = self.judged(*csr, allow("iot:Publish", "topic/x")).findings
        assert "use topic/$aws/certificates/create/* and" in with_keys.message
        assert "use topic/$aws/certificates/create-from-csr/* and" in with_request.message

    def test_policies_of_devices_pass(self) -> None:
        assert self.judged(allow("iot:Publish", "topic/*")).verdict is PASSED
        assert self.judged(allow("iot:*", "*")).verdict is PASSED

    def test_an_unknown_resource_beside_the_claim(self) -> None:
        document = parse_json(json.dumps({"Version": "2012-10-17", "Statement": CLAIM}))
        assert isinstance(document, Mapping)
        statements = document["Statement"]
        assert isinstance(statements, Sequence)
        statements.append(
            Mapping({"Effect": "Allow", "Action": "iot:Publish", "Resource": NOT_KNOWN})
        )
        judged = JudgedPolicy(
            Subject.IOT_POLICY, read_document(document), None, ResourceGraph(lambda _: ())
        )
        assert judgement_of(ClaimsOnlyProvision(), judged).verdict is UNKNOWN
