"""CKV_IOT_603."""

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
from checkov_aws_iot.resources.kinds.iot.audit_configuration import AuditConfiguration
from checkov_aws_iot.resources.kinds.iot.scheduled_audit import ScheduledAudit
from checkov_aws_iot.resources.region import Distance, distance
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Mapping, Sequence, is_undecided

_WANTED = {
    "CONFLICTING_CLIENT_IDS_CHECK": f'device "{INTRUDER}" that connects as "{DEVICE}"',
    "IOT_POLICY_OVERLY_PERMISSIVE_CHECK": "a policy that somebody widens by hand",
    "DEVICE_CERTIFICATE_SHARED_CHECK": "two devices that connect with one certificate",
}


class AuditCoversIdentities(ResourceRule):
    """Device Defender audits identities and policies.

    ## What it does
    Judged on the audit configuration of a scan: fails if one of the checks
    `CONFLICTING_CLIENT_IDS_CHECK`, `IOT_POLICY_OVERLY_PERMISSIVE_CHECK` and
    `DEVICE_CERTIFICATE_SHARED_CHECK` is not enabled, or if no scheduled audit of the scan runs it.

    ## Why is this bad
    Policies and certificates also change outside of infrastructure code. An audit check that is
    off, or on but never scheduled, finds nothing.

    ## What it does not report
    A scan without an audit configuration: it exists once for an account and may be set elsewhere.

    ## Use instead
    Enable the three checks and add a scheduled audit, daily if possible, that names them.

    ## References
    - [Security best practices in AWS IoT Core](https://docs.aws.amazon.com/iot/latest/developerguide/security-best-practices.html)
    - [Audit checks](https://docs.aws.amazon.com/iot-device-defender/latest/devguide/device-defender-audit-checks.html)
    """

    id = "CKV_IOT_603"
    title = "Ensure Device Defender audits identities and policies"
    severity = Severity.LOW
    subjects = (Subject.AUDIT_CONFIGURATION,)
    best_practice = BestPractice.DEVICE_DEFENDER

    def judge(self, judged: JudgedResource) -> Observations:
        """Yield a finding for each wanted check that is off or never scheduled."""
        checks = judged.resource.of(AuditConfiguration).attributes.checks
        if not isinstance(checks, Mapping):
            if is_undecided(checks):
                yield Unjudged("the audit checks are not known before deployment")
                return
            checks = Mapping()
        scheduled, all_known = _scheduled(judged)
        for name, missed in _WANTED.items():
            enabled = checks.get(name, ABSENT)
            if is_undecided(enabled):
                yield Unjudged(f"whether {name} is enabled is not known before deployment")
            elif enabled is not True and enabled != "true":
                yield Finding(
                    f"audit check {name} is not enabled, so an audit does not report {missed}; "
                    "enable it",
                    path="checks",
                    span=judged.resource.span,
                )
            elif name in scheduled:
                yield Proved(f"{name} is enabled and a scheduled audit runs it")
            elif all_known:
                yield Finding(
                    f"audit check {name} is enabled, but no scheduled audit of this scan runs "
                    f"it, so nobody is told of {missed}; add it to a scheduled audit",
                    path="checks",
                    span=judged.resource.span,
                )
            else:
                yield Unjudged("what a scheduled audit runs is not known before deployment")


def _scheduled(judged: JudgedResource) -> tuple[set[str], bool]:
    """The checks that some scheduled audit runs, and whether all audits are known."""
    found: set[str] = set()
    all_known = True
    for audit in judged.graph.meant_for(ScheduledAudit, judged.resource.kind):
        if distance(audit.region, judged.resource.region) is Distance.OTHER:
            continue
        checks = audit.attributes.checks
        if isinstance(checks, Sequence):
            found |= {check for check in checks if isinstance(check, str)}
            all_known = all_known and not any(is_undecided(check) for check in checks)
        else:
            all_known = False
    return found, all_known
