"""CKV_IOT_602."""

from __future__ import annotations

from checkov_aws_iot.findings.rule import (
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
from checkov_aws_iot.resources.conflict_watch import LOG_GROUP, REASON, conflict_watch
from checkov_aws_iot.resources.kinds.iot.logging_options import LoggingOptions


class ConflictAlarm(ResourceRule):
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

    id = "CKV_IOT_602"
    title = "Ensure client ID conflicts raise an alarm"
    severity = Severity.LOW
    subjects = (Subject.LOGGING,)
    best_practice = BestPractice.CONFLICT_LOG

    def judge(self, judged: JudgedResource) -> Observations:
        """Yield a finding if nothing in the scan turns a conflict into an alarm."""
        watch = conflict_watch(judged.resource.of(LoggingOptions), judged.graph)
        if watch.alarm:
            yield Proved(f"{watch.alarm.address} acts when client IDs conflict")
        elif watch.is_open:
            yield Unjudged("a metric filter or alarm is not known before deployment")
        else:
            missing = (
                f"{watch.filters[0].address} counts conflicts, but no alarm of this scan has an "
                "action on its metric"
                if watch.filters
                else f'no metric filter of this scan looks for "{REASON}" in the log group '
                f'"{LOG_GROUP}"'
            )
            yield Finding(
                f'{missing}, so nobody learns that device "{INTRUDER}" took over the client ID of '
                f'"{DEVICE}"; add a metric filter with the pattern {{ $.reason = "{REASON}" }} '
                "and an alarm with an action on its metric",
                span=judged.resource.span,
            )
