"""From who asks to the condition keys and policy variables that AWS has for the request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from checkov_aws_iot.policies.authoriser.request_context import (
    ContextValues,
    RequestContext,
    request_context,
)
from checkov_aws_iot.policies.model.variables import is_substituted
from checkov_aws_iot.values.arn import split_arn
from checkov_aws_iot.values.request import Identity, Request
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown

CLIENT_ID = "iot:ClientId"
THING_NAME = "iot:Connection.Thing.ThingName"
IS_ATTACHED = "iot:Connection.Thing.IsAttached"

ALWAYS_PRESENT = ("aws:SourceIp", "aws:CurrentTime", "aws:EpochTime", "aws:SecureTransport")


@dataclass(frozen=True, slots=True)
class RequestValues:
    """What conditions and variables are evaluated against."""

    context: RequestContext
    variables: dict[str, str | Unknown]
    identity: Identity

    def reason_without_value(self, variable: str) -> str:
        """Why the variable has no value in this request, as the rest of a sentence."""
        name, identity = variable.lower(), self.identity
        if name.startswith("iot:connection.thing."):
            if not identity.thing_name:
                return "has no value: the principal is attached to no thing"
            if not identity.attached:
                return (
                    f'has no value: the client ID "{identity.client_id}" is not the name of the'
                    f' attached thing "{identity.thing_name}"'
                )
        values = self.context.get(variable)
        if isinstance(values, tuple) and len(values) > 1:
            return "has several values, which are not substituted"
        if values and isinstance(values, tuple) and isinstance(values[0], str):
            return f'has the value "{values[0][:60]}", which AWS does not substitute'
        return "has no value in this request"


def values_of(request: Request) -> RequestValues:
    """The condition keys and policy variables of the request.

    Thing variables have values only while the principal is attached to a thing and, unless the
    attachment is exclusive, the client ID is the name of that thing; otherwise they are absent.
    Keys that every request has are unknown where the request does not give them.

    Source: AWS IoT Core Developer Guide, "Thing policy variables", "X.509 Certificate AWS IoT Core
    policy variables", "Exclusive thing".
    """
    return _values(_with_client_id(request), request.context)


@lru_cache(maxsize=64)
def _values(identity: Identity, context: tuple[tuple[str, tuple[str, ...]], ...]) -> RequestValues:
    keys: dict[str, ContextValues] = {
        key.lower(): (Unknown("is in every request, but is not given here", key),)
        for key in ALWAYS_PRESENT
    }
    keys.update(request_context(_keys_of(identity)).values)
    keys.update(request_context(context).values)
    variables: dict[str, str | Unknown] = {}
    for key, values in keys.items():
        if isinstance(values, Unknown):
            variables[key] = values
        elif len(values) == 1:
            (value,) = values
            unknown = Unknown("has a part that is not known", key)
            variables[key] = unknown if isinstance(value, Text) else value
    return RequestValues(RequestContext(keys), variables, identity)


def _with_client_id(request: Request) -> Identity:
    """In a Connect request the client ID is what the request is about."""
    if request.identity.client_id or request.action.lower() != "iot:connect":
        return request.identity
    arn = split_arn(request.resource)
    name = arn.name if arn is not None and arn.resource_type == "client" else ""
    return replace(request.identity, client_id=name) if isinstance(name, str) else request.identity


def _keys_of(identity: Identity) -> Iterator[tuple[str, ContextValues | str]]:
    if identity.client_id:
        yield CLIENT_ID, (identity.client_id,)
    if identity.certificate_id:
        yield "iot:CertificateId", identity.certificate_id
    attributes: dict[str, list[str]] = {}
    for name, value in identity.certificate:
        attributes.setdefault(name, []).append(value)
    for name, values in attributes.items():
        # With several values the plain name means the first one.
        yield f"iot:Certificate.{name}", values[0]
        yield f"iot:Certificate.{name}.List", tuple(values)
        for index, value in enumerate(values):
            yield f"iot:Certificate.{name}.{index}", value
    yield IS_ATTACHED, "true" if identity.attached else "false"
    if identity.attached:
        yield THING_NAME, identity.thing_name
        if identity.thing_type:
            yield "iot:Connection.Thing.ThingTypeName", identity.thing_type
        for name, value in identity.thing_attributes:
            yield f"iot:Connection.Thing.Attributes[{name}]", value


def has_substituted_value(values: RequestValues, variable: str) -> bool:
    """Whether the variable has a value that AWS puts in its place, or that may be one."""
    key = variable.lower()
    value = values.variables.get(key)
    return isinstance(value, Unknown) or (value is not None and is_substituted(key, value))
