"""Whom the policy of a caller is for, where the scan shows it."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from checkov_aws_iot.policies.model.attached_documents import attached_documents
from checkov_aws_iot.policies.model.document import Effect
from checkov_aws_iot.resources.kinds.identity.iam_group import Group
from checkov_aws_iot.resources.kinds.identity.iam_user import User
from checkov_aws_iot.resources.kinds.identity.identity_policy import IdentityPolicy
from checkov_aws_iot.resources.kinds.identity.permission_set_policy import PermissionSetPolicy
from checkov_aws_iot.resources.principals.device_roles import (
    is_used_by_cognito,
    is_used_by_devices,
    roles_of,
)
from checkov_aws_iot.values.unknown import ABSENT, Absent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checkov_aws_iot.findings.rule import JudgedPolicy
    from checkov_aws_iot.resources.kind import Kind
    from checkov_aws_iot.resources.kinds.identity.role import Role
    from checkov_aws_iot.resources.neutral_resource import Resource


class Caller(Enum):
    """Who signs requests with the credentials that the policy is for."""

    DEVICE = auto()
    COGNITO_IDENTITY = auto()
    OTHER = auto()
    """A function, a rule, a server, a person: neither a device nor an identity of Cognito."""
    UNKNOWN = auto()


_BY_PRINCIPAL = {
    "credentials.iot.amazonaws.com": Caller.DEVICE,
    "cognito-identity.amazonaws.com": Caller.COGNITO_IDENTITY,
}


def caller_of(judged: JudgedPolicy) -> Caller:
    """Whom the policy is for: who uses the role, or whom its trust policy admits, or a user."""
    holder, graph = judged.holder, judged.graph
    if is_used_by_cognito(holder, graph):
        return Caller.COGNITO_IDENTITY
    if is_used_by_devices(holder, graph):
        return Caller.DEVICE
    if holder is None:
        return Caller.UNKNOWN
    if holder.kind in (User, Group, PermissionSetPolicy) or _is_for_people(holder):
        return Caller.OTHER
    admitted = {caller for role in roles_of(holder, graph) for caller in _admitted(role)}
    return admitted.pop() if len(admitted) == 1 else Caller.UNKNOWN


def _is_for_people(holder: Resource[Kind]) -> bool:
    attributes = holder.attributes
    if not isinstance(attributes, IdentityPolicy):
        return False
    no_roles = attributes.roles is None or isinstance(attributes.roles, Absent)
    return no_roles and not all(
        isinstance(listed, Absent) or listed is None
        for listed in (attributes.users, attributes.groups)
    )


def _admitted(role: Resource[Role]) -> Iterator[Caller]:
    """Each kind of caller that the trust policy admits."""
    for document in attached_documents(role.attributes.trust_policy, ABSENT):
        if document.all_unknowns or not document.statements:
            yield Caller.UNKNOWN
        for statement in document.statements:
            if statement.effect is Effect.ALLOW:
                for principal in statement.principals:
                    yield _BY_PRINCIPAL.get(str(principal.text), Caller.OTHER)
