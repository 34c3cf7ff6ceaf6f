"""Values as plain JSON, and where in it something is not known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Absent, HoleKind, Unknown
from checkov_aws_iot.values.value import EncodedJson, OneOf, Value


@dataclass(frozen=True, slots=True)
class UnknownPart:
    """A part of a JSON value that is not known.

    ``pointer`` leads to it (RFC 6901). ``text`` is what stands for it inside of the string there;
    without a text the value there is ``null`` and wholly unknown.
    """

    pointer: str
    reason: str
    expression: str
    text: str = ""
    kind: HoleKind = HoleKind.OTHER
    span: Span | None = None


def plain_json(value: Value) -> Any:
    """The value for ``json.dumps``: what is not known is ``null``, a hole the expression behind it."""
    if isinstance(value, dict):
        items = value.items()
        return {key: plain_json(item) for key, item in items if not isinstance(item, Absent)}
    if isinstance(value, list):
        return [plain_json(item) for item in value if not isinstance(item, Absent)]
    if isinstance(value, Text):
        return str(value)
    if isinstance(value, EncodedJson):
        return plain_json(value.value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return None if isinstance(value, (Unknown, Absent, OneOf)) else value


def unknown_parts(value: Value, pointer: str = "") -> Iterator[UnknownPart]:
    """The parts that are not known of the JSON that :func:`plain_json` makes of the value."""
    if isinstance(value, dict):
        kept = {key: item for key, item in value.items() if not isinstance(item, Absent)}
        for key, item in kept.items():
            step = key.replace("~", "~0").replace("/", "~1")
            yield from unknown_parts(item, f"{pointer}/{step}")
    elif isinstance(value, list):
        for at, item in enumerate(item for item in value if not isinstance(item, Absent)):
            yield from unknown_parts(item, f"{pointer}/{at}")
    elif isinstance(value, EncodedJson):
        yield from unknown_parts(value.value, pointer)
    elif isinstance(value, Text):
        for hole in value.holes:
            yield UnknownPart(
                pointer, str(hole.reason), hole.expression, str(hole), hole.kind, hole.span
            )
    elif isinstance(value, OneOf):
        yield UnknownPart(pointer, "depends on an unknown condition", value.condition)
    elif isinstance(value, Unknown):
        yield UnknownPart(pointer, str(value.reason), value.expression, span=value.span)
