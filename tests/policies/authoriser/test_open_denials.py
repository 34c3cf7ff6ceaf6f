"""Requests that no Deny may take back, where a piece of a name is not known, and by who connects."""

from __future__ import annotations

from typing import Any

from policy_values import ARN, NAME, THING, allow, deny, policy, text

from checkov_aws_iot.patterns.alphabet import Word, symbol_of
from checkov_aws_iot.policies.authoriser.allowed_names import AllowedNames, Circumstances
from checkov_aws_iot.policies.authoriser.open_denials import may_connect, surely_allowed
from checkov_aws_iot.policies.authoriser.resource_names import Resolution
from checkov_aws_iot.values.request import Identity, Request
from checkov_aws_iot.values.unknown import Unknown

PUBLISH = "iot:Publish"
SENSOR = Identity(client_id="sensor-1", thing_name="sensor-1")


def asked(name: Any, identity: Identity = SENSOR, action: str = PUBLISH) -> Request:
    resource = text(f"{ARN}topic/", *name) if isinstance(name, tuple) else f"{ARN}topic/{name}"
    return Request(action, resource, identity)


def answer(word: Word, request: Request | None, *statements: Any) -> Request | Unknown | None:
    allowed = AllowedNames(policy(*statements))
    return surely_allowed(allowed, "topic", Circumstances(Resolution()), word, [None, request])


def test_without_a_deny_the_first_request_counts() -> None:
    request = asked("a")
    assert answer(tuple("a"), request, allow(PUBLISH, "topic/*")) is request
    assert answer(tuple("a"), None, allow(PUBLISH, "topic/*")) is None


def test_a_list_with_a_name_that_is_not_known_may_hold_the_request() -> None:
    listed = {**deny(PUBLISH), "NotResource": text(f"{ARN}topic/", NAME)}
    listed.pop("Resource")
    found = answer(tuple("a"), asked("a"), allow(PUBLISH, "topic/*"), listed)
    assert isinstance(found, Unknown)
    assert found.expression == "var.name"


def test_a_name_that_is_not_known_is_none_that_begins_otherwise() -> None:
    word = ("x", symbol_of(NAME))
    statements = (allow(PUBLISH, "topic/*"), deny(PUBLISH, "topic/b*"))
    assert isinstance(answer(word, asked(("x", NAME)), *statements), Request)


def test_a_client_that_may_not_connect_is_replaced_by_one_that_may() -> None:
    pump = allow("iot:Connect", "client/pump-7")
    found = answer(tuple("a"), asked("a"), pump, allow(PUBLISH, "topic/*"))
    assert isinstance(found, Request)
    assert found.identity.client_id == "pump-7"
    assert found.resource == f"{ARN}topic/a"
    # What allows the request allows it to that device alone.
    own = answer(tuple("sensor-1"), asked("sensor-1"), pump, allow(PUBLISH, f"topic/{THING}"))
    assert own is None


def test_who_may_connect() -> None:
    allowed = AllowedNames(policy(allow("iot:Connect", "client/pump-*")))
    assert not may_connect(allowed, asked("a"))
    assert may_connect(allowed, asked("a", Identity(client_id="pump-1")))
    # Over HTTPS there is no connection.
    assert may_connect(allowed, asked("a", action="iot:GetRetainedMessage"))
    assert may_connect(allowed, asked("a", Identity()))
    assert may_connect(AllowedNames(policy(allow(PUBLISH, "topic/*"))), asked("a"))
