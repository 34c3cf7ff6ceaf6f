"""Terraform's numeric functions.

Source: https://developer.hashicorp.com/terraform/language/functions, Numeric Functions.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

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
    return -number if number < 0 else number


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
    base, exponent = (number_argument(argument) for argument in arguments)
    if not isinstance(base, int) or not isinstance(exponent, int) or exponent < 0:
        raise beyond("the result depends on the floating point unit")
    if abs(base) > 1 and abs(base).bit_length() * exponent > _EXACT_BITS + abs(base).bit_length():
        raise beyond("the result has more digits than are exact")
    result: int = base**exponent
    if abs(result) > 2**_EXACT_BITS:
        raise beyond("the result has more digits than are exact")
    return result


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
