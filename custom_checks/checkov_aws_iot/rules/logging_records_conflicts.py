"""CKV_IOT_601."""

from __future__ import annotations

from checkov_aws_iot.findings.rule import (
    OUT_OF_SCOPE,
    BestPractice,
    Finding,
    JudgedResource,
    Observations,
    Proved,
    ResourceRule,
    Severity,
    Subject,
    Unjudged,
)
from checkov_aws_iot.policies.model.cast import DEVICE, INTRUDER
from checkov_aws_iot.policies.model.remedy import AssignedValue
from checkov_aws_iot.resources.kinds.iot.logging_options import LoggingOptions
from checkov_aws_iot.resources.kinds.iot.resource_logging import ResourceLogging
from checkov_aws_iot.resources.neutral_resource import Resource, is_of
from checkov_aws_iot.values.access import flag
from checkov_aws_iot.values.alternatives import Combination, combinations_of
from checkov_aws_iot.values.unknown import ABSENT, Absent
from checkov_aws_iot.values.value import Mapping, Sequence, is_undecided

_LOST = (
    f'when device "{INTRUDER}" connects with the client ID of "{DEVICE}", the disconnect of "{DEVICE}" '
    "with the reason DUPLICATE_CLIENT_ID is not logged"
)


class LoggingRecordsConflicts(ResourceRule):
    """AWS IoT logging records client ID conflicts.

    ## What it does
    Fails if the logging options switch logging off (`default_log_level = "DISABLED"`,
    `disable_all_logs = true`) or if an event configuration or resource-specific logging silences the
    `Disconnect` event.

    ## Why is this bad
    Two connections with one client ID throw each other out; AWS writes that to the log as a
    `Disconnect` event of level ERROR with the reason `DUPLICATE_CLIENT_ID`. Without the log nobody
    sees that a device is being impersonated.

    ## What it does not report
    A module without logging options: they exist once for an account and Region and may be set
    elsewhere. Levels from ERROR to DEBUG, which all record the event.

    ## Use instead
    `default_log_level = "ERROR"`, or a more talkative level, and no `disable_all_logs`.

    ## References
    - [Security best practices in AWS IoT Core](https://docs.aws.amazon.com/iot/latest/developerguide/security-best-practices.html)
    - [Configure AWS IoT logging](https://docs.aws.amazon.com/iot/latest/developerguide/configure-logging.html)
    """

    id = "CKV_IOT_601"
    title = "Ensure AWS IoT logging records client ID conflicts"
    severity = Severity.MEDIUM
    subjects = (Subject.LOGGING, Subject.RESOURCE_LOGGING)
    best_practice = BestPractice.CONFLICT_LOG
    is_mended = True

    def judge(self, judged: JudgedResource) -> Observations:
        """Yield a finding for each setting that silences the record of a conflict."""
        if is_of(judged.resource, ResourceLogging):
            yield from _judge_target(judged.resource)
            return
        logging = judged.resource.of(LoggingOptions)
        given = logging.attributes
        for way in combinations_of(given.enabled, given.level):
            yield from _judge_options(logging, way)
        for way in combinations_of(given.event_configurations):
            yield from _judge_events(logging, way)
        yield Proved("the log records when a device is thrown out by another of its client ID")


def _judge_target(logging: Resource[ResourceLogging]) -> Observations:
    """What is logged for one target; the level of another type of event says nothing of conflicts."""
    given = logging.attributes
    for way in combinations_of(given.level, given.target_type, given.target):
        level, kind, target = way.values
        is_other = kind == "EVENT_TYPE" and isinstance(target, str) and target != "Disconnect"
        if is_other:
            yield OUT_OF_SCOPE
        elif is_undecided(level) or (kind == "EVENT_TYPE" and is_undecided(target)):
            yield Unjudged("the level or its target is not known before deployment")
        elif level == "DISABLED":
            yield Finding(
                f'log level "DISABLED" for {kind} "{target}" overrides that of the account: {_LOST};'
                ' use "ERROR"',
                path="level",
                span=logging.span,
                choices=way.choices,
                remedy=AssignedValue("ERROR"),
            )
        else:
            yield Proved("the log of the target records when a device is thrown out by another")


def _judge_options(logging: Resource[LoggingOptions], way: Combination) -> Observations:
    enabled, level = way.values
    if flag(enabled) is False and not (enabled is None or isinstance(enabled, Absent)):
        yield Finding(
            f'disable_all_logs "true" switches logging off: {_LOST}; leave it out',
            path="enabled",
            span=logging.span,
            choices=way.choices,
            remedy=AssignedValue("false"),
        )
    elif is_undecided(enabled):
        yield Unjudged("whether all logs are disabled is not known before deployment")
    if level == "DISABLED":
        yield Finding(
            f'log level "DISABLED" switches logging off: {_LOST}; use "ERROR"',
            path="level",
            span=logging.span,
            choices=way.choices,
            remedy=AssignedValue("ERROR"),
        )
    elif is_undecided(level):
        yield Unjudged("the log level is not known before deployment")


def _judge_events(logging: Resource[LoggingOptions], way: Combination) -> Observations:
    (configurations,) = way.values
    if is_undecided(configurations):
        yield Unjudged("the event configurations are not known before deployment")
    for index, event in enumerate(configurations if isinstance(configurations, Sequence) else ()):
        if not isinstance(event, Mapping) or is_undecided(event.get("event_type", ABSENT)):
            yield Unjudged("an event configuration is not known before deployment")
        elif str(event.get("event_type")).lower() == "disconnect":
            level = event.get("level", ABSENT)
            if level == "DISABLED":
                yield Finding(
                    f'event "Disconnect" has log level "DISABLED": {_LOST}; use "ERROR"',
                    path=f"event_configurations/[{index}]/level",
                    span=event.span or logging.span,
                    choices=way.choices,
                    remedy=AssignedValue("ERROR"),
                )
            elif is_undecided(level):
                yield Unjudged("the log level of Disconnect is not known before deployment")
