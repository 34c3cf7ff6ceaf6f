"""Resources of one configuration as another one in the same scan sees them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from checkov_aws_iot.resources.kind import K
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import EncodedJson, Mapping, OneOf, Sequence, Value


def foreign(resource: Resource[K], configuration: str) -> Resource[K]:
    """The resource with everything unknown marked as the configuration's own.

    Expressions are named within their configuration: ``var.name`` of one is not that of another,
    so neither must they be equal here. Known names and ARNs stay what they are.
    """
    return replace(
        resource,
        address=address_elsewhere(resource, configuration),
        attributes=resource.attributes.changed(lambda value: _marked(value, configuration)),
        identifiers=tuple(_marked(value, configuration) for value in resource.identifiers),
        region=_marked(resource.region, configuration),
        origin=replace(resource.origin, configuration=configuration),
    )


def address_elsewhere(resource: Resource[Any], configuration: str) -> str:
    """The address that other configurations know the resource by."""
    return f"{configuration}/{resource.address}"


def _marked(value: Value, configuration: str) -> Value:
    if isinstance(value, Text):
        return Text(
            tuple(
                _marked_hole(part, configuration) if isinstance(part, Hole) else part
                for part in value.parts
            )
        )
    if isinstance(value, Unknown):
        origin = replace(value.origin, configuration=configuration)
        return replace(value, expression=f"{configuration}/{value.expression}", origin=origin)
    if isinstance(value, Mapping):
        return Mapping({k: _marked(v, configuration) for k, v in value.items()}, value.span)
    if isinstance(value, Sequence):
        return Sequence([_marked(v, configuration) for v in value], value.span)
    if isinstance(value, EncodedJson):
        return replace(value, value=_marked(value.value, configuration))
    if isinstance(value, OneOf):
        choices = tuple((label, _marked(v, configuration)) for label, v in value.choices)
        return OneOf(f"{configuration}/{value.condition}", choices)
    return value


def _marked_hole(hole: Hole, configuration: str) -> Hole:
    origin = replace(hole.origin, configuration=configuration)
    return replace(hole, expression=f"{configuration}/{hole.expression}", origin=origin)
