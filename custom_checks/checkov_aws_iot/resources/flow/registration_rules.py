"""Topic rules that take over certificates which a CA registers (just-in-time registration)."""

from __future__ import annotations

from checkov_aws_iot.resources.flow.topic_rule import selected_topic, topic_levels
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.iot.topic_rule import TopicRule
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.region import Distance, distance
from checkov_aws_iot.values.alternatives import alternatives_of
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.truth import Truth, any_of
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Value, is_undecided

_NOT_KNOWN = Unknown("the topic of a rule is not known before deployment")
_REGISTERED = ("$aws", "events", "certificates", "registered")


def is_taken_over(graph: ResourceGraph, authority: Resource[Kind]) -> Truth:
    """Whether a rule of the scan takes over certificates that the CA registers."""
    answers: list[Truth] = []
    for rule in graph.meant_for(TopicRule, authority.kind):
        if distance(rule.region, authority.region) is Distance.OTHER:
            continue
        if rule.exists is False or rule.attributes.enabled in (False, "false"):
            continue
        found = [
            _listens(alternative.value) for alternative in alternatives_of(rule.attributes.sql)
        ]
        if rule.exists is None or is_undecided(rule.attributes.enabled):
            found = [_NOT_KNOWN if answer is True else answer for answer in found]
        answers.extend(found)
    return any_of(answers)


def _listens(sql: Value) -> Truth:
    """Whether the statement of a rule selects from the topic of newly registered certificates."""
    if isinstance(sql, Unknown):
        return _NOT_KNOWN
    if not isinstance(sql, (str, Text)):
        return False
    topic = selected_topic(sql)
    if topic is None:
        return _NOT_KNOWN if isinstance(sql, Text) else False
    levels = topic_levels(topic)
    for index, wanted in enumerate(_REGISTERED):
        if index >= len(levels):
            return False
        if levels[index] == "#":
            return True
        if levels[index] not in (wanted, "+"):
            return _NOT_KNOWN if _may_be(levels[index], wanted) else False
    return len(levels) > len(_REGISTERED)


def _may_be(level: str | Text, wanted: str) -> bool:
    """Whether the level has unknown parts, and known ones that do not speak against ``wanted``."""
    if isinstance(level, str):
        return False
    first, last = level.parts[0], level.parts[-1]
    return not (isinstance(first, str) and not wanted.startswith(first)) and not (
        isinstance(last, str) and not wanted.endswith(last)
    )
