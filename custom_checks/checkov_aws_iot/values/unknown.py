"""What could not be worked out before deployment, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from checkov_aws_iot.values.span import Span


@dataclass(frozen=True, slots=True)
class Unknown:
    """A whole value that is not known.

    ``reason`` is one clause in lower case that stands behind the expression in a message, such as
    "has no default". ``expression`` is the text as written, or empty where there is none.
    """

    reason: str
    expression: str = ""
    span: Span | None = field(default=None, compare=False)
    source: str = field(default="", compare=False)
    """The expression that it is not known because of, if that is another one."""

    def __str__(self) -> str:
        return f"`{self.expression}` {self.reason}" if self.expression else self.reason


AFTER_APPLY: Final = "is known only after apply"
"""The beginning of the reason in a plan, where different values may go by one expression."""

WITHOUT_DEFAULT: Final = "is a parameter without a default"
FROM_SYSTEMS_MANAGER: Final = "is read from Systems Manager at deployment"
"""The reasons of a whole parameter of a template, which has one value wherever it is named."""


class Absent:
    """The type of :data:`ABSENT`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent()
"""Nothing at all: an argument that is not written, or what ``AWS::NoValue`` leaves behind.

Inside a list or a mapping it removes the element. It is not JSON's ``null``, which is ``None``.
"""
