"""Who has a policy: the certificates, identities, roles and others that a scan attaches it to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.identity.cognito_role_attachment import CognitoRoleAttachment
from checkov_aws_iot.resources.kinds.identity.iam_group import Group
from checkov_aws_iot.resources.kinds.identity.iam_user import User
from checkov_aws_iot.resources.kinds.identity.identity_policy import IdentityPolicy
from checkov_aws_iot.resources.kinds.identity.role import Role
from checkov_aws_iot.resources.kinds.identity.role_policy_attachment import RolePolicyAttachment
from checkov_aws_iot.resources.kinds.iot.certificate import Certificate
from checkov_aws_iot.resources.kinds.iot.iot_policy import IotPolicy
from checkov_aws_iot.resources.kinds.iot.iot_policy_attachment import IotPolicyAttachment
from checkov_aws_iot.resources.kinds.iot.role_alias import RoleAlias
from checkov_aws_iot.resources.kinds.iot.thing import Thing
from checkov_aws_iot.resources.kinds.iot.thing_group import ThingGroup
from checkov_aws_iot.resources.kinds.iot.thing_principal_attachment import ThingPrincipalAttachment
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.principals.thing_attachments import EXCLUSIVE
from checkov_aws_iot.values.access import all_elements
from checkov_aws_iot.values.arn import arn_of
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Absent, Unknown
from checkov_aws_iot.values.value import OneOf, Value

_IAM: Final[tuple[type[Role | User | Group], ...]] = (Role, User, Group)
_OF_POLICIES: Final[tuple[type[Kind], ...]] = (Certificate, ThingGroup)
_BY_ARN: Final = {"cert/": "certificate", "thinggroup/": "thing group"}
COGNITO_IDENTITY: Final = "Cognito identity"
PRINCIPAL: Final = "principal"
"""What a target is called of which nothing is known."""


@dataclass(frozen=True, slots=True)
class PolicyHolder:
    """One who has a policy.

    ``kind`` is what it is, ``name`` its address in the scan, or else the reference to it as text.
    ``attachment`` is the address of what gives it the policy, empty for a policy that is written in
    it. ``is_sure`` is false where conditions that are not known decide.
    """

    kind: str
    name: str
    attachment: str = ""
    is_sure: bool = True
    resource: Resource[Any] | None = field(default=None, compare=False)


def holders_of_policy(policy: Resource[Kind], graph: ResourceGraph) -> Iterator[PolicyHolder]:
    """Who has the policy, as far as the scan says; of what is no policy, the resource itself."""
    if policy.kind in _IAM:
        yield PolicyHolder(policy.kind.title, policy.address, resource=policy)
    elif isinstance(policy.attributes, IotPolicy):
        for attachment in graph.of_kind(IotPolicyAttachment):
            if graph.means(attachment.attributes.policy, policy, attachment):
                yield from _targets(attachment, graph)
    elif isinstance(policy.attributes, IdentityPolicy):
        yield from dict.fromkeys(_iam_holders(policy, policy.attributes, graph))


def _targets(
    attachment: Resource[IotPolicyAttachment], graph: ResourceGraph
) -> Iterator[PolicyHolder]:
    sure = _is_sure(attachment, attachment.attributes.policy, attachment.attributes.target)
    for target in all_elements(attachment.attributes.target):
        named = [
            (kind.title, one)
            for kind in _OF_POLICIES
            for one in graph.referred(target, kind, attachment)
        ]
        for title, one in named:
            certain = sure and len(named) == 1
            yield PolicyHolder(title, one.address, attachment.address, certain, one)
        if not named:
            yield PolicyHolder(_kind_of(target), _name_of(target), attachment.address, sure)


def _kind_of(target: Value) -> str:
    arn = arn_of(target) if isinstance(target, (str, Text)) else None
    if arn is not None:
        found = (kind for head, kind in _BY_ARN.items() if str(arn.resource).startswith(head))
        return next(found, PRINCIPAL)
    return COGNITO_IDENTITY if isinstance(target, str) and ":" in target else PRINCIPAL


def _iam_holders(
    policy: Resource[Kind], attributes: IdentityPolicy, graph: ResourceGraph
) -> Iterator[PolicyHolder]:
    own = zip(_IAM, (attributes.roles, attributes.users, attributes.groups), strict=True)
    for kind, references in own:
        yield from _named(kind, references, policy, graph)
    for attachment in graph.of_kind(RolePolicyAttachment):
        given = attachment.attributes
        if graph.means(given.policy_arn, policy, attachment):
            lists = zip(_IAM, (given.role, given.user, given.group), strict=True)
            for kind, references in lists:
                yield from _named(kind, references, attachment, graph)
    for kind in _IAM:
        for holder in graph.of_kind(kind):
            arns = getattr(holder.attributes, "managed_policy_arns", None)
            if any(graph.means(arn, policy, holder) for arn in all_elements(arns)):
                sure = _is_sure(holder, arns)
                yield PolicyHolder(kind.title, holder.address, holder.address, sure, holder)


def _named(
    kind: type[Role | User | Group], references: Value, near: Resource[Kind], graph: ResourceGraph
) -> Iterator[PolicyHolder]:
    if references is None or isinstance(references, Absent):
        return
    sure = _is_sure(near, references)
    by = near.address
    for reference in all_elements(references):
        meant = graph.referred(reference, kind, near)
        for one in meant:
            yield PolicyHolder(kind.title, one.address, by, sure and len(meant) == 1, one)
        if not meant:
            yield PolicyHolder(kind.title, _name_of(reference), by, sure)


def _is_sure(resource: Resource[Kind], *references: Value) -> bool:
    if resource.exists is not True:
        return False
    return not any(isinstance(reference, OneOf) for reference in references)


def _name_of(reference: Value) -> str:
    if isinstance(reference, Unknown):
        return reference.expression or reference.reason
    return str(reference) if isinstance(reference, (str, Text)) else ""


@dataclass(frozen=True, slots=True)
class AttachedThings:
    """The things that a certificate is attached to: their names, where all of them are known."""

    names: tuple[str, ...]
    is_exclusive: bool


def things_of_certificate(
    certificate: Resource[Certificate], graph: ResourceGraph
) -> AttachedThings | None:
    """The things that a scan attaches the certificate to; ``None`` if there are none, or not all are known."""
    names: list[str] = []
    kinds: set[bool] = set()
    for attachment in graph.of_kind(ThingPrincipalAttachment):
        given = attachment.attributes
        if not graph.means(given.principal, certificate, attachment):
            continue
        if not _is_sure(attachment, given.principal, given.thing, given.type):
            return None
        things = graph.referred(given.thing, Thing, attachment)
        name = things[0].attributes.name if len(things) == 1 else given.thing
        if not isinstance(name, str) or isinstance(given.type, (Unknown, Text)):
            return None
        names.append(name)
        kinds.add(given.type == EXCLUSIVE)
    return AttachedThings(tuple(names), kinds == {True}) if names else None


@dataclass(frozen=True, slots=True)
class RoleUse:
    """What lets somebody have a role: a role alias lets devices, an identity pool its users."""

    kind: str
    address: str


def uses_of_role(role: Resource[Role], graph: ResourceGraph) -> Iterator[RoleUse]:
    """The role aliases and identity pools of the scan that give the role."""
    for alias in graph.of_kind(RoleAlias):
        if graph.means(alias.attributes.role_arn, role, alias):
            yield RoleUse(RoleAlias.title, alias.address)
    for pool in graph.of_kind(CognitoRoleAttachment):
        given = pool.attributes
        named = (given.authenticated, given.unauthenticated, given.mapped_roles)
        if any(graph.means(one, role, pool) for value in named for one in all_elements(value)):
            yield RoleUse(CognitoRoleAttachment.title, pool.address)
