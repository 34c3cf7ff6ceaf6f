"""Metric filters and alarms that tell of conflicts between client IDs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import K
from checkov_aws_iot.resources.kinds.iot.logging_options import EventConfiguration, LoggingOptions
from checkov_aws_iot.resources.kinds.watching.alarm import Alarm
from checkov_aws_iot.resources.kinds.watching.metric_filter import Metric, MetricFilter
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.region import Distance, distance
from checkov_aws_iot.values.access import elements, item
from checkov_aws_iot.values.value import Sequence, Value, is_undecided

REASON = "DUPLICATE_CLIENT_ID"
LOG_GROUP = "AWSIotLogsV2"
_EXCLUSION: Final = re.compile(rf"""(?:!=\s*["']?|(?<!\S)-["']?)[%*]?{REASON}""")
"""Where a filter pattern says that it is not this reason, or has not this word."""


@dataclass(frozen=True, slots=True)
class ConflictWatch:
    """What of the scan watches for conflicts: the filters, an alarm that acts, and what is open."""

    filters: tuple[Resource[MetricFilter], ...]
    alarm: Resource[Alarm] | None
    is_open: bool


def conflict_watch(logging: Resource[LoggingOptions], graph: ResourceGraph) -> ConflictWatch:
    """What watches the log that these logging options write."""
    answers = [
        (each, _watches_conflicts(each, logging)) for each in _near(MetricFilter, logging, graph)
    ]
    filters = tuple(each for each, answer in answers if answer)
    is_open = any(answer is None for _, answer in answers)
    metrics = [metric for each in filters for metric in _metrics(each)]
    for alarm in _near(Alarm, logging, graph):
        answer = _raises(alarm, metrics)
        if answer:
            return ConflictWatch(filters, alarm, is_open)
        is_open = is_open or answer is None
    return ConflictWatch(filters, None, is_open)


def _near(
    kind: type[K], logging: Resource[LoggingOptions], graph: ResourceGraph
) -> Iterator[Resource[K]]:
    for each in graph.meant_for(kind, logging.kind):
        if each.exists is not False and distance(each.region, logging.region) is not Distance.OTHER:
            yield each


def _watches_conflicts(
    metric_filter: Resource[MetricFilter], logging: Resource[LoggingOptions]
) -> bool | None:
    pattern, group = metric_filter.attributes.pattern, metric_filter.attributes.log_group
    if isinstance(pattern, str) and REASON not in _EXCLUSION.sub("", pattern):
        return False
    if isinstance(group, str) and group != LOG_GROUP and group not in _destinations(logging):
        return False
    is_open = is_undecided(pattern) or is_undecided(group) or metric_filter.exists is None
    return None if is_open else True


def _destinations(logging: Resource[LoggingOptions]) -> set[str]:
    """Log groups to which the logging options send events instead of the standard one."""
    configurations = logging.attributes.event_configurations
    events = configurations if isinstance(configurations, Sequence) else ()
    found = (EventConfiguration.of(event) for event in events)
    return {e.destination for e in found if e is not None and isinstance(e.destination, str)}


def _metrics(metric_filter: Resource[MetricFilter]) -> Iterator[tuple[Value, Value]]:
    metrics = metric_filter.attributes.metrics
    for metric in metrics if isinstance(metrics, Sequence) else ():
        known = Metric.of(metric)
        if known is not None:
            yield known.namespace, known.name


def _raises(alarm: Resource[Alarm], metrics: list[tuple[Value, Value]]) -> bool | None:
    watched = [(alarm.attributes.namespace, alarm.attributes.metric_name)]
    watched += [
        (item(one, "namespace"), item(one, "name")) for one in elements(alarm.attributes.queried)
    ]
    if not any(metric in metrics for metric in watched):
        # A name that is not known may be the one that is looked for.
        return None if metrics and any(is_undecided(name) for _, name in watched) else False
    actions, enabled = alarm.attributes.actions, alarm.attributes.actions_enabled
    if enabled is False or enabled == "false":
        return False
    if is_undecided(actions) or is_undecided(enabled) or alarm.exists is None:
        return None
    return isinstance(actions, Sequence) and len(actions) > 0
