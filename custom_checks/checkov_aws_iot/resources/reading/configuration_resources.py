"""The neutral resources of a Terraform configuration or plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from weakref import WeakKeyDictionary

from checkov_aws_iot.resources.foreign import address_elsewhere, foreign
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind_index import DATA
from checkov_aws_iot.resources.kind_lookup import declaration_of, kind_of, terraform_types
from checkov_aws_iot.resources.reading.dialect_sources import InstanceArguments, ProviderArguments
from checkov_aws_iot.resources.reading.dialects import ProviderType

if TYPE_CHECKING:
    from checkov_aws_iot.resources.graph import ReferenceIndex, References
    from checkov_aws_iot.resources.kind import K, Kind
    from checkov_aws_iot.resources.neutral_resource import Resource
    from checkov_aws_iot.resources.reading.dialect_sources import Instance
    from checkov_aws_iot.values.value import Value


_T = TypeVar("_T")


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
        self._names: frozenset[str] | None = None
        self._unserved: dict[tuple[type[Kind], type[Kind]], tuple[Resource[Any], ...]] = {}
        self._unmet: dict[tuple[str, type[Kind], type[Kind]], ReferenceIndex] = {}
        # An instance that nothing else holds any more takes what was read of it along.
        self._read: WeakKeyDictionary[Instance, tuple[Resource[Any], ...]] = WeakKeyDictionary()
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
        return tuple(one for one in found if one.origin.configuration != (configuration or "."))

    def referring(
        self, kind: type[K], use: str, references: References, identifiers: Iterable[Value]
    ) -> tuple[Resource[K], ...]:
        """The resources of all configurations that may refer to what has these identifiers."""
        return self._everything.referring(kind, use, references, identifiers)

    def unserved(self, kind: type[K], subject: type[Kind]) -> tuple[Resource[K], ...]:
        """The resources of the configurations that have none of the subject's kind."""
        key = (kind, subject)
        if key not in self._unserved:
            served = {owner for owner, _ in self._foreign(subject)}
            self._unserved[key] = tuple(
                found for owner, found in self._foreign(kind) if owner not in served
            )
        return self._unserved[key]

    def once(self, question: Callable[[ResourceGraph], _T]) -> _T:
        """The answer to a question about the resources of all configurations."""
        return self._everything.once(question)

    def unmet(
        self, use: str, kind: type[Kind], target: type[Kind], references: References
    ) -> ReferenceIndex:
        """The resources of all configurations with references that mean nothing in their own."""
        key = (use, kind, target)
        if key not in self._unmet:
            self._unmet[key] = self._everything.unmet_at_home(kind, target, references)
        return self._unmet[key]

    def _roots(self) -> frozenset[str]:
        if self._names is None:
            self._names = frozenset(self._scanned.roots())
        return self._names

    def _read_own(self, kind: type[Kind], configuration: str) -> Iterator[Resource[Kind]]:
        types = terraform_types(kind)
        if not types or configuration not in self._roots():
            return
        for instance in self._scanned.resources(types, configuration):
            if not getattr(instance, "never_created", False):
                yield from self._reading_of(instance)

    def _reading_of(self, instance: Instance) -> tuple[Resource[Any], ...]:
        if instance not in self._read:
            self._read[instance] = tuple(_read(instance))
        return self._read[instance]

    def _foreign(self, kind: type[K]) -> tuple[tuple[str, Resource[K]], ...]:
        if kind not in self._foreign_kinds:
            found = tuple(
                (configuration, foreign(resource, configuration or "."))
                for configuration in sorted(self._scanned.roots())
                for resource in self.own(kind, configuration)
            )
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
        return resource.origin.configuration != (self._configuration or ".")

    def address_of(self, resource: Resource[Any]) -> str:
        return address_elsewhere(resource, self._configuration or ".")

    def referring(
        self, kind: type[K], use: str, references: References, identifiers: Iterable[Value]
    ) -> tuple[Resource[K], ...]:
        return self._scan.referring(kind, use, references, identifiers)

    def unserved(self, kind: type[K], subject: type[Kind]) -> tuple[Resource[K], ...]:
        return self._scan.unserved(kind, subject)

    def once(self, question: Callable[[ResourceGraph], _T]) -> _T:
        return self._scan.once(question)


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
