"""Which AWS IoT resources of a scan use a role or call a function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.values.access import elements, item
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.value import Value

References = Callable[[Resource], Iterator[Value]]


def _attribute(*names: str) -> References:
    def references(resource: Resource) -> Iterator[Value]:
        for name in names:
            yield from elements(item(resource.attributes, *name.split("/")))

    return references


def _of_actions(name: str) -> References:
    def references(resource: Resource) -> Iterator[Value]:
        for attribute in ("actions", "error_actions"):
            for action in elements(resource.get(attribute)):
                yield item(action, name)

    return references


def _of_function_actions(resource: Resource) -> Iterator[Value]:
    for attribute in ("actions", "error_actions"):
        for action in elements(resource.get(attribute)):
            if item(action, "type") == "lambda":
                yield item(action, "target")


_ROLE_USERS: dict[Kind, References] = {
    Kind.TOPIC_RULE: _of_actions("role_arn"),
    Kind.PROVISIONING_TEMPLATE: _attribute("role_arn"),
    Kind.CA_CERTIFICATE: _attribute("registration_config/role_arn"),
    Kind.ROLE_ALIAS: _attribute("role_arn"),
    Kind.SUITE_DEFINITION: _attribute("role_arn"),
    Kind.JOB_TEMPLATE: _attribute("role_arn"),
    Kind.MITIGATION_ACTION: _attribute("role_arn"),
    Kind.SECURITY_PROFILE: _attribute("alert_role_arns"),
    Kind.AUDIT_CONFIGURATION: _attribute("role_arn", "notification_role_arns"),
    Kind.LOGGING: _attribute("role_arn"),
}
_FUNCTION_USERS: dict[Kind, References] = {
    Kind.TOPIC_RULE: _of_function_actions,
    Kind.PROVISIONING_TEMPLATE: _attribute("hook/target_arn"),
    Kind.AUTHORIZER: _attribute("function"),
}


@dataclass(frozen=True, slots=True)
class User:
    """What uses a role or function, as the service names it in ``aws:SourceArn``.

    ``name`` is the last part of that ARN, ``*`` where AWS makes it up or it is not known; an empty
    ``region`` is not known. ``address`` is that of the resource in the scan.
    """

    kind: Kind
    name: str
    region: str
    address: str


def users_of_role(role: Resource, graph: ResourceGraph) -> tuple[User, ...]:
    """The IoT resources of the scan that name the role as theirs, by kind and address."""
    return tuple(_users(role, graph, "role", _ROLE_USERS))


def users_of_function(function: Resource, graph: ResourceGraph) -> tuple[User, ...]:
    """The IoT resources of the scan that call the function, by kind and address."""
    return tuple(_users(function, graph, "function", _FUNCTION_USERS))


def _users(
    used: Resource, graph: ResourceGraph, use: str, users: dict[Kind, References]
) -> Iterator[User]:
    for kind, references in users.items():
        yield from map(_user, graph.users(used, kind, use, references))


def _user(resource: Resource) -> User:
    kind, name = (
        resource.kind,
        _text(resource.get("alias" if resource.kind is Kind.ROLE_ALIAS else "name")),
    )
    if kind is Kind.CA_CERTIFICATE:
        # With a template of its own name the service works for the template.
        template = _text(item(resource.get("registration_config"), "template_name"))
        kind, name = (Kind.PROVISIONING_TEMPLATE, template) if template != "*" else (kind, "*")
    elif kind in _MADE_UP_NAMES:
        name = "*"
    region = resource.region if isinstance(resource.region, str) else ""
    return User(kind, name, region, resource.address)


# AWS gives suite definitions an id of its own, and every job made from a template.
_MADE_UP_NAMES = frozenset({Kind.SUITE_DEFINITION, Kind.JOB_TEMPLATE})


def _text(value: Value) -> str:
    return str(value) if isinstance(value, (str, Text)) and value != "" else "*"
