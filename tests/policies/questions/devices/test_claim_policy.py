"""What a claim certificate may do beyond asking for an identity."""

from __future__ import annotations

import pytest
from policy_values import ACCOUNT, ARN, NAME, REGION, UNKNOWN, allow, deny, policy, text

from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.questions.devices.claim_policy import (
    BeyondProvisioning,
    beyond_provisioning,
    families_of,
)
from checkov_aws_iot.values.unknown import Unknown

PUBLISH, SUBSCRIBE = "iot:Publish", "iot:Subscribe"
CREATE = "$aws/certificates/create"
PROVISION = "$aws/provisioning-templates/fleet/provision"


def found(*statements):
    document = policy(*statements)
    each = list(beyond_provisioning(document))
    for one in each:
        if isinstance(one, BeyondProvisioning):
            assert authorise((document,), one.request).outcome is not Outcome.DENIED
    return each


def shown(*statements):
    return [
        (one.request.action, one.request.resource.removeprefix(ARN)) for one in found(*statements)
    ]


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("iot:Connect", "*"),
        (PUBLISH, f"topic/{CREATE}/json"),
        (PUBLISH, f"topic/{CREATE}/*"),
        (PUBLISH, f"topic/{CREATE}*"),
        (PUBLISH, f"topic/{CREATE}-from-csr/*"),
        (PUBLISH, f"topic/{PROVISION}/*"),
        (["iot:Receive", PUBLISH], [f"topic/{CREATE}/*", f"topic/{PROVISION}/*"]),
        (SUBSCRIBE, f"topicfilter/{PROVISION}/json/accepted"),
        (SUBSCRIBE, f"topicfilter/{PROVISION}/#"),
        (SUBSCRIBE, f"topicfilter/{CREATE}/*"),
        (PUBLISH, "topicfilter/*"),
        ("iot:CreateThing", "*"),
        ("s3:GetObject", "*"),
    ],
)
def test_what_provisioning_needs(action, resource):
    assert found(allow(action, resource)) == []


@pytest.mark.parametrize(
    ("action", "resource", "requests"),
    [
        (PUBLISH, "topic/*", [(PUBLISH, "topic/$aws/things/other-device/shadow/update")]),
        (PUBLISH, "*", [(PUBLISH, "topic/$aws/things/other-device/shadow/update")]),
        (PUBLISH, "topic/a", [(PUBLISH, "topic/a")]),
        (PUBLISH, "topic/$aws/certificates/*", None),
        (
            PUBLISH,
            "topic/$aws/provisioning-templates/*",
            [(PUBLISH, "topic/$aws/provisioning-templates/another-template/provision/json")],
        ),
        (
            PUBLISH,
            "topic/$aws/provisioning-templates/*/provision/json",
            [(PUBLISH, "topic/$aws/provisioning-templates/another-template/provision/json")],
        ),
        (PUBLISH, "topic/$aws/provisioning-templates/f?/provision/json", None),
        (PUBLISH, "topic/$aws/provisioning-templates/fleet*", None),
        (
            PUBLISH,
            "topic/$aws/provisioning-templates/${iot:ClientId}/provision/json",
            [(PUBLISH, "topic/$aws/provisioning-templates/pump/provision/json")],
        ),
        (SUBSCRIBE, "topicfilter/*", [(SUBSCRIBE, "topicfilter/#")]),
        (SUBSCRIBE, "topicfilter/#", [(SUBSCRIBE, "topicfilter/#")]),
        (SUBSCRIBE, "topicfilter/$aws/provisioning-templates/+/provision/#", None),
        ("iot:GetThingShadow", "thing/*", [("iot:GetThingShadow", "thing/other-device")]),
        (
            "iot:AssumeRoleWithCertificate",
            "*",
            [("iot:AssumeRoleWithCertificate", "rolealias/other-alias")],
        ),
        (
            "iot:AssumeRoleWithCertificate",
            "rolealias/fleet",
            [("iot:AssumeRoleWithCertificate", "rolealias/fleet")],
        ),
        ("iot:SendDirectMessage", "*", [("iot:SendDirectMessage", "client/other-device")]),
        ("iot:DeleteConnection", "client/a", [("iot:DeleteConnection", "client/a")]),
        ("greengrass:Discover", "thing/a", [("greengrass:Discover", "thing/a")]),
        ("iot:ListRetainedMessages", "*", [("iot:ListRetainedMessages", "*")]),
        (
            "greengrass:GetComponentVersionArtifact",
            "*",
            [
                (
                    "greengrass:GetComponentVersionArtifact",
                    "arn:aws:greengrass:us-east-1:123456789012:components:other:versions:1.0.0",
                )
            ],
        ),
    ],
)
def test_what_goes_beyond(action, resource, requests):
    each = shown(allow(action, resource))
    assert len(each) == 1
    if requests is not None:
        assert each == requests


WHO_AND_WHEN = {
    "thing name": {"StringLike": {"iot:Connection.Thing.ThingName": "pump-*"}},
    "client ID": {"StringEquals": {"iot:ClientId": "pump-1"}},
    "common name": {"StringLike": {"iot:Certificate.Subject.CommonName": "c-*"}},
    "two keys": {"StringEquals": {"iot:ClientId": "${iot:Certificate.Subject.CommonName}"}},
    "network": {"IpAddress": {"aws:SourceIp": "10.1.0.0/16"}},
    "window": {
        "DateGreaterThan": {"aws:CurrentTime": "2031-01-01T00:00:00Z"},
        "DateLessThan": {"aws:CurrentTime": "2032-01-01T00:00:00Z"},
    },
}


@pytest.mark.parametrize("condition", WHO_AND_WHEN.values(), ids=WHO_AND_WHEN)
def test_who_asks_and_when_hides_nothing(condition):
    document = policy(allow(PUBLISH, "topic/vault/*", Condition=condition))
    (one,) = beyond_provisioning(document)
    assert authorise((document,), one.request).outcome is Outcome.ALLOWED


@pytest.mark.parametrize("name", ["common name", "network", "window"])
def test_who_asks_and_when_hides_no_other_action(name):
    statement = allow("iot:AssumeRoleWithCertificate", "rolealias/a", Condition=WHO_AND_WHEN[name])
    (one,) = beyond_provisioning(policy(statement))
    assert authorise((policy(statement),), one.request).outcome is Outcome.ALLOWED


@pytest.mark.parametrize(
    ("action", "resource", "condition"),
    [
        (
            PUBLISH,
            "topic/a",
            {"StringEquals": {"iot:ClientId": "x"}, "StringNotEquals": {"iot:ClientId": "x"}},
        ),
        # Over HTTPS there is no connection of a thing.
        ("iot:AssumeRoleWithCertificate", "rolealias/a", WHO_AND_WHEN["thing name"]),
    ],
)
def test_what_no_request_meets_grants_nothing(action, resource, condition):
    assert found(allow(action, resource, Condition=condition)) == []


def test_each_resource_is_reported_once_and_the_worst_action_first():
    each = found(allow("iot:*", ["topic/*", "rolealias/*", "thing/*", f"topic/{CREATE}/*"]))
    assert [(one.request.action, one.element.path[-3:]) for one in each] == [
        (PUBLISH, "[0]"),
        ("iot:AssumeRoleWithCertificate", "[1]"),
        ("iot:DeleteThingShadow", "[2]"),
    ]


def test_not_resource_goes_beyond():
    (one, *_) = found({"Effect": "Allow", "Action": PUBLISH, "NotResource": f"{ARN}topic/a"})
    assert one.element is None
    each = found(
        {"Effect": "Allow", "Action": "iot:GetThingShadow", "NotResource": f"{ARN}thing/a"}
    )
    assert [one.request.resource for one in each] == [f"{ARN}thing/other-device"]


@pytest.mark.parametrize(
    ("denial", "left"),
    [
        (deny("iot:*", "*"), []),
        (deny(PUBLISH, "topic/*"), []),
        (deny(SUBSCRIBE, "*"), [(PUBLISH, "topic/$aws/things/other-device/shadow/update")]),
        (
            deny(PUBLISH, "topic/$aws/things/*"),
            [(PUBLISH, "topic/$aws/provisioning-templates/another-template/provision/json")],
        ),
        (
            deny(PUBLISH, ["topic/$aws/things/*", "topic/$aws/provisioning-templates/*"]),
            [(PUBLISH, "topic/other-device/data")],
        ),
    ],
)
def test_what_denies_take_back_is_not_granted(denial, left):
    assert shown(allow(PUBLISH, "topic/*"), denial) == left


def test_denies_of_other_actions_count_too():
    grant = allow("iot:AssumeRoleWithCertificate", "*")
    assert shown(grant, deny("iot:Assume*", "*")) == []
    shadows = allow("iot:*ThingShadow", "thing/*")
    assert shown(shadows, deny("iot:DeleteThingShadow", "*")) == [
        ("iot:GetThingShadow", "thing/other-device")
    ]


@pytest.mark.parametrize(
    ("statement", "expression"),
    [
        ({**allow(PUBLISH, "topic/a"), "Resource": UNKNOWN}, "var.all"),
        ({**allow(PUBLISH, "topic/a"), "Action": UNKNOWN}, "var.all"),
        ({**allow(PUBLISH, "topic/a"), "Resource": text(NAME, "*")}, "var.name"),
        (UNKNOWN, "var.all"),
    ],
)
def test_what_may_go_beyond_is_not_known(statement, expression):
    each = found(statement)
    assert each
    assert {one.expression for one in each if isinstance(one, Unknown)} == {expression}
    assert all(isinstance(one, Unknown) for one in each)


def test_the_template_may_be_a_name_that_is_not_known():
    template = text(f"{ARN}topic/$aws/provisioning-templates/", NAME, "/provision/*")
    assert found({**allow(PUBLISH, "*"), "Resource": template}) == []
    other = text("arn:aws:iot:", REGION, ":", ACCOUNT, ":topic/", NAME)
    (one,) = found({**allow(PUBLISH, "*"), "Resource": other})
    assert str(one.request.resource) == f"{ARN}topic/${{var.name}}"


def test_the_request_lies_where_the_grant_lies():
    written = "arn:aws-cn:iot:cn-north-1:111122223333:topic/a"
    (one,) = found(allow(PUBLISH, written))
    assert one.request.resource == written


@pytest.mark.parametrize(
    ("resources", "families"),
    [
        ([f"topic/{CREATE}/json"], (f"{CREATE}/*",)),
        ([f"topic/{CREATE}-from-csr/json"], (f"{CREATE}-from-csr/*",)),
        (
            [f"topic/{CREATE}-from-csr/*", f"topic/{CREATE}/*"],
            (f"{CREATE}/*", f"{CREATE}-from-csr/*"),
        ),
        (["topic/*"], (f"{CREATE}/*",)),
    ],
)
def test_which_topics_of_certificates_the_policy_names(resources, families):
    assert families_of(policy(allow(PUBLISH, resources))) == families
