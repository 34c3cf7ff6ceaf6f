"""What CKV_IOT_001 says: which documents no rule could decide on, where that matters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checkov_aws_iot.engine.judging import (
    OUT_OF_SCOPE_OUTCOME,
    BlindSpot,
    Broken,
    Outcome,
    ResourceJudging,
)
from checkov_aws_iot.findings.finding import Finding
from checkov_aws_iot.findings.locator import Locator, attribute_steps
from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.policies.model.service_principals import iot_principal
from checkov_aws_iot.resources.kind_lookup import acting_kinds
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.value import EncodedJson, Mapping, OneOf, Sequence, Value

if TYPE_CHECKING:
    from checkov_aws_iot.engine.candidates.candidate import Candidate
    from checkov_aws_iot.findings.rule import Rule
    from checkov_aws_iot.policies.model.document import Document
    from checkov_aws_iot.resources.graph import ResourceGraph
    from checkov_aws_iot.resources.kind import Kind
    from checkov_aws_iot.resources.neutral_resource import Resource

# Subjects that every account has for reasons other than IoT.
_EVERYBODYS = frozenset({Subject.IDENTITY_POLICY, Subject.TRUST_POLICY, Subject.RESOURCE_POLICY})

_MOST_LEAVES = 10_000


def blind_spots(judging: ResourceJudging, rules: tuple[Rule, ...]) -> Outcome:
    """The outcome of CKV_IOT_001 for the resource; never raises.

    FAILED exactly if a rule, run or not, ended UNKNOWN because of a document, and for documents that
    are not IoT's own only if they have to do with IoT. What is known not to be created has no blind
    spots. Broken rules and evaluations always fail it.
    """
    own: dict[str, None] = {}
    spots: dict[BlindSpot, None] = {}
    held = judging.subjects()
    # In their order: what is reported must not depend on that of a set.
    concerned = [subject for subject in held if _concerns_iot(judging, subject)]
    for subject in concerned:
        own.update(dict.fromkeys(_paths(judging, subject)))
    absent = bool(judging.candidates) and all(map(_is_absent, judging.candidates))
    for rule in judging.rules_about(rules):
        outcome = judging.outcome(rule)
        if outcome.verdict is not Verdict.UNKNOWN:
            continue
        concerns = not absent and any(subject in rule.subjects for subject in concerned)
        for spot in outcome.unknowns:
            if concerns or isinstance(spot.unknown, Broken):
                spots.setdefault(spot)
    if spots:
        findings = tuple(dict.fromkeys(map(_finding, spots)))
        paths = tuple(dict.fromkeys(spot.path for spot in spots if spot.path))
        broke = any(isinstance(spot.unknown, Broken) for spot in spots)
        return Outcome(Verdict.FAILED, findings, paths=paths, broke=broke)
    return Outcome(Verdict.PASSED, paths=tuple(own)) if own and not absent else OUT_OF_SCOPE_OUTCOME


def _finding(spot: BlindSpot) -> Finding:
    unknown = spot.unknown
    where = Locator(attribute_steps(spot.path), text=unknown.expression or None, lines=unknown.span)
    return Finding(str(spot), spot.path, locator=where)


def _is_absent(candidate: Candidate) -> bool:
    """Whether it is known that there will be no such resource: it is judged as it might be."""
    return getattr(candidate, "is_absent", False)


def _concerns_iot(judging: ResourceJudging, subject: Subject) -> bool:
    if subject not in _EVERYBODYS:
        return True
    for index, candidate in enumerate(judging.candidates):
        documents = list(_documents(judging, subject, index))
        if any(_names_iot(document) for document in documents):
            return True
        # Going through the scan is worth it only where something is unknown.
        if any(document.all_unknowns for document in documents):
            holder = judging.holder(index)
            resource = None if isinstance(holder, Broken) else holder
            if resource is not None and _iot_refers_to(candidate.graph, resource):
                return True
    return False


def _documents(judging: ResourceJudging, subject: Subject, index: int) -> Iterator[Document]:
    attributes = judging.documents(index, subject)
    if not isinstance(attributes, Broken):
        for attribute in attributes:
            for alternative in attribute.alternatives:
                for held in alternative:
                    yield held.document


def _paths(judging: ResourceJudging, subject: Subject) -> Iterator[str]:
    for index in range(len(judging.candidates)):
        attributes = judging.documents(index, subject)
        if not isinstance(attributes, Broken):
            for attribute in attributes:
                for alternative in attribute.alternatives:
                    yield from (held.locate("") for held in alternative)


def _names_iot(document: Document) -> bool:
    return any(
        any(_is_iot_action(str(action.text)) for action in statement.actions)
        or any(iot_principal(principal.text) for principal in statement.principals)
        for statement in (*document.statements, *document.unread)
    )


def _is_iot_action(action: str) -> bool:
    service = action.partition(":")[0].strip().lower()
    return service.startswith("iot") or service == "greengrass"


def _iot_refers_to(graph: ResourceGraph, holder: Resource[Kind]) -> bool:
    """Whether a resource on whose behalf AWS IoT acts refers to the holder or what it is attached to."""
    references = list(_leaves(holder.attributes.attachment()))
    hosts: list[Resource[Kind]] = []
    if holder.kind.host is not None:
        for reference in references:
            hosts.extend(graph.referred(reference, holder.kind.host))
    names = (*references, *(one for each in (holder, *hosts) for one in each.identifiers))
    return any(
        # A name of another configuration is no name of ours where that is in the scan.
        (value in references and (graph.is_own(resource) or not hosts))
        or any(graph.means(value, referent, resource) for referent in (holder, *hosts))
        for kind in acting_kinds()
        for resource in graph.referring(kind, "any attribute", _every_leaf, names)
        for value in _every_leaf(resource)
    )


def _every_leaf(resource: Resource[Kind]) -> Iterator[str | Text]:
    for attribute in resource.attributes.values():
        yield from _leaves(attribute)


def _leaves(value: Value) -> Iterator[str | Text]:
    """The strings in a value; of a very large one the first ten thousand."""
    pending: list[Value] = [value]
    count = 0
    while pending and count < _MOST_LEAVES:
        current = pending.pop()
        count += 1
        if isinstance(current, (str, Text)):
            if current != "":
                yield current
        elif isinstance(current, OneOf):
            pending.extend(choice for _, choice in current.choices)
        elif isinstance(current, EncodedJson):
            pending.append(current.value)
        elif isinstance(current, Mapping):
            pending.extend(current.values())
        elif isinstance(current, Sequence):
            pending.extend(current)
