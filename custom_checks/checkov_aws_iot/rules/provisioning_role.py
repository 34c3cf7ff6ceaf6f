"""CKV_IOT_405."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from checkov_aws_iot.findings.finding import Finding
from checkov_aws_iot.findings.rule import Rule
from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.findings.subject import Subject
from checkov_aws_iot.findings.verdict import OUT_OF_SCOPE, Observation, Unjudged
from checkov_aws_iot.policies.model.attached_documents import attached_documents
from checkov_aws_iot.policies.model.wildcard_text import wildcard_text
from checkov_aws_iot.policies.questions.role_excess import Excess, Reach, reach_of, unknown_grants
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.identity.role import Role
from checkov_aws_iot.resources.kinds.iot.ca_certificate import CaCertificate
from checkov_aws_iot.resources.kinds.iot.provisioning_template import ProvisioningTemplate
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.role_policies import RolePolicy, is_limited, policies_of_role
from checkov_aws_iot.rules.judged import JudgedResource
from checkov_aws_iot.values.unknown import Absent

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
        if judged.subject is Subject.CA_CERTIFICATE:
            path = "registration_config/role_arn"
            role_arn = resource.of(CaCertificate).attributes.registration_role
            if isinstance(role_arn, Absent) or role_arn is None:
                yield OUT_OF_SCOPE
                return
        else:
            role_arn = resource.of(ProvisioningTemplate).attributes.role_arn
        roles = graph.referred(role_arn, Role)
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
    role: Resource[Role], graph: ResourceGraph
) -> Iterator[tuple[RolePolicy, Reach] | Unjudged]:
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
            for reach in reach_of(document, every):
                if _is_too_much(reach):
                    yield policy, reach


def _is_too_much(reach: Reach) -> bool:
    if reach.excess is Excess.WHOLE_SERVICE:
        service = wildcard_text(reach.written.strip('"').lower().partition(":")[0])
        return any(service.matches(name) is True for name in _SERVICES)
    return reach.excess is Excess.EVERYTHING


def _finding(
    resource: Resource[Kind], role: Resource[Role], policy: RolePolicy, reach: Reach, path: str
) -> Finding:
    return Finding(
        f"{role.address}, {policy.name}, {reach.statement.label}: {reach.written} lets the "
        f'provisioning of device "sensor-1" {reach.example}; attach nothing but the AWS managed '
        "policy service-role/AWSIoTThingsRegistration",
        path=path,
        span=resource.span,
    )
