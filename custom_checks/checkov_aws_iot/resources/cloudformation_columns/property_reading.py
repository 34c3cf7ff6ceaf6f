"""How a property of a CloudFormation resource becomes an attribute of a neutral resource.

The awscc provider for Terraform is generated from the same schemas, with the names in snake case,
so one table serves both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol, TypeAlias, Union

from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.terraform_columns.attribute_reading import reference_to, with_prefix
from checkov_aws_iot.values.access import all_elements, each, mapped
from checkov_aws_iot.values.unknown import ABSENT, Absent, Unknown
from checkov_aws_iot.values.value import Mapping, Value

if TYPE_CHECKING:
    from checkov_aws_iot.cloudformation.template import TemplateResource
    from checkov_aws_iot.resources.kind import Kind
    from checkov_aws_iot.resources.terraform_columns.attribute_reading import Instance
    from checkov_aws_iot.values.span import Span

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

# Names that the generator of the awscc provider splits in its own way.
_SNAKES = {"DynamoDBv2": "dynamo_d_bv_2", "DynamoDB": "dynamo_db"}


def snake_case(name: str) -> str:
    """The name in the awscc provider: ``CACertificatePem`` is ``ca_certificate_pem``."""
    return _SNAKES.get(name) or _WORD.sub("_", name).lower()


def prop(value: Value, *names: str) -> Value:
    """What stands under the property names, in either spelling; ``ABSENT`` where there is none."""
    for name in names:
        value = mapped(value, lambda current, name=name: _step(current, name))  # type: ignore[misc]
    return value


def _step(value: Value, name: str) -> Value:
    if isinstance(value, Mapping):
        return value.get(name, value.get(snake_case(name), ABSENT))
    return value if isinstance(value, Unknown) else ABSENT


class Written(Protocol):
    """A resource by the names of its schema."""

    @property
    def address(self) -> str:
        """What users call it."""

    @property
    def span(self) -> Span | None:
        """Where it is written."""

    def get(self, *path: str) -> Value:
        """The property at the path."""

    def identifiers(self, attributes: tuple[str, ...]) -> Iterator[Value]:
        """What others may refer to it by, these attributes among it."""

    def region(self) -> Value:
        """The Region it will be in."""

    def where(self, path: str) -> str:
        """How users know the path of a property."""


class TemplateProperties:
    """A resource of a template."""

    def __init__(self, resource: TemplateResource) -> None:
        self._resource = resource
        self.address = resource.address
        self.span = resource.span

    def get(self, *path: str) -> Value:
        """The property at the path."""
        first, *rest = path
        return prop(self._resource.get((first,)), *rest)

    def identifiers(self, attributes: tuple[str, ...]) -> Iterator[Value]:
        """What others may refer to it by."""
        yield self._resource.reference()
        for name in ("Arn", *attributes):
            before, _, attribute = name.rpartition("/")
            value = self._resource.attribute(attribute)
            yield with_prefix(f"{before}/", value) if before else value

    def region(self) -> Value:
        """The Region it will be in."""
        return self._resource.region()

    def where(self, path: str) -> str:
        """How users know the path of a property."""
        return f"Properties/{path}"


class ProviderProperties:
    """A resource of the awscc provider."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self.address = instance.address
        self.span = instance.span

    def get(self, *path: str) -> Value:
        """The property at the path."""
        first, *rest = path
        return prop(self._instance.get(snake_case(first)), *rest)

    def identifiers(self, attributes: tuple[str, ...]) -> Iterator[Value]:
        """What others may refer to it by."""
        for name in dict.fromkeys(("id", "arn", *map(snake_case, attributes))):
            yield reference_to(self._instance, name)

    def region(self) -> Value:
        """The Region it will be in."""
        return self._instance.region()

    def where(self, path: str) -> str:
        """How users know the path of a property."""
        return "/".join(snake_case(step) for step in path.split("/"))


Attribute: TypeAlias = Union[str, Callable[[Written], Value]]
"""The path to a property, ``TlsConfig/SecurityPolicy``, or how to make the value."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How one type of resource is read.

    ``names`` are properties and attributes by which others may refer to it, besides what ``Ref`` and
    ``Arn`` give; ``constants`` are neutral attributes that the type alone decides; ``split`` is a
    neutral attribute whose list is taken apart, one resource for each element. ``places`` are the
    properties behind neutral paths that ``attributes`` alone do not tell.
    """

    kind: Kind
    attributes: dict[str, Attribute]
    names: tuple[str, ...] = ()
    constants: dict[str, Value] = field(default_factory=dict)
    split: str = ""
    places: dict[str, str] = field(default_factory=dict)

    def read(self, written: Written) -> Iterator[Resource]:
        """The neutral resource; where a list is taken apart, one for each element."""
        whole = self._resource(written)
        listed = whole.get(self.split)
        if isinstance(listed, Absent):
            yield whole
        for element in all_elements(listed):
            attributes = Mapping({**whole.attributes, self.split: element})
            yield replace(whole, attributes=attributes)

    def _name(self) -> tuple[str, ...]:
        """The property that names the resource, if its author may choose a name."""
        name = self.attributes.get("name", self.attributes.get("alias"))
        return (name,) if isinstance(name, str) and "/" not in name else ()

    def _resource(self, written: Written) -> Resource:
        attributes = Mapping(self.constants)
        written_at = {path: written.where(place) for path, place in self.places.items()}
        for name, attribute in self.attributes.items():
            if isinstance(attribute, str):
                value = written.get(*attribute.split("/"))
                written_at[name] = written.where(attribute)
            else:
                value = attribute(written)
            if value is not None and not isinstance(value, Absent):
                attributes[name] = value
        return Resource(
            self.kind,
            written.address,
            attributes,
            tuple(written.identifiers((*self.names, *self._name()))),
            written.region(),
            written.span,
            written_at,
        )


def listed(*path: str, **keys: str) -> Callable[[Written], Value]:
    """Reads a list of mappings into one with neutral keys, each taken from the path it names."""

    def read(written: Written) -> Value:
        return renamed(written.get(*path), **keys)

    return read


def renamed(value: Value, /, **keys: str) -> Value:
    """A list of mappings with the neutral keys."""
    return each(value, lambda element: renamed_one(element, **keys))


def renamed_one(value: Value, /, **keys: str) -> Value:
    """A mapping with the neutral keys; what is no mapping stays as it is."""
    if not isinstance(value, Mapping):
        return value
    found = {neutral: prop(value, *path.split("/")) for neutral, path in keys.items()}
    return Mapping(
        {name: v for name, v in found.items() if v is not None and not isinstance(v, Absent)}
    )
