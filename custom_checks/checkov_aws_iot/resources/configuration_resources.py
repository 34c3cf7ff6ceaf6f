"""The neutral resources of a Terraform configuration or plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Protocol

from checkov_aws_iot.resources.dialect_sources import InstanceArguments, ProviderArguments
from checkov_aws_iot.resources.dialects import ProviderType
from checkov_aws_iot.resources.foreign import foreign
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind_index import DATA
from checkov_aws_iot.resources.kind_lookup import declaration_of, kind_of, terraform_types

if TYPE_CHECKING:
    from checkov_aws_iot.resources.dialect_sources import Instance
    from checkov_aws_iot.resources.graph import ReferenceIndex, References
    from checkov_aws_iot.resources.kind import K, Kind
    from checkov_aws_iot.resources.neutral_resource import Resource
    from checkov_aws_iot.values.value import Value


class Scanned(Protocol):
    """What a scan gives resources of: the root modules of its source, or a plan."""

    def roots(self) -> tuple[str, ...]:
        """The directories of the root modules; a plan has but one configuration, ``""``."""

    def resources(self, types: frozenset[str], root: str | None = None) -> Iterable[Instance]:
        """All resources of these types, or those of one root module and what it calls."""


class TerraformGraph:
    """The resources of one scan, by kind, each read when it is asked for.

    A scan may hold several root modules. Each has a graph of its own, in which resources of the
    others are found by known names and ARNs alone. Resources that are never created are left out.
    """

    def __init__(self, scanned: Scanned) -> None:
        self._scanned = scanned
        self._own: dict[tuple[type[Kind], str], tuple[Resource[Any], ...]] = {}
        self._graphs: dict[str, ResourceGraph] = {}
        self._foreign_kinds: dict[type[Kind], tuple[tuple[str, Resource[Any]], ...]] = {}
        self._configurations: dict[int, str] = {}
        self._unmet: dict[tuple[str, type[Kind], type[Kind]], ReferenceIndex] = {}
        # Of the configuration that was read last: a scan goes from one to the next.
        self._reading = ""
        self._read: dict[int, tuple[Instance, tuple[Resource[Any], ...]]] = {}
        self._everything = ResourceGraph(lambda kind: (found for _, found in self._foreign(kind)))

    def resource(self, instance: Instance) -> Resource[Kind] | None:
        """The instance in neutral words; ``None`` if it is of no kind that rules read."""
        return next(iter(self._reading_of(instance)), None)

    def graph_of(self, instance: Instance) -> ResourceGraph:
        """The graph of the configuration that the instance belongs to."""
        return self.graph_in(_configuration(instance))

    def graph_in(self, configuration: str) -> ResourceGraph:
        """The graph of the configuration whose root module is this directory."""
        if configuration not in self._graphs:
            self._graphs[configuration] = ResourceGraph(
                lambda kind: self.own(kind, configuration), _Others(self, configuration)
            )
        return self._graphs[configuration]

    def configurations(self, kind: type[Kind]) -> tuple[str, ...]:
        """The directories of the root modules with resources of the kind."""
        return tuple(root for root in sorted(self._scanned.roots()) if self.own(kind, root))

    def own(self, kind: type[K], configuration: str) -> tuple[Resource[K], ...]:
        """The resources of the kind in one configuration."""
        key = (kind, configuration)
        if key not in self._own:
            self._own[key] = tuple(self._read_own(kind, configuration))
        return self._own[key]

    def others(self, kind: type[K], configuration: str) -> tuple[Resource[K], ...]:
        """The resources of the kind in all other configurations."""
        return tuple(found for owner, found in self._foreign(kind) if owner != configuration)

    def others_referred(
        self, reference: Value, kind: type[K], configuration: str
    ) -> tuple[Resource[K], ...]:
        """The resources of other configurations that the reference means."""
        found = self._everything.referred(reference, kind)
        return tuple(one for one in found if self._configurations[id(one)] != configuration)

    def unmet(
        self, use: str, kind: type[Kind], target: type[Kind], references: References
    ) -> ReferenceIndex:
        """The resources of all configurations with references that mean nothing in their own."""
        key = (use, kind, target)
        if key not in self._unmet:
            self._foreign(target)
            self._unmet[key] = self._everything.unmet_at_home(kind, target, references)
        return self._unmet[key]

    def configuration_of(self, foreign_resource: Resource[Any]) -> str:
        """The configuration of a resource that was given as one of others."""
        return self._configurations[id(foreign_resource)]

    def _read_own(self, kind: type[Kind], configuration: str) -> Iterator[Resource[Kind]]:
        types = terraform_types(kind)
        if not types or configuration not in self._scanned.roots():
            return
        for instance in self._scanned.resources(types, configuration):
            if not getattr(instance, "never_created", False):
                yield from self._reading_of(instance)

    def _reading_of(self, instance: Instance) -> tuple[Resource[Any], ...]:
        configuration = _configuration(instance)
        if configuration != self._reading:
            self._reading = configuration
            self._read = {}
        found = self._read.get(id(instance))
        if found is None:
            # Holding the instance keeps its id from being given to another one.
            found = self._read[id(instance)] = instance, tuple(_read(instance))
        return found[1]

    def _foreign(self, kind: type[K]) -> tuple[tuple[str, Resource[K]], ...]:
        if kind not in self._foreign_kinds:
            found = tuple(
                (configuration, foreign(resource, configuration or "."))
                for configuration in sorted(self._scanned.roots())
                for resource in self.own(kind, configuration)
            )
            self._configurations.update((id(resource), owner) for owner, resource in found)
            self._foreign_kinds[kind] = found
        return self._foreign_kinds[kind]


class _Others:
    """What one configuration sees of the others."""

    def __init__(self, scan: TerraformGraph, configuration: str) -> None:
        self._scan = scan
        self._configuration = configuration

    def of_kind(self, kind: type[K]) -> tuple[Resource[K], ...]:
        return self._scan.others(kind, self._configuration)

    def referred(self, reference: Value, kind: type[K]) -> tuple[Resource[K], ...]:
        return self._scan.others_referred(reference, kind, self._configuration)

    def unmet(
        self, use: str, kind: type[Kind], target: type[Kind], references: References
    ) -> ReferenceIndex:
        return self._scan.unmet(use, kind, target, references)

    def is_of_another(self, resource: Resource[Any]) -> bool:
        return self._scan.configuration_of(resource) != self._configuration


def _configuration(instance: Instance) -> str:
    """The name of the root module; a plan has but one configuration."""
    module = getattr(instance, "module", None)
    return str(module.root.configuration) if module is not None else ""


def _read(instance: Instance) -> Iterator[Resource[Kind]]:
    name = instance.type
    if kind_of(name) is None:
        name = DATA + name.removeprefix(DATA)
    kind, declared = kind_of(name), declaration_of(name)
    if kind is None or declared is None:
        return
    arguments = ProviderArguments if isinstance(declared, ProviderType) else InstanceArguments
    yield from declared.read(kind, arguments(instance))
