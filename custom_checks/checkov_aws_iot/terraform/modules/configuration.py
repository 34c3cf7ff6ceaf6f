"""Finding resources of Terraform configurations by their address or their type."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Final

from checkov_aws_iot.terraform.evaluation.memory import Evaluator
from checkov_aws_iot.terraform.modules.addresses import split_address
from checkov_aws_iot.terraform.modules.call_graph import CallGraph
from checkov_aws_iot.terraform.modules.expansion import Key
from checkov_aws_iot.terraform.modules.instance_groups import Group
from checkov_aws_iot.terraform.modules.instances import ModuleInstance
from checkov_aws_iot.terraform.modules.module_files import Module, Parse
from checkov_aws_iot.terraform.modules.resource_instance import ResourceInstance
from checkov_aws_iot.terraform.provider.provider_types import ProviderTypes
from checkov_aws_iot.terraform.terragrunt.units import UNIT_FILES, Unit, units_in
from checkov_aws_iot.values.file_reader import Reader

__all__ = ["Configuration", "ResourceInstance"]

MOST_DIRECTORIES: Final = 50_000
MOST_MODULES: Final = 20_000
MOST_KEPT: Final = 4
"""So many root modules stay evaluated; others are evaluated again when somebody asks for them."""


class Configuration:
    """All Terraform modules below the root of a reader. Reads nothing before it is asked.

    Every file is parsed once. Of the values in root modules those of the last few are kept.

    ``types`` are what is known of the types of the providers; ``var_files`` are the files given with
    ``--var-file``, as the reader knows them; ``loaded_modules`` are the directories of fetched modules
    that somebody has found already, by source and version; ``parse`` is asked for what is in a file.
    """

    def __init__(
        self,
        reader: Reader,
        types: ProviderTypes,
        var_files: tuple[str, ...] = (),
        loaded_modules: Mapping[tuple[str, str], str] | None = None,
        parse: Parse | None = None,
    ) -> None:
        self._evaluator = Evaluator(reader, types, var_files, loaded_modules, parse)
        self.call_graph = CallGraph(self._evaluator.module, self._evaluator.fetched)
        self._roots: dict[str, ModuleInstance] = {}
        self._directories: tuple[str, ...] | None = None
        self._uncalled: tuple[str, ...] | None = None
        self._units: dict[str, tuple[Unit, ...]] | None = None
        self._unit_directories: list[str] = []
        self._by_path: dict[str, Unit] = {}

    def instances(
        self, file: str, address: str, callers: tuple[str, ...] = ()
    ) -> tuple[ResourceInstance, ...]:
        """The instances that an address of Checkov means; empty if there is no such block.

        ``file`` holds the block, from the scanned root. ``callers`` are the files with the module
        calls, that of the root module first; without them every module of the scan that calls the
        file's under this address counts. An address without a key means all instances of the block,
        or the block as written where these are not known. Never raises.
        """
        parts = split_address(address)
        calls: list[tuple[str, Key]] = []
        while len(parts) > 1 and parts[0][0] == "module":
            calls.append(parts[1])
            parts = parts[2:]
        data = bool(parts) and parts[0][0] == "data"
        parts = parts[1:] if data else parts
        if len(parts) != 2:
            return ()
        kind, (name, key) = parts[0][0], parts[1]
        found: list[ResourceInstance] = []
        for module in self._modules(posixpath.dirname(file), calls, callers):
            group = module.resources(data, kind, name)
            if not isinstance(group, Group) and not data:
                # Checkov leaves "data." out where it prints the address of a data source.
                group = module.resources(True, kind, name)
            if isinstance(group, Group):
                found.extend(group.members(key))
        return tuple(found)

    def module(self, directory: str) -> Module:
        """The blocks of a directory."""
        return self._evaluator.module(directory)

    def root_modules(self, directory: str) -> tuple[ModuleInstance, ...]:
        """The directory as a module that no other one calls, once for each unit that does."""
        return tuple(map(self._root, self._configurations(directory)))

    def is_unit(self, directory: str) -> bool:
        """Whether a unit of Terragrunt calls the directory."""
        return directory in self._all_units()

    def roots(self) -> tuple[str, ...]:
        """The names of the root modules: directories that no module calls, and units of Terragrunt."""
        return self._root_names()

    def resources(
        self, types: frozenset[str], root: str | None = None
    ) -> Iterator[ResourceInstance]:
        """All resources of these types, in root modules and in all modules that these call.

        Those of one root module only, if it is named.
        """
        roots = self._root_names() if root is None else (root,)
        left = MOST_MODULES
        for directory in roots:
            pending = [self._root(directory)]
            while pending and left > 0:
                module = pending.pop()
                left -= 1
                for group in module.groups(types):
                    yield from group.members()
                pending.extend(reversed(list(module.children())))

    def _root(self, name: str) -> ModuleInstance:
        found = self._roots.pop(name, None)
        if found is None:
            unit = self._by_path.get(name)
            directory = unit.directory if unit else name
            found = ModuleInstance(self._evaluator, directory, unit=unit)
            if len(self._roots) >= MOST_KEPT:
                # A scan goes from one root module to the next and seldom comes back.
                del self._roots[next(iter(self._roots))]
        self._roots[name] = found
        return found

    def _configurations(self, directory: str) -> tuple[str, ...]:
        """The names of the root modules that the directory is."""
        units = self._all_units().get(directory)
        return tuple(unit.path for unit in units) if units else (directory,)

    def _all_units(self) -> dict[str, tuple[Unit, ...]]:
        if self._units is None:
            modules = frozenset(self._module_directories())
            self._units = units_in(self._evaluator, self._unit_directories, modules)
            self._by_path = {unit.path: unit for units in self._units.values() for unit in units}
        return self._units

    def _modules(
        self, directory: str, calls: list[tuple[str, Key]], callers: tuple[str, ...]
    ) -> tuple[ModuleInstance, ...]:
        if not calls:
            return self.root_modules(directory)
        if callers:
            found = self._called(posixpath.dirname(callers[0]), calls, directory)
            if found:
                return found
        name = calls[0][0]
        return tuple(
            module
            for candidate in self._module_directories()
            if self._evaluator.module(candidate).mentions("module", name)
            for module in self._called(candidate, calls, directory)
        )

    def _called(
        self, root: str, calls: list[tuple[str, Key]], directory: str
    ) -> tuple[ModuleInstance, ...]:
        return tuple(
            module
            for instance in self.root_modules(root)
            for module in _called(instance, calls, directory)
        )

    def _root_names(self) -> tuple[str, ...]:
        if self._uncalled is None:
            directories = self._module_directories()
            called = {
                source for directory in directories for source in self.call_graph.called(directory)
            }
            self._uncalled = tuple(
                name
                for directory in directories
                if directory not in called or self.is_unit(directory)
                for name in self._configurations(directory)
            )
        return self._uncalled

    def _module_directories(self) -> tuple[str, ...]:
        if self._directories is None:
            reader = self._evaluator.reader
            found: list[str] = []
            pending = [""]
            seen = 0
            while pending and seen < MOST_DIRECTORIES:
                directory = pending.pop()
                seen += 1
                if self._evaluator.module(directory).files:
                    found.append(directory)
                if not frozenset(UNIT_FILES).isdisjoint(reader.names(directory)):
                    self._unit_directories.append(directory)
                names = reversed(reader.directories(directory))
                pending.extend(posixpath.join(directory, name) for name in names)
            self._directories = tuple(found)
        return self._directories


def _called(
    root: ModuleInstance, calls: list[tuple[str, Key]], directory: str
) -> tuple[ModuleInstance, ...]:
    """The modules behind a chain of calls, if they are those of the directory."""
    modules = [root]
    for name, key in calls:
        groups = [module.calls(name) for module in modules]
        modules = [m for group in groups if isinstance(group, Group) for m in group.members(key)]
    return tuple(module for module in modules if module.directory == directory)
