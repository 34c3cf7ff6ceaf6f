"""More conditions in an Allow are never more, whatever is not known; everything else may be."""

from __future__ import annotations

from typing import Any

import pytest

from checkov_aws_iot.fixes.limits import is_limited
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, Sequence, Value

STATEMENT: dict[str, Any] = {
    "Effect": "Allow",
    "Action": ["iot:Publish", "iot:Receive"],
    "Resource": ["arn:aws:iot:*:*:topic/a", Unknown("is named at deployment", "F")],
    "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
}
MORE = {"Condition": {**STATEMENT["Condition"], "Bool": {"aws:SecureTransport": "true"}}}


def document(*statements: dict[str, Any], version: str = "2012-10-17") -> Document:
    found = read_document(_value({"Version": version, "Statement": list(statements)}))
    assert isinstance(found, Document)
    return found


def _value(plain: Any) -> Value:
    if isinstance(plain, dict):
        return Mapping({key: _value(item) for key, item in plain.items()})
    return Sequence(map(_value, plain)) if isinstance(plain, list) else plain


def test_another_condition_limits():
    old, new = document(STATEMENT), document({**STATEMENT, **MORE})
    assert is_limited(old, new)
    assert not is_limited(new, old)


def test_the_order_says_nothing():
    turned = {key: STATEMENT[key][::-1] for key in ("Action", "Resource")}
    assert is_limited(document(STATEMENT), document({**STATEMENT, **turned, **MORE}))


OTHERS = {
    "another action": {"Action": ["iot:Publish"]},
    "another resource": {"Resource": "*"},
    "another unknown resource": {"Resource": [STATEMENT["Resource"][0], Unknown("is", "G")]},
    "another value": {"Condition": {"StringEquals": {"aws:SourceAccount": "210987654321"}}},
    "another operator": {"Condition": {"StringLike": {"aws:SourceAccount": "123456789012"}}},
    "no condition": {"Condition": {}},
    "another effect": {"Effect": "Deny"},
}


@pytest.mark.parametrize("name", OTHERS)
def test_another_word_may_be_more(name: str):
    assert not is_limited(document(STATEMENT), document({**STATEMENT, **OTHERS[name]}))


def test_a_deny_with_more_conditions_denies_less():
    denies = {**STATEMENT, "Effect": "Deny"}
    assert is_limited(document(denies), document(denies))
    assert not is_limited(document(denies), document({**denies, **MORE}))


def test_another_statement_or_version_may_be_more():
    assert not is_limited(document(STATEMENT), document(STATEMENT, STATEMENT))
    assert not is_limited(document(STATEMENT), document(STATEMENT, version="2008-10-17"))
