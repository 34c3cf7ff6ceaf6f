"""Whether a document is another one with more conditions, and so allows nothing more."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from checkov_aws_iot.policies.model.document import Document, Effect, Statement

if TYPE_CHECKING:
    from checkov_aws_iot.policies.model.condition import Condition
    from checkov_aws_iot.values.unknown import Unknown


def is_limited(old: Document, new: Document) -> bool:
    """Whether the new document says what the old one says, but for conditions that Allows have in addition.

    All conditions of a statement have to hold, whatever they are about: no unknown text changes that.
    """
    if (old.version, old.unknown_version) != (new.version, new.unknown_version):
        return False
    if len(old.statements) != len(new.statements) or new.unknowns or new.unread:
        return False
    return all(map(_is_limited, old.statements, new.statements))


def _is_limited(old: Statement, new: Statement) -> bool:
    if _grant(old) != _grant(new):
        return False
    had, has = Counter(map(_said, old.conditions)), Counter(map(_said, new.conditions))
    return had == has or (new.effect is Effect.ALLOW and not had - has)


def _grant(statement: Statement) -> tuple[object, ...]:
    """What the statement says without its conditions, as it is spelled."""
    return (
        statement.effect,
        statement.negated_actions,
        sorted(str(one.text) for one in statement.actions),
        statement.negated_resources,
        sorted(str(one.text) for one in statement.resources),
        statement.negated_principals,
        sorted((one.kind, str(one.text)) for one in statement.principals),
        *(sorted(map(str, unknown)) for unknown in _unknown(statement)),
    )


def _unknown(statement: Statement) -> tuple[tuple[Unknown, ...], ...]:
    """What is not known of it, which is the same where it is the same expression."""
    return (
        statement.unknowns,
        statement.unknown_actions,
        statement.unknown_resources,
        statement.unknown_conditions,
        statement.unknown_principals,
    )


def _said(condition: Condition) -> tuple[str, str, tuple[str, ...]]:
    return condition.operator, condition.key, tuple(map(str, condition.values))
