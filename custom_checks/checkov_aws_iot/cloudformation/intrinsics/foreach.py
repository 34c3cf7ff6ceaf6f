"""``Fn::ForEach``: entries of a mapping, repeated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from checkov_aws_iot.cloudformation.string_values import text_of
from checkov_aws_iot.cloudformation.syntax.template_nodes import items_of
from checkov_aws_iot.cloudformation.template_scope import MOST_DEPTH, Scope
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Sequence

PREFIX: Final = "Fn::ForEach::"
MOST_TURNS: Final = 500

_IDENTIFIER = re.compile(r"[$&]\{([A-Za-z0-9]+)\}")


def with_identifiers(text: str, scope: Scope) -> str:
    """The text after the ``${Identifier}`` and ``&{Identifier}`` of the loops around it."""
    if not scope.bindings:
        return text
    return _IDENTIFIER.sub(lambda match: scope.bindings.get(match[1], match[0]), text)


def expanded(
    items: Iterable[tuple[str, object]], scope: Scope
) -> Iterator[tuple[str, object, Scope]]:
    """The entries of a mapping, those of its loops included, each with its scope.

    A loop that cannot be expanded is yielded under its own key, ``Fn::ForEach::Name``, with an
    ``Unknown`` that says why. Never raises.

    Source: AWS CloudFormation Template Reference, Fn::ForEach, whose syntax is
    ``"Fn::ForEach::Name": ["Identifier", ["Value", ...], {"OutputKey": "OutputValue"}]``.
    """
    for key, value in items:
        if not key.startswith(PREFIX):
            yield with_identifiers(key, scope), value, scope
            continue
        turns = _turns(key, value, scope)
        if isinstance(turns, Unknown):
            yield key, turns, scope
            continue
        for inner, output in turns:
            yield from expanded(items_of(output), inner)


def _turns(key: str, value: object, scope: Scope) -> list[tuple[Scope, object]] | Unknown:
    if not isinstance(value, list) or len(value) != 3 or not isinstance(value[0], str):
        return Unknown("takes an identifier, a list and a mapping", key)
    identifier, collection, output = value
    if not isinstance(output, dict):
        return Unknown("needs a mapping to repeat", key)
    elements = scope.evaluate(collection)
    if isinstance(elements, Unknown):
        return Unknown(f"repeats over a list that is not known: {elements}", key)
    if not isinstance(elements, Sequence):
        return Unknown("repeats over a list that is not known", key)
    if len(elements) > MOST_TURNS or not scope.budget.affords(len(elements)):
        return Unknown(f"repeats more than {MOST_TURNS} times", key)
    if scope.depth >= MOST_DEPTH:
        return Unknown(f"is nested more than {MOST_DEPTH} deep", key)
    texts = [text_of(element) for element in elements]
    if not all(isinstance(text, str) for text in texts):
        return Unknown("repeats over a value that is not known", key)
    return [(scope.bound(str(identifier), str(text)), output) for text in texts]
