"""What the rules say about the resources of a scan, one record for each rule and resource."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.engine.blind_spots import blind_spots
from checkov_aws_iot.engine.candidates.subjects import Framework, types_of
from checkov_aws_iot.engine.declared_conventions import ignore_of
from checkov_aws_iot.engine.judging import Broken, Outcome, ResourceJudging, guarded
from checkov_aws_iot.engine.own_severities import entry_under
from checkov_aws_iot.findings.finding import Finding, detail_lines
from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.rules.catalog import ANALYSABLE_DOCUMENT, CATALOGUE, Entry, rule, rules

if TYPE_CHECKING:
    from checkov_aws_iot.conventions.conventions import Ignore
    from checkov_aws_iot.engine.candidates.scanned_resource import ScannedResource

SKIPPED: Final = "SKIPPED"
_REPORTED: Final = frozenset({Verdict.FAILED, Verdict.PASSED})

IsAsked = Callable[[Entry, "ScannedResource"], bool]
"""Whether a check is asked about a resource."""


def every_check(_: Entry, __: ScannedResource) -> bool:
    """Every check is asked about every resource."""
    return True


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a report; ``result`` is FAILED, PASSED or SKIPPED, ``comment`` says why skipped.

    ``ignore`` is the entry of the conventions that skips it, if one does.
    """

    entry: Entry
    resource: ScannedResource
    result: str
    details: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    comment: str = ""
    findings: tuple[Finding, ...] = ()
    ignore: Ignore | None = None


def records(resources: Iterable[ScannedResource], is_asked: IsAsked) -> Iterator[Record]:
    """The records of all resources; what is unknown or out of scope has none. Never raises."""
    for resource in resources:
        skipped = {each.check_id: each.comment for each in reversed(resource.suppressions())}
        for declared in entries_for(resource.framework, resource.type):
            entry = entry_under(resource.conventions, declared)
            if not is_asked(entry, resource):
                continue
            if entry.id in skipped:
                yield Record(entry, resource, SKIPPED, comment=skipped[entry.id])
                continue
            outcome = outcome_of(resource.judging, entry.id)
            place = (resource.name, resource.root, resource.span.file)
            if ignore := ignore_of(resource.conventions, entry.id, outcome, *place):
                yield Record(entry, resource, SKIPPED, comment=ignore.reason, ignore=ignore)
            elif outcome.verdict in _REPORTED:
                findings = tuple(_placed(finding, resource) for finding in outcome.findings)
                yield Record(
                    entry,
                    resource,
                    outcome.verdict.name,
                    tuple(detail_lines(findings)),
                    outcome.paths,
                    findings=findings,
                )


def _placed(finding: Finding, resource: ScannedResource) -> Finding:
    """The finding; what stands in a string of a document has the place of the whole file."""
    is_placed = resource.framework is not Framework.FILE or f"[{resource.span.file}:" in str(
        finding
    )
    return finding if is_placed else replace(finding, span=resource.span)


def outcome_of(judging: ResourceJudging, check_id: str) -> Outcome:
    """What the rule says about the resource; never raises."""
    if check_id != ANALYSABLE_DOCUMENT:
        return judging.outcome(rule(check_id))
    found = guarded(lambda: blind_spots(judging, rules()), "the search for blind spots")
    if isinstance(found, Broken):
        return Outcome(Verdict.FAILED, (Finding(str(found)),), broke=True)
    return found


@cache
def entries_for(framework: Framework, resource_type: str) -> tuple[Entry, ...]:
    """The rules that judge resources of this type; any may break, and the first one says so."""
    return tuple(
        entry
        for entry in CATALOGUE
        if entry.id == ANALYSABLE_DOCUMENT or resource_type in types_of(framework, entry.subjects)
    )
