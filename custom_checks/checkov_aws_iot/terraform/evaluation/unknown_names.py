"""Naming values that are not known by the expression they come from."""

from __future__ import annotations

import hashlib
import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.terraform.syntax.references import names_of, reference_of
from checkov_aws_iot.terraform.syntax.scanner import IDENTIFIER
from checkov_aws_iot.values.origin import Origin
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import EncodedJson, Mapping, OneOf, Sequence, Value, is_null

if TYPE_CHECKING:
    from checkov_aws_iot.terraform.syntax.syntax_tree import Node

_MOST_SHOWN: Final = 160
_SPACE: Final = re.compile(r"\s+")
_STABLE_ROOTS: Final = frozenset({"var", "data", "module"})
_UNSTABLE: Final = frozenset({"bcrypt", "timestamp", "uuid"})


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
    return cause.behind(expression, node.span, _origin_behind(node, cause, instance))


def _origin_behind(node: Node, cause: Unknown, instance: str) -> Origin:
    """The origin of an expression whose value depends on ``cause``."""
    reference, names, origin = reference_of(node), names_of(node), cause.origin
    is_resource = reference is not None and "_" in reference.root and bool(reference.steps)
    named = any(root in _STABLE_ROOTS or root.startswith("aws_") for root in names.roots)
    blocks = dict.fromkeys((*origin.elements_of, instance) if instance else origin.elements_of)
    return Origin(
        modules=origin.modules,
        resource=f"{reference.root}.{reference.name}" if reference and is_resource else "",
        attribute=str(reference.steps[-1]) if reference and reference.steps else "",
        elements_of=tuple(blocks),
        is_stable=(named or bool(instance)) and not any(map(_is_unstable, names.functions)),
        is_looked_up=origin.is_looked_up,
    )


def _is_unstable(function: str) -> bool:
    """Whether two calls may give different values; of a provider's function that is not known."""
    return function in _UNSTABLE or "::" in function


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
    if is_null(value) or isinstance(value, (bool, int, float, Decimal)):
        return "null" if is_null(value) else str(value).lower()
    text = value.identity if isinstance(value, Text) else str(value)
    return shown(json.dumps(text, ensure_ascii=False))
