"""Terraform's operators.

Source: https://developer.hashicorp.com/terraform/language/expressions/operators
"""

from __future__ import annotations

from decimal import Decimal

from checkov_aws_iot.terraform.evaluation.equality import equal
from checkov_aws_iot.terraform.evaluation.number_values import (
    NEGATIVE_ZERO,
    Double,
    exact_value,
    number_of,
)
from checkov_aws_iot.terraform.evaluation.scope import Rejected, RejectedError
from checkov_aws_iot.terraform.evaluation.type_constraints import (
    NotKnownError,
    first_unknown,
    to_bool,
    to_number,
)
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import OneOf, Value


def binary(operator: str, left: Value, right: Value) -> Value:
    """The value of ``left operator right``.

    Raises:
        RejectedError: the operands are of the wrong type, or null.
        NotKnownError: it depends on something that is not known.
    """
    if operator in ("==", "!="):
        found = equal(left, right)
        if found is None:
            cause = first_unknown(left) or first_unknown(right)
            raise NotKnownError(cause or Unknown("is not known"))
        return found if operator == "==" else not found
    if operator in ("&&", "||"):
        return _logic(operator, left, right)
    a, b = required_number(left), required_number(right)
    if operator == "<":
        return a < b
    if operator == ">":
        return a > b
    if operator == "<=":
        return a <= b
    if operator == ">=":
        return a >= b
    return arithmetic(operator, a, b)


def open_bool(value: Value) -> Value:
    """A bool that is not known as one of both, so that what depends on it tells them apart."""
    if isinstance(value, Unknown) and value.expression and not isinstance(value, Rejected):
        return OneOf(value.expression, (("true", True), ("false", False)))
    return value


def unary(operator: str, operand: Value) -> Value:
    """The value of ``-operand`` or ``!operand``.

    Raises:
        RejectedError: the operand is of the wrong type, or null.
        NotKnownError: it is not known.
    """
    if operator == "-":
        number = required_number(operand)
        return -number if number else _zero(negative=not is_negative(number))
    return not required_bool(operand)


def is_negative(number: int | Decimal) -> bool:
    """Whether the number has a sign, as a negative zero has too."""
    return number.is_signed() if isinstance(number, Decimal) else number < 0


def _zero(*, negative: bool) -> int | Decimal:
    return NEGATIVE_ZERO if negative else 0


def arithmetic(operator: str, a: int | Decimal, b: int | Decimal) -> int | Decimal:
    """The value of ``a operator b`` for numbers.

    Raises:
        RejectedError: zero divided by zero.
        NotKnownError: any other division by zero.
    """
    if isinstance(a, Double) and isinstance(b, Double):
        raise NotKnownError(Unknown("is not evaluated: it is rounded to a number of 64 bits"))
    left, right = exact_value(a), exact_value(b)
    signs = is_negative(a), is_negative(b)
    if operator == "+":
        return number_of(left + right) or _zero(negative=not left and all(signs))
    if operator == "-":
        return number_of(left - right) or _zero(negative=not left and signs == (True, False))
    if operator == "*":
        return number_of(left * right) or _zero(negative=signs[0] is not signs[1])
    if not right and not left and operator == "/":
        raise RejectedError("divides zero by zero")
    if not right:
        # Terraform goes on with an infinite number, which no text can hold.
        raise NotKnownError(Unknown("is not evaluated: it divides by zero"))
    if operator == "/":
        return number_of(left / right) or _zero(negative=signs[0] is not signs[1])
    if left % 1 or right % 1:
        # Terraform's quotient is a binary fraction, and whether that is a whole number is chance.
        raise NotKnownError(Unknown("is not evaluated: a remainder of numbers that are not whole"))
    if not left:
        return a
    # The remainder has the sign of the dividend, unlike Python's.
    quotient = abs(left) // abs(right)
    remainder = abs(left) - quotient * abs(right)
    return number_of(-remainder if left < 0 else remainder)


def required_number(value: Value) -> int | Decimal:
    """The value as a number that is not null."""
    number = to_number(value)
    if number is None:
        raise RejectedError("needs a number, and this is null")
    return number


def required_bool(value: Value) -> bool:
    """The value as a bool that is not null."""
    found = to_bool(value)
    if found is None:
        raise RejectedError("needs a bool, and this is null")
    return found


def _logic(operator: str, left: Value, right: Value) -> bool:
    """Both operands count, but one of them may decide alone whatever the other one is."""
    decisive = operator == "||"
    unknown: NotKnownError | None = None
    decided = False
    for operand in (left, right):
        try:
            if required_bool(operand) is decisive:
                decided = True
        except NotKnownError as error:  # noqa: PERF203
            unknown = unknown or error
    if not decided and unknown is not None:
        raise unknown
    return decided is decisive
