"""From what a rule observed to one of the answers it can give."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeAlias, Union

from checkov_aws_iot.findings.finding import Finding
from checkov_aws_iot.values.alternatives import Choice
from checkov_aws_iot.values.unknown import Unknown


class Verdict(Enum):
    """The four answers; their meaning is the public contract of the checks."""

    FAILED = "failed"
    PASSED = "passed"
    UNKNOWN = "unknown"
    OUT_OF_SCOPE = "out of scope"


class OutOfScope:
    """The type of :data:`OUT_OF_SCOPE`."""

    __slots__ = ()


OUT_OF_SCOPE = OutOfScope()
"""What a rule yields for something that it is not about."""


@dataclass(frozen=True, slots=True)
class Proved:
    """What a rule proved of a subject, in one short sentence: why it passes."""

    text: str


@dataclass(frozen=True, slots=True)
class Unjudged:
    """Something outside the document that decides and is not known: a store that is not in the scan.

    It makes the verdict UNKNOWN, as ``Unknown`` does, but is no blind spot of the document, so
    ``CKV_IOT_001`` does not report it.
    """

    reason: str


Observation: TypeAlias = Union[Finding, Unknown, Unjudged, OutOfScope, Proved]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one rule says about one subject.

    ``unknowns`` holds what could not be known about the document even where the verdict is FAILED;
    ``proofs`` what was proved, which is all that was asked only where the verdict is PASSED.
    """

    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    unknowns: tuple[Unknown, ...] = ()
    proofs: tuple[Proved, ...] = ()


def conclude(
    observations: Iterable[Observation], document_unknowns: Iterable[Unknown] = ()
) -> Judgement:
    """The judgement that follows: a finding fails, an unknown without one leaves it open.

    A pass needs a proof, and silence is none: without any observation the verdict is UNKNOWN. Out of
    scope counts before a proof, as a part that the rule is not about has not been proved. What is
    not known of the document as a whole leaves open whatever is not failed, for a statement that is
    not known may be the one that fails it. Equal observations count once, in the order of their
    first occurrence.
    """
    findings: dict[Finding, None] = {}
    unknowns: dict[Unknown, None] = {}
    proofs: dict[Proved, None] = {}
    unjudged = out_of_scope = False
    for observation in (*observations, *document_unknowns):
        if isinstance(observation, Finding):
            findings.setdefault(observation)
        elif isinstance(observation, Unknown):
            unknowns.setdefault(observation)
        elif isinstance(observation, Proved):
            proofs.setdefault(observation)
        elif isinstance(observation, Unjudged):
            unjudged = True
        else:
            out_of_scope = True
    if findings:
        verdict = Verdict.FAILED
    elif unknowns or unjudged:
        verdict = Verdict.UNKNOWN
    elif out_of_scope:
        verdict = Verdict.OUT_OF_SCOPE
    elif proofs:
        verdict = Verdict.PASSED
    else:
        verdict = Verdict.UNKNOWN
    return Judgement(verdict, tuple(findings), tuple(unknowns), tuple(proofs))


def agreed(readings: Sequence[tuple[str, Judgement]], unknown: Unknown) -> Judgement:
    """The judgement on a subject that may be read in several ways; each is named.

    UNKNOWN, for the reason ``unknown``, where the verdicts differ. A finding of one reading alone is
    there under the choice of that reading.
    """
    judgements = [judgement for _, judgement in readings]
    verdict = judgements[0].verdict
    unknowns = tuple(dict.fromkeys(u for j in judgements for u in j.unknowns))
    if any(judgement.verdict is not verdict for judgement in judgements):
        return Judgement(Verdict.UNKNOWN, (), (unknown, *unknowns))
    proofs = tuple(p for p in judgements[0].proofs if all(p in j.proofs for j in judgements))
    findings: dict[Finding, None] = {}
    for name, judgement in readings:
        choice = Choice(unknown.expression or str(unknown), f'"{name}"')
        for finding in judgement.findings:
            if all(finding in other.findings for other in judgements):
                findings.setdefault(finding)
            else:
                findings.setdefault(replace(finding, choices=(*finding.choices, choice)))
    return Judgement(verdict, tuple(findings), unknowns, proofs)
