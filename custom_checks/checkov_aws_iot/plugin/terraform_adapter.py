"""From what Checkov hands to a Terraform check to candidates that can be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checkov_aws_iot.engine.confined_reader import ConfinedReader
from checkov_aws_iot.engine.instance_candidate import InstanceCandidate
from checkov_aws_iot.engine.unresolved import UnresolvedCandidate
from checkov_aws_iot.plugin.per_scan import PerScan
from checkov_aws_iot.plugin.running_scan import RunningScan, running_scan
from checkov_aws_iot.resources.configuration_resources import TerraformGraph
from checkov_aws_iot.resources.known_types import KNOWN_TYPES
from checkov_aws_iot.terraform.modules.configuration import Configuration
from checkov_aws_iot.terraform.plan.plan_file import Plan
from checkov_aws_iot.values.unknown import Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.engine.candidate import Candidate

_ADDRESS = "__address__"


def resource_candidates(
    configuration: dict[str, Any], resource_type: str, name: str
) -> tuple[Candidate, ...]:
    """What a resource of the source, of ``.tf.json`` or of a plan may be; nothing if never created."""
    return _candidates(configuration, _address(configuration, resource_type, name))


def data_candidates(
    configuration: dict[str, Any], data_type: str, name: str
) -> tuple[Candidate, ...]:
    """What a data source may be."""
    address = _address(configuration, data_type, name)
    # Checkov leaves "data." out of the address.
    modules, found, rest = address.rpartition(f"{data_type}.")
    if found and not modules.endswith("data."):
        address = f"{modules}data.{found}{rest}"
    return _candidates(configuration, address)


class _Session:
    """The modules and plans of one scan, read when a resource of theirs is judged."""

    def __init__(self, scan: RunningScan) -> None:
        self._scan = scan
        self._source: tuple[Configuration, TerraformGraph] | None = None
        self._plans: dict[str, tuple[Plan, TerraformGraph]] = {}

    def source(self) -> tuple[Configuration, TerraformGraph]:
        """The modules of the scan, and the graph of their resources."""
        if self._source is None:
            reader = ConfinedReader(self._scan.root, self._scan.var_files)
            configuration = Configuration(reader, KNOWN_TYPES, self._scan.var_files)
            self._source = configuration, TerraformGraph(configuration)
        return self._source

    def plan(self, file: str) -> tuple[Plan, TerraformGraph]:
        """The plan in the file, and the graph of its resources."""
        if file not in self._plans:
            text = ConfinedReader(self._scan.root, (file,)).read(file)
            plan = Plan(
                "" if isinstance(text, Unknown) else text, self._scan.relative(file), KNOWN_TYPES
            )
            self._plans[file] = plan, TerraformGraph(plan)
        return self._plans[file]


_SESSIONS = PerScan(_Session)


def _address(configuration: dict[str, Any], resource_type: str, name: str) -> str:
    """The address as Checkov prints it; in ``.tf.json`` it has none."""
    return str(configuration.get(_ADDRESS) or f"{resource_type}.{name}")


def _candidates(configuration: dict[str, Any], address: str) -> tuple[Candidate, ...]:
    scan = running_scan()
    if scan is None:
        return (UnresolvedCandidate(Unknown("Checkov does not tell where the resource stands")),)
    if _ADDRESS in configuration and scan.file.endswith(".json"):
        return _planned(scan, address)
    return _written(scan, address)


def _planned(scan: RunningScan, address: str) -> tuple[Candidate, ...]:
    plan, graph = _SESSIONS.of(scan).plan(scan.file)
    instance = plan.instance(address)
    if instance is None:
        return (UnresolvedCandidate(Unknown("is not found in the plan", address)),)
    return (InstanceCandidate(instance, graph),)


def _written(scan: RunningScan, address: str) -> tuple[Candidate, ...]:
    file = scan.relative_file
    if file.startswith("../"):
        outside = Unknown("lies outside the scanned directory and is not read", file)
        return (UnresolvedCandidate(outside),)
    configuration, graph = _SESSIONS.of(scan).source()
    instances = configuration.instances(file, address, scan.relative_callers)
    if not instances:
        return (UnresolvedCandidate(Unknown(f"is not found in {file}", address)),)
    return tuple(
        InstanceCandidate(instance, graph) for instance in instances if not instance.never_created
    )
