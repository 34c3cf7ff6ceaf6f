"""CKV_IOT_301."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from checkov_aws_iot.findings.finding import Finding
from checkov_aws_iot.findings.rule import Rule
from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.findings.subject import Subject
from checkov_aws_iot.findings.verdict import OUT_OF_SCOPE, Observation
from checkov_aws_iot.policies.service_principals import Support, Use
from checkov_aws_iot.policies.source_account import (
    ASSUME_ROLE,
    Admission,
    AllowedCall,
    admissions,
    foreign_use,
    possible_admissions,
)
from checkov_aws_iot.policies.source_explanation import (
    caller_clause,
    place_of_fault,
    why_not_pinned,
)
from checkov_aws_iot.policies.source_proposal import (
    EXAMPLE_ACCOUNT,
    UsedBy,
    advice,
    partition_of,
    proposed_condition,
)
from checkov_aws_iot.resources.users import users_of_role
from checkov_aws_iot.rules.judged import JudgedPolicy
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.unknown import Unknown


class TrustedServicePinsAccount(Rule):
    """A role that an AWS IoT service may assume is tied to the accounts it works for.

    ## What it does
    Asks of every Allow statement of a trust policy that names a service principal of the AWS IoT
    family (`iot`, `credentials.iot`, `iotdeviceadvisor`, `greengrass`, `iotsitewise`, `iotfleetwise`
    and others) whether the service could assume the role on behalf of an account that the policy
    does not name. Fails if it could. `aws:SourceAccount`, `aws:SourceArn` with an account in it,
    `aws:SourceOrgID` and `aws:SourceOrgPaths` prevent that, in the statement itself or in a Deny;
    an empty condition, `...IfExists`, `ForAllValues`, `Null`, a negated operator in an Allow, a `*`
    among the values and conditions on other keys do not.

    ## Why is this bad
    AWS IoT works for every customer. Somebody else can give a topic rule, role alias or test suite
    of *their* account the ARN of *your* role, and the service - which your role trusts - uses it for
    them: the confused deputy.

    ## What it does not report
    Services outside the AWS IoT family, principals of other accounts, and `"Principal": "*"`, which
    trusts everybody rather than a service. A statement whose conditions no request can meet grants
    nothing: CKV_IOT_302 reports it. An account that is not known before deployment is one account
    all the same and passes.

    ## Use instead
    Both keys, with the ARN of what uses the role. For a role of the topic rule `telemetry`:

    ```json
    "Condition": {
      "StringEquals": {"aws:SourceAccount": "123456789012"},
      "ArnLike": {"aws:SourceArn": "arn:aws:iot:*:123456789012:rule/telemetry"}
    }
    ```

    The detail proposes the ARN for the principal and for what uses the role in the scan, and says
    so where AWS does not document that the service sends these keys.

    ## References
    - [Security best practices in AWS IoT Core](https://docs.aws.amazon.com/iot/latest/developerguide/security-best-practices.html)
    - [Cross-service confused deputy prevention](https://docs.aws.amazon.com/iot/latest/developerguide/cross-service-confused-deputy-prevention.html)
    - [The confused deputy problem](https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html)
    """

    id: ClassVar[str] = "CKV_IOT_301"
    title: ClassVar[str] = "Ensure roles trusted by AWS IoT services pin the calling account"
    severity: ClassVar[Severity] = Severity.HIGH
    subjects: ClassVar[tuple[Subject, ...]] = (Subject.TRUST_POLICY,)

    def judge(self, judged: JudgedPolicy) -> Iterator[Observation]:
        """Yield a finding for every IoT service that could assume the role for a stranger."""
        yield from judged.document.unknowns
        in_scope = False
        for admission in admissions(judged.document, ASSUME_ROLE):
            in_scope = True
            use = foreign_use(judged.document, admission)
            if isinstance(use, Unknown):
                yield use
            elif use:
                yield _finding(judged, admission, use)
        for admission, hidden in possible_admissions(judged.document, ASSUME_ROLE):
            if foreign_use(judged.document, admission) is not None:
                yield hidden
        if not in_scope:
            yield OUT_OF_SCOPE


def _finding(judged: JudgedPolicy, admission: Admission, use: AllowedCall) -> Finding:
    statement, principal = admission.statement, admission.principal
    users = users_of_role(judged.holder, judged.graph) if judged.holder else ()
    used_by = [UsedBy(Use(user.kind.value), user.name, user.region) for user in users]
    condition = proposed_condition(principal, used_by, partition_of(admission.named.text))
    fitting = [u.use.value for u in used_by if u.use in dict(principal.shapes)]
    caller = fitting[0] if fitting else principal.caller
    written = admission.named.text
    message = (
        f'{statement.label}: Principal "{written}" {why_not_pinned(admission)}, so that account '
        f"{use.caller.account} can have {written} assume this role "
        f"{caller_clause(admission, use, caller)}; {advice(condition)}"
    )
    if len(statement.principals) > 1:
        message += ", in a statement of its own: the other principals do not meet it"
    if principal.support is Support.UNDOCUMENTED:
        message += f" (AWS does not document that {written} sends these keys: test it)"
    elif principal.support is Support.SAME_ACCOUNT:
        message += f" (AWS says that {written} uses roles of its own account only)"
    return Finding(
        message,
        path=place_of_fault(admission),
        span=statement.span,
        witness=Request(
            ASSUME_ROLE,
            f"arn:aws:iam::{EXAMPLE_ACCOUNT}:role/example",
            context=(("aws:PrincipalServiceName", (principal.domain_name,)), *use.caller.context),
        ),
    )
