"""Every policy of a role that a scan shows, wherever it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.identity.identity_policy import IdentityPolicy
from checkov_aws_iot.resources.kinds.identity.role import Role
from checkov_aws_iot.resources.kinds.identity.role_policy_attachment import RolePolicyAttachment
from checkov_aws_iot.resources.kinds.iot.iot_policy import IotPolicy
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.values.access import elements, item, leaves
from checkov_aws_iot.values.alternatives import alternatives_of
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import ABSENT, Absent
from checkov_aws_iot.values.value import OneOf, Value


@dataclass(frozen=True, slots=True)
class HeldPolicy:
    """One policy of a role, user or group: its document if the scan shows it, otherwise its ARN.

    ``name`` is how messages call it. An ARN of ``ABSENT`` and a document of ``ABSENT`` together say
    that there may be policies that are not known. ``is_sure`` says that the role has it, however
    unknown conditions turn out.
    """

    name: str
    document: Value = field(default=ABSENT, hash=False)
    arn: Value = field(default=ABSENT, hash=False)
    is_sure: bool = True


def possible_policies(role: Resource[Role], graph: ResourceGraph) -> Iterator[HeldPolicy]:
    """The policies written inside the role, attached to it, and named by it, or maybe so, each once."""
    yield from inline_policies(role.attributes.inline_policies)
    seen: set[str] = set()
    for policy in graph.users(role, IdentityPolicy, "roles of a policy", _written_for):
        seen.add(policy.address)
        yield in_scan(policy)
    managed = ((arn, role) for arn in _every(role.attributes.managed_policy_arns))
    for arn, where in (*managed, *_attached(role, graph)):
        attached = graph.referred(arn, IdentityPolicy, where)
        if not attached and (label := _label(arn)) not in seen:
            seen.add(label)
            yield HeldPolicy(label, arn=arn)
        for policy in attached:
            if policy.address not in seen:
                seen.add(policy.address)
                yield in_scan(policy)


def inline_policies(listed: Value) -> Iterator[HeldPolicy]:
    """The policies written inside a role, user or group."""
    for inline in _every(listed):
        name = item(inline, "name")
        label = f'inline policy "{name}"' if isinstance(name, (str, Text)) else "inline policy"
        yield HeldPolicy(label, item(inline, "policy"), is_sure=not isinstance(listed, OneOf))


def roles_meant(
    reference: Value, near: Resource[Kind], graph: ResourceGraph
) -> Iterator[tuple[Resource[Role], ...]]:
    """For every way in which the reference may turn out, the roles of which it means one.

    They are several where roles have the same name. One that is not there, or never together with
    what refers to it, counts only where no other is.
    """
    for choice in leaves(reference):
        yield graph.referred(choice, Role, near)


def is_limited(role: Resource[Role]) -> bool:
    """Whether a permissions boundary takes away an unknown part of what the policies allow."""
    boundary = role.attributes.permissions_boundary
    if boundary is None or boundary == "" or isinstance(boundary, Absent):
        return False
    return not str(boundary).endswith(":policy/AdministratorAccess")


def _attached(role: Resource[Role], graph: ResourceGraph) -> Iterator[tuple[Value, Resource[Kind]]]:
    """The ARNs of the policies that attachments give the role, each with its attachment."""
    for attachment in graph.users(role, RolePolicyAttachment, "role of an attachment", _role):
        for arn in _every(attachment.attributes.policy_arn):
            yield arn, attachment


def _written_for(policy: Resource[IdentityPolicy]) -> Iterator[Value]:
    yield from _every(policy.attributes.roles)


def _role(attachment: Resource[RolePolicyAttachment]) -> Iterator[Value]:
    yield attachment.attributes.role


def in_scan(policy: Resource[IdentityPolicy] | Resource[IotPolicy]) -> HeldPolicy:
    """A policy that is a resource of its own."""
    return HeldPolicy(f"policy {policy.address}", policy.attributes.policy)


def _every(value: Value) -> Iterator[Value]:
    """The elements of a list in each of its alternatives."""
    for alternative in alternatives_of(value):
        if not isinstance(alternative.value, Absent):
            yield from elements(alternative.value)


def _label(arn: Value) -> str:
    return f'policy "{arn}"' if isinstance(arn, (str, Text)) else "a policy that is not known"
