"""Naming values that are not known by the expression they come from."""

from __future__ import annotations

import hashlib
import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.terraform.syntax.scanner import IDENTIFIER
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import EncodedJson, Mapping, OneOf, Sequence, Value

if TYPE_CHECKING:
    from checkov_aws_iot.terraform.syntax.syntax_tree import Node

_MOST_SHOWN: Final = 160
_SPACE: Final = re.compile(r"\s+")
_DEPENDS: Final = "depends on "


def shown(text: str) -> str:
    """The text on one line; a long one ends with a mark that tells it from others like it."""
    line = _SPACE.sub(" ", text[: 4 * _MOST_SHOWN]).strip()
    if len(line) <= _MOST_SHOWN and len(text) <= 4 * _MOST_SHOWN:
        return line
    mark = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return f"{line[: _MOST_SHOWN - 12]}... #{mark}"


def depending(node: Node, cause: Unknown, bindings: dict[str, Value], instance: str) -> Unknown:
    """The unknown value of ``node``, which is not known because of ``cause``.

    Its expression is the text as written, with the values of the ``for`` variables in it and the
    module instance, so that equal expressions are equal values.
    """
    written = node.text
    expression = shown(written)
    used = {name for name in IDENTIFIER.findall(written) if name in bindings} if bindings else ()
    notes = [f"{name} = {_brief(bindings[name])}" for name in sorted(used)]
    if instance:
        notes.append(f"in {instance}")
    if notes:
        expression += f" ({', '.join(notes)})"
    if cause.expression == expression:
        return cause
    reason = cause.reason
    if cause.expression and not reason.startswith(_DEPENDS):
        verb = reason if reason.startswith(("is ", "has ", "was ")) else f"is unknown: {reason}"
        reason = f"{_DEPENDS}`{cause.expression}`, which {verb}"
    elif not reason:
        reason = "is not known"
    # What was rejected still is, under another name.
    kind = type(cause) if reason == cause.reason else Unknown
    return kind(reason, expression, node.span, cause.source or cause.expression)


def _brief(value: Value) -> str:
    """The value in a few words, different for different values."""
    if isinstance(value, Unknown):
        return value.expression or value.reason
    if isinstance(value, OneOf):
        choices = " or ".join(_brief(choice) for _, choice in value.choices)
        return shown(f"{choices} by {value.condition}")
    if isinstance(value, EncodedJson):
        return f"jsonencode({_brief(value.value)})"
    if isinstance(value, Mapping):
        inner = ", ".join(f"{key} = {_brief(item)}" for key, item in value.items())
        return shown("{" + inner + "}")
    if isinstance(value, Sequence):
        return shown("[" + ", ".join(_brief(item) for item in value) + "]")
    if value is None or isinstance(value, (bool, int, float, Decimal)):
        return str(value).lower() if value is not None else "null"
    text = value.identity if isinstance(value, Text) else str(value)
    return shown(json.dumps(text, ensure_ascii=False))
