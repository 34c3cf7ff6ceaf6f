"""CKV_IOT_208."""

from __future__ import annotations

from collections.abc import Iterable

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
from checkov_aws_iot.findings.shown_callers import Caller, caller_of
from checkov_aws_iot.policies.advice.managed_policy import about_managed_policy
from checkov_aws_iot.policies.advice.remedies import own_resources_of_caller
from checkov_aws_iot.policies.advice.replacements import (
    COGNITO_IDENTITY,
    IAM_THING_NAME,
    instead_of,
    quoted_element,
)
from checkov_aws_iot.policies.advice.wording import described_request
from checkov_aws_iot.policies.model.iot_statements import naming_iot
from checkov_aws_iot.policies.questions.fit.whole_service import WholeService, whole_service_grants
from checkov_aws_iot.policies.questions.grants.unbounded_grants import BroadGrant, UnboundedGrants
from checkov_aws_iot.policies.questions.iam_profiles import caller_profile
from checkov_aws_iot.resources.principals.device_roles import is_used_by_devices


class IamNamedResources(PolicyRule):
    """IAM policies name the IoT topics, things and client IDs that they reach.

    ## What it does
    Judges the data-plane actions in IAM identity policies as CKV_IOT_202 does in IoT policies: fails
    if `iot:Publish`, `iot:Subscribe`, a shadow or job action, named by the policy, reaches every
    topic, filter or thing, or the reserved topics of any device. Also fails on `iot:*`, which grants the
    registry and all policies of the fleet beside the data plane. Policies of AWS such as
    `AWSIoTFullAccess` and `AWSIoTDataAccess` are judged where they are attached.

    ## Why is this bad
    A function or an app whose credentials leak can then change the shadow of every device and send
    commands to the whole fleet.

    ## What it does not report
    Policies that name no IoT action: an administrator's `*` is judged elsewhere. `iot:Connect`
    (CKV_IOT_102). Actions that AWS authorises on `*` only. Policies for people and pipelines that run
    Device Advisor (CKV_IOT_209), unless devices or Cognito identities use the role.

    ## Use instead
    ```json
    {
      "Effect": "Allow",
      "Action": "iot:Publish",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/commands/*"
    }
    ```

    ## References
    - [Security best practices in AWS IoT Core](https://docs.aws.amazon.com/iot/latest/developerguide/security-best-practices.html)
    - [Actions, resources, and condition keys for AWS IoT](https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiot.html)
    """

    id = "CKV_IOT_208"
    title = "Ensure IAM policies name the IoT topics, things and client IDs they reach"
    severity = Severity.MEDIUM
    subjects = (Subject.IDENTITY_POLICY,)
    best_practice = BestPractice.INTENDED_ACTIONS
    is_mended = True

    def judge(self, judged: JudgedPolicy) -> Observations:
        """Yield a finding for each Resource that is too wide, and for ``iot:*``."""
        by_devices = is_used_by_devices(judged.holder, judged.graph)
        if caller_profile(judged.document, used_by_devices=by_devices) is None:
            yield OUT_OF_SCOPE
            return
        caller = caller_of(judged)
        unbounded = UnboundedGrants(naming_iot(judged.effective), iot_policy=False).unbounded()
        if name := judged.document.managed:
            yield from _of_managed_policy(name, unbounded)
            yield _PROVED
            return
        for found in unbounded:
            yield found if isinstance(found, Unknown) else _unbounded(found, caller, by_devices)
        for whole in whole_service_grants(judged.effective):
            yield whole if isinstance(whole, Unknown) else _whole(whole)
        yield _PROVED


_PROVED = Proved("no IoT resource that it allows reaches an unbounded set of names")


def _of_managed_policy(name: str, unbounded: Iterable[BroadGrant | Unknown]) -> Observations:
    """One finding: who takes the policy of AWS takes all of it."""
    for found in unbounded:
        if not isinstance(found, Unknown):
            message = about_managed_policy(name, found.request)
            yield Finding(message, path=found.path, witness=found.request)
            return
        yield found


def _unbounded(found: BroadGrant, caller: Caller, by_devices: bool) -> Finding:
    statement, kind = found.grant.statement, found.action.resource_type
    identity = COGNITO_IDENTITY if caller is Caller.COGNITO_IDENTITY else IAM_THING_NAME
    instead = instead_of(found.grant, kind, identity)
    own = identity if by_devices else ""
    return Finding(
        message=f"{statement.label}: {quoted_element(found.grant)} lets the caller"
        f" {described_request(found.request)}; {_advice(caller, instead, kind)}",
        path=found.path,
        span=statement.span,
        witness=found.request,
        remedy=own_resources_of_caller(found.grant, own),
    )


def _advice(caller: Caller, instead: str, kind: str) -> str:
    if caller is Caller.OTHER:
        return f"name the {_NAMES.get(kind, 'names')} that the caller needs"
    whom = "Cognito identities" if caller is Caller.COGNITO_IDENTITY else "devices"
    return f"use {instead} for {whom}, or what the caller needs by name"


_NAMES = {
    "topic": "topics",
    "topicfilter": "topic filters",
    "thing": "things",
    "client": "client IDs",
}


def _whole(found: WholeService) -> Finding:
    return Finding(
        message=f'{found.statement.label}: Action "{found.text}" lets the caller'
        f" {described_request(found.request)}; use the actions that are needed, such as iot:Publish",
        path=found.path,
        span=found.statement.span,
        witness=found.request,
    )
