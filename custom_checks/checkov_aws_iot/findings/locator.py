"""How to get from a resource to the entry that a finding speaks of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from checkov_aws_iot.values.span import Span
    from checkov_aws_iot.values.text import Text

Step: TypeAlias = "str | int"

PROPERTIES: Final = "Properties"
"""What the paths of properties of a template begin with."""

_INDEX: Final = re.compile(r"\[(\d+)\]")
_CONDITION: Final = "Condition"


@dataclass(frozen=True, slots=True)
class Locator:
    """The way from a resource to an entry, as data.

    ``instance`` is the number of the resource among those that its record means. ``attribute`` leads
    from it to the policy document, or to the attribute that is at fault; ``path`` from the document
    to the entry, such as ``("Statement", 2, "Resource", 0)``. ``text`` is the text of the entry where
    it is one string, holes included. ``lines`` are those of what is not known, where they are known.
    """

    attribute: tuple[Step, ...] = ()
    path: tuple[Step, ...] = ()
    text: str | Text | None = None
    instance: int = 0
    lines: Span | None = None

    @property
    def steps(self) -> tuple[Step, ...]:
        """The way from the resource to the entry."""
        return self.attribute + self.path


def steps_of(path: str) -> tuple[Step, ...]:
    """The steps of a path such as ``policy/Statement/[2]/Resource/[0]``; keys hold no slash."""
    return tuple(map(_step, path.split("/"))) if path else ()


def attribute_steps(path: str) -> tuple[Step, ...]:
    """The steps of a path that begins with an attribute, or with ``Properties`` in a template."""
    return steps_of(path.removeprefix(f"{PROPERTIES}/"))


def document_steps(path: str) -> tuple[Step, ...]:
    """The steps of a path inside a policy document, in which condition keys may hold slashes."""
    steps = path.split("/") if path else []
    if _CONDITION in steps:
        at = steps.index(_CONDITION) + 2
        steps[at:] = ["/".join(steps[at:])] if steps[at:] else []
    return tuple(map(_step, steps))


def _step(text: str) -> Step:
    index = _INDEX.fullmatch(text)
    return int(index[1]) if index and len(index[1]) < 10 else text
