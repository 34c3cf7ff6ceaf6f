"""Terraform's numeric functions.

Source: https://developer.hashicorp.com/terraform/language/functions, Numeric Functions.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

from checkov_aws_iot.terraform.evaluation.number_values import NEGATIVE_ZERO, Double
from checkov_aws_iot.terraform.evaluation.scope import RejectedError
from checkov_aws_iot.terraform.functions.function import (
    Functions,
    beyond,
    known_text,
    number_argument,
    whole_argument,
)
from checkov_aws_iot.values.value import Value

FUNCTIONS: Final = Functions()
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_EXACT_BITS: Final = 53


@FUNCTIONS.define("abs", 1)
def absolute(arguments: list[Value]) -> Value:
    number = number_argument(arguments[0])
    return -number if number < 0 else number or 0


@FUNCTIONS.define("ceil", 1)
def ceil(arguments: list[Value]) -> Value:
    return math.ceil(Fraction(number_argument(arguments[0])))


@FUNCTIONS.define("floor", 1)
def floor(arguments: list[Value]) -> Value:
    return math.floor(Fraction(number_argument(arguments[0])))


@FUNCTIONS.define("max", 1, None)
def maximum(arguments: list[Value]) -> Value:
    return max([number_argument(argument) for argument in arguments])


@FUNCTIONS.define("min", 1, None)
def minimum(arguments: list[Value]) -> Value:
    return min([number_argument(argument) for argument in arguments])


@FUNCTIONS.define("signum", 1)
def signum(arguments: list[Value]) -> Value:
    number = whole_argument(arguments[0])
    return (number > 0) - (number < 0)


@FUNCTIONS.define("pow", 2)
def power(arguments: list[Value]) -> Value:
    base, exponent = (float(number_argument(argument)) for argument in arguments)
    try:
        return _double(math.pow(base, exponent))
    except (ValueError, OverflowError):
        raise beyond("the result is no number that can be written") from None


@FUNCTIONS.define("log", 2)
def logarithm(arguments: list[Value]) -> Value:
    number, base = (float(number_argument(argument)) for argument in arguments)
    if number <= 0 or base <= 0 or base == 1:
        raise beyond("the result is no number that can be written")
    return _double(math.log(number) / math.log(base))


def _double(result: float) -> Value:
    """The number that Terraform makes of a result of its floating point unit."""
    if not math.isfinite(result):
        raise beyond("the result is no number that can be written")
    if result == 0:
        return NEGATIVE_ZERO if math.copysign(1, result) < 0 else 0
    if result.is_integer() and abs(result) <= 2**_EXACT_BITS:
        return int(result)
    return Double(result)


@FUNCTIONS.define("parseint", 2)
def parseint(arguments: list[Value]) -> Value:
    text, base = known_text(arguments[0]), whole_argument(arguments[1])
    if not 2 <= base <= 62:
        raise RejectedError("needs a base from 2 to 62")
    digits = text[1:] if text[:1] in ("-", "+") else text
    if base <= 36:
        digits = digits.lower()
    number = 0
    if len(digits) > 1_000:
        raise beyond("the number has more than 1000 digits")
    if not digits:
        raise RejectedError(f"needs a number of base {base}")
    for digit in digits:
        value = _DIGITS.find(digit)
        if not 0 <= value < base:
            raise RejectedError(f"needs a number of base {base}")
        number = number * base + value
    return -number if text.startswith("-") else number
