"""Terraform's functions of dates that are written down; the present time is not known.

Source: https://developer.hashicorp.com/terraform/language/functions, Date and Time Functions.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from typing import Final

from checkov_aws_iot.terraform.evaluation.scope import RejectedError
from checkov_aws_iot.terraform.functions.function import Functions, beyond, known_text
from checkov_aws_iot.values.value import Value

FUNCTIONS: Final = Functions()
_STAMP: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(?:Z|([-+])(\d\d):(\d\d))", re.ASCII
)
_DURATION: Final = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)", re.ASCII)
_UNITS: Final = {
    "ns": Fraction(1, 10**9),
    "us": Fraction(1, 10**6),
    "µs": Fraction(1, 10**6),
    "μs": Fraction(1, 10**6),
    "ms": Fraction(1, 1000),
    "s": Fraction(1),
    "m": Fraction(60),
    "h": Fraction(3600),
}
_FORMAT: Final = re.compile(r"'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+|'")
_MONTHS: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_MOST_DIGITS: Final = 1_000
_DAYS: Final = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def _moment(text: str) -> datetime:
    found = _STAMP.fullmatch(text)
    if found is None:
        raise RejectedError("has a time stamp that is not of RFC 3339")
    offset = timedelta()
    if found[8]:
        offset = timedelta(hours=int(found[9]), minutes=int(found[10]))
        offset = -offset if found[8] == "-" else offset
    try:
        numbers = [int(found[group]) for group in range(1, 7)]
        fraction = int((found[7] or ".0")[1:7].ljust(6, "0"))
        year, month, day, hour, minute, second = numbers
        zone = timezone(offset)
        return datetime(year, month, day, hour, minute, second, fraction, zone)
    except ValueError:
        raise RejectedError("has a time stamp that is no date") from None


@FUNCTIONS.define("timeadd", 2)
def timeadd(arguments: list[Value]) -> Value:
    moment, text = _moment(known_text(arguments[0])), known_text(arguments[1])
    sign, digits = (-1 if text.startswith("-") else 1), text.lstrip("+-")
    position = 0
    total = Fraction(0)
    for found in _DURATION.finditer(digits):
        if found.start() != position:
            break
        if len(found[1]) > _MOST_DIGITS:
            raise beyond("the date is out of bounds")
        total += Fraction(found[1].rstrip(".")) * _UNITS[found[2]]
        position = found.end()
    if digits != "0" and (position != len(digits) or not digits or len(text) - len(digits) > 1):
        raise RejectedError("has an invalid duration")
    try:
        later = moment + timedelta(microseconds=int(sign * total * 10**6))
    except OverflowError:
        raise beyond("the date is out of bounds") from None
    return later.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0") + _offset(later, ":")


@FUNCTIONS.define("timecmp", 2)
def timecmp(arguments: list[Value]) -> Value:
    first, second = (_moment(known_text(argument)) for argument in arguments)
    return (first > second) - (first < second)


def _offset(moment: datetime, separator: str, utc: str = "Z") -> str:
    seconds = int((moment.utcoffset() or timedelta()).total_seconds())
    if not seconds and utc:
        return utc
    sign = "-" if seconds < 0 else "+"
    minutes = abs(seconds) // 60
    return f"{sign}{minutes // 60:02d}{separator}{minutes % 60:02d}"


@FUNCTIONS.define("formatdate", 2)
def formatdate(arguments: list[Value]) -> Value:
    pattern, moment = known_text(arguments[0]), _moment(known_text(arguments[1]))
    pieces: list[str] = []
    for found in _FORMAT.finditer(pattern):
        if found[1]:
            pieces.append(_part(found[0], moment))
        elif found[0] == "'":
            raise RejectedError("has a quote in its format that is not closed")
        elif found[0].startswith("'"):
            pieces.append(found[0][1:-1].replace("''", "'"))
        else:
            pieces.append(found[0])
    return "".join(pieces)


def _part(verb: str, moment: datetime) -> str:
    half = moment.hour % 12 or 12
    parts = {
        "YYYY": f"{moment.year:04d}",
        "YY": f"{moment.year % 100:02d}",
        "MMMM": _MONTHS[moment.month - 1],
        "MMM": _MONTHS[moment.month - 1][:3],
        "MM": f"{moment.month:02d}",
        "M": str(moment.month),
        "DD": f"{moment.day:02d}",
        "D": str(moment.day),
        "EEEE": _DAYS[moment.weekday()],
        "EEE": _DAYS[moment.weekday()][:3],
        "hh": f"{moment.hour:02d}",
        "h": str(moment.hour),
        "HH": f"{half:02d}",
        "H": str(half),
        "AA": "PM" if moment.hour >= 12 else "AM",
        "aa": "pm" if moment.hour >= 12 else "am",
        "mm": f"{moment.minute:02d}",
        "m": str(moment.minute),
        "ss": f"{moment.second:02d}",
        "s": str(moment.second),
        "ZZZZZ": _offset(moment, ":", ""),
        "ZZZZ": _offset(moment, "", ""),
        "ZZZ": _offset(moment, "", "UTC"),
        "Z": _offset(moment, ":"),
    }
    if verb not in parts:
        raise RejectedError(f"has the unknown part {verb} in its format")
    return parts[verb]
