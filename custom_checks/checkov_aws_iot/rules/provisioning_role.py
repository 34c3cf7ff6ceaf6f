"""CKV_IOT_405."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from checkov_aws_iot.findings.finding import Finding
from checkov_aws_iot.findings.rule import Rule
from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.findings.subject import Subject
from checkov_aws_iot.findings.verdict import OUT_OF_SCOPE, Observation, Unjudged
from checkov_aws_iot.patterns.pattern import wildcards
from checkov_aws_iot.policies.model.attached_documents import attached_documents
from checkov_aws_iot.policies.model.cast import DEVICE
from checkov_aws_iot.policies.questions.role_excess import (
    Excess,
    ExcessGrant,
    excess_grants,
    unknown_grants,
)
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.role_policies import RolePolicy, is_limited, policies_of_role
from checkov_aws_iot.rules.judged import JudgedResource
from checkov_aws_iot.values.access import item
from checkov_aws_iot.values.unknown import Absent
from checkov_aws_iot.values.value import Value

_SERVICES = ("iot", "iam")


class ProvisioningRole(Rule):
    """The role of a provisioning template can only register things.

    ## What it does
    Follows a provisioning template, or the registration configuration of a CA certificate, to its
    role and to all policies of the role that the scan shows - inline, attached, and well-known AWS
    managed policies such as AdministratorAccess - and fails if they allow `*`, `iot:*` or `iam:*`.

    ## Why is this bad
    AWS IoT assumes this role on behalf of devices that nobody knows yet. What the template makes of
    their parameters is done with the permissions of the role: with `iot:*` that may be any policy
    on any thing, with `iam:*` any user.

    ## What it does not report
    Actions that are named one by one, and whole services other than IoT and IAM; roles and policies
    outside of the scan. Who may assume the role is judged by CKV_IOT_301.

    ## Use instead
    The AWS managed policy `arn:aws:iam::aws:policy/service-role/AWSIoTThingsRegistration`, and no
    other.

    ## References
    - [Security best practices in AWS IoT Core](https://docs.aws.amazon.com/iot/latest/developerguide/security-best-practices.html)
    - [Provisioning devices that don't have device certificates](https://docs.aws.amazon.com/iot/latest/developerguide/provision-wo-cert.html)
    """

    id: ClassVar[str] = "CKV_IOT_405"
    title: ClassVar[str] = "Ensure the provisioning role can only register things"
    severity: ClassVar[Severity] = Severity.HIGH
    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject.PROVISIONING_TEMPLATE,
        Subject.CA_CERTIFICATE,
    )

    def judge(self, judged: JudgedResource) -> Iterator[Observation]:
        """Yield a finding for every grant of the role that goes beyond registering things."""
        resource, graph = judged.resource, judged.graph
        path = "role_arn"
        role_arn: Value = resource.get("role_arn")
        if judged.subject is Subject.CA_CERTIFICATE:
            path = "registration_config/role_arn"
            role_arn = item(resource.get("registration_config"), "role_arn")
            if isinstance(role_arn, Absent) or role_arn is None:
                yield OUT_OF_SCOPE
                return
        roles = graph.referred(role_arn, Kind.ROLE)
        if not roles:
            yield Unjudged("the role of the template is not in the scan")
        for role in roles:
            if is_limited(role):
                yield Unjudged("the role has a permissions boundary")
                continue
            for found in _too_much(role, graph):
                if isinstance(found, Unjudged):
                    yield found
                else:
                    yield _finding(resource, role, *found, path)


def _too_much(
    role: Resource, graph: ResourceGraph
) -> Iterator[tuple[RolePolicy, ExcessGrant] | Unjudged]:
    """Every grant of the role that no provisioning needs, with the policy it stands in."""
    known = [
        (policy, attached_documents(policy.document, policy.arn))
        for policy in policies_of_role(role, graph)
    ]
    every = [document for _, documents in known for document in documents]
    for policy, documents in known:
        if not documents or any(any(unknown_grants(document)) for document in documents):
            yield Unjudged(f"{policy.name} is not known")
        for document in documents:
            for grant in excess_grants(document, every):
                if _is_too_much(grant):
                    yield policy, grant


def _is_too_much(grant: ExcessGrant) -> bool:
    if grant.excess is Excess.WHOLE_SERVICE:
        service = wildcards(grant.action_text.strip('"').lower().partition(":")[0])
        return any(service.matches(name) is True for name in _SERVICES)
    return grant.excess is Excess.EVERYTHING


def _finding(
    resource: Resource, role: Resource, policy: RolePolicy, grant: ExcessGrant, path: str
) -> Finding:
    return Finding(
        f"{role.address}, {policy.name}, {grant.statement.label}: {grant.action_text} lets the "
        f'provisioning of device "{DEVICE}" {grant.example}; attach nothing but the AWS managed '
        "policy service-role/AWSIoTThingsRegistration",
        path=path,
        span=resource.span,
    )
