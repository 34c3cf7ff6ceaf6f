"""What a scan finds about the resources of a map, judged when one is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checkov_aws_iot.engine.candidates.instance_candidate import InstanceCandidate
from checkov_aws_iot.engine.declared_conventions import ignore_of
from checkov_aws_iot.engine.judging import ResourceJudging
from checkov_aws_iot.engine.own_severities import entry_under
from checkov_aws_iot.engine.records import entries_for, outcome_of
from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.rules.catalog import ANALYSABLE_DOCUMENT

if TYPE_CHECKING:
    from checkov_aws_iot.conventions.conventions import Conventions
    from checkov_aws_iot.engine.candidates.subjects import Framework


@dataclass(frozen=True, slots=True)
class Fault:
    """A check that a resource fails, and what it says."""

    check_id: str
    severity: Severity
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judging:
    """How resources below a directory are judged: under the conventions of a project."""

    root: str
    conventions: Conventions

    def faults(self, framework: Framework, graph: Any, instances: Iterable[Any]) -> Faults:
        """What fails among the instances of one configuration; ``graph`` is that of its scan."""
        return Faults(self, framework, graph, instances)


class Faults:
    """The faults of the instances of one configuration, by address."""

    def __init__(
        self, how: Judging, framework: Framework, graph: Any, instances: Iterable[Any]
    ) -> None:
        self._how = how
        self._framework = framework
        self._graph = graph
        self._instances = {instance.address: instance for instance in instances}
        self._judged: dict[str, tuple[Fault, ...]] = {}

    def of(self, address: str) -> tuple[Fault, ...]:
        """The checks that the resource fails, as a scan would report them."""
        if address not in self._judged:
            self._judged[address] = tuple(self._judge(self._instances.get(address)))
        return self._judged[address]

    def _judge(self, instance: Any) -> Iterable[Fault]:
        if instance is None:
            return
        conventions = self._how.conventions
        candidates = (InstanceCandidate(instance, self._graph),)
        judging = ResourceJudging(self._framework, instance.type, candidates, conventions)
        place = (instance.address, self._how.root, instance.span.file if instance.span else "")
        for entry in entries_for(self._framework, instance.type):
            if entry.id == ANALYSABLE_DOCUMENT:
                continue  # What is not known is no fault.
            outcome = outcome_of(judging, entry.id)
            if outcome.verdict is Verdict.FAILED and not ignore_of(
                conventions, entry.id, outcome, *place
            ):
                severity = entry_under(conventions, entry).severity
                yield Fault(entry.id, severity, tuple(outcome.details()))
