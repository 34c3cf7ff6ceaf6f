"""Going through the alternatives of a value that depends on unknown conditions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from checkov_aws_iot.values.unknown import ABSENT, Reason, Unknown
from checkov_aws_iot.values.value import EncodedJson, Mapping, OneOf, Sequence, Value

MOST_ALTERNATIVES = 64


@dataclass(frozen=True, slots=True)
class Choice:
    """One way an unknown condition may turn out."""

    condition: str
    label: str

    def __str__(self) -> str:
        return f"`{self.condition}` is {self.label}"


@dataclass(frozen=True, slots=True)
class Alternative:
    """A value without any :class:`OneOf` in it, and the choices under which it holds."""

    value: Value
    choices: tuple[Choice, ...]


def alternatives_of(value: Value) -> Iterator[Alternative]:
    """Yield every alternative of ``value``; equal conditions always choose alike.

    A value without a ``OneOf`` yields itself. Past 64 alternatives the rest is one
    alternative whose value is ``Unknown``. ``ABSENT`` elements of the result are removed, lists
    and mappings keep their spans. Never raises.
    """
    count = 0
    pending: list[dict[str, str]] = [{}]
    while pending:
        taken = pending.pop()
        undecided = _first_undecided(value, taken)
        if undecided is not None:
            for label, _ in reversed(undecided.choices):
                pending.append({**taken, undecided.condition: label})
            continue
        count += 1
        choices = tuple(Choice(condition, label) for condition, label in taken.items())
        if count > MOST_ALTERNATIVES:
            yield Alternative(Unknown(Reason.TOO_MANY_ALTERNATIVES), ())
            return
        yield Alternative(_chosen(value, taken), choices)


def is_overflow(value: Value) -> bool:
    """Whether the value stands for the alternatives that were too many to go through."""
    return isinstance(value, Unknown) and value.reason is Reason.TOO_MANY_ALTERNATIVES


def _first_undecided(value: Value, taken: dict[str, str]) -> OneOf | None:
    stack: list[Value] = [value]
    while stack:
        current = stack.pop()
        if isinstance(current, OneOf):
            if current.condition not in taken:
                return current
            stack.append(_taken_choice(current, taken))
        elif isinstance(current, EncodedJson):
            stack.append(current.value)
        elif isinstance(current, dict):
            stack.extend(reversed(list(current.values())))
        elif isinstance(current, list):
            stack.extend(reversed(current))
    return None


def _taken_choice(value: OneOf, taken: dict[str, str]) -> Value:
    label = taken[value.condition]
    return next((choice for name, choice in value.choices if name == label), value.choices[0][1])


def _chosen(value: Value, taken: dict[str, str]) -> Value:
    if isinstance(value, OneOf):
        return _chosen(_taken_choice(value, taken), taken)
    if isinstance(value, EncodedJson):
        inner = _chosen(value.value, taken)
        return value if inner is value.value else replace(value, value=inner)
    if isinstance(value, dict):
        items = ((key, _chosen(item, taken)) for key, item in value.items())
        return Mapping(
            {key: item for key, item in items if item is not ABSENT}, getattr(value, "span", None)
        )
    if isinstance(value, list):
        elements = (_chosen(item, taken) for item in value)
        return Sequence(
            [item for item in elements if item is not ABSENT], getattr(value, "span", None)
        )
    return value


@dataclass(frozen=True, slots=True)
class Combination:
    """Several values at once, each without any :class:`OneOf`, under the same choices."""

    values: tuple[Value, ...]
    choices: tuple[Choice, ...]


def combinations_of(*values: Value) -> Iterator[Combination]:
    """Yield every alternative of several values that depend on the same conditions.

    An absent value stays ``ABSENT``. Past 64 combinations all values of the last one are
    ``Unknown``. Never raises.
    """
    # A list drops an absent item, so each value travels in a list of its own.
    packed = Sequence([Sequence([value]) for value in values])
    for alternative in alternatives_of(packed):
        if isinstance(alternative.value, Sequence):
            chosen = tuple(
                item[0] if isinstance(item, Sequence) and item else ABSENT
                for item in alternative.value
            )
        else:
            chosen = (alternative.value,) * len(values)
        yield Combination(chosen, alternative.choices)
