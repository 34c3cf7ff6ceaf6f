"""Generated documents and questions, answered by the solver and by Z3."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from enum import Enum
from functools import partial
from multiprocessing import get_context
from typing import Any

from condition_policies import pair, shown
from policy_values import policy
from z3_oracle import Asked, decided

from checkov_aws_iot.patterns.language import language_of
from checkov_aws_iot.patterns.pattern import Pattern, wildcards
from checkov_aws_iot.policies.authoriser.deciding import decide
from checkov_aws_iot.policies.authoriser.question import (
    Answer,
    Proof,
    Question,
    differs,
    is_outside,
    name_differs,
    value_of,
)
from checkov_aws_iot.policies.authoriser.references import readings
from checkov_aws_iot.values.request import Request

MOST_OPEN, MOST_SLOW = 0.01, 0.15
"""Shares of the pairs that the solver, and Z3, may leave open."""


class Verdict(Enum):
    """What comparing the two answers gives."""

    SAME = "same"
    DIFFERENT = "different"
    OPEN = "not decided by the solver"
    SLOW = "not decided by Z3 in time"


@dataclass(frozen=True)
class Compared:
    seed: int
    verdict: Verdict
    text: str = ""


def question_of(asked: Asked, document: dict[str, Any]) -> Question:
    """The question as the solver takes it."""
    constraints = []
    head = f"{asked.kind}/"
    for text in asked.unlike:
        (reading,) = readings(text, wild=True, has_variables=True)
        constraints.append(name_differs(head, reading.pattern))
    if asked.other_client:
        thing = value_of("iot:Connection.Thing.ThingName")
        constraints.append(differs("iot:ClientId", Pattern((thing,))))
    if asked.foreign:
        constraints.append(is_outside("aws:SourceAccount", language_of(wildcards(asked.foreign))))
    return Question(
        (asked.action,),
        asked.kind,
        language_of(wildcards(asked.like)),
        constraints=tuple(constraints),
        connecting=policy(*document["Statement"]) if asked.connected else None,
    )


def answer(document: dict[str, Any], asked: Asked) -> Answer:
    """What the solver says."""
    return decide(policy(*document["Statement"]), question_of(asked, document))


def compare(seed: int, seconds: float = 2.0) -> Compared:
    """What both say about the pair of that number."""
    document, asked = pair(seed)
    theirs = partial(decided, document, asked, seconds)
    return compared(seed, answer(document, asked), shown(document, asked), theirs)


def compared(seed: int, ours: Answer, text: str, theirs: Callable[[], bool | None]) -> Compared:
    """How the two answers agree; Z3 is asked only where the solver has one."""
    if not isinstance(ours, (Request, Proof)):
        return Compared(seed, Verdict.OPEN, f"{ours}\n{text}")
    said = theirs()
    if said is None:
        return Compared(seed, Verdict.SLOW)
    if said is isinstance(ours, Request):
        return Compared(seed, Verdict.SAME, "request" if said else "proof")
    return Compared(seed, Verdict.DIFFERENT, f"{ours}\n{text}")


def compare_all(
    seeds: range, seconds: float = 2.0, compare: Callable[..., Compared] = compare
) -> list[Compared]:
    """What both say about many pairs, on all processors."""
    # Not by forking: the process of a test has threads.
    with ProcessPoolExecutor(
        mp_context=get_context("spawn"), initializer=_prepare, initargs=(sys.path,)
    ) as pool:
        return list(pool.map(partial(compare, seconds=seconds), seeds, chunksize=10))


def _prepare(path: list[str]) -> None:
    sys.path[:] = path


def counted(compared: list[Compared]) -> Counter[Verdict]:
    return Counter(one.verdict for one in compared)
