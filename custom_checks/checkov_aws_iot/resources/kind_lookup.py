"""Finding the kind of a type of resource; a kind is imported when it is first asked for."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kind_index import ACTING, DATA, MODULES, TYPES
from checkov_aws_iot.resources.reading.dialects import (
    CloudFormation,
    ProviderType,
    ResourceType,
    Terraform,
    declarations,
)
from checkov_aws_iot.resources.reading.document_place import Place
from checkov_aws_iot.resources.subject import Subject


@cache
def kind_of(resource_type: str) -> type[Kind] | None:
    """The kind of the type, or ``None`` if rules read none such."""
    return _kind(TYPES[resource_type].partition(" ")[0]) if resource_type in TYPES else None


@cache
def declaration_of(resource_type: str) -> ResourceType | None:
    """What is declared of the type, or ``None`` if rules read none such."""
    kind = kind_of(resource_type)
    return next(
        (one for one in (declarations(kind) if kind else ()) if one.name == resource_type), None
    )


def terraform_types(kind: type[Kind]) -> frozenset[str]:
    """The types of resources of the kind in Terraform; data sources are none."""
    return _types(kind, (Terraform, ProviderType))


def template_types(kind: type[Kind]) -> frozenset[str]:
    """The types of resources of the kind in CloudFormation."""
    return _types(kind, (CloudFormation,))


@cache
def acting_kinds() -> tuple[type[Kind], ...]:
    """The kinds on whose behalf AWS IoT takes a role or calls a function."""
    return tuple(map(_kind, ACTING))


@cache
def places_in(resource_type: str, subject: Subject) -> tuple[Place, ...]:
    """The attributes of a resource of the type that hold documents of the subject."""
    kind, declared = kind_of(resource_type), declaration_of(resource_type)
    return declared.places(kind, subject) if kind and declared else ()


def _types(kind: Any, dialects: tuple[type[ResourceType], ...]) -> frozenset[str]:
    key: Any = kind  # mypy does not take a class of dataclasses for hashable
    return _names(key, dialects)


@cache
def _names(kind: type[Kind], dialects: tuple[type[ResourceType], ...]) -> frozenset[str]:
    declared = (one for one in declarations(kind) if isinstance(one, dialects))
    return frozenset(one.name for one in declared if not one.name.startswith(DATA))


def _kind(name: str) -> type[Kind]:
    module = import_module(f"checkov_aws_iot.resources.kinds.{MODULES[name]}")
    kind: type[Kind] = getattr(module, name)
    return kind
