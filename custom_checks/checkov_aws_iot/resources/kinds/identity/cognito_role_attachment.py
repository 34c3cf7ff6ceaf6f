"""The roles that an identity pool gives to its identities."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.columns import Source
from checkov_aws_iot.resources.reading.dialects import CloudFormation, Terraform
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.access import all_elements, each
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Mapping, Sequence, Value


def _roles_of_blocks(source: Source) -> Value:
    rules = all_elements(
        each(source.get("role_mapping"), lambda one: source.part(one, "mapping_rule"))
    )
    roles = [source.part(r, "role_arn") for listed in rules for r in all_elements(listed)]
    return Sequence(roles) if roles else ABSENT


def _roles_of_mappings(source: Source) -> Value:
    roles: list[Value] = []
    for mappings in all_elements(source.get("RoleMappings")):
        for mapping in mappings.values() if isinstance(mappings, Mapping) else ():
            rules = source.part(mapping, "RulesConfiguration/Rules")
            roles.extend(source.part(rule, "RoleARN") for rule in all_elements(rules))
    return Sequence(roles) if roles else ABSENT


@dataclass(frozen=True, slots=True)
class CognitoRoleAttachment(Kind):
    """Roles of a pool, by name or ARN; ``mapped_roles`` is the list of those that rules choose."""

    title = "identity pool role attachment"
    subjects = (Subject.COGNITO_ROLE_ATTACHMENT,)
    types = (
        Terraform(
            "aws_cognito_identity_pool_roles_attachment",
            {
                "identity_pool_id": "identity_pool_id",
                "authenticated": "roles/authenticated",
                "unauthenticated": "roles/unauthenticated",
                "mapped_roles": _roles_of_blocks,
            },
        ),
        CloudFormation(
            "AWS::Cognito::IdentityPoolRoleAttachment",
            {
                "identity_pool_id": "IdentityPoolId",
                "authenticated": "Roles/authenticated",
                "unauthenticated": "Roles/unauthenticated",
                "mapped_roles": _roles_of_mappings,
            },
        ),
    )

    identity_pool_id: Value = ABSENT
    authenticated: Value = ABSENT
    unauthenticated: Value = ABSENT
    mapped_roles: Value = ABSENT
