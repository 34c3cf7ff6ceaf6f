"""How an attribute of a Terraform resource becomes one of a neutral resource."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol, TypeAlias, Union

from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.values.access import all_elements, each, item, mapped
from checkov_aws_iot.values.origin import Origin
from checkov_aws_iot.values.text import Text, as_hole, join_text
from checkov_aws_iot.values.unknown import ABSENT, Absent, Unknown
from checkov_aws_iot.values.value import Mapping, Value

if TYPE_CHECKING:
    from checkov_aws_iot.resources.kind import Kind
    from checkov_aws_iot.values.span import Span


class Instance(Protocol):
    """A resource as the configuration or a plan gives it."""

    @property
    def type(self) -> str:
        """The type, ``aws_iot_policy``."""

    @property
    def address(self) -> str:
        """The full address, ``module.m.aws_iot_policy.z["a"]``."""

    @property
    def span(self) -> Span | None:
        """Where it is written."""

    def get(self, name: str) -> Value:
        """An argument, the blocks of a name, or an attribute that the provider computes."""

    def region(self) -> Value:
        """The Region it will be in."""

    def origin(self) -> Origin:
        """Its place, as data."""


Attribute: TypeAlias = Union[str, Callable[[Instance], Value]]
"""The path to an argument, ``tls_config/security_policy``, or how to make the value."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How one type of resource is read.

    ``names`` are the arguments by which others may refer to it, besides its ``arn`` and ``id``;
    ``constants`` are neutral attributes that the type alone decides; ``split`` is a neutral
    attribute whose list is taken apart, one resource for each element.
    """

    kind: Kind
    attributes: dict[str, Attribute]
    names: tuple[str, ...] = ()
    constants: dict[str, Value] = field(default_factory=dict)
    split: str = ""

    def read(self, instance: Instance) -> Iterator[Resource]:
        """The neutral resource; where a list is taken apart, one for each element."""
        whole = self._resource(instance)
        listed = whole.get(self.split)
        if isinstance(listed, Absent):
            yield whole
        for element in all_elements(listed):
            attributes = Mapping({**whole.attributes, self.split: element})
            yield replace(whole, attributes=attributes)

    def _resource(self, instance: Instance) -> Resource:
        attributes = Mapping(self.constants)
        written_at: dict[str, str] = {}
        for name, attribute in self.attributes.items():
            if isinstance(attribute, str):
                first, *rest = attribute.split("/")
                value = item(instance.get(first), *rest)
                written_at[name] = attribute
            else:
                value = attribute(instance)
            if value is not None and not isinstance(value, Absent):
                attributes[name] = value
        names = dict.fromkeys((*self.names, "arn", "id"))
        identifiers = (reference_to(instance, name) for name in names)
        return Resource(
            self.kind,
            instance.address,
            attributes,
            tuple(identifiers),
            instance.region(),
            instance.span,
            written_at,
            getattr(instance, "created", ()),
            getattr(instance, "is_supposed", False),
            instance.origin(),
        )


def reference_to(instance: Instance, name: str) -> Value:
    """What others see who refer to the attribute, which may be one that nobody has written.

    ``https://endpoint`` stands for the attribute ``endpoint`` with that in front.
    """
    refer: Callable[[str], Value] = getattr(instance, "attribute", instance.get)
    before, _, attribute = name.rpartition("/")
    return with_prefix(f"{before}/", refer(attribute)) if before else refer(name)


def with_prefix(prefix: str, value: Value) -> Value:
    """The value with text in front, as an interpolation gives it."""

    def put(known: Value) -> Value:
        if isinstance(known, Unknown):
            return join_text([prefix, as_hole(known)])
        return join_text([prefix, known]) if isinstance(known, (str, Text)) else ABSENT

    return mapped(value, put)


def blocks(argument: str, **keys: str) -> Callable[[Instance], Value]:
    """Reads the blocks of a name into a list of mappings with neutral keys."""

    def read(instance: Instance) -> Value:
        return renamed(instance.get(argument), **keys)

    return read


def block(argument: str, **keys: str) -> Callable[[Instance], Value]:
    """Reads a block that is written at most once into a mapping with neutral keys."""

    def read(instance: Instance) -> Value:
        return mapped(renamed(instance.get(argument), **keys), _only)

    return read


def renamed(value: Value, /, **keys: str) -> Value:
    """A list of mappings that have the neutral keys, each taken from the path it names."""

    def rename(element: Value) -> Value:
        if isinstance(element, Unknown):
            return element
        return Mapping(
            {
                neutral: found
                for neutral, path in keys.items()
                if not isinstance(found := item(element, *path.split("/")), Absent)
                and found is not None
            }
        )

    return each(value, rename)


def _only(value: Value) -> Value:
    if isinstance(value, list):
        return value[0] if value else ABSENT
    return value
