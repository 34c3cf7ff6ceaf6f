"""How often a resource or a module call exists: ``count`` and ``for_each``.

Source: https://developer.hashicorp.com/terraform/language/meta-arguments/count and
https://developer.hashicorp.com/terraform/language/meta-arguments/for_each
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Union

from checkov_aws_iot.terraform.evaluation.bounds import is_at_most_one, only_item
from checkov_aws_iot.terraform.evaluation.number_values import parse_number
from checkov_aws_iot.terraform.evaluation.scope import OpenMapping
from checkov_aws_iot.terraform.evaluation.unknown_names import shown
from checkov_aws_iot.terraform.syntax.syntax_tree import (
    Argument,
    Block,
    Call,
    Expression,
    Literal,
    ObjectConstructor,
    Template,
    TupleConstructor,
)
from checkov_aws_iot.values.access import leaves, mapped
from checkov_aws_iot.values.narrowing import where_it_exists
from checkov_aws_iot.values.origin import Origin
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import ABSENT, Absent, Reason, Unknown
from checkov_aws_iot.values.value import Mapping, OneOf, Sequence, Value

MOST_INSTANCES: Final = 2_000

Key = Union[None, int, str]
"""What stands in brackets behind the address of an instance; ``None`` where nothing does."""


@dataclass(frozen=True)
class Repetition:
    """What ``each`` and ``count`` stand for in one instance; ``ABSENT`` where they do not exist.

    ``only`` says that there is no other instance, though the key is not known.
    """

    each_key: Value = ABSENT
    each_value: Value = ABSENT
    count_index: Value = ABSENT
    only: bool = False


@dataclass(frozen=True)
class Expansion:
    """The instances of a block.

    ``keys`` is a value of the same shape: an ``int`` for ``count``, a ``Mapping`` for ``for_each``
    (a set maps each element to itself), ``None`` without either, ``Unknown``, or a ``OneOf``.
    ``kind`` is ``"count"``, ``"for_each"`` or empty. ``only_key`` and ``only_value`` are those of the
    one element of a set or object whose key is not known, otherwise ``ABSENT``. A ``count`` that is
    not known, but is at most one, is one of ``0`` and ``1``. ``modules`` are the addresses of the
    module instances around the block.
    """

    kind: str
    keys: Value
    never: bool
    only_key: Value = ABSENT
    only_value: Value = ABSENT
    modules: tuple[str, ...] = ()

    def all_keys(self) -> tuple[Key, ...]:
        """Every key that an instance may have; empty where none is known."""
        if not self.kind:
            return (None,)
        return tuple(dict.fromkeys(key for keys in leaves(self.keys) for key in _known_keys(keys)))

    @property
    def is_open(self) -> bool:
        """Whether there may be instances beside those with a key of :meth:`all_keys`."""
        return any(isinstance(keys, Unknown) for keys in leaves(self.keys))

    @property
    def is_empty(self) -> bool:
        """Whether it is known that there is no instance."""
        return self.keys in (0, {})

    def created(self, key: Key) -> Value:
        """Whether there is the instance with this key: ``True``, ``False``, or a ``OneOf`` of them.

        One without a key is there only where keys are not known: the others have theirs.
        """

        def exists(keys: Value) -> bool:
            if isinstance(keys, int):
                return isinstance(key, int) and keys > key
            return not isinstance(keys, Mapping) or key in keys

        return mapped(self.keys, exists)

    @property
    def is_certain(self) -> bool:
        """Whether there is an instance wherever :meth:`created` says so.

        One that stands for those with keys that are not known need not be there.
        """
        if not self.kind:
            return True
        if isinstance(self.keys, Unknown):
            return not isinstance(self.only_key, Absent)
        return not self.is_open

    def where_created(self, value: Value, key: Key) -> Value:
        """A value of the instance with this key, as it may be where there is that instance."""
        if not self.kind:
            return value
        return where_it_exists(value, self.created(key), lambda created: created is True)

    def repetition(self, key: Key, address: str) -> Repetition:
        """What ``each`` and ``count`` stand for in the instance with this key.

        Without a key, and with one that is not among :meth:`all_keys`, what does not follow from it
        is ``Unknown``.
        """
        if not self.kind:
            return Repetition()
        if self.kind == "count":
            index = (
                key if isinstance(key, int) else self._element(Reason.COUNT, address, "count.index")
            )
            return Repetition(count_index=index)
        if key is None and not isinstance(self.only_key, Absent):
            return Repetition(self.only_key, self.only_value, only=True)
        if key is None:
            return Repetition(
                self._element(Reason.FOR_EACH, address, "each.key"),
                self._element(Reason.FOR_EACH, address, "each.value"),
            )
        unknown = self._element(Reason.FOR_EACH, f'{address}["{key}"]', "each.value")
        return Repetition(str(key), _at(self.keys, str(key), unknown))

    def _element(self, reason: Reason, block: str, name: str) -> Unknown:
        """What ``each`` or ``count`` stands for in the block, which is another value in each."""
        origin = Origin(modules=self.modules, elements_of=(block,), is_stable=True)
        return Unknown(reason, f"{block} {name}", origin=origin)


def _known_keys(keys: Value) -> tuple[Key, ...]:
    if isinstance(keys, int):
        return tuple(range(keys))
    return tuple(keys) if isinstance(keys, Mapping) else ()


ONCE: Final = Expansion("", None, never=False)


def _at(keys: Value, key: str, otherwise: Unknown) -> Value:
    if isinstance(keys, OneOf):
        choices = [(label, _at(value, key, otherwise)) for label, value in keys.choices]
        known = [value for _, value in choices if value is not otherwise]
        if not known:
            return otherwise
        # The instance exists only where its key does, so only those choices tell its value.
        if len(known) == 1:
            return known[0]
        return OneOf(keys.condition, tuple((label, value) for label, value in choices))
    return keys.get(key, otherwise) if isinstance(keys, Mapping) else otherwise


def expansion_of(
    block: Block, evaluation: Callable[[Expression], Value], modules: tuple[str, ...] = ()
) -> Expansion:
    """The instances that the ``count`` or ``for_each`` of a block makes. Never raises."""
    count = block.body.attributes.get("count")
    if count is not None:
        keys = mapped(evaluation(count.expression), _count)
        if isinstance(keys, Unknown) and is_at_most_one(count.expression):
            keys = OneOf(shown(count.expression.text), (("0", 0), ("1", 1)))
        return Expansion("count", keys, _is_never(count), modules=modules)
    each = block.body.attributes.get("for_each")
    if each is not None:
        value = evaluation(each.expression)
        keys, only = mapped(value, _each), _only_element(each.expression, value, evaluation)
        return Expansion("for_each", keys, _is_never(each), *only, modules)
    return ONCE


def _count(value: Value) -> Value:
    if isinstance(value, str):
        value = parse_number(value)
    if isinstance(value, Unknown):
        return value
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return Unknown("is not a count")
    return value if value <= MOST_INSTANCES else Unknown(f"is a count above {MOST_INSTANCES}")


def _each(value: Value) -> Value:
    if isinstance(value, (Unknown, OpenMapping)):
        return value if isinstance(value, Unknown) else Unknown("has keys that are not known")
    if isinstance(value, (Mapping, Sequence)) and len(value) > MOST_INSTANCES:
        return Unknown(f"has more than {MOST_INSTANCES} elements")
    if isinstance(value, Mapping):
        return value
    if not isinstance(value, Sequence):
        return Unknown("is neither a map nor a set")
    keys = Mapping()
    for item in value:
        if isinstance(item, Absent):
            continue
        if not isinstance(item, str):
            return Unknown("has keys that are not known")
        keys[item] = item
    return keys


def _only_element(
    written: Expression, value: Value, evaluation: Callable[[Expression], Value]
) -> tuple[Value, Value]:
    """Key and value of the one element of a set or object whose key is not known."""
    if isinstance(value, Sequence) and len(value) == 1 and isinstance(value[0], (Unknown, Text)):
        return value[0], value[0]
    if isinstance(value, Unknown) and (only := only_item(written)) is not None:
        found = evaluation(only)
        return found, found
    # An object with such a key is unknown as a whole, but how it is written shows its element.
    items = written.items if isinstance(written, ObjectConstructor) else ()
    if isinstance(value, Unknown) and len(items) == 1:
        key, element = items[0]
        return evaluation(key), evaluation(element)
    return ABSENT, ABSENT


def _is_never(argument: Argument) -> bool:
    """Whether what is written, not what it evaluates to, says that there is no instance."""
    expression = argument.expression
    if isinstance(expression, Template) and len(expression.parts) == 1:
        expression = expression.parts[0]
    if argument.name == "count":
        return (
            isinstance(expression, Literal)
            and expression.value in (0, "0")
            and (expression.value is not False)
        )
    if isinstance(expression, Call) and expression.name in ("toset", "tomap"):
        (expression,) = expression.arguments[:1] or (expression,)
    return isinstance(expression, (TupleConstructor, ObjectConstructor)) and not expression.items
