"""CKV_IOT_102."""

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
from checkov_aws_iot.findings.shown_callers import Caller, caller_of
from checkov_aws_iot.policies.advice.grant_places import place_of
from checkov_aws_iot.policies.advice.managed_policy import about_managed_policy
from checkov_aws_iot.policies.advice.remedies import own_resources_of_caller
from checkov_aws_iot.policies.advice.replacements import (
    COGNITO_IDENTITY,
    IAM_THING_NAME,
    quoted_element,
)
from checkov_aws_iot.policies.advice.wording import described_request
from checkov_aws_iot.policies.model.iot_statements import naming_iot
from checkov_aws_iot.policies.questions.devices.foreign_clients import (
    ForeignClient,
    foreign_clients,
)
from checkov_aws_iot.policies.questions.iam_profiles import caller_profile
from checkov_aws_iot.resources.principals.device_roles import is_used_by_devices


class IamOwnClientIds(PolicyRule):
    """Callers with an IAM policy can connect under their own MQTT client ID only.

    ## What it does
    Judges `iot:Connect` in IAM identity policies as CKV_IOT_101 does in IoT policies: fails if a
    client ID is allowed that the policy neither spells out nor binds to the identity of the caller.
    Bound is `${cognito-identity.amazonaws.com:sub}`, `${aws:username}` and, behind a role alias,
    `${credentials-iot:ThingName}`. `${iot:ClientId}` and `${aws:userid}` bind nothing: the caller
    chooses the former, and the session name in the latter. Policies of AWS such as `AWSIoTDataAccess`
    are judged where they are attached.

    ## Why is this bad
    MQTT over WebSocket signs in with IAM credentials. An app or a server that may take any client ID
    can take that of a device, which AWS IoT then cuts off.

    ## What it does not report
    Policies that name no `iot:` action: an administrator's `*` is judged elsewhere. Policies for
    people and pipelines that run Device Advisor (CKV_IOT_209), unless devices or Cognito identities
    use the role.

    ## Use instead
    ```json
    {
      "Effect": "Allow",
      "Action": "iot:Connect",
      "Resource": "arn:aws:iot:us-east-1:123456789012:client/${cognito-identity.amazonaws.com:sub}"
    }
    ```

    ## References
    - [Security best practices in AWS IoT Core](https://docs.aws.amazon.com/iot/latest/developerguide/security-best-practices.html)
    - [Authorization with Amazon Cognito identities](https://docs.aws.amazon.com/iot/latest/developerguide/cog-iot-policies.html)
    """

    id = "CKV_IOT_102"
    title = "Ensure IAM policies that grant iot:Connect restrict MQTT client IDs"
    severity = Severity.MEDIUM
    subjects = (Subject.IDENTITY_POLICY,)
    best_practice = BestPractice.CLIENT_IDS
    is_mended = True

    def judge(self, judged: JudgedPolicy) -> Observations:
        """Yield a finding for each grant of a client ID that is not the caller's own."""
        by_devices = is_used_by_devices(judged.holder, judged.graph)
        profile = caller_profile(judged.document, used_by_devices=by_devices)
        if profile is None:
            yield OUT_OF_SCOPE
            return
        caller = caller_of(judged)
        own = _OWN.get(caller, "") if by_devices else ""
        for found in foreign_clients(naming_iot(judged.effective), profile, iot_policy=False):
            if not isinstance(found, Unknown) and (name := judged.document.managed):
                message = about_managed_policy(name, found.request)
                yield Finding(message, path=place_of(found.grant), witness=found.request)
                continue
            yield found if isinstance(found, Unknown) else _finding(found, caller, own)
        yield Proved("every client ID that it grants is spelled out or the caller's own")


_OWN = {Caller.DEVICE: IAM_THING_NAME, Caller.COGNITO_IDENTITY: COGNITO_IDENTITY}


def _finding(found: ForeignClient, caller: Caller, own: str) -> Finding:
    statement = found.grant.statement
    instead = f"client/{_OWN.get(caller, COGNITO_IDENTITY)}"
    return Finding(
        message=f"{statement.label}: {quoted_element(found.grant)} lets the caller"
        f" {described_request(found.request)}; {_advice(caller, instead)}",
        path=place_of(found.grant),
        span=statement.span,
        witness=found.request,
        remedy=own_resources_of_caller(found.grant, own),
    )


def _advice(caller: Caller, instead: str) -> str:
    if caller is Caller.OTHER:
        return "name the client IDs that the caller needs"
    whom = "devices" if caller is Caller.DEVICE else "Cognito identities"
    return f"use {instead} for {whom}, or client IDs by name"
