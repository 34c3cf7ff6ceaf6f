"""What a scan finds about the resources of a map, judged when one is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checkov_aws_iot.conventions.conventions import NO_CONVENTIONS, Conventions
from checkov_aws_iot.engine.candidates.instance_candidate import InstanceCandidate
from checkov_aws_iot.engine.declared_conventions import ignore_of
from checkov_aws_iot.engine.judging import ResourceJudging
from checkov_aws_iot.engine.own_severities import entry_under
from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.rules.catalog import CATALOGUE, rules

if TYPE_CHECKING:
    from checkov_aws_iot.engine.candidates.subjects import Framework


@dataclass(frozen=True, slots=True)
class Fault:
    """A check that a resource fails, and what it says."""

    check_id: str
    severity: Severity
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standard:
    """What findings are held to: the conventions of a project, and the root of what is drawn."""

    root: str = ""
    conventions: Conventions = NO_CONVENTIONS


class Faults:
    """The faults of the instances of one configuration, by address; ``graph`` is that of its scan."""

    def __init__(
        self,
        framework: Framework,
        graph: Any,
        instances: Iterable[Any],
        standard: Standard = Standard(),
    ) -> None:
        self._standard = standard
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
        candidate = InstanceCandidate(instance, self._graph)
        root, conventions = self._standard.root, self._standard.conventions
        judging = ResourceJudging(self._framework, instance.type, (candidate,), conventions)
        severities = {e.id: entry_under(conventions, e).severity for e in CATALOGUE}
        neutral = self._graph.resource(instance)
        file = neutral.span.file if neutral is not None and neutral.span else ""
        for rule in judging.rules_about(rules()):
            outcome = judging.outcome(rule)
            if outcome.verdict is not Verdict.FAILED:
                continue
            if not ignore_of(conventions, rule.id, outcome, instance.address, root, file):
                yield Fault(rule.id, severities[rule.id], tuple(outcome.details()))
