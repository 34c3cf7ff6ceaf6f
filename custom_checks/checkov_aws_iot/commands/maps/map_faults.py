"""What a scan finds about the resources of a map, judged when one is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checkov_aws_iot.engine.candidates.instance_candidate import InstanceCandidate
from checkov_aws_iot.engine.judging import ResourceJudging
from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.rules.catalog import rules

if TYPE_CHECKING:
    from checkov_aws_iot.engine.candidates.subjects import Framework


@dataclass(frozen=True, slots=True)
class Fault:
    """A check that a resource fails, and what it says."""

    check_id: str
    severity: Severity
    messages: tuple[str, ...]


class Faults:
    """The faults of the instances of one configuration, by address; ``graph`` is that of its scan."""

    def __init__(self, framework: Framework, graph: Any, instances: Iterable[Any]) -> None:
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
        judging = ResourceJudging(self._framework, instance.type, (candidate,))
        for rule in judging.rules_about(rules()):
            outcome = judging.outcome(rule)
            if outcome.verdict is Verdict.FAILED:
                yield Fault(rule.id, rule.severity, tuple(outcome.details()))
