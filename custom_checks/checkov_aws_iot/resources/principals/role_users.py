"""Which AWS IoT resources of a scan use a role or call a function."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.graph import References, ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kind_lookup import acting_kinds
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.values.text import Text


@dataclass(frozen=True, slots=True)
class User:
    """What uses a role or function, as the service names it in ``aws:SourceArn``.

    ``kind`` is the title of its kind; ``name`` is the last part of that ARN, ``*`` where AWS makes it
    up or it is not known; an empty ``region`` is not known. ``address`` is that of the resource in the
    scan.
    """

    kind: str
    name: str
    region: str
    address: str


def users_of_role(role: Resource[Kind], graph: ResourceGraph) -> tuple[User, ...]:
    """The IoT resources of the scan that name the role as theirs, those first that an ARN names."""
    return _users(role, graph, "role", lambda user: user.attributes.used_roles())


def users_of_function(function: Resource[Kind], graph: ResourceGraph) -> tuple[User, ...]:
    """The IoT resources of the scan that call the function, those first that an ARN names."""
    return _users(function, graph, "function", lambda user: user.attributes.called_functions())


def _users(
    used: Resource[Kind], graph: ResourceGraph, use: str, references: References
) -> tuple[User, ...]:
    users = [
        _user(user) for kind in acting_kinds() for user in graph.users(used, kind, use, references)
    ]
    return tuple(sorted(users, key=lambda user: user.name == "*"))


def _user(resource: Resource[Kind]) -> User:
    kind, name = resource.attributes.as_caller()
    known = str(name) if isinstance(name, (str, Text)) and name != "" else "*"
    region = resource.region if isinstance(resource.region, str) else ""
    return User(kind, known, region, resource.address)
