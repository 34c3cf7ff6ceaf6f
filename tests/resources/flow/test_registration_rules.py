"""Topic rules that listen for certificates which a CA registers."""

from __future__ import annotations

import pytest
from neighbouring_resources import resource

from checkov_aws_iot.resources.flow.registration_rules import is_taken_over
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kinds.iot.ca_certificate import CaCertificate
from checkov_aws_iot.resources.kinds.iot.topic_rule import TopicRule
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import OneOf, Value

TOPIC = "$aws/events/certificates/registered"
AUTHORITY = resource(CaCertificate, "ca")


def taken_over(sql: Value, **more: Value) -> bool | None:
    rule = resource(TopicRule, "rule", sql=sql, **more)
    graph = ResourceGraph(lambda kind: [rule] if kind is TopicRule else [])
    answer = is_taken_over(graph, AUTHORITY)
    return None if isinstance(answer, Unknown) else answer


@pytest.mark.parametrize(
    ("sql", "answer"),
    [
        (f"SELECT * FROM '{TOPIC}/0123abcd'", True),
        (f'select * from "{TOPIC}/+"', True),
        ("SELECT * FROM '$aws/events/#'", True),
        ("SELECT * FROM '$aws/+/certificates/+/x'", True),
        (f"SELECT * FROM '{TOPIC}'", False),
        ("SELECT * FROM 'certificates/registered/x'", False),
        ("SELECT 1", False),
        (Text((f"SELECT * FROM '{TOPIC}/", Hole("aws_iot_ca_certificate.a.id"), "'")), True),
        (Text(("SELECT * FROM '$aws/", Hole("var.topic"), "'")), None),
        (Text(("SELECT * ", Hole("var.rest"))), None),
        (Unknown("has no default", "var.sql"), None),
        (OneOf("var.on", (("true", f"SELECT * FROM '{TOPIC}/x'"), ("false", "SELECT 1"))), True),
        (None, False),
    ],
    ids=str,
)
def test_what_a_rule_selects_from(sql: Value, answer: bool | None) -> None:
    assert taken_over(sql) is answer


def test_a_rule_elsewhere_or_switched_off_takes_over_nothing() -> None:
    sql = f"SELECT * FROM '{TOPIC}/x'"
    assert taken_over(sql, region="us-west-2") is False
    assert taken_over(sql, enabled=False) is False
    assert taken_over(sql, enabled=True) is True
