"""What counts as more than before, and what is a part of it."""

from __future__ import annotations

from itertools import product

import pytest

from checkov_aws_iot.engine.documents.deployed_documents import deployed_documents
from checkov_aws_iot.engine.documents.policy_changes import Comparison, PolicyState
from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.fixes.narrowing import _covers, widening

LEVELS = ("a", "b", "$x", "")
TOPICS = ["/".join(levels) for n in (1, 2, 3) for levels in product(LEVELS, repeat=n)]
FILTERS = [
    "/".join(levels) for n in (1, 2, 3) for levels in product(("a", "b", "+", "$x"), repeat=n)
]
FILTERS += [f"{name}/#" for name in FILTERS if name.count("/") < 2] + ["#"]


def delivers(name: str, topic: str) -> bool:
    """Whether a subscription to the filter gives messages of the topic: MQTT 3.1.1, section 4.7."""
    if topic.startswith("$") and name[0] in "+#":
        return False
    levels, parts = name.split("/"), topic.split("/")
    if levels[-1] == "#":
        rest = levels[:-1]
        return len(parts) >= len(rest) and all(
            level in ("+", part) for level, part in zip(rest, parts, strict=False)
        )
    return len(levels) == len(parts) and all(
        level in ("+", part) for level, part in zip(levels, parts, strict=True)
    )


def test_a_filter_that_covers_another_gives_all_of_its_messages():
    messages = {name: {t for t in TOPICS if delivers(name, t)} for name in FILTERS}
    covered = 0
    for wide, narrow in product(FILTERS, repeat=2):
        if _covers(wide, narrow):
            covered += 1
            assert messages[narrow] <= messages[wide], (wide, narrow)
    assert covered > 500


@pytest.mark.parametrize(
    ("wide", "narrow"), [("#", "a/b"), ("a/#", "a/+/b"), ("a/+", "a/b"), ("a/+/c", "a/b/c"), ("+", "a")]
)  # fmt: skip
def test_what_is_covered(wide, narrow):
    assert _covers(wide, narrow)


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [("#", "$aws/a"), ("+/a", "$aws/a"), ("a/b", "a/+"), ("a/+", "a/#"), ("$share/g/#", "a"), ("a/*", "a/b"), ("a/+", "a/*"), ("a", "a/b")],
)  # fmt: skip
def test_what_is_not_covered(wide, narrow):
    assert not _covers(wide, narrow)


def policy(action: str, *names: str, more: str = "") -> str:
    listed = ", ".join(f'"arn:aws:iot:us-east-1:123456789012:{name}"' for name in names)
    return (
        'resource "aws_iot_policy" "p" {\n  name   = "p"\n  policy = jsonencode({ Version = "2012-10-17", '
        f'Statement = [{{ Effect = "Allow", Action = "{action}", Resource = [{listed}]{more} }},'
        ' { Effect = "Allow", Action = "iot:Connect", Resource = "*" }] })\n}\n'
    )


def widened(root, before: str, after: str) -> list[str]:
    (root / "main.tf").write_text(before, encoding="utf-8")
    states = [
        PolicyState.of(
            deployed_documents(list(Project.of_directory(str(root), overlay=overlay).resources()))
        )
        for overlay in ({}, {"main.tf": after})
    ]
    changes = Comparison(*states, lambda *_: iter(())).changes()
    return [said for change in changes if (said := widening(change, *states))]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (policy("iot:Publish", "topic/*"), policy("iot:Publish", "topic/a")),
        (policy("iot:Subscribe", "topicfilter/*"), policy("iot:Subscribe", "topicfilter/a/b")),
        (policy("iot:Subscribe", "topicfilter/a/+"), policy("iot:Subscribe", "topicfilter/a/b")),
        (policy("iot:Subscribe", "topicfilter/#"), policy("iot:Subscribe", "topicfilter/$${iot:ClientId}/+")),
        (policy("iot:Publish", "topic/a"), policy("iot:Publish", "topic/a", "topic/a")),
    ],
)  # fmt: skip
def test_less_or_the_same_is_no_more(tmp_path, before, after):
    assert widened(tmp_path, before, after) == []


CONDITION = ', Condition = { IpAddress = { "aws:SourceIp" = "203.0.113.0/24" } }'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (policy("iot:Publish", "topic/a"), policy("iot:Publish", "topic/b")),
        (policy("iot:Publish", "topic/a"), policy("iot:*", "topic/a")),
        (policy("iot:Publish", "topic/a", more=CONDITION), policy("iot:Publish", "topic/a")),
        (policy("iot:Subscribe", "topicfilter/a/+"), policy("iot:Subscribe", "topicfilter/a/#")),
        (policy("iot:Subscribe", "topicfilter/a/+", more=CONDITION), policy("iot:Subscribe", "topicfilter/a/b")),
        (policy("iot:Publish", "topic/a/+"), policy("iot:Publish", "topic/a/b")),
    ],
)  # fmt: skip
def test_more_is_said(tmp_path, before, after):
    (said,) = widened(tmp_path, before, after)
    assert said.startswith("it would allow iot:")
