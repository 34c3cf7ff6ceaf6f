"""Strings that know of which resources they are attributes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from checkov_aws_iot.values.text import Text

if TYPE_CHECKING:
    from checkov_aws_iot.values.origin import Origin
    from checkov_aws_iot.values.value import Value


class NamedText(str):
    """A string that knows of which resources it is an attribute; in all else the string that it is."""

    __slots__ = ("origins",)

    def __new__(cls, text: str, origins: tuple[Origin, ...]) -> NamedText:  # noqa: D102, PYI034 - see the class
        made = super().__new__(cls, text)
        made.origins = origins
        return made

    origins: tuple[Origin, ...]


def as_attribute_of(origin: Origin, value: Value) -> Value:
    """The value, whose text says that it is an attribute of the resource that ``origin`` means.

    What it said before comes behind that. A text of several lines names nothing, and stays.
    """
    if isinstance(value, Text):
        return replace(value, origins=(origin, *value.origins))
    if isinstance(value, str) and "\n" not in value:
        return NamedText(value, (origin, *origins_of(value)))
    return value


def origins_of(value: Value) -> tuple[Origin, ...]:
    """The resources of which a text is an attribute, the one that was referred to last first."""
    return value.origins if isinstance(value, (NamedText, Text)) else ()


def agreed(values: list[Value]) -> Value:
    """The first of several equal values, which names resources only where all name the same."""
    first = values[0]
    if all(origins_of(value) == origins_of(first) for value in values):
        return first
    return replace(first, origins=()) if isinstance(first, Text) else str(first)


def is_same_type(left: Value, right: Value) -> bool:
    """Whether both are of one type; a text that names resources is a text."""
    kinds = [str if type(value) is NamedText else type(value) for value in (left, right)]
    return kinds[0] is kinds[1]
