"""Numbers as Terraform has them: binary, with a mantissa of 512 bits.

A whole number is an ``int``. Any other number is the shortest ``Decimal`` that stands for it.
Source: https://github.com/zclconf/go-cty/blob/main/docs/types.md (``cty.Number``)
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation, localcontext
from fractions import Fraction
from typing import Final

_FEW_DIGITS: Final = 100
_BITS: Final = 512
_DIGITS: Final = 156
_MOST_EXPONENT: Final = 1_000
_MOST_WRITTEN: Final = 200


NEGATIVE_ZERO: Final = Decimal("-0")
"""Equal to zero, but written with its sign."""


class Double(Decimal):
    """The exact value of a number of 64 bits, which is written as the shortest one that means it."""

    __slots__ = ()

    def __neg__(self) -> Double:
        return Double(self.copy_negate())


def parse_number(text: str) -> int | Decimal | None:
    """The number that decimal digits denote; ``None`` if they do not or it is out of bounds."""
    if len(text) < _FEW_DIGITS and text.isdigit() and text.isascii():
        return int(text)
    try:
        written = Decimal(text)
    except InvalidOperation:
        return None
    if not written.is_finite() or (written and abs(written.adjusted()) > _MOST_EXPONENT):
        return None
    return number_of(written)


def number_of(exact: Decimal | Fraction | int) -> int | Decimal:
    """The number nearest to ``exact``: an ``int`` where that is whole."""
    fraction = _rounded(Fraction(exact))
    if fraction.denominator == 1:
        return fraction.numerator
    if isinstance(exact, Decimal) and len(exact.as_tuple().digits) <= _MOST_WRITTEN:
        return exact
    with localcontext() as context:
        for digits in (30, 100, _DIGITS - 2, _DIGITS - 1, _DIGITS):
            context.prec = digits
            written = Decimal(fraction.numerator) / Decimal(fraction.denominator)
            if _rounded(Fraction(written)) == fraction:
                return written.normalize(context)
        context.prec = _DIGITS
        return Decimal(fraction.numerator) / Decimal(fraction.denominator)


def _rounded(exact: Fraction) -> Fraction:
    """``exact`` with a mantissa of 512 bits, ties to even."""
    numerator, denominator = exact.numerator, exact.denominator
    if denominator == 1 and abs(numerator).bit_length() <= _BITS:
        return exact
    shift = abs(numerator).bit_length() - denominator.bit_length() - _BITS
    for candidate in (shift, shift + 1):
        if candidate >= 0:
            mantissa = Fraction(numerator, denominator << candidate)
        else:
            mantissa = Fraction(numerator << -candidate, denominator)
        rounded = round(mantissa)
        if abs(rounded).bit_length() <= _BITS:
            break
    return Fraction(rounded) * (Fraction(2) ** candidate)


def exact_value(number: int | Decimal) -> Fraction:
    """The binary number that Terraform computes with."""
    return _rounded(Fraction(number))


def format_number(number: float | Decimal) -> str | None:
    """How Terraform writes the number in a string; ``None`` if that needs over 200 digits."""
    if isinstance(number, int):
        if abs(number).bit_length() > _MOST_EXPONENT * 4:
            return None
        return str(number)
    written = Decimal(repr(float(number))) if isinstance(number, Double) else Decimal(number)
    if len(written.as_tuple().digits) > _MOST_WRITTEN:
        return None
    text = f"{written:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
