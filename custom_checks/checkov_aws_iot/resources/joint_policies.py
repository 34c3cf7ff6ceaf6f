"""Which other policies those have who have a policy, as far as a scan shows for certain.

AWS evaluates a principal - a certificate, thing group, Cognito identity, role, user or group - and not a
document. Who has a policy outside of the scan is not seen, here or anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Union

from checkov_aws_iot.resources.attachment_identity import deciding_expression, identity_of
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.identity.iam_group import Group
from checkov_aws_iot.resources.kinds.identity.iam_user import User
from checkov_aws_iot.resources.kinds.identity.identity_policy import IdentityPolicy
from checkov_aws_iot.resources.kinds.identity.role import Role
from checkov_aws_iot.resources.kinds.identity.role_policy_attachment import RolePolicyAttachment
from checkov_aws_iot.resources.kinds.iot.certificate import Certificate
from checkov_aws_iot.resources.kinds.iot.iot_policy import IotPolicy
from checkov_aws_iot.resources.kinds.iot.iot_policy_attachment import IotPolicyAttachment
from checkov_aws_iot.resources.neutral_resource import Resource, is_of
from checkov_aws_iot.resources.role_policies import (
    HeldPolicy,
    in_scan,
    inline_policies,
    possible_policies,
)
from checkov_aws_iot.values.access import all_elements
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Absent, Unknown
from checkov_aws_iot.values.value import OneOf, Sequence, Value

_Policy = Union[Resource[IotPolicy], Resource[IdentityPolicy]]
_Named = tuple[Union[str, None], bool]
"""The principal that a reference names, if that is known, and whether it surely does."""

_HOLDERS: tuple[type[Role | User | Group], ...] = (Role, User, Group)


@dataclass(frozen=True, slots=True)
class Holders:
    """Who has a policy: for each principal the policies that it certainly has, this one among them.

    ``complete`` says that no other principal of the scan may have it.
    """

    policies: tuple[tuple[HeldPolicy, ...], ...] = ()
    complete: bool = False


NO_HOLDERS = Holders()


def policies_of_role(role: Resource[Role], graph: ResourceGraph) -> Iterator[HeldPolicy]:
    """Every policy that the role may have, and whether it surely has it."""
    sure = {policy.name for policy in graph.once(_iam_principals).policies_of(_key(role))}
    for policy in possible_policies(role, graph):
        yield replace(policy, is_sure=policy.is_sure and policy.name in sure)


def holders_of(policy: Resource[Kind] | None, graph: ResourceGraph) -> Holders:
    """The principals that have the policy, or the policies written in the role, user or group."""
    if policy is None:
        return NO_HOLDERS
    if is_of(policy, IotPolicy):
        return graph.once(_iot_principals).holders_of(policy, graph)
    if is_of(policy, IdentityPolicy):
        return graph.once(_iam_principals).holders_of(policy, graph)
    if policy.kind in _HOLDERS:
        return Holders((graph.once(_iam_principals).policies_of(_key(policy)),), complete=True)
    return NO_HOLDERS


@dataclass(slots=True)
class _Principals:
    """Principals by a text that tells one from another.

    ``policies`` are those that a principal certainly has, ``holders`` by the address of a policy the
    principals that may have it. ``unknown`` are the addresses of policies whose principals are not all
    known, ``undecided`` references that may mean any policy.
    """

    policies: dict[str, list[HeldPolicy]] = field(default_factory=dict)
    holders: dict[str, dict[str, None]] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    undecided: list[Value] = field(default_factory=list)

    def policies_of(self, principal: str) -> tuple[HeldPolicy, ...]:
        """The policies that the principal certainly has."""
        return tuple(self.policies.get(principal, ()))

    def holders_of(self, policy: _Policy, graph: ResourceGraph) -> Holders:
        """Who has the policy."""
        known = map(self.policies_of, self.holders.get(policy.address, ()))
        open_end = policy.address in self.unknown or any(
            graph.may_mean(reference, policy) for reference in self.undecided
        )
        return Holders(tuple(known), complete=not open_end)

    def add(self, named: _Named, policy: _Policy) -> None:
        """Note that the principal has the policy, or may have it."""
        principal, surely = named
        if principal is None:
            self.unknown.add(policy.address)
            return
        self.holders.setdefault(policy.address, {})[principal] = None
        if surely and _is_there(policy):
            held = in_scan(policy)
            policies = self.policies.setdefault(principal, [])
            if all(other.name != held.name for other in policies):
                policies.append(held)

    def attach(
        self,
        named: _Named,
        attachment: Resource[Kind],
        reference: Value,
        policies: tuple[_Policy, ...],
    ) -> None:
        """Note what the attachment gives the principal: what the reference means."""
        principal, surely = named
        if not policies and isinstance(reference, (Unknown, Text, OneOf)):
            self.undecided.append(reference)
        sure = surely and len(policies) == 1 and not isinstance(reference, OneOf)
        for policy in policies:
            self.add((principal, sure and _is_there(attachment)), policy)


def _iot_principals(graph: ResourceGraph) -> _Principals:
    principals = _Principals()
    for attachment in graph.of_kind(IotPolicyAttachment):
        reference = attachment.attributes.policy
        policies = graph.referred(reference, IotPolicy, attachment)
        named = _certificate(attachment.attributes.target, graph), True
        principals.attach(named, attachment, reference, policies)
    return principals


def _certificate(target: Value, graph: ResourceGraph) -> str | None:
    if isinstance(target, OneOf):
        return None
    return identity_of(target, Certificate, graph) or deciding_expression(target) or None


def _iam_principals(graph: ResourceGraph) -> _Principals:
    principals = _Principals()
    for kind in _HOLDERS:
        for holder in graph.of_kind(kind):
            inline = inline_policies(holder.attributes.inline_policies)
            principals.policies[_key(holder)] = list(inline)
    for policy in graph.of_kind(IdentityPolicy):
        written = policy.attributes
        lists = zip(_HOLDERS, (written.roles, written.users, written.groups), strict=True)
        for kind, references in lists:
            for named in _named(kind, references, policy, graph):
                principals.add(named, policy)
    for named, attachment, reference in _attachments(graph):
        policies = graph.referred(reference, IdentityPolicy, attachment)
        principals.attach(named, attachment, reference, policies)
    return principals


def _attachments(graph: ResourceGraph) -> Iterator[tuple[_Named, Resource[Kind], Value]]:
    for kind in _HOLDERS:
        for holder in graph.of_kind(kind):
            arns = getattr(holder.attributes, "managed_policy_arns", None)
            for arn in all_elements(arns):
                yield (_key(holder), not isinstance(arns, OneOf)), holder, arn
    for attachment in graph.of_kind(RolePolicyAttachment):
        given = attachment.attributes
        lists = zip(_HOLDERS, (given.role, given.user, given.group), strict=True)
        for kind, references in lists:
            for named in _named(kind, references, attachment, graph):
                yield named, attachment, given.policy_arn


def _named(
    kind: type[Role | User | Group], references: Value, near: Resource[Kind], graph: ResourceGraph
) -> Iterator[_Named]:
    """The principals that a list, or a single reference, names."""
    if references is None or isinstance(references, Absent):
        return
    surely = isinstance(references, (str, Text, Sequence, Unknown))
    for reference in all_elements(references):
        principal = _principal(kind, reference, near, graph)
        yield principal, surely and not isinstance(reference, OneOf)


def _principal(
    kind: type[Role | User | Group], reference: Value, near: Resource[Kind], graph: ResourceGraph
) -> str | None:
    holders = graph.referred(reference, kind, near)
    if len(holders) == 1:
        return _key(holders[0])
    if holders or isinstance(reference, OneOf):
        return None
    name = reference if isinstance(reference, str) else deciding_expression(reference)
    return f"{kind.title} {name}" if name else None


def _key(holder: Resource[Kind]) -> str:
    return f"{holder.kind.title} {holder.address}"


def _is_there(resource: Resource[Kind]) -> bool:
    """Whether the resource is created, whatever is not known."""
    return not resource.is_supposed and all(created is True for created in resource.created)
