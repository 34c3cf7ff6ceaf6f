"""``format`` and ``formatlist``.

Source: https://developer.hashicorp.com/terraform/language/functions/format
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from checkov_aws_iot.terraform.evaluation.number_values import format_number
from checkov_aws_iot.terraform.evaluation.operators import required_number
from checkov_aws_iot.terraform.evaluation.scope import RejectedError
from checkov_aws_iot.terraform.evaluation.type_constraints import (
    TypedList,
    first_unknown,
    is_known,
    to_bool,
    to_number,
    to_string,
)
from checkov_aws_iot.terraform.functions.function import (
    MOST_CHARACTERS,
    Functions,
    beyond,
    known_text,
    not_known,
    text_of,
)
from checkov_aws_iot.terraform.functions.json_encoding import encode, escape
from checkov_aws_iot.terraform.functions.string_functions import characters_of
from checkov_aws_iot.values.text import Hole, Text, join_text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Sequence, Value, is_null

FUNCTIONS: Final = Functions()
_MOST_WIDTH: Final = 10_000
_FIRST_EXPONENT: Final = 6
_VERB: Final = re.compile(
    r"%(?P<flags>[-+ 0#]*)(?P<width>\d+)?(?:\.(?P<precision>\d*))?(?:\[(?P<index>\d+)\])?"
    r"(?P<verb>[\s\S])?",
    re.ASCII,
)


@FUNCTIONS.define("format", 1, None, nulls=True, unknowns=True)
def format_text(arguments: list[Value]) -> Value:
    if is_null(arguments[0]):
        raise RejectedError("has a null format")
    return formatted(known_text(arguments[0]), arguments[1:])


@FUNCTIONS.define("formatlist", 1, None, nulls=True)
def formatlist(arguments: list[Value]) -> Value:
    if is_null(arguments[0]):
        raise RejectedError("has a null format")
    lists = [argument if isinstance(argument, Sequence) else None for argument in arguments[1:]]
    lengths = {len(items) for items in lists if items is not None}
    if len(lengths) > 1:
        raise RejectedError("has lists of different lengths")
    pattern = known_text(arguments[0])
    if not lengths:
        return TypedList([formatted(pattern, arguments[1:])], "string")
    results: list[Value] = []
    for position in range(lengths.pop()):
        row = [
            argument if items is None else items[position]
            for items, argument in zip(lists, arguments[1:], strict=False)
        ]
        results.append(formatted(pattern, row))
    return TypedList(results, "string")


def formatted(pattern: str, arguments: list[Value]) -> str | Text:
    """The pattern with its verbs replaced by the arguments.

    Raises:
        RejectedError: a verb and its argument do not go together.
        NotKnownError: that depends on something that is not known.
    """
    if any(is_null(argument) for argument in arguments):
        # Terraform itself does not get beyond "known after apply" for a null without a type.
        raise beyond("the format has a null argument")
    pieces: list[str | Hole | Text] = []
    position = following = used = 0
    explicit = False
    length = len(pattern)
    for found in _VERB.finditer(pattern):
        if found.start() < position:
            continue
        pieces.append(pattern[position : found.start()])
        position = found.end()
        verb = found["verb"]
        if verb is None:
            raise RejectedError("ends in the middle of a verb of its format")
        if verb == "%":
            pieces.append("%")
            continue
        if found["index"] is not None:
            following = _number(found["index"]) - 1
            explicit = True
        if not 0 <= following < len(arguments):
            raise RejectedError(f"has no argument for the verb {found[0]} of its format")
        piece = _one(found, verb, arguments[following])
        length += len(str(piece))
        if length > MOST_CHARACTERS:
            raise beyond(f"the text is longer than {MOST_CHARACTERS} characters")
        pieces.append(piece)
        following += 1
        used = max(used, following)
    pieces.append(pattern[position:])
    if used < len(arguments) and not explicit:
        raise RejectedError("has more arguments than its format has verbs")
    return join_text(pieces)


def _number(digits: str | None) -> int:
    """The number, or one that is too large where it has ten digits."""
    return int(digits or 0) if len(digits or "") < 10 else 10**10


def _one(found: re.Match[str], verb: str, argument: Value) -> str | Text:  # noqa: C901
    flags = found["flags"]
    width = _number(found["width"])
    precision = None if found["precision"] is None else _number(found["precision"])
    if width > _MOST_WIDTH or (precision or 0) > _MOST_WIDTH:
        raise beyond(f"the format has a width of more than {_MOST_WIDTH}")
    plain = not flags and not width and precision is None
    if verb in "sv" and plain:
        if isinstance(argument, (Unknown, Text)):
            return text_of(to_string(argument))
        if isinstance(argument, str):
            return argument
    if verb == "v":
        if "#" in flags:
            encoded = encode(argument)
            return _padded(encoded, flags.replace("#", ""), width) if not plain else encoded
        return _any(argument, flags, width, precision)
    if verb in "sq":
        return _string(argument, verb, flags, width, precision)
    if verb == "t":
        truth = to_bool(argument)
        return _padded("true" if truth else "false", flags, width)
    if verb in "dboxX":
        number = to_number(argument)
        if number is not None and not number:
            number = 0
        if not isinstance(number, int):
            raise RejectedError(f"needs a whole number for the verb {found[0]} of its format")
        if precision is not None:
            raise beyond("the format has a precision for a whole number")
        return _whole(number, verb, flags, width)
    if verb in "eEfgG":
        number = required_number(argument)
        return _decimal(number, verb, flags, width, precision)
    raise RejectedError(f"has the unknown verb {found[0]} in its format")


def _any(argument: Value, flags: str, width: int, precision: int | None) -> str | Text:
    if not is_known(argument) and not isinstance(argument, (str, Text)):
        raise not_known(first_unknown(argument) or Unknown("is not known"))
    if isinstance(argument, bool):
        return _padded("true" if argument else "false", flags, width)
    if isinstance(argument, (int, Decimal)):
        if not flags and not width and precision is None:
            return _decimal(argument, "g", "", 0, None)
        return _decimal(argument, "g", flags, width, precision)
    if isinstance(argument, (dict, list)):
        return _padded(encode(argument), flags, width)
    return _string(argument, "s", flags, width, precision)


def _string(
    argument: Value, verb: str, flags: str, width: int, precision: int | None
) -> str | Text:
    text = text_of(argument)
    if isinstance(text, Text):
        if width or precision is not None or verb == "q":
            raise not_known(text)
        return text
    if precision is not None:
        text = "".join(characters_of(text)[:precision])
    if verb == "q":
        text = f'"{escape(text)}"'
    return _padded(text, flags, width)


def _padded(text: str | Text, flags: str, width: int) -> str | Text:
    if not width:
        return text
    if isinstance(text, Text):
        raise not_known(text)
    missing = width - len(characters_of(text))
    if missing <= 0:
        return text
    if "-" in flags:
        return text + " " * missing
    return ("0" if "0" in flags else " ") * missing + text


def _signed(digits: str, negative: bool, flags: str, width: int) -> str:
    sign = "-" if negative else ("+" if "+" in flags else (" " if " " in flags else ""))
    missing = width - len(sign) - len(digits)
    if missing <= 0:
        return sign + digits
    if "-" in flags:
        return sign + digits + " " * missing
    if "0" in flags:
        return sign + "0" * missing + digits
    return " " * missing + sign + digits


def _whole(number: int, verb: str, flags: str, width: int) -> str:
    if "#" in flags:
        raise beyond("the format has the flag #")
    digits = format(abs(number), verb)
    return _signed(digits, number < 0, flags, width)


def _decimal(
    number: int | Decimal, verb: str, flags: str, width: int, precision: int | None
) -> str:
    if "#" in flags:
        raise beyond("the format has the flag #")
    exact = abs(Fraction(number))
    if verb in "gG" and precision is None:
        digits = _shortest(-number if number < 0 else number, verb)
    elif verb in "gG":
        raise beyond("the format has a precision for %g")
    elif verb == "f":
        digits = _fixed(exact, 6 if precision is None else precision)
    else:
        digits = _scientific(exact, verb, 6 if precision is None else precision)
    return _signed(digits, number < 0, flags, width)


def _shortest(number: int | Decimal, verb: str) -> str:
    written = format_number(number)
    if written is None:
        raise beyond("the number has too many digits")
    decimal = Decimal(written)
    exponent = decimal.adjusted() if decimal else 0
    digits = "".join(map(str, decimal.as_tuple().digits)).rstrip("0") or "0"
    if -4 <= exponent < _FIRST_EXPONENT:
        return written
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return f"{mantissa}{verb.replace('g', 'e').replace('G', 'E')}{_exponent(exponent)}"


def _exponent(exponent: int) -> str:
    return f"{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _fixed(exact: Fraction, places: int) -> str:
    scaled = round(exact * 10**places)
    if not places:
        return str(scaled)
    digits = f"{scaled:0{places + 1}d}"
    return f"{digits[:-places]}.{digits[-places:]}"


def _scientific(exact: Fraction, verb: str, places: int) -> str:
    if places > 100:
        raise beyond("the format has a large precision")
    decimal = Decimal(exact.numerator) / Decimal(exact.denominator) if exact else Decimal(0)
    exponent = decimal.adjusted() if exact else 0
    scaled = round(exact * Fraction(10) ** (places - exponent))
    if len(str(scaled)) > places + 1:
        exponent += 1
        scaled = round(exact * Fraction(10) ** (places - exponent))
    digits = f"{scaled:0{places + 1}d}"
    mantissa = digits[0] + ("." + digits[1:] if places else "")
    return f"{mantissa}{verb}{_exponent(exponent)}"
