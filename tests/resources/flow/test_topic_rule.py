"""What the SQL of a topic rule selects from."""

from __future__ import annotations

import pytest

from checkov_aws_iot.resources.flow.topic_rule import selected_topic, topic_levels
from checkov_aws_iot.values.text import Hole, join_text

SITE, FIELD = Hole("var.site"), Hole("var.a/b")


@pytest.mark.parametrize(
    ("sql", "topic"),
    [
        ("SELECT * FROM 'sensors/+/data'", "sensors/+/data"),
        ('select temperature from "a/#" where x > 1', "a/#"),
        ("SELECT * FROM\n  ''", ""),
        ("SELECT * FROM 'it\"s'", 'it"s'),
        ("SELECT 1", None),
        ("SELECT * FROM sensors", None),
        (join_text(["SELECT ", FIELD, " FROM 'a/", SITE, "/c'"]), join_text(["a/", SITE, "/c"])),
        (join_text(["SELECT * FROM '", SITE, FIELD, "'"]), join_text([SITE, FIELD])),
        (join_text(["SELECT * FROM ", SITE]), None),
    ],
)
def test_the_topic_that_a_rule_selects_from(sql, topic):
    assert selected_topic(sql) == topic


def test_a_hole_is_part_of_one_level():
    assert topic_levels("a/b") == ["a", "b"]
    levels = topic_levels(join_text(["a/x-", FIELD, "/", SITE]))
    assert levels == ["a", join_text(["x-", FIELD]), join_text([SITE])]
