"""MQTT topic filters as languages of topics.

Source: MQTT 3.1.1, 4.7; MQTT 5.0, 4.8.2; AWS IoT Core Developer Guide, "MQTT topics".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checkov_aws_iot.patterns.alphabet import Letter, Word
from checkov_aws_iot.patterns.pattern import ANY_RUN, Among, Atom, One, Pattern, Run, pattern_of

_LEVEL = Run(frozenset("/"))
_NOT_DOLLAR = frozenset("$")


def is_filter(text: Sequence[Letter]) -> bool:
    """Whether the text is a topic filter: ``+`` stands for a whole level, ``#`` for the last one."""
    levels = split_levels(text)
    return bool(text) and all(
        not ({"+", "#"} & set(level))
        or (len(level) == 1 and (level[0] == "+" or at == len(levels) - 1))
        for at, level in enumerate(levels)
    )


def is_shared(text: Sequence[Letter]) -> bool:
    """Whether the filter may deliver more than one topic."""
    return "+" in text or "#" in text


def delivered_topics(text: Sequence[Letter]) -> tuple[Pattern, ...]:
    """The topics that a subscription to the filter delivers; nothing if it is no filter.

    ``+`` is any one level, which may be empty. ``#`` is any number of levels, at least one in AWS
    IoT: ``sensor/#`` does not deliver ``sensor``. A filter that begins with a wildcard delivers no
    topic that begins with ``$``.
    """
    if not is_filter(text):
        return ()
    levels = split_levels(text)
    atoms: list[Atom] = []
    for at, level in enumerate(levels):
        if at:
            atoms.append("/")
        if level == ("+",):
            atoms.append(_LEVEL)
        elif level == ("#",):
            atoms.append(ANY_RUN)
        else:
            atoms.extend(level)
    first = atoms[0]
    if not isinstance(first, Run):
        return (pattern_of(atoms),)
    # One character that is no dollar, and then the run; or the run is empty.
    not_empty = (One(first.excluded | _NOT_DOLLAR), first, *atoms[1:])
    return (pattern_of(not_empty), pattern_of(atoms[1:]))


SHARED = "$share/"


def shared_subscriptions(pattern: Pattern) -> Iterator[tuple[Word, Pattern]]:
    """The ways that filters of the pattern begin a shared subscription, and the filters behind.

    Which group it is decides nothing: ``$share/a/b/#`` and ``$share/c/b/#`` deliver the same topics.
    """
    for behind in pattern.behind(SHARED):
        group = tuple(_group(behind)) or tuple("group")
        if not is_shared(group):
            for rest in behind.behind((*group, "/")):
                yield (*SHARED, *group, "/"), rest


def _group(pattern: Pattern) -> Iterator[Letter]:
    """The first level of the pattern, with nothing in the place of its runs."""
    for atom in pattern.atoms:
        if atom == "/":
            return
        if isinstance(atom, Among):
            yield min(atom.characters)
        elif isinstance(atom, One):
            yield "g"
        elif not isinstance(atom, Run):
            yield atom


def split_levels(text: Sequence[Letter]) -> tuple[Word, ...]:
    """The levels of a topic or filter, which slashes separate."""
    levels: list[list[Letter]] = [[]]
    for letter in text:
        if letter == "/":
            levels.append([])
        else:
            levels[-1].append(letter)
    return tuple(map(tuple, levels))
