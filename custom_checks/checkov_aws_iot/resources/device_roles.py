"""Which roles are those of devices and app users rather than of operators and servers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain

from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.values.access import all_elements
from checkov_aws_iot.values.value import Value


def is_used_by_devices(holder: Resource | None, graph: ResourceGraph) -> bool:
    """Whether the role that holds or has the policy belongs to a role alias or an identity pool."""
    return _is_used(holder, graph, lambda: chain(_of_aliases(graph), _of_cognito(graph)))


def is_used_by_cognito(holder: Resource | None, graph: ResourceGraph) -> bool:
    """Whether the role that holds or has the policy belongs to an identity pool."""
    return _is_used(holder, graph, lambda: _of_cognito(graph))


def is_attached_to_cognito(policy: Resource | None, graph: ResourceGraph) -> bool:
    """Whether the IoT policy is attached to an identity of Amazon Cognito, and to nothing else known."""
    if policy is None:
        return False
    targets = [
        target
        for attachment in graph.own(Kind.IOT_POLICY_ATTACHMENT)
        if graph.means(attachment.get("policy"), policy)
        for target in all_elements(attachment.get("target"))
    ]
    return bool(targets) and all(
        isinstance(target, str) and _IDENTITY.fullmatch(target) for target in targets
    )


# The ID of an identity is that of its Region and a UUID.
_IDENTITY = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _is_used(
    holder: Resource | None,
    graph: ResourceGraph,
    references: Callable[[], Iterator[tuple[Value, Resource]]],
) -> bool:
    if holder is None:
        return False
    roles = {role.address: role for role in _roles_of(holder, graph)}
    if not roles:
        return False
    return any(
        graph.means(reference, role, user)
        for reference, user in references()
        for role in roles.values()
    )


def _roles_of(holder: Resource, graph: ResourceGraph) -> Iterator[Resource]:
    if holder.kind is Kind.ROLE:
        yield holder
        return
    for reference in all_elements(holder.get("roles")):
        yield from graph.referred(reference, Kind.ROLE, holder)
    for attachment in graph.of_kind(Kind.ROLE_POLICY_ATTACHMENT):
        if graph.means(attachment.get("policy_arn"), holder, attachment):
            yield from graph.referred(attachment.get("role"), Kind.ROLE, attachment)


def _of_aliases(graph: ResourceGraph) -> Iterator[tuple[Value, Resource]]:
    for alias in graph.of_kind(Kind.ROLE_ALIAS):
        yield alias.get("role_arn"), alias


def _of_cognito(graph: ResourceGraph) -> Iterator[tuple[Value, Resource]]:
    for attachment in graph.of_kind(Kind.COGNITO_ROLE_ATTACHMENT):
        for name in ("authenticated", "unauthenticated", "mapped_roles"):
            for reference in all_elements(attachment.get(name)):
                yield reference, attachment
