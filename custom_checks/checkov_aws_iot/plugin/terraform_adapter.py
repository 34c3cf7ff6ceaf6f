"""From what Checkov hands to a Terraform check to candidates that can be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checkov_aws_iot.engine.candidates.instance_candidate import InstanceCandidate
from checkov_aws_iot.engine.candidates.unresolved import UnresolvedCandidate
from checkov_aws_iot.engine.projects.configuration_project import ConfigurationProject
from checkov_aws_iot.engine.reading.confined_reader import ConfinedReader
from checkov_aws_iot.plugin.entities import ADDRESS
from checkov_aws_iot.plugin.running_scan import RunningScan, relative, running_scan
from checkov_aws_iot.resources.known_types import KNOWN_TYPES
from checkov_aws_iot.resources.reading.configuration_resources import TerraformGraph
from checkov_aws_iot.terraform.plan.plan_file import Plan
from checkov_aws_iot.values.unknown import Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.engine.candidates.candidate import Candidate
    from checkov_aws_iot.plugin.entities import Entity


def resource_candidates(
    scan: RunningScan, entity: Entity, resource_type: str
) -> tuple[Candidate, ...]:
    """What a resource of the source, of ``.tf.json`` or of a plan may be; nothing if never created."""
    return _candidates(scan, entity, resource_type, _address(entity, resource_type))


def data_candidates(scan: RunningScan, entity: Entity, data_type: str) -> tuple[Candidate, ...]:
    """What a data source may be."""
    address = _address(entity, data_type)
    # Checkov leaves "data." out of the address.
    modules, found, rest = address.rpartition(f"{data_type}.")
    if found and not modules.endswith("data."):
        address = f"{modules}data.{found}{rest}"
    return _candidates(scan, entity, data_type, address)


class _Session:
    """The modules and plans of one scan, read when a resource of theirs is judged."""

    def __init__(self, root: str, var_files: tuple[str, ...]) -> None:
        self._root = root
        self._var_files = var_files
        self._source: ConfigurationProject | None = None
        self._plans: dict[str, tuple[Plan, TerraformGraph]] = {}

    def source(self) -> ConfigurationProject:
        """The modules of the scan, as the engine judges them."""
        if self._source is None:
            reader = ConfinedReader(self._root, self._var_files)
            loaded = running_scan().loaded_modules(self._root)
            self._source = ConfigurationProject(reader, {}, self._var_files, loaded=loaded)
        return self._source

    def plan(self, file: str) -> tuple[Plan, TerraformGraph]:
        """The plan in the file, and the graph of its resources."""
        if file not in self._plans:
            text = ConfinedReader(self._root, (file,)).read(file)
            plan = Plan(
                "" if isinstance(text, Unknown) else text, relative(file, self._root), KNOWN_TYPES
            )
            self._plans[file] = plan, TerraformGraph(plan)
        return self._plans[file]


def _address(entity: Entity, resource_type: str) -> str:
    """The address as Checkov prints it; in ``.tf.json`` it has none."""
    return str(entity.configuration.get(ADDRESS) or f"{resource_type}.{entity.name}")


def _candidates(
    scan: RunningScan, entity: Entity, entity_type: str, address: str
) -> tuple[Candidate, ...]:
    """What the entity may be; a module that is called often under one address is one resource."""
    root = scan.root_of(entity.file)
    session = scan.keep(_Session, root)
    if ADDRESS in entity.configuration and entity.file.endswith(".json"):
        return _in_plan(session, entity.file, address)
    calls = scan.calls_of(entity, entity_type) if entity.callers else ()
    own = _called(scan, entity, address, entity.callers)
    if len(calls) < 2:
        return own
    suppressed = session.source().suppressed(own)
    found = (_called(scan, entity, address, callers) for callers in calls)
    alike = (one for one in found if session.source().suppressed(one) == suppressed)
    return tuple(candidate for candidates in alike for candidate in candidates)


def suppressed_in_call(scan: RunningScan, entity: Entity, resource_type: str) -> frozenset[str]:
    """The checks that are suppressed in the resource, and in the calls that lead to it."""
    source = scan.keep(_Session, scan.root_of(entity.file)).source()
    own = _called(scan, entity, _address(entity, resource_type), entity.callers)
    return source.suppressed(own)


def _called(
    scan: RunningScan, entity: Entity, address: str, callers: tuple[str, ...]
) -> tuple[Candidate, ...]:
    """What the resource of that file and address may be in one call of its module."""
    root = scan.root_of(entity.file)
    source = scan.keep(_Session, root).source()
    called = tuple(relative(caller, root) for caller in callers)
    return source.candidates(relative(entity.file, root), address, called)


def _in_plan(session: _Session, file: str, address: str) -> tuple[Candidate, ...]:
    plan, graph = session.plan(file)
    instance = plan.instance(address)
    if instance is None:
        return (UnresolvedCandidate(Unknown("is not found in the plan", address)),)
    return (InstanceCandidate(instance, graph),)
