"""The one place where a resource is judged: alternatives, rules, and what they add up to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from checkov_aws_iot.conventions.conventions import NO_CONVENTIONS, Conventions
from checkov_aws_iot.engine.candidates.subjects import (
    DOCUMENT_SUBJECTS,
    Framework,
    is_whole_resource,
    places_of,
)
from checkov_aws_iot.engine.documents.held_documents import (
    HeldDocument,
    HeldDocuments,
    held_documents,
)
from checkov_aws_iot.findings.finding import Finding, detail_lines, original_finding
from checkov_aws_iot.findings.locator import Locator, attribute_steps
from checkov_aws_iot.findings.rule import JudgedPolicy, JudgedResource, PolicyRule, ResourceRule
from checkov_aws_iot.findings.verdict import (
    OUT_OF_SCOPE,
    Judgement,
    Observation,
    Proved,
    Verdict,
    agreed,
    conclude,
)
from checkov_aws_iot.findings.witness_json import witnesses_of
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.values.unknown import Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.engine.candidates.candidate import Candidate
    from checkov_aws_iot.findings.rule import Rule
    from checkov_aws_iot.resources.neutral_resource import Resource
    from checkov_aws_iot.resources.subject import Subject
    from checkov_aws_iot.values.alternatives import Choice

_T = TypeVar("_T")

_WEIGHT = {
    Verdict.OUT_OF_SCOPE: 0,
    Verdict.PASSED: 1,
    Verdict.UNKNOWN: 2,
    Verdict.FAILED: 3,
}


class Broken(Unknown):
    """What is not known because the code that should know it failed."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class BlindSpot:
    """Something unknown that kept a rule from deciding, and the document it is in."""

    path: str
    unknown: Unknown

    def __str__(self) -> str:
        """The detail line as users read it."""
        line = f"{self.path}: {self.unknown}" if self.path else str(self.unknown)
        return f"{line} [{self.unknown.span}]" if self.unknown.span else line


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule says about one resource, in the paths of its framework."""

    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    unknowns: tuple[BlindSpot, ...] = ()
    paths: tuple[str, ...] = ()
    proofs: tuple[Proved, ...] = ()
    broke: bool = False

    @property
    def is_broken(self) -> bool:
        """Whether code failed on the way to it: such an outcome is never left out of a report."""
        return self.broke or any(isinstance(spot.unknown, Broken) for spot in self.unknowns)

    def details(self) -> list[str]:
        """The detail lines as users read them."""
        return detail_lines(self.findings)

    def witnesses(self) -> list[dict[str, Any]]:
        """The requests of the findings, as data for the report."""
        return witnesses_of(self.findings)


OUT_OF_SCOPE_OUTCOME = Outcome(Verdict.OUT_OF_SCOPE)


def guarded(compute: Callable[[], _T], what: str) -> _T | Broken:
    """What ``compute`` returns, or a :class:`Broken` that says what failed and how.

    The only place where any exception is caught. Checkov takes a check that raises for one that has
    nothing to say, and a scan would be green because a rule is broken. The reason goes to
    CKV_IOT_001 instead. ``RecursionError`` and ``MemoryError`` are exceptions like others here.
    """
    try:
        return compute()
    except Exception as error:  # noqa: BLE001 - see above: reported, never passed over
        return Broken(f"{what} failed ({type(error).__name__}: {_one_line(error)})")


class ResourceJudging:
    """Judges one resource by any number of rules; documents are evaluated once for all of them."""

    def __init__(
        self,
        framework: Framework,
        resource_type: str,
        candidates: tuple[Candidate, ...],
        conventions: Conventions = NO_CONVENTIONS,
    ) -> None:
        self.framework = framework
        self.resource_type = resource_type
        self.candidates = candidates
        self.conventions = conventions
        self._documents: dict[tuple[int, Subject], tuple[HeldDocuments, ...] | Broken] = {}
        self._holders: dict[int, Resource[Kind] | Broken | None] = {}
        self._outcomes: dict[str, Outcome] = {}

    def outcome(self, rule: Rule) -> Outcome:
        """What the rule says about the resource; never raises."""
        if rule.id not in self._outcomes:
            outcome = guarded(lambda: self._judged(rule), f"the check {rule.id}")
            if isinstance(outcome, Broken):
                outcome = Outcome(Verdict.UNKNOWN, unknowns=(BlindSpot("", outcome),))
            self._outcomes[rule.id] = outcome
        return self._outcomes[rule.id]

    def rules_about(self, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        """Those of the rules that a resource of this type can be about."""
        return _rules_about(self.framework, self.resource_type, rules)

    def _judged(self, rule: Rule) -> Outcome:
        callers = self._callers()
        return _merged(
            [
                _called_at(callers[index], outcome)
                for index in range(len(self.candidates))
                for subject in rule.subjects
                for outcome in self._judge(rule, subject, index)
            ]
        )

    def _callers(self) -> tuple[str, ...]:
        """Where the module of each candidate is called, if they differ in that."""
        callers = tuple(getattr(one, "caller", "") for one in self.candidates)
        return callers if len(set(callers)) > 1 else ("",) * len(callers)

    def subjects(self) -> tuple[Subject, ...]:
        """The document subjects that a resource of this type may hold."""
        return tuple(
            subject
            for subject in sorted(DOCUMENT_SUBJECTS, key=lambda subject: subject.value)
            if places_of(self.framework, subject, self.resource_type)
        )

    def documents(self, index: int, subject: Subject) -> tuple[HeldDocuments, ...] | Broken:
        """The documents of the subject that the candidate with this number holds."""
        key = (index, subject)
        if key not in self._documents:
            candidate = self.candidates[index]
            places = places_of(self.framework, subject, self.resource_type)
            self._documents[key] = guarded(
                lambda: tuple(
                    held_documents(self.framework, subject, place, candidate) for place in places
                ),
                f"the evaluation of the {subject.value}",
            )
        return self._documents[key]

    def holder(self, index: int) -> Resource[Kind] | Broken | None:
        """The candidate with this number in neutral words."""
        if index not in self._holders:
            self._holders[index] = guarded(
                self.candidates[index].neutral, "the evaluation of the resource"
            )
        return self._holders[index]

    def _judge(self, rule: Rule, subject: Subject, index: int) -> Iterable[Outcome]:
        if subject in DOCUMENT_SUBJECTS:
            attributes = self.documents(index, subject)
            if isinstance(attributes, Broken):
                yield Outcome(Verdict.UNKNOWN, unknowns=(BlindSpot("", attributes),))
                return
            for attribute in attributes:
                yield from self._judge_documents(rule, attribute, index)
        elif is_whole_resource(self.framework, subject, self.resource_type):
            yield self._judge_resource(rule, subject, index)

    def _judge_documents(
        self, rule: Rule, attribute: HeldDocuments, index: int
    ) -> Iterable[Outcome]:
        in_alternatives: list[list[Finding]] = []
        for held_by_alternative in attribute.alternatives:
            findings: list[Finding] = []
            for held in held_by_alternative:
                judgement = self._judge_document(rule, held, index)
                # A policy of AWS is written nowhere but where it is named.
                named_at = self.candidates[index].span if held.document.managed else None
                findings.extend(
                    replace(
                        finding,
                        path=held.locate(finding.path),
                        locator=held.locator(finding.path, index),
                        choices=(*held.choices, *finding.choices),
                        span=finding.span or named_at,
                    )
                    for finding in judgement.findings
                )
                if judgement.verdict is not Verdict.FAILED:
                    yield Outcome(
                        judgement.verdict,
                        unknowns=tuple(
                            BlindSpot(held.place_of(unknown), unknown)
                            for unknown in judgement.unknowns
                        ),
                        paths=(held.locate(""),),
                        proofs=judgement.proofs,
                    )
            in_alternatives.append(findings)
        merged = _without_needless_choices(in_alternatives, attribute.choices)
        if merged:
            paths = tuple(dict.fromkeys(finding.path for finding in merged))
            yield Outcome(Verdict.FAILED, merged, paths=paths)

    def _judge_document(self, rule: Rule, held: HeldDocument, index: int) -> Judgement:
        holder = self.holder(index)
        judged = JudgedPolicy(
            subject=held.subject,
            document=held.document,
            holder=None if isinstance(holder, Broken) else holder,
            graph=self.candidates[index].graph,
            conventions=self.conventions,
        )
        readings = [
            (reading.version, self._judge_reading(rule, replace(judged, document=reading)))
            for reading in held.document.readings
        ]
        unknown = held.document.unknown_version
        return agreed(readings, unknown) if unknown else readings[0][1]

    def _judge_reading(self, rule: Rule, judged: JudgedPolicy) -> Judgement:
        said = conclude(_policy_observations(rule, judged), judged.document.unknowns)
        variables = self.conventions.variables
        if not variables:
            return said
        findings = tuple(original_finding(finding, variables) for finding in said.findings)
        return replace(said, findings=findings)

    def _judge_resource(self, rule: Rule, subject: Subject, index: int) -> Outcome:
        resource = self.holder(index)
        if isinstance(resource, Broken):
            return Outcome(Verdict.UNKNOWN, unknowns=(BlindSpot("", resource),))
        if resource is None or subject not in resource.kind.subjects:
            # A function of SAM holds topic rules, which are candidates of their own.
            return OUT_OF_SCOPE_OUTCOME
        judged = JudgedResource(subject, resource, self.candidates[index].graph, self.conventions)
        judgement = conclude(_resource_observations(rule, judged))
        findings = tuple(
            _at_attribute(finding, resource.written_path(finding.path), index)
            for finding in judgement.findings
        )
        paths = tuple(dict.fromkeys(finding.path for finding in findings if finding.path))
        # What such a rule does not know is its neighbours, which is no blind spot of a document.
        broken = tuple(
            BlindSpot("", unknown) for unknown in judgement.unknowns if isinstance(unknown, Broken)
        )
        return Outcome(judgement.verdict, findings, broken, paths, judgement.proofs)


def _at_attribute(finding: Finding, path: str, index: int) -> Finding:
    return replace(finding, path=path, locator=Locator(attribute_steps(path), instance=index))


@lru_cache(maxsize=1_024)
def _rules_about(
    framework: Framework, resource_type: str, rules: tuple[Rule, ...]
) -> tuple[Rule, ...]:
    return tuple(
        rule
        for rule in rules
        if any(
            places_of(framework, subject, resource_type)
            if subject in DOCUMENT_SUBJECTS
            else is_whole_resource(framework, subject, resource_type)
            for subject in rule.subjects
        )
    )


def _policy_observations(rule: Rule, judged: JudgedPolicy) -> tuple[Observation, ...]:
    if not isinstance(rule, PolicyRule):
        return (OUT_OF_SCOPE,)
    return _observations(rule, lambda: tuple(rule.judge(judged)))


def _resource_observations(rule: Rule, judged: JudgedResource) -> tuple[Observation, ...]:
    if not isinstance(rule, ResourceRule):
        return (OUT_OF_SCOPE,)
    return _observations(rule, lambda: tuple(rule.judge(judged)))


def _observations(
    rule: Rule, judge: Callable[[], tuple[Observation, ...]]
) -> tuple[Observation, ...]:
    """What the rule says; one that breaks or says nothing has proved nothing."""
    observed = guarded(judge, f"the check {rule.id}")
    if isinstance(observed, Broken):
        return (observed,)
    return observed or (Broken(f"the check {rule.id} said nothing"),)


def _called_at(caller: str, outcome: Outcome) -> Outcome:
    if not caller:
        return outcome
    findings = tuple(replace(finding, callers=(caller,)) for finding in outcome.findings)
    return replace(outcome, findings=findings)


def _each_once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings; those of several calls that are the same are one."""
    callers: dict[Finding, dict[str, None]] = {}
    for finding in findings:
        bare = replace(finding, callers=())
        callers.setdefault(bare, {}).update(dict.fromkeys(finding.callers))
    return tuple(replace(bare, callers=tuple(places)) for bare, places in callers.items())


def _merged(outcomes: list[Outcome]) -> Outcome:
    if not outcomes:
        return OUT_OF_SCOPE_OUTCOME
    verdict = max((outcome.verdict for outcome in outcomes), key=_WEIGHT.__getitem__)
    deciding = [outcome for outcome in outcomes if outcome.verdict is verdict]
    return Outcome(
        verdict,
        _each_once(f for outcome in deciding for f in outcome.findings),
        tuple(dict.fromkeys(u for outcome in outcomes for u in outcome.unknowns)),
        tuple(dict.fromkeys(p for outcome in deciding for p in outcome.paths)),
        tuple(dict.fromkeys(p for outcome in deciding for p in outcome.proofs)),
    )


def _without_needless_choices(
    in_alternatives: list[list[Finding]], choices: tuple[tuple[Choice, ...], ...]
) -> tuple[Finding, ...]:
    """The findings of all alternatives; a condition that makes no difference is not named.

    A condition makes none for a finding that is there however the condition turns out, while
    everything else stays as it is.
    """
    everywhere = [frozenset(taken) for taken in choices]
    groups: dict[Finding, set[frozenset[Choice]]] = {}
    for findings, taken in zip(in_alternatives, everywhere, strict=True):
        for finding in findings:
            bare = replace(finding, choices=())
            own = frozenset(finding.choices) | taken
            groups.setdefault(bare, set()).add(own)
    merged: list[Finding] = []
    for finding, under in groups.items():
        reduced = _reduced(under, everywhere)
        for taken in sorted(reduced, key=lambda taken: sorted(map(str, taken))):
            ordered = tuple(sorted(taken, key=lambda choice: (choice.condition, choice.label)))
            merged.append(replace(finding, choices=ordered))
    return tuple(merged)


def _reduced(
    under: set[frozenset[Choice]], everywhere: list[frozenset[Choice]]
) -> set[frozenset[Choice]]:
    labels: dict[str, set[str]] = {}
    for taken in everywhere:
        for choice in taken:
            labels.setdefault(choice.condition, set()).add(choice.label)
    for condition, possible in labels.items():
        by_rest: dict[frozenset[Choice], set[str]] = {}
        for taken in under:
            mine = {choice.label for choice in taken if choice.condition == condition}
            rest = frozenset(choice for choice in taken if choice.condition != condition)
            by_rest.setdefault(rest, set()).update(mine or possible)
        under = {
            rest if seen >= possible else taken
            for rest, seen in by_rest.items()
            for taken in under
            if frozenset(c for c in taken if c.condition != condition) == rest
        }
    return under


def _one_line(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return text if len(text) <= 200 else text[:197] + "..."
