"""CKV_IOT_302."""

from __future__ import annotations

from collections.abc import Iterator

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
from checkov_aws_iot.policies.advice.source_explanation import why_never_met
from checkov_aws_iot.policies.advice.source_proposal import (
    advice,
    partition_of,
    proposed_condition,
    source_arns_of,
)
from checkov_aws_iot.policies.model.service_principals import Support
from checkov_aws_iot.policies.questions.callers.source_accounts import (
    ASSUME_ROLE,
    Admission,
    AllowedCall,
    admissions,
    any_use,
    possible_admissions,
)


class SourceConditionsAgree(PolicyRule):
    """The source conditions of a statement can be met by a request.

    ## What it does
    Asks of every Allow statement that names a service principal of the AWS IoT family whether any
    request of that service meets its conditions. Fails if none does: no account in `aws:SourceArn`
    agrees with one in `aws:SourceAccount`, a wildcard under `StringEquals`, an account id that is not
    twelve digits, is empty or `null`, an ARN with fewer than six fields or with a stray colon, an ARN
    that the service does not send (of another service, or without the Region or account that AWS
    documents for it), a window of time that is closed, a Deny that takes everything back.

    ## Why is this bad
    The statement grants nothing. The topic rule, role alias or test suite that needs the role fails
    at run time with "access denied", and the usual repair is to delete the condition - which opens
    the role to every account. AWS's own pages have contained such examples
    (`"aws:SourceAccount": "123456789012:"`).

    ## What it does not report
    Values that are not known before deployment and may be right; values of a list that can be met
    beside others that cannot; a Deny without a source condition, which is meant to close the role.

    ## Use instead
    The same account in both keys, and `ArnLike` for an ARN with wildcards:

    ```json
    "Condition": {
      "StringEquals": {"aws:SourceAccount": "123456789012"},
      "ArnLike": {"aws:SourceArn": "arn:aws:iot:*:123456789012:rule/telemetry"}
    }
    ```

    ## References
    - [IAM condition operators](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html)
    - [Cross-service confused deputy prevention](https://docs.aws.amazon.com/iot/latest/developerguide/cross-service-confused-deputy-prevention.html)
    """

    id = "CKV_IOT_302"
    title = "Ensure source conditions agree and can be met"
    severity = Severity.HIGH
    subjects = (Subject.TRUST_POLICY, Subject.RESOURCE_POLICY)
    best_practice = BestPractice.CONFUSED_DEPUTY

    def judge(self, judged: JudgedPolicy) -> Observations:
        """Yield a finding for every statement that no request of its service can meet."""
        document = judged.document
        action = ASSUME_ROLE if judged.subject is Subject.TRUST_POLICY else ""
        in_scope = False
        for admission in admissions(document, action):
            in_scope = True
            use = any_use(document, admission)
            if isinstance(use, Unknown):
                yield use
            elif use is None:
                yield from _findings(judged, admission)
        for admission, hidden in possible_admissions(document, action):
            if not isinstance(any_use(document, admission), AllowedCall):
                yield hidden
        if in_scope:
            yield Proved("a request of its service meets the conditions of every statement")
        else:
            yield OUT_OF_SCOPE


def _findings(judged: JudgedPolicy, admission: Admission) -> Iterator[Finding]:
    explanation = why_never_met(judged.document, admission)
    if explanation is None:
        return
    why, path = explanation
    statement, principal = admission.statement, admission.principal
    partition = partition_of(admission.named.text)
    condition = proposed_condition(principal, (), partition, source_arns_of(statement))
    trust = judged.subject is Subject.TRUST_POLICY
    refused = "cannot assume this role" if trust else "cannot use this resource"
    message = (
        f"{statement.label}: {why}, so that {admission.named.text} {refused} for any account, yours "
        f"included; {advice(condition, permission=judged.is_permission)}"
    )
    if principal.support is Support.UNDOCUMENTED:
        message += f" (AWS does not document that {admission.named.text} sends these keys: test it)"
    yield Finding(message, path=path, span=statement.span)
