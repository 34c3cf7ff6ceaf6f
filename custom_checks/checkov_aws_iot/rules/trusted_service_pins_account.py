"""CKV_IOT_301."""

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
from checkov_aws_iot.policies.advice.source_explanation import place_of_fault
from checkov_aws_iot.policies.advice.source_proposal import UsedBy
from checkov_aws_iot.policies.model.cast import ACCOUNT
from checkov_aws_iot.policies.model.service_principals import Use
from checkov_aws_iot.policies.questions.callers.foreign_callers import (
    ForeignCaller,
    explained,
    foreign_callers,
    pinning,
)
from checkov_aws_iot.policies.questions.callers.source_accounts import ASSUME_ROLE, admissions
from checkov_aws_iot.policies.questions.callers.source_conditions import OwnNames
from checkov_aws_iot.resources.principals.role_users import users_of_role
from checkov_aws_iot.values.request import Request


class TrustedServicePinsAccount(PolicyRule):
    """A role that an AWS IoT service may assume is tied to the accounts it works for.

    ## What it does
    Asks of every Allow statement of a trust policy that names a service principal of the AWS IoT
    family (`iot`, `credentials.iot`, `iotdeviceadvisor`, `greengrass`, `iotsitewise`, `iotfleetwise`
    and others) whether the service could assume the role on behalf of an account that the policy
    does not name. Fails if it could. `aws:SourceAccount`, `aws:SourceArn` with an account in it,
    `aws:SourceOrgID` and `aws:SourceOrgPaths` prevent that, in the statement itself or in a Deny;
    an empty condition, `...IfExists`, `ForAllValues`, `Null`, a negated operator in an Allow, a `*`
    among the values and conditions on other keys do not. Where the project's conventions declare
    `accounts` or `organizations`, a policy that names another one fails, too.

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

    id = "CKV_IOT_301"
    title = "Ensure roles trusted by AWS IoT services pin the calling account"
    severity = Severity.HIGH
    subjects = (Subject.TRUST_POLICY,)
    best_practice = BestPractice.CONFUSED_DEPUTY
    is_mended = True

    def judge(self, judged: JudgedPolicy) -> Observations:
        """Yield a finding for every IoT service that could assume the role for a stranger."""
        for found in foreign_callers(judged.document, ASSUME_ROLE, _declared(judged)):
            yield found if isinstance(found, Unknown) else _finding(judged, found)
        if any(admissions(judged.document, ASSUME_ROLE)):
            yield Proved("every IoT service that it names may come for the accounts it pins alone")
        else:
            yield OUT_OF_SCOPE


def _declared(judged: JudgedPolicy) -> OwnNames:
    return OwnNames(judged.conventions.accounts, judged.conventions.organizations)


def _finding(judged: JudgedPolicy, found: ForeignCaller) -> Finding:
    using = users_of_role(judged.holder, judged.graph) if judged.holder else ()
    users = [UsedBy(Use(user.kind), user.name, user.region) for user in using]
    message = explained(
        found,
        users,
        consequence="assume this role",
        uses="uses roles of",
    )
    role = f"arn:aws:iam::{ACCOUNT}:role/example"
    return Finding(
        message,
        path=place_of_fault(found.admission),
        span=found.admission.statement.span,
        witness=Request(ASSUME_ROLE, role, context=found.context),
        remedy=pinning(found, users),
    )
