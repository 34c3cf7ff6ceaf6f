"""CKV_IOT_304."""

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
from checkov_aws_iot.policies.model.remedy import PinnedPermission
from checkov_aws_iot.policies.model.service_principals import Use
from checkov_aws_iot.policies.questions.callers.foreign_callers import (
    ForeignCaller,
    explained,
    foreign_callers,
    pinning,
)
from checkov_aws_iot.policies.questions.callers.source_accounts import admissions
from checkov_aws_iot.policies.questions.callers.source_conditions import OwnNames
from checkov_aws_iot.resources.kinds.flow.lambda_function import Function
from checkov_aws_iot.resources.kinds.identity.function_permission import FunctionPermission
from checkov_aws_iot.resources.principals.role_users import User, users_of_function
from checkov_aws_iot.values.request import Request


class ResourcePolicyPinsAccount(PolicyRule):
    """A resource that AWS IoT services may use is tied to the accounts they work for.

    ## What it does
    Asks of Lambda permissions and of the policies of S3 buckets, SQS queues, SNS topics and KMS keys
    whether a service principal of the AWS IoT family could use the resource on behalf of an account
    that the policy does not name. Fails if it could: a Lambda permission for `iot.amazonaws.com`
    without source ARN and source account, or a statement without an effective condition on
    `aws:SourceAccount`, `aws:SourceArn`, `aws:SourceOrgID` or `aws:SourceOrgPaths`. Where the
    project's conventions declare `accounts` or `organizations`, a policy that names another one fails, too.

    ## Why is this bad
    Without that condition a topic rule of any AWS account can invoke the function, write to the
    bucket or fill the queue: AWS IoT is allowed to, and does not ask for whom.

    ## What it does not report
    Services outside the AWS IoT family, principals that are accounts or roles, and
    `"Principal": "*"`. `principal_org_id` of a Lambda permission is about other principals than
    services and does not count. What no request can meet is reported by CKV_IOT_302.

    ## Use instead
    On a Lambda permission the source account, and as source ARN that of the topic rule, authorizer
    or provisioning template that calls the function. In other policies:

    ```json
    "Condition": {
      "StringEquals": {"aws:SourceAccount": "123456789012"},
      "ArnLike": {"aws:SourceArn": "arn:aws:iot:*:123456789012:rule/telemetry"}
    }
    ```

    ## References
    - [Lambda rule action](https://docs.aws.amazon.com/iot/latest/developerguide/lambda-rule-action.html)
    - [Pre-provisioning hooks](https://docs.aws.amazon.com/iot/latest/developerguide/pre-provisioning-hook.html)
    - [Cross-service confused deputy prevention](https://docs.aws.amazon.com/iot/latest/developerguide/cross-service-confused-deputy-prevention.html)
    """

    id = "CKV_IOT_304"
    title = "Ensure resource policies that admit AWS IoT pin the calling account"
    severity = Severity.HIGH
    subjects = (Subject.RESOURCE_POLICY,)
    best_practice = BestPractice.CONFUSED_DEPUTY
    is_mended = True

    def judge(self, judged: JudgedPolicy) -> Observations:
        """Yield a finding for every IoT service that could use the resource for a stranger."""
        for found in foreign_callers(judged.document, declared=_declared(judged)):
            yield found if isinstance(found, Unknown) else _finding(judged, found)
        if any(admissions(judged.document)):
            yield Proved("every IoT service that it names may come for the accounts it pins alone")
        else:
            yield OUT_OF_SCOPE


def _declared(judged: JudgedPolicy) -> OwnNames:
    return OwnNames(judged.conventions.accounts, judged.conventions.organizations)


def _finding(judged: JudgedPolicy, found: ForeignCaller) -> Finding:
    users = [UsedBy(Use(user.kind), user.name, user.region) for user in _users(judged)]
    message = explained(
        found,
        users,
        consequence=f'call "{found.use.action}" on this resource',
        uses="works in",
        permission=judged.is_permission,
    )
    return Finding(
        message,
        path=place_of_fault(found.admission),
        span=found.admission.statement.span,
        witness=Request(found.use.action, found.use.resource, context=found.context),
        remedy=_permission(judged) if judged.is_permission else pinning(found, users),
    )


def _permission(judged: JudgedPolicy) -> PinnedPermission:
    callers = {user.address for user in _users(judged)}
    return PinnedPermission(callers.pop() if len(callers) == 1 else "")


def _users(judged: JudgedPolicy) -> tuple[User, ...]:
    """What calls the function, if the resource is a permission for a function of the scan."""
    if judged.holder is None or not judged.is_permission:
        return ()
    functions = judged.graph.referred(
        judged.holder.of(FunctionPermission).attributes.function, Function
    )
    return tuple(user for f in functions for user in users_of_function(f, judged.graph))
