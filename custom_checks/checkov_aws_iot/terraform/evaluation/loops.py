"""The values of `for` expressions.

Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md, For Expressions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from checkov_aws_iot.terraform.evaluation.iteration import iterated
from checkov_aws_iot.terraform.evaluation.operators import required_bool
from checkov_aws_iot.terraform.evaluation.over_alternatives import is_optional, one_of, spread
from checkov_aws_iot.terraform.evaluation.running_evaluation import Evaluation
from checkov_aws_iot.terraform.evaluation.scope import (
    RejectedError,
)
from checkov_aws_iot.terraform.evaluation.type_constraints import (
    NotKnownError,
    TypedSet,
    first_unknown,
)
from checkov_aws_iot.terraform.evaluation.unknown_names import shown
from checkov_aws_iot.terraform.syntax.syntax_tree import (
    Expression,
    ForObject,
    ForTuple,
    TemplateFor,
)
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import Mapping, OneOf, Sequence, Value


def for_tuple(evaluation: Evaluation, node: ForTuple) -> Value:
    """``[for key, value in collection : item if condition]``."""
    collection = evaluation.value(node.collection)
    if not node.key or isinstance(collection, (Mapping, TypedSet)):
        return _tuple_of(evaluation, node, collection)
    return spread([collection], lambda of: _tuple_of(evaluation, node, of[0]))


def _tuple_of(evaluation: Evaluation, node: ForTuple, collection: Value) -> Value:
    if isinstance(collection, OneOf):
        return spread([collection], lambda of: _tuple_of(evaluation, node, of[0]))
    items: list[Value] = []
    for key, item in iterated(collection):
        found = bound(
            evaluation, node, key, item, lambda: evaluation.part(node.item), node.condition
        )
        if found is not ABSENT:
            items.append(found)
    return evaluation.made(Sequence(items, node.span))


def bound(
    evaluation: Evaluation,
    node: ForTuple | ForObject | TemplateFor,
    key: Value,
    item: Value,
    body: Callable[[], Value],
    condition: Expression | None,
) -> Value:
    """The body for one element; ``ABSENT`` if it is left out, a ``OneOf`` if it may be."""
    if isinstance(item, OneOf) and is_optional(item):
        choices = [
            (label, bound(evaluation, node, key, choice, body, condition))
            for label, choice in item.choices
        ]
        return one_of(item.condition, choices)
    if item is ABSENT:
        return ABSENT
    names = [name for name in (node.key, node.value) if name]
    before = {name: evaluation.bindings[name] for name in names if name in evaluation.bindings}
    if node.key:
        evaluation.bindings[node.key] = key
    evaluation.bindings[node.value] = item
    try:
        if condition is None:
            return body()
        return _filtered(evaluation, evaluation.value(condition), condition, body)
    finally:
        for name in names:
            evaluation.bindings.pop(name, None)
        evaluation.bindings.update(before)


def _filtered(
    evaluation: Evaluation, condition: Value, written: Expression, body: Callable[[], Value]
) -> Value:
    """The body if the condition holds, else ``ABSENT``; both if that is not known."""
    if isinstance(condition, OneOf):
        choices = [
            (label, _filtered(evaluation, choice, written, body))
            for label, choice in condition.choices
        ]
        return one_of(condition.condition, choices)
    if isinstance(condition, (Unknown, Text)):
        cause = first_unknown(condition) or Unknown("is not known")
        name = cause.expression or shown(written.text)
        return one_of(name, [("true", evaluation.attempt(body)), ("false", ABSENT)])
    return body() if required_bool(condition) else ABSENT


def for_object(evaluation: Evaluation, node: ForObject) -> Value:
    """``{for key, value in collection : key => value if condition}``."""
    return spread(
        [evaluation.value(node.collection)], lambda of: _object_of(evaluation, node, of[0])
    )


def _object_of(evaluation: Evaluation, node: ForObject, collection: Value) -> Value:
    items: dict[str, Value] = {}
    groups: dict[str, list[Value]] = {}

    def add() -> Value:
        key = evaluation.key(node.item_key)
        value = evaluation.part(node.item_value)
        if node.group:
            groups.setdefault(key, []).append(value)
        return Sequence([key, value])

    for position, item in iterated(collection):
        found = bound(evaluation, node, position, item, add, node.condition)
        if node.group or found is ABSENT:
            if isinstance(found, OneOf):
                raise NotKnownError(first_unknown(found) or Unknown("is not known"))
            continue
        for key, value in _pairs_of(found):
            if key in items:
                raise RejectedError(f'gives the key "{key}" twice; use `...` to group')
            items[key] = value
    if node.group:
        return evaluation.made(Mapping({key: Sequence(group) for key, group in groups.items()}))
    return evaluation.made(Mapping(items, node.span))


def _pairs_of(found: Value) -> list[tuple[str, Value]]:
    """Key and value of one element of a ``for`` object."""
    if isinstance(found, OneOf):
        pairs = [(label, choice) for label, choice in found.choices]
        known = [cast("Any", choice)[0] for _, choice in pairs if isinstance(choice, Sequence)]
        if any(isinstance(choice, (Unknown, OneOf)) for _, choice in pairs) or len(set(known)) != 1:
            raise NotKnownError(first_unknown(found) or Unknown("is not known"))
        choices = [
            (label, choice[1] if isinstance(choice, Sequence) else choice)
            for label, choice in pairs
        ]
        return [(known[0], one_of(found.condition, choices))]
    if isinstance(found, Sequence) and isinstance(found[0], str):
        return [(found[0], found[1])]
    raise NotKnownError(first_unknown(found) or Unknown("is not known"))
