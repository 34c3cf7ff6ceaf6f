"""Parts of a Deny that deny nothing."""

from __future__ import annotations

from typing import Any

import pytest
from policy_values import ARN, UNKNOWN, deny, policy

from checkov_aws_iot.policies.questions.ineffective_denials import (
    IneffectivePart,
    ineffective_parts,
)
from checkov_aws_iot.values.unknown import Unknown


def parts(statement: Any, *, version: str = "2012-10-17") -> dict[str, str]:
    """What to write instead, by the path of the part."""
    document = policy(statement, version=version)
    (only,) = document.statements
    found = list(ineffective_parts(only, has_variables=document.has_variables))
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


def test_an_element_with_several_faults_is_reported_once() -> None:
    assert len(parts(deny("iot:Publish", "topic/${iot:Thing}/#"))) == 1
    assert len(parts(deny("iot:Publish", "topic/a/#", "topic/${iot:Thing}/b"))) == 2


def test_what_takes_effect_is_not_reported() -> None:
    assert parts(deny("iot:Publish", "topic/a/*")) == {}
    assert parts(deny("iot:Publish", NotResource=f"{ARN}topic/a/+")) == {}


def test_what_is_not_known_is_yielded_or_no_fault() -> None:
    (only,) = policy(deny("iot:Publish", [UNKNOWN, f"{ARN}topic/a"])).statements
    found = list(ineffective_parts(only, has_variables=True))
    assert all(isinstance(part, Unknown) for part in found)
