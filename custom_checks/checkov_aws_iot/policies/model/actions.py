"""Which actions there are, and which of them the text of a policy names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from checkov_aws_iot.patterns.alphabet import folded
from checkov_aws_iot.patterns.matching import match
from checkov_aws_iot.patterns.pattern import wildcards
from checkov_aws_iot.policies.model.document import Effect, Statement
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.truth import Truth, any_of, negation


@dataclass(frozen=True, slots=True)
class Action:
    """One action as AWS documents it.

    ``resource_types`` are keys of the table of resource types, such as ``iot:client``.
    ``on_any_resource`` says that a request may be authorised on the resource ``*``.
    ``data_plane`` marks what devices do: connect, publish, read shadows, work on jobs.
    """

    name: str
    resource_types: tuple[str, ...]
    on_any_resource: bool
    data_plane: bool

    @property
    def service(self) -> str:
        """The prefix of the action, such as ``iot``."""
        return self.name.partition(":")[0]


def find_action(name: str) -> Action | None:
    """The action of that name, in any case; ``None`` if the table does not have it."""
    return _catalogue().get(name.lower())


@lru_cache(maxsize=512)
def matching_actions(pattern: str) -> tuple[Action, ...]:
    """The actions that the text of an Action element names, sorted by name.

    Actions are matched without regard to case; ``*`` and ``?`` are wildcards.
    """
    in_lower_case = pattern.lower()
    if "*" not in in_lower_case and "?" not in in_lower_case:
        action = _catalogue().get(in_lower_case)
        return (action,) if action else ()
    actions = wildcards(in_lower_case)
    return tuple(action for name, action in _catalogue().items() if actions.matches(name))


@lru_cache(maxsize=4096)
def names_action(pattern: str | Text, action: str) -> Truth:
    """Whether an Action text names the action ``service:Name``; needs no entry in the table."""
    return match(wildcards(folded(pattern)), action.lower())


def without_spaces(text: str | Text) -> str:
    """The action that the text names but for white space in it; empty if it is none, or has none."""
    if not isinstance(text, str):
        return ""
    bare = "".join(text.split())
    return bare if bare != text and matching_actions(bare) and not matching_actions(text) else ""


def covers_action(statement: Statement, action: str) -> Truth:
    """Whether the statement is about the action, by ``Action`` or by ``NotAction``."""
    is_named = any_of(names_action(element.text, action) for element in statement.actions)
    return negation(is_named) if statement.negated_actions else is_named


def actions_of(statement: Statement) -> tuple[Action, ...]:
    """The actions of the table that the statement is surely about, sorted by name."""
    if statement.negated_actions:
        return tuple(a for a in _catalogue().values() if covers_action(statement, a.name) is True)
    actions = {
        action.name: action
        for element in statement.actions
        if isinstance(element.text, str)
        for action in matching_actions(element.text)
    }
    return tuple(actions[name] for name in sorted(actions))


def grants_action(statement: Statement, action: str) -> bool:
    """Whether the statement is an Allow that is surely about the action."""
    return statement.effect is Effect.ALLOW and covers_action(statement, action) is True


def action_names() -> tuple[str, ...]:
    """The names of all actions of the table, sorted."""
    return tuple(sorted(action.name for action in _catalogue().values()))


def actions_as_of() -> str:
    """The day of the table: an action that AWS added later is not in it."""
    from checkov_aws_iot.policies.model.action_table import AS_OF

    return AS_OF


def resource_patterns(resource_type: str) -> tuple[str, ...]:
    """The resource parts that ARNs of the type have, with wildcards: ``client/*``."""
    from checkov_aws_iot.policies.model.action_table import RESOURCE_TYPES

    return RESOURCE_TYPES[resource_type]


@lru_cache(maxsize=1)
def _catalogue() -> dict[str, Action]:
    # The table is read when the first policy is judged, not when Checkov loads the pack.
    from checkov_aws_iot.policies.model.action_table import ACTIONS

    return {action.name.lower(): action for action in _rows(ACTIONS)}


def _rows(table: dict[str, tuple[tuple[str, ...], str]]) -> Iterator[Action]:
    for name, (types, marks) in table.items():
        labels = marks.split()
        yield Action(name, types, "any" in labels, "data" in labels)
