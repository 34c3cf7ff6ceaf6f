"""Every witness that a rule prints is allowed; after the fix that it suggests, it is not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from mended_policies import mended
from policy_judging import judgement_of

from checkov_aws_iot.findings.rule import JudgedPolicy
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.model.actions import find_action
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.policies.questions.fit.resource_fit import misfit
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.rules.catalog import rules
from checkov_aws_iot.values.request import Identity, Request

if TYPE_CHECKING:
    from checkov_aws_iot.findings.finding import Finding

RULES = {rule.id: rule for rule in rules()}
WITNESSED = ("101", "102", "201", "202", "203", "206", "208", "209", "403")
SUBJECTS = {
    "iot_policy": Subject.IOT_POLICY,
    "iam_identity_policy": Subject.IDENTITY_POLICY,
}
ARN = "arn:aws:iot:us-east-1:123456789012:"
THING = "${iot:Connection.Thing.ThingName}"


def grant(action: Any, *resources: str, **more: Any) -> dict[str, Any]:
    whole = [r if r == "*" or r.startswith("arn:") else ARN + r for r in resources]
    return {"Effect": "Allow", "Action": action, "Resource": whole, **more}


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


OWN = grant("iot:Connect", f"client/{THING}")
MORE = {
    "connect-not-resource": policy(
        {"Effect": "Allow", "Action": "iot:Connect", "NotResource": f"{ARN}client/admin"}
    ),
    "connect-prefix": policy(grant("iot:Connect", "client/dev-*", "client/other-?")),
    "connect-if-exists": policy(
        grant(
            "iot:Connect",
            "client/*",
            Condition={"BoolIfExists": {"iot:Connection.Thing.IsAttached": "true"}},
        )
    ),
    "connect-from-the-office": policy(
        grant("iot:Connect", "*", Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})
    ),
    "connect-some-denied": policy(
        grant("iot:Connect", "client/*"),
        {**grant("iot:Connect", "client/a*", "client/s*"), "Effect": "Deny"},
    ),
    "publish-star-reserved-denied": policy(
        OWN,
        grant("iot:Publish", "topic/*"),
        {**grant("iot:Publish", "topic/$aws/*"), "Effect": "Deny"},
    ),
    "shadows-of-all": policy(
        OWN, grant(["iot:GetThingShadow", "iot:UpdateThingShadow"], "thing/*")
    ),
    "shadow-topics": policy(
        OWN,
        grant(["iot:Publish"], "topic/$aws/things/*/shadow/update"),
        grant("iot:Subscribe", "topicfilter/$aws/things/+/shadow/#"),
    ),
    "prefix-of-things": policy(OWN, grant("iot:GetThingShadow", "thing/pump-*")),
    "identity-without-separator": policy(OWN, grant("iot:Publish", f"topic/{THING}*")),
    "wildcard-verbs": policy(OWN, grant(["iot:Get*", "iot:*Publish"], "*")),
    "all-of-greengrass": policy(OWN, grant("greengrass:*", "*")),
    "everything": policy(grant("*", "*")),
    "any-role-alias": policy(OWN, grant("iot:AssumeRoleWithCertificate", "*")),
    "role-aliases": policy(OWN, grant("iot:AssumeRoleWithCertificate", "rolealias/*")),
    "all-but-a-role-alias": policy(
        OWN,
        {
            "Effect": "Allow",
            "Action": "iot:AssumeRoleWithCertificate",
            "NotResource": f"{ARN}rolealias/admin",
        },
    ),
    "claim-that-publishes-anything": policy(
        grant("iot:Connect", "*"),
        grant("iot:Publish", "topic/$aws/provisioning-templates/fleet/provision/*", "topic/*"),
    ),
    "claim-that-reads-shadows": policy(
        grant("iot:Connect", "*"),
        grant(
            ["iot:Publish", "iot:Receive"],
            "topic/$aws/certificates/create/*",
            "topic/$aws/provisioning-templates/*",
            "topic/$aws/things/*/shadow/*",
        ),
        grant("iot:GetThingShadow", "thing/*"),
    ),
}
MORE_IDENTITY = {
    "iam-connect": policy(grant("iot:Connect", "client/*")),
    "iam-everything": policy(grant("iot:*", "*")),
    "iam-everything-on-nothing": policy(
        grant("iot:*", "arn:aws:iot:::*", "arn:aws:iot:*::topic/*")
    ),
    "iam-everything-on-topics": policy(grant("iot:*", "topic/commands/*")),
    "iam-everything-on-a-rule": policy(grant("iot:*", "rule/archive")),
    "iam-publish": policy(grant(["iot:Publish", "iot:GetThingShadow"], "*")),
    "iam-pass-any-role": policy(
        grant("iotdeviceadvisor:*", "*"), grant("iam:PassRole", "arn:aws:iam::123456789012:role/*")
    ),
    "iam-pass-to-anybody": policy(
        grant(
            ["iotdeviceadvisor:StartSuiteRun", "iam:PassRole"],
            "arn:aws:iam::123456789012:role/DeviceRole",
        )
    ),
}


def documented() -> list[tuple[str, Subject, dict[str, Any]]]:
    lines = (Path(__file__).parent / "cases/documented_policies.jsonl").read_text(encoding="utf-8")
    cases = [json.loads(line) for line in lines.splitlines()]
    return [(c["id"], SUBJECTS[c["kind"]], c["policy"]) for c in cases if c["kind"] in SUBJECTS]


CASES = [
    *documented(),
    *((name, Subject.IOT_POLICY, written) for name, written in MORE.items()),
    *((name, Subject.IDENTITY_POLICY, written) for name, written in MORE_IDENTITY.items()),
]


def findings_of(rule_id: str, subject: Subject, written: Any) -> tuple[Finding, ...]:
    rule = RULES[rule_id]
    judged = JudgedPolicy(
        subject, read_document(json.dumps(written)), None, ResourceGraph(lambda _: ())
    )
    return judgement_of(rule, judged).findings


JUDGED = [
    pytest.param(f"CKV_IOT_{number}", subject, written, id=f"{number}-{name}")
    for number in WITNESSED
    for name, subject, written in CASES
    if subject in RULES[f"CKV_IOT_{number}"].subjects
]


@pytest.mark.parametrize(("rule_id", "subject", "written"), JUDGED)
def test_witnesses(rule_id: str, subject: Subject, written: dict[str, Any]) -> None:
    findings = findings_of(rule_id, subject, written)
    before = read_document(json.dumps(written))
    after = read_document(json.dumps(mended(written, findings)))
    for finding in findings:
        assert finding.witness is not None, finding.message
        assert is_of_something_real(finding.witness), finding.message
        assert authorise((before,), finding.witness).outcome is Outcome.ALLOWED, finding.message
        assert authorise((after,), finding.witness).outcome is Outcome.DENIED, finding.message


def is_of_something_real(request: Request) -> bool:
    """Whether there may be a resource of AWS IoT with the ARN, and the action is about its type."""
    action = find_action(request.action)
    if action is None or action.service != "iot" or request.resource == "*":
        return True
    _, _, _, region, account, _ = request.resource.split(":", 5)
    return bool(region and account) and misfit(action, request.resource) is None


@pytest.mark.parametrize("resource", ["arn:aws:iot:::*", "arn:aws:iot:us-east-1::topic/*"])
def test_what_reaches_nothing_has_no_witness(resource: str) -> None:
    written = policy(grant("iot:*", resource))
    assert findings_of("CKV_IOT_208", Subject.IDENTITY_POLICY, written) == ()
    (finding,) = findings_of("CKV_IOT_201", Subject.IOT_POLICY, written)
    assert finding.witness is None


def test_there_are_witnesses_of_every_rule() -> None:
    for number in WITNESSED:
        rule = RULES[f"CKV_IOT_{number}"]
        found = [
            name
            for name, subject, written in CASES
            if subject in rule.subjects and findings_of(rule.id, subject, written)
        ]
        assert len(found) >= 2, rule.id


@pytest.mark.parametrize(
    ("allowed", "denied"),
    [("a/*", "a/restricted/*"), ("*", "building/control_room/*"), ("a/#", "a/b"), ("+/b", "a/b")],
)
def test_a_deny_that_is_gone_around_holds_once_receive_is_denied(allowed: str, denied: str) -> None:
    denial = {**grant("iot:Subscribe", f"topicfilter/{denied}"), "Effect": "Deny"}
    receive = grant("iot:Receive", "topic/*")
    written = policy(OWN, grant("iot:Subscribe", f"topicfilter/{allowed}"), receive, denial)
    (finding,) = findings_of("CKV_IOT_204", Subject.IOT_POLICY, written)
    assert finding.witness is not None
    before = read_document(json.dumps(written))
    assert authorise((before,), finding.witness).outcome is Outcome.ALLOWED
    suggested = re.search(r"use a Deny of iot:Receive on (\S+) as well", finding.message)
    assert suggested is not None
    closed = {"Effect": "Deny", "Action": "iot:Receive", "Resource": suggested[1]}
    fixed = {**written, "Statement": [*written["Statement"], closed]}
    assert findings_of("CKV_IOT_204", Subject.IOT_POLICY, fixed) == ()


@pytest.mark.parametrize(
    ("rule_id", "written", "action", "resource", "wanted"),
    [
        ("204", "topicfilter/a/#", "iot:Subscribe", "topicfilter/a/b", Outcome.DENIED),
        ("204", "topic/+/b", "iot:Publish", "topic/a/b", Outcome.DENIED),
        ("204", "topic/a", "iot:Subscribe", "topicfilter/a", Outcome.DENIED),
        ("204", "client/${iot:ThingName}", "iot:Connect", "client/sensor-1", Outcome.DENIED),
        ("205", "topic/a/#", "iot:Publish", "topic/a/b", Outcome.ALLOWED),
        ("205", "topic/a/*", "iot:Subscribe", "topicfilter/a/#", Outcome.ALLOWED),
        ("205", "/topic/a", "iot:Publish", "topic/a", Outcome.ALLOWED),
        ("205", "client/${iot:ThingName}", "iot:Connect", "client/sensor-1", Outcome.ALLOWED),
    ],
)
def test_what_is_written_instead_of_what_matches_nothing_matches(
    rule_id: str, written: str, action: str, resource: str, wanted: Outcome
) -> None:
    def with_resource(text: str) -> dict[str, Any]:
        if rule_id == "205":
            return policy(grant(action, text))
        return policy(grant(action, "*"), {**grant(action, text), "Effect": "Deny"})

    before = with_resource(written)
    (finding,) = findings_of(f"CKV_IOT_{rule_id}", Subject.IOT_POLICY, before)
    instead = finding.message.rpartition("; use ")[2]
    name = instead.partition(" or ")[0].removeprefix(ARN)
    after = with_resource(written.partition("/")[0] + "/" + name if name[0] == "$" else name)
    request = Request(action, ARN + resource, Identity("sensor-1", "sensor-1"))
    outcomes = [
        authorise((read_document(json.dumps(one)),), request).outcome for one in (before, after)
    ]
    assert outcomes[1] is wanted
    assert outcomes[0] is not wanted
