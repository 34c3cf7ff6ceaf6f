"""A policy document as its author wrote it: statements with their elements, paths and spans."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from checkov_aws_iot.policies.model.condition import Condition
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown

WITH_VARIABLES: Final = "2012-10-17"
"""The Version in which ``${...}`` is a policy variable; in every other one it is plain text."""

_WITHOUT_VARIABLES = "2008-10-17"


class Effect(Enum):
    """Whether a statement grants or takes away."""

    ALLOW = "Allow"
    DENY = "Deny"


@dataclass(frozen=True, slots=True)
class Element:
    """One string of an Action or Resource element; its path is like ``Statement/[1]/Action/[0]``."""

    text: str | Text
    path: str


@dataclass(frozen=True, slots=True)
class Principal:
    """One principal: its kind as written (``Service``, ``AWS``, ``Federated``, ``*``), its text."""

    kind: str
    text: str | Text
    path: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a document.

    ``negated_actions`` says that ``actions`` come from ``NotAction``; likewise the others.
    ``unknowns`` are whole elements that are not known: the statement may grant or deny more than
    its known part says. ``unknown_actions`` and ``unknown_resources`` are those of them that stand
    in the Action or Resource element, ``unknown_conditions`` those in the Condition element, where
    the statement may grant or deny less, ``unknown_principals`` those behind which a service may
    stand. Elements that AWS does not have are ignored.
    """

    index: int
    sid: str
    effect: Effect
    actions: tuple[Element, ...] = ()
    negated_actions: bool = False
    resources: tuple[Element, ...] = ()
    negated_resources: bool = False
    principals: tuple[Principal, ...] = ()
    negated_principals: bool = False
    conditions: tuple[Condition, ...] = ()
    unknowns: tuple[Unknown, ...] = ()
    unknown_actions: tuple[Unknown, ...] = ()
    unknown_resources: tuple[Unknown, ...] = ()
    unknown_conditions: tuple[Unknown, ...] = ()
    unknown_principals: tuple[Unknown, ...] = ()
    path: str = ""
    span: Span | None = None

    @property
    def label(self) -> str:
        """How messages name the statement: ``Statement[1] "Telemetry"``."""
        return f'Statement[{self.index}] "{self.sid}"' if self.sid else f"Statement[{self.index}]"


@dataclass(frozen=True, slots=True)
class Document:
    """A policy document. ``unknowns`` holds what is not known outside of a known statement.

    ``version`` is as written, or empty; policy variables exist only in ``2012-10-17``. Where it is
    not known, it is taken to be that one, and ``unknown_version`` says why it is not known.
    ``unread`` are statements whose Effect is not known, which is one of ``unknowns``: they tell what
    the document is about, and are never judged.
    ``completes_arns`` says that it is an identity-based policy of IAM, in whose ARNs AWS completes
    missing fields. ``managed`` is the name of one that AWS keeps.
    """

    statements: tuple[Statement, ...]
    version: str = ""
    unknowns: tuple[Unknown, ...] = ()
    span: Span | None = None
    unknown_version: Unknown | None = None
    unread: tuple[Statement, ...] = ()
    completes_arns: bool = False
    managed: str = ""

    @property
    def readings(self) -> tuple[Document, ...]:
        """The documents that this one may be, each with a known Version: one, or two."""
        if self.unknown_version is None:
            return (self,)
        reading = replace(self, unknown_version=None)
        return reading, replace(reading, version=_WITHOUT_VARIABLES)

    def text_at(self, path: str) -> str | Text | None:
        """The text of the action, resource or principal at the path; ``None`` if there is none."""
        for statement in self.statements:
            elements: tuple[Element | Principal, ...] = statement.actions + statement.resources
            for element in elements + statement.principals:
                if element.path == path:
                    return element.text
        return None

    @property
    def has_variables(self) -> bool:
        """Whether ``${...}`` is a policy variable in this document, rather than plain text."""
        return self.version == WITH_VARIABLES

    @property
    def all_unknowns(self) -> tuple[Unknown, ...]:
        """Everything that is not known anywhere in the document."""
        return self.unknowns + tuple(u for s in self.statements for u in s.unknowns)
