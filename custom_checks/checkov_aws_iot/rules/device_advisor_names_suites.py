"""CKV_IOT_303."""

from __future__ import annotations

from checkov_aws_iot.findings.rule import (
    OUT_OF_SCOPE,
    BestPractice,
    Finding,
    JudgedPolicy,
    Observations,
    PolicyRule,
    Proved,
    Severity,
    Subject,
    Unknown,
)
from checkov_aws_iot.policies.advice.source_proposal import (
    added_condition,
    advice,
    partition_of,
    proposed_condition,
)
from checkov_aws_iot.policies.model.cast import ACCOUNT
from checkov_aws_iot.policies.model.condition import Condition
from checkov_aws_iot.policies.model.remedy import OwnStatement, Remedy
from checkov_aws_iot.policies.questions.callers.source_accounts import (
    ASSUME_ROLE,
    Admission,
    AllowedCall,
    admissions,
    use_from_elsewhere,
)
from checkov_aws_iot.policies.questions.callers.source_conditions import ARN
from checkov_aws_iot.policies.questions.callers.wide_sources import wide_source_field
from checkov_aws_iot.values.request import Request

_DEVICE_ADVISOR = "iotdeviceadvisor"
_SUITES = "suitedefinition/"


class DeviceAdvisorNamesSuites(PolicyRule):
    """A role of Device Advisor is tied to test suite definitions.

    ## What it does
    Asks of every Allow statement of a trust policy that names `iotdeviceadvisor.amazonaws.com`
    whether Device Advisor could assume the role for anything but suite definitions. Fails if
    `aws:SourceArn` is absent, does not name a `suitedefinition`, or has wildcards elsewhere than in
    Region and suite id. A wildcard in the account is accepted where `aws:SourceAccount` pins it.

    ## Why is this bad
    The device role of Device Advisor lets a test device connect, publish and subscribe. Best
    practice is to lend it to the test suites it was made for, not to everything that Device Advisor
    does in the account.

    ## What it does not report
    Roles that other services assume; suite ids, which AWS makes up: `suitedefinition/*` passes.

    ## Use instead
    ```json
    "Condition": {
      "StringEquals": {"aws:SourceAccount": "123456789012"},
      "ArnLike": {"aws:SourceArn": "arn:aws:iotdeviceadvisor:*:123456789012:suitedefinition/*"}
    }
    ```

    ## References
    - [Security best practices in AWS IoT Core](https://docs.aws.amazon.com/iot/latest/developerguide/security-best-practices.html)
    - [Setting up Device Advisor](https://docs.aws.amazon.com/iot/latest/developerguide/device-advisor-setting-up.html)
    """

    id = "CKV_IOT_303"
    title = "Ensure Device Advisor roles name their test suites"
    severity = Severity.MEDIUM
    subjects = (Subject.TRUST_POLICY,)
    best_practice = BestPractice.CONFUSED_DEPUTY
    is_mended = True

    def judge(self, judged: JudgedPolicy) -> Observations:
        """Yield a finding for every statement that lends the role to more than suites."""
        document, in_scope = judged.document, False
        for admission in admissions(document, ASSUME_ROLE):
            if admission.principal.name != _DEVICE_ADVISOR:
                continue
            in_scope = True
            use = use_from_elsewhere(document, admission, _SUITES)
            if isinstance(use, Unknown):
                yield use
            elif use:
                yield _finding(admission, use)
            elif loose := wide_source_field(document, admission):
                yield _wide_finding(admission, *loose)
        if in_scope:
            yield Proved("Device Advisor may assume the role for suite definitions alone")
        else:
            yield OUT_OF_SCOPE


def _finding(admission: Admission, use: AllowedCall) -> Finding:
    statement = admission.statement
    written = [c for c in statement.conditions if c.key.lower() == ARN.lower()]
    source = f'of "{use.caller.arn}"' if use.caller.arn else f"without {ARN}"
    values = ", ".join(f'"{value}"' for c in written for value in c.values[:3])
    has = f"aws:SourceArn {values} does not limit" if values else f"no {ARN} limits"
    return Finding(
        f'{statement.label}: {has} Principal "{admission.named.text}" to suite definitions, so that '
        f"it can assume this role in a call {source}; {_instead(admission)}",
        path=written[0].path if written else admission.named.path,
        span=statement.span,
        witness=Request(
            ASSUME_ROLE,
            f"arn:aws:iam::{ACCOUNT}:role/example",
            context=use.caller.context,
        ),
        remedy=_remedy(admission),
    )


def _wide_finding(admission: Admission, condition: Condition, field: str) -> Finding:
    values = ", ".join(f'"{value}"' for value in condition.values[:3])
    return Finding(
        f"{admission.statement.label}: {ARN} {values} has a wildcard in the {field}, so that "
        f'"{admission.named.text}" can assume this role for suite definitions of any {field}; '
        f"{_instead(admission)}",
        path=condition.path,
        span=admission.statement.span,
        remedy=_remedy(admission),
    )


def _remedy(admission: Admission) -> Remedy:
    partition = partition_of(admission.named.text)
    needed = added_condition(proposed_condition(admission.principal, (), partition))
    if len(admission.statement.principals) > 1:
        return OwnStatement(admission.named.path, str(admission.named.text), needed)
    return needed


def _instead(admission: Admission) -> str:
    condition = proposed_condition(admission.principal, (), partition_of(admission.named.text))
    return advice(condition)
