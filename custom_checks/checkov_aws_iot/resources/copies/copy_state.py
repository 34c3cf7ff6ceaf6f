"""Whether a store has a copy in another Region, and how we know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.namesakes import can_hold
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.values.alternatives import Choice, alternatives_of
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Value


class State(Enum):
    """Whether something copies the data to another Region."""

    COPIES = "copies"
    DOES_NOT = "does not"
    UNKNOWN = "unknown"


class Mending(Enum):
    """Which change makes a copy of what looks like one, where nothing has to be decided for it."""

    RULE = "the replication rule is enabled"
    VERSIONING = "versioning of the source bucket is enabled"
    SELECTION = "the rule selects encrypted objects"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why something that looks like a copy is none. ``remedy`` says what would make it one.

    ``local`` marks a copy that is made, but in the same Region or in none that is declared; ``path`` leads to the fault inside
    the resource that holds it; ``choices`` are the unknown conditions under which it is there.
    ``mending`` is what it says of ``remedy`` as data.
    """

    text: str
    remedy: str
    path: str = ""
    local: bool = False
    choices: tuple[Choice, ...] = ()
    mending: Mending | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One thing that does, or should, copy a store: a replication rule, a replica, a backup.

    ``holder`` is the resource that says so; ``place`` is the resource that the copy lies in, where
    it is in the scan; ``regions`` are those of copies that are no resources. ``reason`` says what is not known. ``at_times`` is true where it depends on
    an unknown condition whether it copies.
    """

    state: State
    holder: Resource[Kind]
    text: str
    faults: tuple[Fault, ...] = ()
    reason: str = ""
    place: Resource[Kind] | None = None
    at_times: bool = False
    regions: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class CopyState:
    """The answer for one store.

    Where it is ``DOES_NOT``, ``lacks`` says what is missing, one clause for each way there would
    be, and ``remedy`` the smallest change that gives a copy. Where it is ``UNKNOWN``, ``reason``
    says why.
    """

    state: State
    lacks: tuple[str, ...] = ()
    remedy: str = ""
    reason: str = ""
    choices: tuple[Choice, ...] = ()
    attempts: tuple[Attempt, ...] = ()


def conclude_attempt(
    holder: Resource[Kind],
    text: str,
    faults: Iterable[Fault],
    reasons: Iterable[str],
    place: Resource[Kind] | None = None,
) -> Attempt:
    """The attempt that follows: one fault proves that it does not copy, a reason leaves it open."""
    proved, open_questions = tuple(faults), tuple(reasons)
    if proved:
        reason = open_questions[0] if open_questions else ""
        return Attempt(State.DOES_NOT, holder, text, proved, reason, place)
    if open_questions:
        return Attempt(State.UNKNOWN, holder, text, reason=open_questions[0], place=place)
    return Attempt(State.COPIES, holder, text, place=place)


def in_declared_regions(
    attempt: Attempt, store: Resource[Kind], declared: Sequence[str]
) -> Attempt:
    """The attempt, which copies only if the copy lies in one of the declared Regions, if any are."""
    if attempt.state is not State.COPIES or not declared:
        return attempt
    listed = attempt.regions or ((attempt.place.region,) if attempt.place else ())
    regions = [region for region in listed if region != store.region]
    if any(region in declared for region in regions):
        return attempt
    if not regions or not all(region and isinstance(region, str) for region in regions):
        reason = f"whether its {attempt.text} lies in a declared Region is not known"
        return replace(attempt, state=State.UNKNOWN, reason=reason)
    where = " and ".join(map(str, regions))
    fault = Fault(
        f"its {attempt.text} lies in {where}, which is none of the declared Regions",
        f"put it into {' or '.join(declared)}",
        local=True,
    )
    return replace(attempt, state=State.DOES_NOT, faults=(fault,))


def worst_attempt(value: Value, judge: Callable[[Value], Attempt]) -> Attempt:
    """The attempt in the alternative of ``value`` that protects least.

    A copy that may be missing does not protect: its faults name the choices under which it is.
    """
    judged = [
        (_under(one.choices, judge(one.value)), one.choices) for one in alternatives_of(value)
    ]
    at_times = any(attempt.state is State.COPIES for attempt, _ in judged)
    for state in (State.DOES_NOT, State.UNKNOWN):
        for attempt, choices in judged:
            if attempt.state is state:
                faults = tuple(replace(f, choices=choices + f.choices) for f in attempt.faults)
                return replace(attempt, faults=faults, at_times=at_times)
    return judged[0][0]


def _under(choices: tuple[Choice, ...], attempt: Attempt) -> Attempt:
    """The attempt without the faults that contradict the choices; one without any copies."""
    faults = tuple(f for f in attempt.faults if can_hold(choices + f.choices))
    if attempt.state is not State.DOES_NOT or len(faults) == len(attempt.faults):
        return attempt
    state = State.DOES_NOT if faults else State.UNKNOWN if attempt.reason else State.COPIES
    return replace(attempt, state=state, faults=faults)


def weigh(attempts: Iterable[Attempt], lacks: Iterable[str], remedy: str) -> CopyState:
    """The state that follows from all attempts to copy a store.

    One attempt that copies is a copy. Without one, an attempt that is not known leaves it open, and
    so do several that copy under conditions: one may hold exactly where the other does not.
    ``lacks`` names the ways of copying of which there is no attempt at all; ``remedy`` is for a
    store without any attempt.
    """
    listed = tuple(attempts)
    if any(attempt.state is State.COPIES for attempt in listed):
        return CopyState(State.COPIES, attempts=listed)
    for attempt in listed:
        if attempt.state is State.UNKNOWN:
            return CopyState(State.UNKNOWN, reason=attempt.reason, attempts=listed)
    if sum(attempt.at_times for attempt in listed) > 1:
        reason = "its copies depend on conditions that are not known"
        return CopyState(State.UNKNOWN, reason=reason, attempts=listed)
    faults = [fault for attempt in listed for fault in attempt.faults]
    return CopyState(
        State.DOES_NOT,
        lacks=tuple(dict.fromkeys([*(fault.text for fault in faults), *lacks])),
        remedy=faults[0].remedy if faults else remedy,
        choices=tuple(dict.fromkeys(choice for fault in faults for choice in fault.choices)),
        attempts=listed,
    )


def unknown_reason(value: Value, what: str) -> str:
    """Why ``value``, of which we wanted ``what``, does not decide."""
    return f"{what} is not known: {value}" if isinstance(value, Unknown) else f"{what} is not known"
