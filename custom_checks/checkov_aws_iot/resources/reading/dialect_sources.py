"""Resources as each dialect gives them, read by the names of that dialect."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

from checkov_aws_iot.resources.reading.columns import Source, snake_case
from checkov_aws_iot.values.access import item, mapped
from checkov_aws_iot.values.origin import Origin
from checkov_aws_iot.values.text import Text, as_hole, join_text
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import Mapping, Value

if TYPE_CHECKING:
    from checkov_aws_iot.cloudformation.template import TemplateResource
    from checkov_aws_iot.values.span import Span


class ReadSource(Source, Protocol):
    """A resource as one dialect writes it, with its place in the scan."""

    @property
    def created(self) -> tuple[Value, ...]:
        """Whether it is there, for each block around it that may leave it out."""

    @property
    def is_supposed(self) -> bool:
        """Whether it is there only if variables had other values."""

    @property
    def is_certain(self) -> bool:
        """Whether it stands for no repetition that is not known."""

    def identifiers(self, names: tuple[str, ...]) -> Iterator[Value]:
        """What others may refer to it by, these attributes among it."""

    def region(self) -> Value:
        """The Region it will be in."""

    def origin(self) -> Origin:
        """Its place, as data."""


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


class InstanceArguments:
    """A resource of the aws provider."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self.address = instance.address
        self.span = instance.span
        self.created: tuple[Value, ...] = getattr(instance, "created", ())
        self.is_supposed: bool = getattr(instance, "is_supposed", False)
        self.is_certain: bool = getattr(instance, "is_certain", True)

    def get(self, path: str) -> Value:
        """What stands at the path."""
        first, *rest = path.split("/")
        return item(self._instance.get(first), *rest)

    def part(self, value: Value, path: str) -> Value:
        """What stands at the path inside a value."""
        return item(value, *path.split("/"))

    def where(self, path: str) -> str:
        """The path."""
        return path

    def ignores_changes(self, argument: str) -> bool:
        """Whether ``lifecycle`` leaves the argument to others; only source text shows that."""
        ignored: Callable[[], frozenset[str]] = getattr(
            self._instance, "ignored_changes", frozenset
        )
        return not ignored().isdisjoint((argument, "all"))

    def identifiers(self, names: tuple[str, ...]) -> Iterator[Value]:
        """What others may refer to it by."""
        for name in dict.fromkeys((*names, "arn", "id")):
            yield _reference_to(self._instance, name)

    def region(self) -> Value:
        """The Region it will be in."""
        return self._instance.region()

    def origin(self) -> Origin:
        """Its place, as data."""
        return self._instance.origin()


class ProviderArguments(InstanceArguments):
    """A resource of the awscc provider, read by the names of its schema."""

    def get(self, path: str) -> Value:
        """The property at the path."""
        first, _, rest = path.partition("/")
        return self.part(self._instance.get(snake_case(first)), rest)

    def part(self, value: Value, path: str) -> Value:
        """What stands at the path inside a value."""
        return prop(value, *path.split("/")) if path else value

    def where(self, path: str) -> str:
        """The path in snake case."""
        return "/".join(map(snake_case, path.split("/")))

    def identifiers(self, names: tuple[str, ...]) -> Iterator[Value]:
        """What others may refer to it by."""
        for name in dict.fromkeys(("id", "arn", *map(snake_case, names))):
            yield _reference_to(self._instance, name)


class TemplateProperties:
    """A resource of a template."""

    created: tuple[Value, ...] = ()
    is_supposed = False
    is_certain = True

    def __init__(self, resource: TemplateResource, name_property: str) -> None:
        self._resource = resource
        self._name_property = name_property
        self.address = resource.address
        self.span = resource.span

    def get(self, path: str) -> Value:
        """The property at the path."""
        first, _, rest = path.partition("/")
        return self.part(self._resource.get((first,)), rest)

    def part(self, value: Value, path: str) -> Value:
        """What stands at the path inside a value."""
        return prop(value, *path.split("/")) if path else value

    def where(self, path: str) -> str:
        """The path from the resource."""
        return f"Properties/{path}"

    def ignores_changes(self, argument: str) -> bool:  # noqa: ARG002 - templates cannot
        """No."""
        return False

    def identifiers(self, names: tuple[str, ...]) -> Iterator[Value]:
        """What others may refer to it by."""
        yield self._resource.reference()
        for name in filter(None, ("Arn", *names, self._name_property)):
            before, _, attribute = name.rpartition("/")
            value = self._resource.attribute(attribute)
            yield _with_prefix(f"{before}/", value) if before else value
            # A property that is written is a name, whether or not an attribute gives it back.
            yield ABSENT if before else self._resource.get((attribute,))

    def region(self) -> Value:
        """The Region it will be in."""
        return self._resource.region()

    def origin(self) -> Origin:
        """Its place, as data."""
        return Origin(resource=self._resource.logical_id)


def prop(value: Value, *names: str) -> Value:
    """What stands under the property names, in either spelling; ``ABSENT`` where there is none."""
    for name in names:
        value = mapped(value, lambda current, name=name: _property(current, name))  # type: ignore[misc]
    return value


def _property(value: Value, name: str) -> Value:
    if isinstance(value, Mapping):
        return value.get(name, value.get(snake_case(name), ABSENT))
    return value if isinstance(value, Unknown) else ABSENT


def _reference_to(instance: Instance, name: str) -> Value:
    """What others see who refer to the attribute, which may be one that is not written.

    ``https://endpoint`` stands for the attribute ``endpoint`` with that in front.
    """
    refer: Callable[[str], Value] = getattr(instance, "attribute", instance.get)
    before, _, attribute = name.rpartition("/")
    return _with_prefix(f"{before}/", refer(attribute)) if before else refer(name)


def _with_prefix(prefix: str, value: Value) -> Value:
    """The value with text in front, as an interpolation gives it."""

    def put(known: Value) -> Value:
        if isinstance(known, Unknown):
            return join_text([prefix, as_hole(known)])
        return join_text([prefix, known]) if isinstance(known, (str, Text)) else ABSENT

    return mapped(value, put)
