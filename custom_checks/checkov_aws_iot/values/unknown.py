"""What could not be worked out before deployment, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from checkov_aws_iot.values.origin import UNTRACED, Origin
from checkov_aws_iot.values.span import Span


class Reason(str, Enum):
    """Why a value is not known, where it matters to somebody else than the reader of a message.

    Each is the clause that stands behind the expression.
    """

    AFTER_DEPLOYMENT = "is only known after deployment"
    AFTER_APPLY = "is known only after apply; scan the Terraform source as well"
    NO_DEFAULT = "is a parameter without a default"
    SYSTEMS_MANAGER = "is read from Systems Manager at deployment"
    PLACE = "depends on where the template is deployed"
    PROVIDER = "depends on the provider configuration when Terraform runs"
    CONDITION = "depends on an unknown condition"
    COUNT = "depends on a count that is not known"
    FOR_EACH = "depends on a for_each that is not known"
    TOO_MANY_ALTERNATIVES = "depends on too many unknown conditions (more than 64 alternatives)"
    NOT_SAID = "is not known"

    __str__ = str.__str__
    __hash__ = str.__hash__


_DEPENDENCES: Final = frozenset(
    {
        Reason.PLACE,
        Reason.PROVIDER,
        Reason.CONDITION,
        Reason.COUNT,
        Reason.FOR_EACH,
        Reason.TOO_MANY_ALTERNATIVES,
    }
)
_PREDICATES: Final = ("is ", "has ", "was ", "takes ", "needs ", "depends ")


class HoleKind(Enum):
    """What an unknown part of a string is known to be."""

    ACCOUNT = "account"
    REGION = "region"
    PARTITION = "partition"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Hole:
    """An unknown part of a string: fixed text, without wildcards, that nobody knows yet.

    Two holes are the same text exactly if ``expression`` and ``kind`` are equal, so the expression
    is named together with the module instance it was evaluated in. ``written`` is what stands in
    the code where the hole is used, if that is something else.
    """

    expression: str
    kind: HoleKind = HoleKind.OTHER
    reason: str = field(default="", compare=False)
    span: Span | None = field(default=None, compare=False)
    written: str = field(default="", compare=False)
    origin: Origin = field(default=UNTRACED, compare=False)

    def __str__(self) -> str:
        return "${" + (self.written or self.expression) + "}"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A whole value that is not known.

    ``reason`` is a :class:`Reason`, or another clause in lower case that stands behind the
    expression in a message. ``expression`` is the text as written, or empty where there is none,
    and ``origin`` where that is.
    """

    reason: str
    expression: str = ""
    span: Span | None = field(default=None, compare=False)
    source: str = field(default="", compare=False)
    """The expression that it is not known because of, if that is another one."""
    origin: Origin = field(default=UNTRACED, compare=False)

    @classmethod
    def of(cls, hole: Hole) -> Unknown:
        """The unknown value that the hole stands for."""
        reason = hole.reason or Reason.NOT_SAID
        return cls(reason, hole.expression, hole.span, origin=hole.origin)

    @property
    def is_dependence(self) -> bool:
        """Whether the reason says already on what the value depends."""
        return bool(self.source) or self.reason in _DEPENDENCES

    def behind(self, expression: str, span: Span | None, origin: Origin = UNTRACED) -> Unknown:
        """The unknown value of another expression that is not known because of this one."""
        reason = self.reason
        if self.expression and not self.is_dependence:
            verb = reason if reason.startswith(_PREDICATES) else f"is unknown: {reason}"
            reason = f"depends on `{self.expression}`, which {verb}"
        # What was rejected still is, under another name.
        kind = type(self) if reason == self.reason else Unknown
        cause = self.source or self.expression
        return kind(reason or Reason.NOT_SAID, expression, span, cause, origin)

    def __str__(self) -> str:
        return f"`{self.expression}` {self.reason}" if self.expression else self.reason


class Absent:
    """The type of :data:`ABSENT`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent()
"""Nothing at all: an argument that is not written, or what ``AWS::NoValue`` leaves behind.

Inside a list or a mapping it removes the element. It is not JSON's ``null``, which is ``None``.
"""
