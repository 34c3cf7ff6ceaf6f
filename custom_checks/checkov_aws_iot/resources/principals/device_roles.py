"""Which roles are those of devices and app users rather than of operators and servers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from checkov_aws_iot.resources.graph import References, ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.identity.cognito_role_attachment import CognitoRoleAttachment
from checkov_aws_iot.resources.kinds.identity.identity_policy import IdentityPolicy
from checkov_aws_iot.resources.kinds.identity.role import Role
from checkov_aws_iot.resources.kinds.identity.role_policy_attachment import RolePolicyAttachment
from checkov_aws_iot.resources.kinds.iot.iot_policy_attachment import IotPolicyAttachment
from checkov_aws_iot.resources.kinds.iot.role_alias import RoleAlias
from checkov_aws_iot.resources.neutral_resource import Resource, is_of
from checkov_aws_iot.values.access import all_elements
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


def is_used_by_devices(holder: Resource[Kind] | None, graph: ResourceGraph) -> bool:
    """Whether the role that holds or has the policy belongs to a role alias or an identity pool."""
    return _is_used(holder, graph, RoleAlias, CognitoRoleAttachment)


def is_used_by_cognito(holder: Resource[Kind] | None, graph: ResourceGraph) -> bool:
    """Whether the role that holds or has the policy belongs to an identity pool."""
    return _is_used(holder, graph, CognitoRoleAttachment)


def is_attached_to_cognito(policy: Resource[Kind] | None, graph: ResourceGraph) -> bool:
    """Whether the IoT policy is attached to an identity of Amazon Cognito, and to nothing else known."""
    if policy is None:
        return False
    targets = [
        target
        for attachment in graph.own(IotPolicyAttachment)
        if graph.means(attachment.attributes.policy, policy)
        for target in all_elements(attachment.attributes.target)
    ]
    return bool(targets) and all(
        isinstance(target, str) and _IDENTITY.fullmatch(target) for target in targets
    )


# The ID of an identity is that of its Region and a UUID.
_IDENTITY = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _is_used(holder: Resource[Kind] | None, graph: ResourceGraph, *kinds: type[Kind]) -> bool:
    if holder is None:
        return False
    return any(
        graph.users(role, kind, "roles of devices", _REFERENCES[kind])
        for role in {role.address: role for role in roles_of(holder, graph)}.values()
        for kind in kinds
    )


def roles_of(holder: Resource[Kind], graph: ResourceGraph) -> Iterator[Resource[Role]]:
    """The roles of the scan that hold the policy, or have it."""
    if is_of(holder, Role):
        yield holder
        return
    if isinstance(holder.attributes, RolePolicyAttachment):
        yield from graph.referred(holder.attributes.role, Role, holder)
        return
    written_for = (
        holder.attributes.roles if isinstance(holder.attributes, IdentityPolicy) else ABSENT
    )
    for reference in all_elements(written_for):
        yield from graph.referred(reference, Role, holder)
    for attachment in graph.users(holder, RolePolicyAttachment, "policy", _policy):
        yield from graph.referred(attachment.attributes.role, Role, attachment)


def _policy(attachment: Resource[RolePolicyAttachment]) -> Iterator[Value]:
    yield attachment.attributes.policy_arn


def _of_alias(alias: Resource[RoleAlias]) -> Iterator[Value]:
    yield alias.attributes.role_arn


def _of_cognito(attachment: Resource[CognitoRoleAttachment]) -> Iterator[Value]:
    roles = attachment.attributes
    for named in (roles.authenticated, roles.unauthenticated, roles.mapped_roles):
        yield from all_elements(named)


_REFERENCES: Final[dict[type[Kind], References]] = {
    RoleAlias: _of_alias,
    CognitoRoleAttachment: _of_cognito,
}
