"""How Terraform and CloudFormation write one type of resource, and how it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.neutral_resource import ANY_ITEM, Resource
from checkov_aws_iot.resources.reading.columns import (
    Block,
    Column,
    Computed,
    Equals,
    Opposite,
    References,
    snake_case,
)
from checkov_aws_iot.resources.reading.document_place import Form, Place
from checkov_aws_iot.values.access import all_elements
from checkov_aws_iot.values.unknown import ABSENT, Absent
from checkov_aws_iot.values.value import Value

if TYPE_CHECKING:
    from checkov_aws_iot.resources.reading.dialect_sources import ReadSource
    from checkov_aws_iot.resources.subject import Subject

_PLACE = re.compile(r"\{(/?)([a-z_]+)\}")
_SHORT_ARN = re.compile(r"arn:([a-z0-9-]+):(:{0,2})(?=[^:])")
_OWNERS = {"": "{:region}:{:account}:", ":": ":{:account}:", "::": "::"}

NAMED = {"arn": "{arn}", "id": "{name}"}
"""What the aws provider computes for a resource whose id is its name."""

KNOWN_BY_ARN = {"arn": "{arn}", "id": "{arn}"}
"""What the aws provider computes for a resource whose id is its ARN."""

ARN = ("Arn",)


@dataclass(frozen=True, slots=True)
class ResourceType:
    """One type of resource: the neutral attributes by what its author writes.

    ``names`` are attributes by which others may refer to it, besides its ARN and its id;
    ``constants`` are neutral attributes that the type alone decides; ``split`` is a neutral
    attribute whose list is taken apart, one resource for each element; ``subjects`` are those that
    resources of this type are as a whole, or hold, where they are not the ones of the kind.
    """

    name: str
    columns: dict[str, Column] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    constants: dict[str, Value] = field(default_factory=dict, kw_only=True)
    split: str = field(default="", kw_only=True)
    subjects: tuple[Subject, ...] | None = field(default=None, kw_only=True)

    step: ClassVar[Callable[[str], str]] = str
    """A step of a path in this dialect."""

    lacks_documents: ClassVar[bool] = True
    """Whether a resource may come without a document that it needs, so that it has to be judged."""

    def places(self, kind: type[Kind], subject: Subject) -> tuple[Place, ...]:
        """Where resources of this type hold documents of the subject."""
        paths = ((d, self.path_of(d.attribute)) for d in kind.documents if d.subject is subject)
        return tuple(
            Place(
                path,
                d.form,
                d.required and self.lacks_documents,
                self._arguments() if d.form is Form.PERMISSION else (),
            )
            for d, path in paths
            if path is not None
        )

    def _arguments(self) -> tuple[tuple[str, str], ...]:
        paths = ((name, self.path_of(name)) for name in self.columns)
        return tuple((name, "/".join(path)) for name, path in paths if path)

    def path_of(self, attribute: str) -> tuple[str, ...] | None:
        """The path, step by step, that the neutral path has here; ``None`` if it is not written."""
        if not attribute:
            return ("",)
        first, *rest = attribute.split("/")
        column = self.columns.get(first)
        if isinstance(column, Block):
            return self._steps(column.path, "*", *self._inside(column, rest))
        if isinstance(column, References):
            return self._steps(column.path, *rest)
        return self._steps(column, *rest) if isinstance(column, str) else None

    def _inside(self, column: Block, rest: list[str]) -> tuple[str, ...]:
        return (column.keys[rest[-1]],) if rest else ()

    def _steps(self, *paths: str) -> tuple[str, ...]:
        return tuple(
            "*" if step == "*" else type(self).step(step)
            for path in paths
            for step in path.split("/")
        )

    def read(self, kind: type[Kind], source: ReadSource) -> Iterator[Resource[Kind]]:
        """The neutral resource; where a list is taken apart, one for each element."""
        whole = self._resource(kind, source)
        listed = getattr(whole.attributes, self.split) if self.split else ABSENT
        if isinstance(listed, Absent):
            yield whole
        for element in all_elements(listed):
            changed: dict[str, Any] = {self.split: element}
            yield replace(whole, attributes=replace(whole.attributes, **changed))

    def _resource(self, kind: type[Kind], source: ReadSource) -> Resource[Kind]:
        attributes: dict[str, Any] = dict(self.constants)
        written_at: dict[str, str] = {}
        for name, column in self.columns.items():
            value = source.get(column) if isinstance(column, str) else column(source)
            written_at.update(_written_at(name, column, source))
            if value is not None and not isinstance(value, Absent):
                attributes[name] = value
        return Resource(
            source.address,
            kind(**attributes),
            tuple(source.identifiers(self.names)),
            source.region(),
            source.span,
            written_at,
            source.created,
            source.is_supposed,
            source.origin(),
            source.is_certain,
        )


def _written_at(name: str, column: Column, source: ReadSource) -> Iterator[tuple[str, str]]:
    if isinstance(column, str):
        yield name, source.where(column)
    elif isinstance(column, (Computed, Equals, Opposite)):
        yield name, source.where(column.path)
    elif isinstance(column, Block):
        yield name, source.where(column.path)
        inside = "" if column.single else f"/{ANY_ITEM}"
        for key, path in column.keys.items():
            yield f"{name}{inside}/{key}", source.where(f"{column.path}{inside}/{path}")


@dataclass(frozen=True, slots=True)
class Terraform(ResourceType):
    """A type of the aws provider, ``aws_iot_policy``, or a data source, ``data.aws_iot_endpoint``.

    ``computed`` are the attributes that follow from the arguments, each with its form: ``{arn}``
    stands for the ARN of the kind, ``{name}`` for a neutral attribute or an argument, ``{/name}``
    for one with exactly one slash in front. ``looked_up`` are those of the data source of the same
    name; by default there is none.
    """

    computed: dict[str, str] = field(default_factory=dict, kw_only=True)
    looked_up: dict[str, str] = field(default_factory=dict, kw_only=True)

    def computed_forms(self, kind: type[Kind], *, data: bool) -> dict[str, str]:
        """The forms by attribute, in which names in braces are arguments."""
        forms = self.looked_up if data else self.computed
        return {
            name: _filled_form(form.replace("{arn}", kind.arn), self._argument)
            for name, form in forms.items()
        }

    def _argument(self, name: str) -> str:
        column = self.columns.get(name)
        return column if isinstance(column, str) else name


@dataclass(frozen=True, slots=True)
class CloudFormation(ResourceType):
    """A type of CloudFormation; the awscc provider for Terraform is generated from the same schemas.

    ``arns`` are the attributes that give its ARN, ``reference`` what ``Ref`` gives. ``arn`` is the
    ARN where it differs from that of the kind. ``in_provider`` says that awscc has the type too.
    """

    arns: tuple[str, ...] = field(default=(), kw_only=True)
    reference: str = field(default="{name}", kw_only=True)
    arn: str = field(default="", kw_only=True)
    in_provider: bool = field(default=True, kw_only=True)

    # AWS refuses a template in which it is not written.
    lacks_documents: ClassVar[bool] = False

    def name_property(self) -> str:
        """The property that names the resource, empty if AWS makes the name up."""
        name = self.columns.get("name", "")
        return name if isinstance(name, str) and "/" not in name else ""

    def arn_form(self, kind: type[Kind]) -> str:
        """Its ARN, in which ``{name}`` stands for the name and ``{path}`` for the IAM path."""
        return full_arn(self.arn or kind.arn)

    def reference_form(self, kind: type[Kind]) -> str:
        """What ``Ref`` gives, in the same form."""
        return full_arn(self.reference.replace("{arn}", self.arn or kind.arn))

    def provider_type(self) -> ProviderType:
        """The type in the awscc provider."""
        names = tuple(filter(None, (*self.names, self.name_property())))
        return ProviderType(
            provider_type(self.name),
            self.columns,
            names,
            constants=self.constants,
            split=self.split,
            subjects=self.subjects,
            schema=self,
        )


@dataclass(frozen=True, slots=True)
class ProviderType(ResourceType):
    """A type of the awscc provider; its columns are those of the schema in CloudFormation."""

    schema: CloudFormation = field(kw_only=True)

    step: ClassVar[Callable[[str], str]] = snake_case

    def computed_forms(self, kind: type[Kind], *, data: bool) -> dict[str, str]:
        """The forms by attribute, in which names in braces are arguments."""
        if data:
            return {}
        form = _filled_form(self.schema.arn or kind.arn, self._argument)
        return {snake_case(attribute): form for attribute in self.schema.arns}

    def _argument(self, name: str) -> str:
        return snake_case(self.schema.name_property()) or "id" if name == "name" else name


def declarations(kind: type[Kind]) -> tuple[ResourceType, ...]:
    """The types of the kind in all dialects, those of the awscc provider included."""
    declared = [one for one in kind.types if isinstance(one, ResourceType)]
    schemas = (one for one in declared if isinstance(one, CloudFormation) and one.in_provider)
    return (*declared, *(one.provider_type() for one in schemas))


def provider_type(cloudformation_type: str) -> str:
    """The type in the awscc provider: ``AWS::IoT::TopicRule`` is ``awscc_iot_topic_rule``."""
    _, service, resource = cloudformation_type.split("::")
    return f"awscc_{service.lower()}_{snake_case(resource)}"


@cache
def full_arn(form: str) -> str:
    """The form with the fields that a short ARN leaves out; any other form stays as it is."""
    match = _SHORT_ARN.match(form)
    if not match:
        return form
    return f"arn:{{:partition}}:{match[1]}:{_OWNERS[match[2]]}{form[match.end() :]}"


def _filled_form(form: str, argument: Callable[[str], str]) -> str:
    return _PLACE.sub(lambda match: f"{{{match[1]}{argument(match[2])}}}", full_arn(form))
