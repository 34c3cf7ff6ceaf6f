"""Which other policies those have who have a policy, as far as a scan shows for certain.

AWS evaluates a principal - a certificate, thing group, Cognito identity, role, user or group - and not a
document. Who has a policy outside of the scan is not seen, here or anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final, Union

from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import K, Kind
from checkov_aws_iot.resources.kinds.identity.iam_group import Group
from checkov_aws_iot.resources.kinds.identity.iam_user import User
from checkov_aws_iot.resources.kinds.identity.identity_policy import IdentityPolicy
from checkov_aws_iot.resources.kinds.identity.role import Role
from checkov_aws_iot.resources.kinds.identity.role_policy_attachment import RolePolicyAttachment
from checkov_aws_iot.resources.kinds.iot.certificate import Certificate
from checkov_aws_iot.resources.kinds.iot.iot_policy import IotPolicy
from checkov_aws_iot.resources.kinds.iot.iot_policy_attachment import IotPolicyAttachment
from checkov_aws_iot.resources.neutral_resource import Resource, is_of
from checkov_aws_iot.resources.principals.attachment_identity import (
    deciding_expression,
    identity_of,
)
from checkov_aws_iot.resources.principals.role_policies import (
    HeldPolicy,
    in_scan,
    inline_policies,
    possible_policies,
)
from checkov_aws_iot.values.access import all_elements, leaves
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Absent, Unknown
from checkov_aws_iot.values.value import OneOf, Sequence, Value

_Policy = Union[Resource[IotPolicy], Resource[IdentityPolicy]]
_Named = tuple[Union[str, None], bool]
"""The principal that a reference names, if that is known, and whether it surely does."""

_Elements = Callable[[type[Any]], "tuple[Resource[Any], ...]"]
_Attachment = tuple[_Named, Resource[Any], Value, "tuple[Resource[Any], ...]"]

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
    principals = graph.once(_iam_principals if graph.is_own(role) else _all_iam_principals)
    sure = {policy.name for policy in principals.policies_of(_key(role))}
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
    if is_of(policy, RolePolicyAttachment):
        return _holders_of_attachment(policy, graph)
    if policy.kind in _HOLDERS:
        return Holders((graph.once(_iam_principals).policies_of(_key(policy)),), complete=True)
    return NO_HOLDERS


def _holders_of_attachment(
    attachment: Resource[RolePolicyAttachment], graph: ResourceGraph
) -> Holders:
    """Who gets the policy by this attachment alone: one role, user or group of the scan."""
    found = [
        holder
        for kind, reference in _attached_to(attachment)
        for holder in _holders(kind, reference, attachment, graph)
    ]
    if len(found) != 1:
        return NO_HOLDERS
    return Holders((graph.once(_iam_principals).policies_of(_key(found[0])),), complete=True)


@dataclass(slots=True)
class _Principals:
    """Principals by a text that tells one from another.

    ``policies`` are those that a principal certainly has, ``holders`` by the address of a policy the
    principals that may have it. ``unknown`` are the addresses of policies whose principals are not all
    known, ``undecided`` references that may mean any policy. ``has_foreign_holders`` says that a holder of
    an own policy belongs to another configuration, so that all that is attached there matters.
    """

    policies: dict[str, list[HeldPolicy]] = field(default_factory=dict)
    holders: dict[str, dict[str, None]] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    undecided: list[Value] = field(default_factory=list)
    has_foreign_holders: bool = False

    def note(self, graph: ResourceGraph, holders: Iterable[Resource[Kind]]) -> None:
        """Note whether one of the holders of a policy of this configuration belongs to another one."""
        self.has_foreign_holders = self.has_foreign_holders or not all(map(graph.is_own, holders))

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
        if surely and policy.exists is True:
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
            self.add((principal, sure and attachment.exists is True), policy)


def _iot_principals(graph: ResourceGraph) -> _Principals:
    found = _of_iot_attachments(graph, _concerning(graph, IotPolicyAttachment))
    if not found.has_foreign_holders:
        return found
    return _of_iot_attachments(graph, graph.of_kind(IotPolicyAttachment))


def _of_iot_attachments(
    graph: ResourceGraph, attachments: tuple[Resource[IotPolicyAttachment], ...]
) -> _Principals:
    principals = _Principals()
    for attachment in attachments:
        reference, target = attachment.attributes.policy, attachment.attributes.target
        policies = graph.referred(reference, IotPolicy, attachment)
        named = _certificate(target, graph), True
        principals.attach(named, attachment, reference, policies)
        if any(map(graph.is_own, policies)):
            principals.note(graph, graph.referred(target, Certificate))
    return principals


def _certificate(target: Value, graph: ResourceGraph) -> str | None:
    if isinstance(target, OneOf):
        return None
    return identity_of(target, Certificate, graph) or deciding_expression(target) or None


def _iam_principals(graph: ResourceGraph) -> _Principals:
    found = _of_elements(graph, lambda kind: _concerning(graph, kind))
    return graph.once(_all_iam_principals) if found.has_foreign_holders else found


def _all_iam_principals(graph: ResourceGraph) -> _Principals:
    return _of_elements(graph, graph.of_kind)


def _of_elements(graph: ResourceGraph, elements: _Elements) -> _Principals:
    principals = _Principals()
    for kind in _HOLDERS:
        for holder in elements(kind):
            inline = inline_policies(holder.attributes.inline_policies)
            principals.policies[_key(holder)] = list(inline)
    for policy in elements(IdentityPolicy):
        for kind, references in _written_for(policy):
            for named in _named(kind, references, policy, graph):
                principals.add(named, policy)
            if graph.is_own(policy):
                principals.note(graph, _holders(kind, references, policy, graph))
    for named, attachment, reference, holders in _attachments(graph, elements):
        policies = graph.referred(reference, IdentityPolicy, attachment)
        principals.attach(named, attachment, reference, policies)
        if any(map(graph.is_own, policies)):
            principals.note(graph, holders)
    return principals


def _concerning(graph: ResourceGraph, kind: type[K]) -> tuple[Resource[K], ...]:
    """The resources of the kind that may have to do with this configuration.

    Its own, and of the others those that name something beyond their own configuration: who has a
    policy in another one matters here only if it has one of ours as well.
    """
    reaching = graph.in_all(_REACHING[kind]) or ()
    return graph.own(kind) + tuple(one for one in reaching if not graph.is_of_us(one))


def _reaching_iot(graph: ResourceGraph) -> tuple[Resource[Any], ...]:
    return tuple(
        one
        for one in graph.of_kind(IotPolicyAttachment)
        if not _stays(one.attributes.policy, IotPolicy, one, graph)
        or not _stays(one.attributes.target, Certificate, one, graph)
        or len(graph.referred(one.attributes.target, Certificate)) > 1
    )


def _reaching_policies(graph: ResourceGraph) -> tuple[Resource[Any], ...]:
    return tuple(
        policy
        for policy in graph.of_kind(IdentityPolicy)
        if not all(
            _stays(reference, kind, policy, graph)
            for kind, references in _written_for(policy)
            for reference in all_elements(references)
        )
    )


def _reaching_attachments(graph: ResourceGraph) -> tuple[Resource[Any], ...]:
    return tuple(
        one
        for one in graph.of_kind(RolePolicyAttachment)
        if not _names_policy_at_home(one.attributes.policy_arn, one, graph)
        or not all(
            _stays(reference, kind, one, graph)
            for kind, references in _attached_to(one)
            for reference in all_elements(references)
        )
    )


def _reaching_holders(kind: type[Kind]) -> Callable[[ResourceGraph], tuple[Resource[Any], ...]]:
    def reaching(graph: ResourceGraph) -> tuple[Resource[Any], ...]:
        return tuple(
            holder
            for holder in graph.of_kind(kind)
            if not all(
                _names_policy_at_home(arn, holder, graph)
                for arn in all_elements(getattr(holder.attributes, "managed_policy_arns", None))
            )
        )

    return reaching


_REACHING: Final[dict[type[Kind], Callable[[ResourceGraph], tuple[Resource[Any], ...]]]] = {
    IotPolicyAttachment: _reaching_iot,
    IdentityPolicy: _reaching_policies,
    RolePolicyAttachment: _reaching_attachments,
    **{kind: _reaching_holders(kind) for kind in _HOLDERS},
}


def _stays(reference: Value, kind: type[Kind], near: Resource[Kind], graph: ResourceGraph) -> bool:
    """Whether the reference means something of its own configuration, however it turns out."""
    return (
        reference is None
        or isinstance(reference, Absent)
        or all(
            any(one.origin.configuration == near.origin.configuration for one in found)
            for choice in leaves(reference)
            for found in (graph.referred(choice, kind),)
        )
    )


def _names_policy_at_home(reference: Value, near: Resource[Kind], graph: ResourceGraph) -> bool:
    """Whether it means a policy of its own configuration, or one that is not in the scan."""
    if isinstance(reference, str) and not graph.referred(reference, IdentityPolicy):
        return True
    return _stays(reference, IdentityPolicy, near, graph)


def _written_for(
    policy: Resource[IdentityPolicy],
) -> Iterator[tuple[type[Role | User | Group], Value]]:
    written = policy.attributes
    return zip(_HOLDERS, (written.roles, written.users, written.groups), strict=True)


def _attached_to(
    attachment: Resource[RolePolicyAttachment],
) -> Iterator[tuple[type[Role | User | Group], Value]]:
    given = attachment.attributes
    return zip(_HOLDERS, (given.role, given.user, given.group), strict=True)


def _attachments(graph: ResourceGraph, elements: _Elements) -> Iterator[_Attachment]:
    for kind in _HOLDERS:
        for holder in elements(kind):
            arns = getattr(holder.attributes, "managed_policy_arns", None)
            for arn in all_elements(arns):
                yield (_key(holder), not isinstance(arns, OneOf)), holder, arn, (holder,)
    for attachment in elements(RolePolicyAttachment):
        for kind, references in _attached_to(attachment):
            holders = tuple(_holders(kind, references, attachment, graph))
            for named in _named(kind, references, attachment, graph):
                yield named, attachment, attachment.attributes.policy_arn, holders


def _holders(
    kind: type[Role | User | Group], references: Value, near: Resource[Kind], graph: ResourceGraph
) -> Iterator[Resource[Kind]]:
    for reference in all_elements(references):
        yield from graph.referred(reference, kind, near)


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
