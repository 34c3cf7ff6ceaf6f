"""CKV_IOT_405."""

from __future__ import annotations

from checkov_aws_iot.findings.ambiguity import of_one_among
from checkov_aws_iot.findings.rule import (
    OUT_OF_SCOPE,
    BestPractice,
    Finding,
    JudgedResource,
    Observations,
    Proved,
    ResourceRule,
    Severity,
    Subject,
    Unjudged,
    Unknown,
)
from checkov_aws_iot.patterns.pattern import wildcards
from checkov_aws_iot.policies.model.cast import DEVICE
from checkov_aws_iot.policies.questions.roles.role_excess import Excess, ExcessGrant
from checkov_aws_iot.policies.questions.roles.role_grants import RoleGrants
from checkov_aws_iot.resources.kinds.identity.role import Role
from checkov_aws_iot.resources.kinds.iot.ca_certificate import CaCertificate
from checkov_aws_iot.resources.kinds.iot.provisioning_template import ProvisioningTemplate
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.principals.joint_policies import policies_of_role
from checkov_aws_iot.resources.principals.role_policies import is_limited, roles_meant
from checkov_aws_iot.values.unknown import Absent

_SERVICES = ("iot", "iam")


class ProvisioningRole(ResourceRule):
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

    id = "CKV_IOT_405"
    title = "Ensure the provisioning role can only register things"
    severity = Severity.HIGH
    subjects = (Subject.PROVISIONING_TEMPLATE, Subject.CA_CERTIFICATE)
    best_practice = BestPractice.JUST_IN_TIME

    def judge(self, judged: JudgedResource) -> Observations:
        """Yield a finding for every grant of the role that goes beyond registering things."""
        resource, graph = judged.resource, judged.graph
        if judged.subject is Subject.CA_CERTIFICATE:
            path = "registration_config/role_arn"
            role_arn = resource.of(CaCertificate).attributes.registration_role
            if isinstance(role_arn, Absent) or role_arn is None:
                yield OUT_OF_SCOPE
                return
        else:
            path, role_arn = "role_arn", resource.of(ProvisioningTemplate).attributes.role_arn
        for roles in roles_meant(role_arn, resource, graph):
            if not roles:
                yield Unjudged("the role of the template is not in the scan")
            yield from of_one_among([_judge_role(judged, path, role) for role in roles], "role")


def _judge_role(judged: JudgedResource, path: str, role: Resource[Role]) -> Observations:
    if is_limited(role):
        yield Unjudged("the role has a permissions boundary")
        return
    for found in RoleGrants(policies_of_role(role, judged.graph)).excess():
        if isinstance(found, Unknown):
            yield Unjudged(str(found))
        elif _is_too_much(found[1]):
            yield _finding(judged, path, f"{role.address}, {found[0]}", found[1])
    yield Proved("the role allows neither all of AWS nor all of AWS IoT or IAM")


def _is_too_much(grant: ExcessGrant) -> bool:
    if grant.excess is Excess.WHOLE_SERVICE:
        service = wildcards(grant.action_text.strip('"').lower().partition(":")[0])
        return any(service.matches(name) is True for name in _SERVICES)
    return grant.excess is Excess.EVERYTHING


def _finding(judged: JudgedResource, path: str, policy: str, grant: ExcessGrant) -> Finding:
    return Finding(
        f"{policy}, {grant.statement.label}: {grant.action_text} lets the provisioning of device "
        f'"{DEVICE}" {grant.example}; attach nothing but the AWS managed policy '
        "service-role/AWSIoTThingsRegistration",
        path=path,
        span=judged.resource.span,
        witness=grant.request,
    )
