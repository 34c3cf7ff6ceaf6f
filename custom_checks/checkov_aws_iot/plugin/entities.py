"""Where that stands which the runners of Checkov hand to checks.

A check gets the configuration of a resource and a path that each runner makes relative to something
else. Which files with module calls lead to the resource, or what a function of a Serverless file is
called, it does not get. The runner keeps all of it in its definitions, and the very configuration
that it hands out.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from checkov_aws_iot.engine.candidates.subjects import Framework

ADDRESS = "__address__"
"""The key of a configuration under which Checkov's Terraform runners keep the address."""

_Label: TypeAlias = tuple[str, str]
_SECTIONS = {
    Framework.SERVERLESS_PROVIDER: ("provider", ""),
    Framework.SERVERLESS_FUNCTION: ("functions", ""),
}


@dataclass(frozen=True, slots=True)
class Entity:
    """A resource, or a section of a Serverless file, as a runner hands it to checks.

    ``file`` is absolute; ``callers`` are the absolute paths of the files with the module calls that
    lead to it, root module first. ``name`` is its name inside the file.
    """

    configuration: Any
    file: str
    name: str
    callers: tuple[str, ...] = ()


class Entities:
    """All that a runner hands to checks, found by the configuration itself."""

    def __init__(self, definitions: Mapping[Any, Any]) -> None:
        self.definitions = definitions
        self._labelled: dict[_Label, deque[Entity]] = {}
        for key, definition in definitions.items():
            for label, entity in _entities(key, definition):
                self._labelled.setdefault(label, deque()).append(entity)

    def find(
        self, framework: Framework, configuration: object, entity_type: str, name: str
    ) -> Entity | None:
        """The entity whose configuration this very object is; ``None`` if the runner has it not."""
        label = _SECTIONS.get(framework) or _label(configuration, entity_type, name)
        alike = self._labelled.get(label, deque())
        # Runners go through their definitions in order, so the first one nearly always is it.
        for _ in range(len(alike)):
            if alike[0].configuration is configuration:
                return alike[0]
            alike.rotate(-1)
        return None

    def calls_of(self, entity: Entity, entity_type: str) -> tuple[tuple[str, ...], ...]:
        """The callers of every entity with the file and the address of this one."""
        alike = self._labelled.get(_label(entity.configuration, entity_type, entity.name), deque())
        calls = {one.callers for one in alike if one.file == entity.file}
        return tuple(sorted(calls | {entity.callers}))


def _label(configuration: Any, entity_type: str, name: str) -> _Label:
    address = configuration.get(ADDRESS) if isinstance(configuration, dict) else None
    return entity_type, str(address or name)


def _entities(key: Any, definition: Any) -> Iterator[tuple[_Label, Entity]]:
    """The entities of one file, by the labels under which they are looked for."""
    if not isinstance(definition, dict):
        return
    file = os.path.abspath(str(getattr(key, "file_path", key)))
    callers = tuple(_callers(getattr(key, "tf_source_modules", None)))
    for find in (_blocks, _resources, _serverless):
        for label, name, configuration in find(definition):
            yield label, Entity(configuration, file, name, callers)


_Found: TypeAlias = Iterator[tuple[_Label, str, Any]]


def _blocks(definition: dict[str, Any]) -> _Found:
    """Resources and data sources of Terraform: source, ``.tf.json`` and plan."""
    for block_type in ("resource", "data"):
        blocks = definition.get(block_type)
        for block in blocks if isinstance(blocks, list) else ():
            entity_type, named = next(iter(block.items()))
            name, configuration = next(iter(named.items()))
            yield _label(configuration, entity_type, name), name, configuration


def _resources(template: dict[str, Any]) -> _Found:
    """Resources of a template."""
    for name, resource in _section(template, "Resources").items():
        if isinstance(resource, dict):
            yield (str(resource.get("Type")), name), name, resource


def _serverless(definition: dict[str, Any]) -> _Found:
    """Sections of a Serverless file, and the resources of the template in it."""
    yield from _resources(_section(definition, "resources"))
    yield _SECTIONS[Framework.SERVERLESS_PROVIDER], "provider", definition.get("provider")
    for name, function in _section(definition, "functions").items():
        yield _SECTIONS[Framework.SERVERLESS_FUNCTION], name, function


def _section(definition: dict[str, Any], name: str) -> dict[str, Any]:
    section = definition.get(name)
    return section if isinstance(section, dict) else {}


def _callers(module: Any) -> list[str]:
    callers: list[str] = []
    while module is not None:
        callers.append(os.path.abspath(module.path))
        module = module.nested_tf_module
    return callers[::-1]
