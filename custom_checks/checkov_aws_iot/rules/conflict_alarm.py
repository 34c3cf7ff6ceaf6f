"""CKV_IOT_602."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from checkov_aws_iot.findings.finding import Finding
from checkov_aws_iot.findings.rule import Rule
from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.findings.subject import Subject
from checkov_aws_iot.findings.verdict import Observation, Unjudged
from checkov_aws_iot.resources.kinds.iot.logging_options import EventConfiguration, LoggingOptions
from checkov_aws_iot.resources.kinds.watching.alarm import Alarm
from checkov_aws_iot.resources.kinds.watching.metric_filter import Metric, MetricFilter
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.region import Distance, distance
from checkov_aws_iot.rules.judged import JudgedResource
from checkov_aws_iot.values.value import Sequence, Value, is_undecided

_REASON = "DUPLICATE_CLIENT_ID"
_LOG_GROUP = "AWSIotLogsV2"


class ConflictAlarm(Rule):
    """Client ID conflicts raise an alarm.

    ## What it does
    Judged on the logging options of a scan: fails if the scan has no metric filter on the reason
    `DUPLICATE_CLIENT_ID` in the same Region, or no alarm with an action on the metric of that filter.

    ## Why is this bad
    A conflict of client IDs is how an impersonated device shows itself. A log line that nobody reads
    changes nothing; a metric filter and an alarm tell somebody while it happens.

    ## What it does not report
    A scan that does not configure AWS IoT logging: the alarm may be anywhere. A filter or alarm that
    cannot be worked out before deployment.

    ## Use instead
    A metric filter on the log group `AWSIotLogsV2` with the pattern
    `{ $.reason = "DUPLICATE_CLIENT_ID" }`, and an alarm on its metric with an action.

    ## References
    - [Security best practices in AWS IoT Core](https://docs.aws.amazon.com/iot/latest/developerguide/security-best-practices.html)
    - [CloudWatch Logs filter patterns](https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html)
    """

    id: ClassVar[str] = "CKV_IOT_602"
    title: ClassVar[str] = "Ensure client ID conflicts raise an alarm"
    severity: ClassVar[Severity] = Severity.LOW
    subjects: ClassVar[tuple[Subject, ...]] = (Subject.LOGGING,)

    def judge(self, judged: JudgedResource) -> Iterator[Observation]:
        """Yield a finding if nothing in the scan turns a conflict into an alarm."""
        matching: list[Resource[MetricFilter]] = []
        open_questions = False
        region = judged.resource.region
        for metric_filter in judged.graph.meant_for(MetricFilter, judged.resource.kind):
            if distance(metric_filter.region, region) is Distance.OTHER:
                continue
            answer = _watches_conflicts(metric_filter, judged.resource.of(LoggingOptions))
            if answer:
                matching.append(metric_filter)
            elif answer is None:
                open_questions = True
        metrics = [metric for found in matching for metric in _metrics(found)]
        for alarm in judged.graph.meant_for(Alarm, judged.resource.kind):
            if distance(alarm.region, region) is Distance.OTHER:
                continue
            answer = _raises(alarm, metrics)
            if answer:
                return
            open_questions = open_questions or answer is None
        if open_questions:
            yield Unjudged("a metric filter or alarm is not known before deployment")
        elif not matching:
            yield self._finding(
                judged,
                f'no metric filter of this scan looks for "{_REASON}" in the log group '
                f'"{_LOG_GROUP}"',
            )
        else:
            yield self._finding(
                judged,
                f"{matching[0].address} counts conflicts, but no alarm of this scan has an action "
                "on its metric",
            )

    def _finding(self, judged: JudgedResource, what: str) -> Finding:
        return Finding(
            f'{what}, so nobody learns that device "intruder" took over the client ID of '
            f'"sensor-1"; add a metric filter with the pattern {{ $.reason = "{_REASON}" }} '
            "and an alarm with an action on its metric",
            span=judged.resource.span,
        )


def _watches_conflicts(
    metric_filter: Resource[MetricFilter], logging: Resource[LoggingOptions]
) -> bool | None:
    pattern, group = metric_filter.attributes.pattern, metric_filter.attributes.log_group
    if isinstance(pattern, str) and _REASON not in pattern:
        return False
    if isinstance(group, str) and group != _LOG_GROUP and group not in _destinations(logging):
        return False
    return None if is_undecided(pattern) or is_undecided(group) else True


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
    if (alarm.attributes.namespace, alarm.attributes.metric_name) not in metrics:
        # A name that is not known may be the one that is looked for.
        return None if metrics and is_undecided(alarm.attributes.metric_name) else False
    actions, enabled = alarm.attributes.actions, alarm.attributes.actions_enabled
    if enabled is False or enabled == "false":
        return False
    if is_undecided(actions) or is_undecided(enabled):
        return None
    return isinstance(actions, Sequence) and len(actions) > 0
