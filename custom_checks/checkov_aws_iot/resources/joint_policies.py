"""Which other policies those have who have a policy, as far as a scan shows for certain.

AWS evaluates a principal - a certificate, thing group, Cognito identity, role, user or group - and not a
document. Who has a policy outside of the scan is not seen, here or anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from checkov_aws_iot.resources.attachment_identity import deciding_expression, identity_of
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.role_policies import (
    RolePolicy,
    in_scan,
    inline_policies,
    possible_policies,
)
from checkov_aws_iot.values.access import all_elements
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Absent, Unknown
from checkov_aws_iot.values.value import OneOf, Sequence, Value


@dataclass(frozen=True, slots=True)
class Holders:
    """Who has a policy: for each principal the policies that it certainly has, this one among them.

    ``complete`` says that no other principal of the scan may have it.
    """

    policies: tuple[tuple[RolePolicy, ...], ...] = ()
    complete: bool = False


NO_HOLDERS = Holders()


def policies_of_role(role: Resource, graph: ResourceGraph) -> Iterator[RolePolicy]:
    """Every policy that the role may have, and whether it surely has it."""
    sure = {
        policy.name
        for policy in graph.once(_iam_principals).policies.get(f"roles {role.address}", ())
    }
    for policy in possible_policies(role, graph):
        yield replace(policy, is_sure=policy.is_sure and policy.name in sure)


def holders_of(policy: Resource | None, graph: ResourceGraph) -> Holders:
    """The principals that have the policy, or the policies written in the role."""
    if policy is None:
        return NO_HOLDERS
    if policy.kind is Kind.IOT_POLICY:
        return _holders(policy, graph, graph.once(_iot_principals), Kind.IOT_POLICY_ATTACHMENT)
    if policy.kind is Kind.ROLE:
        own = graph.once(_iam_principals).policies.get(f"roles {policy.address}", ())
        return Holders((tuple(own),), complete=True)
    if policy.kind is Kind.IDENTITY_POLICY:
        return _holders(policy, graph, graph.once(_iam_principals), Kind.ROLE_POLICY_ATTACHMENT)
    return NO_HOLDERS


@dataclass(slots=True)
class _Principals:
    """Principals by a text that tells one from another.

    ``policies`` are those that a principal certainly has, ``holders`` by the address of a policy the
    principals that may have it. ``unknown`` are the addresses of policies whose principals are not all
    known.
    """

    policies: dict[str, list[RolePolicy]] = field(default_factory=dict)
    holders: dict[str, dict[str, None]] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)

    def add(self, principal: str | None, policy: Resource, *, surely: bool) -> None:
        """Note that the principal has the policy, or may have it."""
        if principal is None:
            self.unknown.add(policy.address)
            return
        self.holders.setdefault(policy.address, {})[principal] = None
        if surely and _is_there(policy):
            named = in_scan(policy)
            policies = self.policies.setdefault(principal, [])
            if all(other.name != named.name for other in policies):
                policies.append(named)


def _holders(
    policy: Resource, graph: ResourceGraph, principals: _Principals, attachments: Kind
) -> Holders:
    reference = "policy" if attachments is Kind.IOT_POLICY_ATTACHMENT else "policy_arn"
    _, maybe = graph.referring(policy, attachments, reference)
    known = tuple(
        tuple(principals.policies.get(principal, ()))
        for principal in principals.holders.get(policy.address, ())
    )
    return Holders(known, complete=not maybe and policy.address not in principals.unknown)


def _iot_principals(graph: ResourceGraph) -> _Principals:
    principals = _Principals()
    for attachment in graph.of_kind(Kind.IOT_POLICY_ATTACHMENT):
        named = _certificate(attachment.get("target"), graph), True
        _attach(principals, named, attachment, attachment.get("policy"), graph)
    return principals


def _certificate(target: Value, graph: ResourceGraph) -> str | None:
    if isinstance(target, OneOf):
        return None
    return identity_of(target, Kind.CERTIFICATE, graph) or deciding_expression(target) or None


def _iam_principals(graph: ResourceGraph) -> _Principals:
    principals = _Principals()
    for role in graph.of_kind(Kind.ROLE):
        principals.policies[f"roles {role.address}"] = list(inline_policies(role))
    for policy in graph.of_kind(Kind.IDENTITY_POLICY):
        for kind in ("roles", "users", "groups"):
            for principal, surely in _named(kind, policy.get(kind), policy, graph):
                principals.add(principal, policy, surely=surely)
    for role in graph.of_kind(Kind.ROLE):
        arns = role.get("managed_policy_arns")
        for arn in all_elements(arns):
            surely = not isinstance(arns, OneOf)
            _attach(principals, (f"roles {role.address}", surely), role, arn, graph)
    for attachment in graph.of_kind(Kind.ROLE_POLICY_ATTACHMENT):
        for kind in ("role", "user", "group"):
            for named in _named(f"{kind}s", attachment.get(kind), attachment, graph):
                arn = attachment.get("policy_arn")
                _attach(principals, named, attachment, arn, graph)
    return principals


def _named(
    kind: str, references: Value, near: Resource, graph: ResourceGraph
) -> Iterator[tuple[str | None, bool]]:
    """The principals that a list, or a single reference, names, and whether it surely does."""
    if references is None or isinstance(references, Absent):
        return
    surely = isinstance(references, (str, Text, Sequence, Unknown))
    for reference in all_elements(references):
        yield _principal(kind, reference, near, graph), surely and not isinstance(reference, OneOf)


def _principal(kind: str, reference: Value, near: Resource, graph: ResourceGraph) -> str | None:
    roles = graph.referred(reference, Kind.ROLE, near) if kind == "roles" else ()
    if len(roles) == 1:
        return f"{kind} {roles[0].address}"
    if roles or isinstance(reference, OneOf):
        return None
    name = reference if isinstance(reference, str) else deciding_expression(reference)
    return f"{kind} {name}" if name else None


def _attach(
    principals: _Principals,
    named: tuple[str | None, bool],
    attachment: Resource,
    reference: Value,
    graph: ResourceGraph,
) -> None:
    """Note what the attachment gives the principal; the latter is named for sure, or maybe."""
    is_iot = attachment.kind is Kind.IOT_POLICY_ATTACHMENT
    kind = Kind.IOT_POLICY if is_iot else Kind.IDENTITY_POLICY
    policies = graph.referred(reference, kind, attachment)
    principal, surely = named
    sure = surely and len(policies) == 1 and not isinstance(reference, OneOf)
    for policy in policies:
        principals.add(principal, policy, surely=sure and _is_there(attachment))


def _is_there(resource: Resource) -> bool:
    """Whether the resource is created, whatever is not known."""
    return not resource.is_supposed and all(created is True for created in resource.created)
