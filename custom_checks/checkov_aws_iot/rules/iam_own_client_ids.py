"""CKV_IOT_102."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from checkov_aws_iot.findings.finding import Finding
from checkov_aws_iot.findings.rule import Rule
from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.findings.subject import Subject
from checkov_aws_iot.findings.verdict import OUT_OF_SCOPE, Observation
from checkov_aws_iot.policies.advice.grant_places import place_of
from checkov_aws_iot.policies.advice.replacements import (
    COGNITO_IDENTITY,
    IAM_THING_NAME,
    quoted_element,
)
from checkov_aws_iot.policies.advice.wording import described_request
from checkov_aws_iot.policies.model.iot_statements import naming_iot
from checkov_aws_iot.policies.questions.foreign_clients import ForeignClient, foreign_clients
from checkov_aws_iot.policies.questions.pass_role import names_iot
from checkov_aws_iot.policies.questions.policy_profiles import Profile, profile_of
from checkov_aws_iot.resources.device_roles import is_used_by_cognito, is_used_by_devices
from checkov_aws_iot.rules.judged import JudgedPolicy
from checkov_aws_iot.values.unknown import Unknown


class IamOwnClientIds(Rule):
    """Callers with an IAM policy can connect under their own MQTT client ID only.

    ## What it does
    Judges `iot:Connect` in IAM identity policies as CKV_IOT_101 does in IoT policies: fails if a
    client ID is allowed that the policy neither spells out nor binds to the identity of the caller.
    Bound is `${cognito-identity.amazonaws.com:sub}`, `${aws:username}` and, behind a role alias,
    `${credentials-iot:ThingName}`. `${iot:ClientId}` and `${aws:userid}` bind nothing: the caller
    chooses the former, and the session name in the latter.

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

    id: ClassVar[str] = "CKV_IOT_102"
    title: ClassVar[str] = "Ensure IAM policies that grant iot:Connect restrict MQTT client IDs"
    severity: ClassVar[Severity] = Severity.MEDIUM
    subjects: ClassVar[tuple[Subject, ...]] = (Subject.IDENTITY_POLICY,)

    def judge(self, judged: JudgedPolicy) -> Iterator[Observation]:
        """Yield a finding for each grant of a client ID that is not the caller's own."""
        if not names_iot(judged.document):
            yield from judged.document.unknowns
            yield OUT_OF_SCOPE
            return
        by_devices = is_used_by_devices(judged.holder, judged.graph)
        profile = profile_of(judged.document, identity_policy=True, used_by_devices=by_devices)
        if profile is Profile.OPERATOR:
            yield OUT_OF_SCOPE
            return
        instead = f"client/{COGNITO_IDENTITY} for Cognito identities"
        if by_devices and not is_used_by_cognito(judged.holder, judged.graph):
            instead = f"client/{IAM_THING_NAME} for devices"
        for found in foreign_clients(naming_iot(judged.document), profile, iot_policy=False):
            yield found if isinstance(found, Unknown) else _finding(found, instead)


def _finding(found: ForeignClient, instead: str) -> Finding:
    statement = found.grant.statement
    return Finding(
        message=f"{statement.label}: {quoted_element(found.grant)} lets the caller"
        f" {described_request(found.request)}; use {instead}, or client IDs by name",
        path=place_of(found.grant),
        span=statement.span,
        witness=found.request,
    )
