"""Parts of a Deny that deny nothing."""

from __future__ import annotations

from typing import Any

import pytest
from policy_values import ARN, NAME, THING, UNKNOWN, deny, policy, statement, text

from checkov_aws_iot.policies.questions.grants.ineffective_denials import (
    IneffectivePart,
    failing_open,
    ineffective_parts,
)
from checkov_aws_iot.values.unknown import Unknown


def parts(statement: Any, *, version: str = "2012-10-17") -> dict[str, str]:
    """What to write instead, by the path of the part."""
    document = policy(statement, version=version)
    (only,) = document.statements
    found = list(ineffective_parts(document, only))
    assert all(isinstance(part, IneffectivePart) for part in found)
    return {part.path: part.instead for part in found}


def test_mqtt_wildcards_are_plain_text() -> None:
    assert parts(deny("iot:Publish", "topic/a/+/b")) == {
        "Statement/[0]/Resource": f"{ARN}topic/a/*/b"
    }


@pytest.mark.parametrize("version", ["2012-10-17", "2008-10-17"])
def test_variables_without_a_value(version: str) -> None:
    found = parts(deny("iot:Publish", "topic/${iot:Thing}/a"), version=version)
    instead = "${iot:Connection.Thing.ThingName}" if version > "2012" else '"Version": "2012-10-17"'
    assert found == {"Statement/[0]/Resource": instead}


def test_actions_that_there_are_not() -> None:
    assert parts(deny("iot:Publsh", "topic/a")) == {"Statement/[0]/Action": "iot:Publish"}
    assert parts(deny(["s3:Frobnicate", "iot:Publish"], "topic/a")) == {}


def test_an_element_with_several_faults_is_reported_once() -> None:
    assert len(parts(deny("iot:Publish", "topic/${iot:Thing}/#"))) == 1
    assert len(parts(deny("iot:Publish", "topic/a/#", "topic/${iot:Thing}/b"))) == 2


def test_what_takes_effect_is_not_reported() -> None:
    assert parts(deny("iot:Publish", "topic/a/*")) == {}
    assert parts(deny("iot:Publish", NotResource=f"{ARN}topic/a/+")) == {}


def test_what_is_not_known_is_yielded_or_no_fault() -> None:
    document = policy(deny("iot:Publish", [UNKNOWN, f"{ARN}topic/a"]))
    found = list(ineffective_parts(document, *document.statements))
    assert all(isinstance(part, Unknown) for part in found)


def test_a_condition_that_no_request_meets() -> None:
    one = {"StringEquals": {"iot:ClientId": "a"}}
    never = {**one, "StringNotEquals": {"iot:ClientId": "a"}}
    assert parts(deny("iot:Publish", "topic/a", Condition=one)) == {}
    assert set(parts(deny("iot:Publish", "topic/a", Condition=never))) == {
        "Statement/[0]/Condition"
    }
    attached = {"Bool": {"iot:Connection.Thing.IsAttached": "false"}}
    assert parts(deny("iot:GetThingShadow", "thing/a", Condition=attached)) == {}


PUBLISH, SUBSCRIBE, SHADOW = "iot:Publish", "iot:Subscribe", "iot:GetThingShadow"
NOT_ATTACHED, ATTACHED = (("Bool", "iot:Connection.Thing.IsAttached", v) for v in ("false", "true"))
OWN_NAME = ("StringEquals", "iot:Connection.Thing.ThingName", "pump-1")
NAMED = ("Null", "iot:Connection.Thing.ThingName", "false")
NAMELESS = ("Null", "iot:Connection.Thing.ThingName", "true")


@pytest.mark.parametrize(
    ("actions", "conditions", "takes_effect"),
    [
        ([PUBLISH], [NOT_ATTACHED, OWN_NAME], False),
        ([PUBLISH, SUBSCRIBE], [NOT_ATTACHED, NAMED], False),
        (["iot:*"], [NOT_ATTACHED, ("StringLike", *OWN_NAME[1:])], False),
        ([SHADOW], [NOT_ATTACHED, OWN_NAME], False),
        ([SUBSCRIBE], [NOT_ATTACHED, NAMED], False),
        ([SHADOW], [ATTACHED], False),
        ([PUBLISH], [ATTACHED, NAMELESS], False),
        ([PUBLISH, SUBSCRIBE], [ATTACHED, OWN_NAME], True),
        ([PUBLISH], [NOT_ATTACHED, NAMELESS], True),
        ([SHADOW], [NOT_ATTACHED, NAMELESS], True),
        ([SUBSCRIBE], [NOT_ATTACHED], True),
        ([PUBLISH], [OWN_NAME], True),
    ],
)
def test_who_is_attached_to_no_thing_has_no_thing_name(
    actions: list[str], conditions: list[tuple[str, str, str]], takes_effect: bool
) -> None:
    """Over HTTPS as over MQTT, whatever the value of the key is there."""
    condition: dict[str, dict[str, str]] = {}
    for operator, key, value in conditions:
        condition.setdefault(operator, {})[key] = value
    assert parts(deny(actions, "*", Condition=condition)).keys() == (
        set() if takes_effect else {"Statement/[0]/Condition"}
    )


NOPE = "${iot:Nope}"


def open_denials(has_variables=True, **elements):
    one = statement(Effect="Deny", **{"Action": "iot:*", **elements})
    return [(path, kind, variable) for path, kind, _, variable in failing_open(one, has_variables)]


@pytest.mark.parametrize(
    ("elements", "found"),
    [
        ({"Resource": f"{ARN}topic/{NOPE}"}, [("Statement/[0]/Resource", "Resource", NOPE)]),
        (
            {"Resource": [f"{ARN}topic/a", f"{ARN}topic/{NOPE}{NOPE}"]},
            [("Statement/[0]/Resource/[1]", "Resource", NOPE)],
        ),
        ({"Resource": f"{ARN}topic/{THING}"}, []),
        ({"Resource": f"{ARN}topic/${{iot:Nope, 'a'}}"}, []),
        ({"Resource": f"{ARN}topic/${{aws:username}}"}, []),
        ({"Resource": text(f"{ARN}topic/${{iot:", NAME, "}")}, []),
        # Behind NotResource it denies more.
        ({"NotResource": f"{ARN}topic/{NOPE}"}, []),
        (
            {"Resource": "*", "Condition": {"StringEquals": {"aws:SourceVpce": NOPE}}},
            [("Statement/[0]/Condition/StringEquals/aws:SourceVpce", "Condition", NOPE)],
        ),
        (
            {"Resource": "*", "Condition": {"ArnLike": {"iot:LastWillTopic": [f"a{NOPE}", NOPE]}}},
            [("Statement/[0]/Condition/ArnLike/iot:LastWillTopic", "Condition", NOPE)] * 2,
        ),
        ({"Resource": "*", "Condition": {"StringNotEquals": {"aws:SourceVpce": NOPE}}}, []),
        ({"Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": NOPE}}}, []),
        ({"Resource": "*", "Condition": {"StringEquals": {"aws:SourceVpce": UNKNOWN}}}, []),
        ({"Resource": "*", "Condition": {"StringEquals": {"aws:SourceVpce": "${aws:Nope}"}}}, []),
    ],
)
def test_variables_that_leave_a_deny_without_effect(elements, found):
    assert open_denials(**elements) == found


def test_without_variables_every_one_is_text():
    elements = {
        "Resource": f"{ARN}topic/{THING}",
        "Condition": {"StringEquals": {"aws:SourceVpce": "${iot:ClientId}"}},
    }
    assert open_denials(has_variables=False, **elements) == [
        ("Statement/[0]/Resource", "Resource", THING)
    ]
