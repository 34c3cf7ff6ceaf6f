"""Metric filters and alarms that tell of conflicts between client IDs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.region import Distance, distance
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Mapping, Sequence, Value, is_undecided

REASON = "DUPLICATE_CLIENT_ID"
LOG_GROUP = "AWSIotLogsV2"


@dataclass(frozen=True, slots=True)
class ConflictWatch:
    """What of the scan watches for conflicts: the filters, an alarm that acts, and what is open."""

    filters: tuple[Resource, ...]
    alarm: Resource | None
    is_open: bool


def conflict_watch(logging: Resource, graph: ResourceGraph) -> ConflictWatch:
    """What watches the log that these logging options write."""
    answers = [
        (each, _watches_conflicts(each, logging))
        for each in _near(Kind.METRIC_FILTER, logging, graph)
    ]
    filters = tuple(each for each, answer in answers if answer)
    is_open = any(answer is None for _, answer in answers)
    metrics = [metric for each in filters for metric in _metrics(each)]
    for alarm in _near(Kind.ALARM, logging, graph):
        answer = _raises(alarm, metrics)
        if answer:
            return ConflictWatch(filters, alarm, is_open)
        is_open = is_open or answer is None
    return ConflictWatch(filters, None, is_open)


def _near(kind: Kind, logging: Resource, graph: ResourceGraph) -> Iterator[Resource]:
    for each in graph.meant_for(kind, logging.kind):
        if distance(each.region, logging.region) is not Distance.OTHER:
            yield each


def _watches_conflicts(metric_filter: Resource, logging: Resource) -> bool | None:
    pattern, group = metric_filter.get("pattern"), metric_filter.get("log_group")
    if isinstance(pattern, str) and REASON not in pattern:
        return False
    if isinstance(group, str) and group != LOG_GROUP and group not in _destinations(logging):
        return False
    return None if is_undecided(pattern) or is_undecided(group) else True


def _destinations(logging: Resource) -> set[str]:
    """Log groups to which the logging options send events instead of the standard one."""
    configurations = logging.get("event_configurations")
    events = configurations if isinstance(configurations, Sequence) else ()
    found = (event.get("destination", ABSENT) for event in events if isinstance(event, Mapping))
    return {destination for destination in found if isinstance(destination, str)}


def _metrics(metric_filter: Resource) -> Iterator[tuple[Value, Value]]:
    metrics = metric_filter.get("metrics")
    for metric in metrics if isinstance(metrics, Sequence) else ():
        if isinstance(metric, Mapping):
            yield metric.get("namespace", ABSENT), metric.get("name", ABSENT)


def _raises(alarm: Resource, metrics: list[tuple[Value, Value]]) -> bool | None:
    if (alarm.get("namespace"), alarm.get("metric_name")) not in metrics:
        # A name that is not known may be the one that is looked for.
        return None if metrics and is_undecided(alarm.get("metric_name")) else False
    actions, enabled = alarm.get("actions"), alarm.get("actions_enabled")
    if enabled is False or enabled == "false":
        return False
    if is_undecided(actions) or is_undecided(enabled):
        return None
    return isinstance(actions, Sequence) and len(actions) > 0
