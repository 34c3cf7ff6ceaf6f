"""What a function of Terraform is to the evaluator, and how it reads its arguments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from checkov_aws_iot.terraform.evaluation.operators import required_bool, required_number
from checkov_aws_iot.terraform.evaluation.scope import OpenMapping, RejectedError
from checkov_aws_iot.terraform.evaluation.type_constraints import (
    NotKnownError,
    convert,
    first_unknown,
    to_string,
    type_of,
)
from checkov_aws_iot.terraform.evaluation.unification import DYNAMIC, describe
from checkov_aws_iot.terraform.functions.json_encoding import json_text
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import EncodedJson, Mapping, OneOf, Sequence, Value

Run = Callable[[list[Value]], Value]
_Run = TypeVar("_Run", bound=Run)

MOST_CHARACTERS = 1_000_000
"""The longest string that a function makes."""


@dataclass(frozen=True)
class Function:
    """A function of Terraform.

    ``run`` gets between ``least`` and ``most`` arguments without a ``OneOf`` at their top; with
    ``deep`` there is none inside them either. Unless ``nulls`` is set none of them is null, and
    unless ``unknowns`` is set none of them is ``Unknown``; parts of them may be.
    """

    run: Run
    least: int
    most: int | None
    deep: bool
    nulls: bool
    unknowns: bool


class Functions(dict[str, Function]):
    """Functions by name; an instance decorates the Python functions that compute them."""

    def define(
        self,
        name: str,
        least: int,
        most: int | None = -1,
        *,
        deep: bool = False,
        nulls: bool = False,
        unknowns: bool = False,
    ) -> Callable[[_Run], _Run]:
        """Register the decorated function; without ``most`` it takes exactly ``least`` arguments."""

        def register(run: _Run) -> _Run:
            limit = least if most == -1 else most
            self[name] = Function(run, least, limit, deep, nulls, unknowns)
            return run

        return register


def not_known(value: Value) -> NotKnownError:
    """The error that the value is not known."""
    return NotKnownError(first_unknown(value) or Unknown("is not known"))


def beyond(what: str) -> NotKnownError:
    """The error that something is valid, but not evaluated: ``what`` is the reason."""
    return NotKnownError(Unknown(f"is not evaluated: {what}"))


def text_of(value: Value) -> str | Text:
    """The value as a string argument; it may have holes.

    Raises:
        RejectedError: it is null or no string.
    """
    if isinstance(value, (str, Text)):
        return value
    if isinstance(value, Unknown):
        raise NotKnownError(value)
    found = to_string(value)
    if found is None:
        raise RejectedError("needs a string, and this is null")
    return json_text(found) if isinstance(found, EncodedJson) else found


def known_text(value: Value) -> str:
    """The value as a string argument of which everything must be known."""
    found = text_of(value)
    if isinstance(found, Text):
        raise not_known(found)
    return found


def number_argument(value: Value) -> int | Decimal:
    """The value as a number argument."""
    return required_number(value)


def whole_argument(value: Value) -> int:
    """The value as a number argument that must be whole."""
    found = required_number(value)
    if found and not isinstance(found, int):
        raise RejectedError("needs a whole number")
    return int(found)


def bool_argument(value: Value) -> bool:
    """The value as a bool argument."""
    return required_bool(value)


def sequence_argument(value: Value) -> Sequence:
    """The value as a list, set or tuple argument, as it is."""
    if isinstance(value, (Unknown, OneOf)):
        raise not_known(value)
    if not isinstance(value, Sequence):
        raise RejectedError(f"needs a list, and this is a {describe(type_of(value))}")
    return value


def list_argument(value: Value) -> Sequence:
    """The value as a list: a tuple's elements get one type."""
    found = convert(sequence_argument(value), ("list", DYNAMIC))
    return sequence_argument(found)


def strings_argument(value: Value) -> Sequence:
    """The value as a list of strings."""
    return sequence_argument(convert(sequence_argument(value), ("list", "string")))


def known_strings(value: Value) -> list[str]:
    """The value as a list of strings of which everything must be known."""
    return [known_text(item) for item in strings_argument(value)]


def mapping_argument(value: Value) -> Mapping:
    """The value as a map or object argument of which every key is known."""
    if isinstance(value, (Unknown, OneOf)):
        raise not_known(value)
    if isinstance(value, OpenMapping):
        raise NotKnownError(Unknown("has attributes that are only known after deployment"))
    if not isinstance(value, Mapping):
        raise RejectedError(f"needs a map, and this is a {describe(type_of(value))}")
    return value
