"""Names that show that a grant has no bounds: reserved topics, things and clients of any device, and everything."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from checkov_aws_iot.patterns.alphabet import Symbol, Word
from checkov_aws_iot.patterns.language import Language, language_of, union
from checkov_aws_iot.patterns.limits import LETTERS, Budget
from checkov_aws_iot.patterns.mqtt import SHARED, shared_subscriptions
from checkov_aws_iot.patterns.pattern import One, Pattern, Run, pattern_of
from checkov_aws_iot.patterns.readable import MOST_CANDIDATES, filled
from checkov_aws_iot.policies.authoriser.question import behind
from checkov_aws_iot.policies.authoriser.resource_names import CLIENT, FILTER, THING, TOPIC
from checkov_aws_iot.policies.model.cast import ANOTHER_DEVICE, JOB, STRANGERS, STREAM

DEVICES = (THING, CLIENT)
"""The types whose names are those of devices themselves."""


def like(word: Word) -> Language:
    """The names that are the word but for the device in it, which may be any."""
    return language_of(_of_any_device(of_device(word, ANOTHER_DEVICE)))


def of_device(word: Word, device: str) -> Word:
    """The word with the device in the place of the stranger in it."""
    for stranger in STRANGERS:
        for at in range(len(word) - len(stranger) + 1):
            if word[at : at + len(stranger)] == tuple(stranger):
                return (*word[:at], *device, *word[at + len(stranger) :])
    return word


def _of_strangers(resource_type: str) -> Language:
    """The candidates of every device; of filters their shared subscriptions, too."""
    return union(
        behind(head, language_of(*(_of_any_device(tuple(c)) for c in _CANDIDATES[resource_type])))
        for head in (("", _SHARED) if resource_type == FILTER else ("",))
    )


def _of_any_device(word: Word) -> Pattern:
    """The word as a pattern of names, in which the other device may be any one, and variables too."""
    device = tuple(ANOTHER_DEVICE)
    at = next((i for i in range(len(word)) if word[i : i + len(device)] == device), None)
    atoms = word if at is None else (*word[:at], *_LEVEL, *word[at + len(device) :])
    return pattern_of(
        atom for letter in atoms for atom in (_LEVEL if isinstance(letter, Symbol) else (letter,))
    )


_SHARED = f"{SHARED}group/"
_LEVEL = (One(frozenset("/+#$")), Run(frozenset("/+#$")))


def is_open(patterns: tuple[Pattern, ...], candidate: str, stranger: str) -> bool:
    """Whether the patterns leave open which device the candidate belongs to; none leave all open."""
    head, device, _ = candidate.partition(stranger)
    return (
        not device
        or not patterns
        or any(map(_begins_open, (r for p in patterns for r in p.behind(head))))
    )


def _begins_open(pattern: Pattern) -> bool:
    return bool(pattern.atoms) and isinstance(pattern.atoms[0], (One, Run))


_SHADOW = ("update", "get", "delete")
_JOBS = ("get", "start-next", "notify-next", "notify", f"{JOB}/update", f"{JOB}/get")
_SUFFIXES = (
    *(f"shadow/{verb}" for verb in _SHADOW),
    "shadow/update/delta",
    "shadow/update/documents",
    "shadow/update/accepted",
    "shadow/get/accepted",
    "shadow/name/config/update",
    "shadow/name/config/get",
    *(f"jobs/{verb}" for verb in _JOBS),
    "tunnels/notify",
    f"streams/{STREAM}/data/json",
)
_CANDIDATES: dict[str, tuple[str, ...]] = {
    TOPIC: tuple(f"$aws/things/{ANOTHER_DEVICE}/{suffix}" for suffix in _SUFFIXES),
    THING: (ANOTHER_DEVICE, f"{ANOTHER_DEVICE}/config"),
    CLIENT: (ANOTHER_DEVICE,),
    FILTER: (
        "$aws/things/+/shadow/update",
        "$aws/things/#",
        "$aws/things/+/shadow/update/accepted",
        "$aws/things/+",
        "$aws/#",
        "#",
        "$aws/things/+/shadow/#",
        "$aws/things/+/jobs/#",
        *(f"$aws/things/{ANOTHER_DEVICE}/{suffix}" for suffix in _SUFFIXES),
        f"$aws/things/{ANOTHER_DEVICE}/#",
    ),
}


OF_STRANGERS = {kind: _of_strangers(kind) for kind in _CANDIDATES}


def candidates(resource_type: str, stranger: str) -> Iterator[str]:
    """Names that show that a grant has no bounds, with the name of a device that is not its own."""
    for candidate in _CANDIDATES[resource_type]:
        if stranger == ANOTHER_DEVICE or ANOTHER_DEVICE in candidate:
            yield candidate.replace(ANOTHER_DEVICE, stranger)


def shared_names(pattern: Pattern, resource_type: str, budget: Budget) -> Iterator[Word]:
    """Shared subscriptions of the pattern to what has no bounds; the group limits nothing."""
    for head, rest in shared_subscriptions(pattern) if resource_type == FILTER else ():
        for candidate in candidates(FILTER, ANOTHER_DEVICE):
            if rest.matches(candidate) and is_open((rest,), candidate, ANOTHER_DEVICE):
                yield (*head, *candidate)
        for word in reserved_names(rest, FILTER, ANOTHER_DEVICE, budget):
            yield (*head, *word)


def may_be_unbounded(pattern: Pattern, resource_type: str) -> bool:
    """Whether the pattern can reach the reserved names of any device, or all names."""
    if resource_type == FILTER:
        behind_group = (rest for _, rest in shared_subscriptions(pattern))
        return any(_names_any_device(p, FILTER) for p in (pattern, *behind_group))
    return _names_any_device(pattern, resource_type)


def _names_any_device(pattern: Pattern, resource_type: str) -> bool:
    if resource_type in DEVICES:
        return _begins_open(pattern)
    if resource_type == FILTER and (
        pattern.matches("#") or pattern.behind("$aws/+") or pattern.matches("$aws/#")
    ):
        return True
    return any(
        rest.atoms
        and (_begins_open(rest) or (resource_type == FILTER and rest.atoms[0] in ("+", "#")))
        for rest in pattern.behind("$aws/things/")
    )


def reserved_names(
    pattern: Pattern, resource_type: str, stranger: str, budget: Budget
) -> Iterator[Word]:
    """Reserved topics of another device, filters on them, or things or clients, made from the pattern."""
    if resource_type in DEVICES:
        if _begins_open(pattern):
            yield from islice(filled(pattern, (stranger,), ("0",)), 4)
        return
    beginnings = [beginning.replace(ANOTHER_DEVICE, stranger) for beginning in _BEGINNINGS]
    heads = (RESERVED,) if resource_type == TOPIC else (RESERVED, "$aws/+/")
    for head in heads:
        for rest in pattern.behind(head):
            if rest.atoms and (_begins_open(rest) or rest.atoms[0] == "+"):
                for word in islice(filled(rest, beginnings, _ENDS), MOST_CANDIDATES):
                    budget.spend(1 + len(word) // LETTERS)
                    if _is_reserved(word, resource_type):
                        yield (*head, *word)


RESERVED = "$aws/things/"
_BEGINNINGS = (
    ANOTHER_DEVICE,
    f"{ANOTHER_DEVICE}/shadow",
    f"{ANOTHER_DEVICE}/shadow/name",
    f"{ANOTHER_DEVICE}/shadow/name/config",
    f"{ANOTHER_DEVICE}/jobs",
    f"{ANOTHER_DEVICE}/jobs/{JOB}",
    "update",
    "shadow/update",
    "jobs/get",
)
_ENDS = ("", "0", "/update", "/shadow/update", "/", ANOTHER_DEVICE)
_VERBS = {
    "shadow": {"update", "get", "delete", "accepted", "rejected", "delta", "documents"},
    "jobs": {"update", "get", "start-next", "notify", "notify-next", "accepted", "rejected"},
    "tunnels": {"notify"},
    "streams": {"json", "cbor"},
}


def _is_reserved(word: Word, resource_type: str) -> bool:
    """Whether AWS has such a topic behind ``$aws/things/``, or a filter delivers one."""
    # What a variable or a hole stands for is one level, or none that AWS has.
    text = "".join(letter if isinstance(letter, str) else "\0" for letter in word)
    device, *levels = text.split("/")
    if not device or not levels or "" in levels:
        return False
    first, last = levels[0], levels[-1]
    if resource_type == FILTER and last == "#":
        return len(levels) == 1 or first in _VERBS or first == "+"
    if resource_type == FILTER and "+" in (first, last):
        return first in ("+", *_VERBS) and (last == "+" or any(last in v for v in _VERBS.values()))
    if levels[:2] == ["shadow", "name"]:
        levels = [first, *levels[3:]]
    if first == "shadow" and levels[1:2] and levels[1] not in _SHADOW:
        return False
    return len(levels) > 1 and last in _VERBS.get(first, ())
