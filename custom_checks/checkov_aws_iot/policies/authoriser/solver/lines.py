"""Sets of numbers, moments and network addresses: unions of intervals on one line."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal, localcontext
from enum import Enum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TypeAlias

from checkov_aws_iot.patterns.language import Language, language_of
from checkov_aws_iot.patterns.pattern import Run, pattern_of
from checkov_aws_iot.policies.authoriser.condition_semantics import moment_of, number_of

Cut: TypeAlias = "tuple[Decimal, int]"
"""A place between the points of a line: in front of a point (0) or behind it (1)."""

_LEAST: Cut = (Decimal("-Infinity"), 0)
_LAST: Cut = (Decimal("Infinity"), 0)
_IPV6 = 2**33
"""Where the addresses of IPv6 begin; those of IPv4 begin at 0."""


class Scale(Enum):
    """What the points of a line are."""

    NUMBER = "number"
    WHOLE_NUMBER = "whole number"
    MOMENT = "moment"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Intervals:
    """A union of intervals, in order and apart from each other, each from one cut to another."""

    pairs: tuple[tuple[Cut, Cut], ...]

    def __and__(self, other: Intervals) -> Intervals:
        both = (
            (max(low, start), min(high, end))
            for low, high in self.pairs
            for start, end in other.pairs
        )
        return Intervals(tuple(sorted((low, high) for low, high in both if low < high)))

    def __invert__(self) -> Intervals:
        cuts = [_LEAST, *(cut for pair in self.pairs for cut in pair), _LAST]
        pairs = zip(cuts[::2], cuts[1::2], strict=True)
        return Intervals(tuple((low, high) for low, high in pairs if low < high))

    def __or__(self, other: Intervals) -> Intervals:
        return ~(~self & ~other)

    def holds(self, point: Decimal) -> bool:
        """Whether the point is in one of the intervals."""
        return any(low <= (point, 0) < high for low, high in self.pairs)


ALL_POINTS = Intervals(((_LEAST, _LAST),))
NO_POINTS = Intervals(())


def compared(operator: str, limit: Decimal) -> Intervals:
    """The points for which an operator such as ``lessthanequals`` holds."""
    before, behind = (limit, 0), (limit, 1)
    return {
        "equals": Intervals(((before, behind),)),
        "lessthan": Intervals(((_LEAST, before),)),
        "lessthanequals": Intervals(((_LEAST, behind),)),
        "greaterthan": Intervals(((behind, _LAST),)),
        "greaterthanequals": Intervals(((before, _LAST),)),
    }[operator]


def network(text: str) -> Intervals:
    """The addresses of a network or of a single address; none if it is neither."""
    try:
        block = ip_network(text, strict=False)
    except ValueError:
        return NO_POINTS
    first, last = _place(block.network_address), _place(block.broadcast_address)
    return Intervals((((first, 0), (last, 1)),))


def _place(address: IPv4Address | IPv6Address) -> Decimal:
    return Decimal(int(address) + (_IPV6 if address.version == 6 else 0))


UNIVERSES = {
    Scale.NUMBER: ALL_POINTS,
    Scale.WHOLE_NUMBER: compared("greaterthanequals", Decimal(0)),
    # Years of four digits.
    Scale.MOMENT: Intervals((((Decimal(-62135596800), 0), (Decimal(253402300799), 1)),)),
    Scale.ADDRESS: Intervals(
        (
            ((Decimal(0), 0), (Decimal(2**32 - 1), 1)),
            ((Decimal(_IPV6), 0), (Decimal(_IPV6 + 2**128 - 1), 1)),
        )
    ),
}

_FAVOURITES = {
    Scale.NUMBER: (Decimal(1), Decimal(0)),
    Scale.WHOLE_NUMBER: (Decimal(60), Decimal(0)),
    Scale.MOMENT: (Decimal(1893456000),),
    Scale.ADDRESS: (_place(ip_address("203.0.113.10")),),
}


def points(intervals: Intervals, scale: Scale) -> Iterator[Decimal]:
    """At least one point if there is one: a usual one, then those at the ends of the intervals."""
    left = intervals & UNIVERSES[scale]
    for favourite in _FAVOURITES[scale]:
        if left.holds(favourite):
            yield favourite
    for low, high in left.pairs:
        point = _within(low, high, whole=scale is not Scale.NUMBER)
        if point is not None:
            yield point


def _within(low: Cut, high: Cut, *, whole: bool) -> Decimal | None:
    """A point between the cuts, best the first one."""
    with localcontext() as context:
        context.prec = 120
        return _point(low, high, whole)


def _point(low: Cut, high: Cut, whole: bool) -> Decimal | None:
    if low == _LEAST:
        if high == _LAST:
            return Decimal(0)
        end = high[0].to_integral_value(rounding="ROUND_FLOOR")
        return end if (end, 0) < high else end - 1
    if whole:
        start = low[0].to_integral_value(rounding="ROUND_CEILING")
        start += 1 if (start, 0) < low else 0
        return start if (start, 0) < high else None
    if not low[1]:
        return low[0]
    if high == _LAST:
        return low[0] + 1
    return (low[0] + high[0]) / 2


def spelled_point(point: Decimal, scale: Scale) -> str:
    """The point as the value of a condition key."""
    if scale is Scale.ADDRESS:
        number = int(point)
        return str(IPv6Address(number - _IPV6) if number >= _IPV6 else IPv4Address(number))
    if scale is Scale.MOMENT:
        moment = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=int(point))
        return f"{moment:%Y-%m-%dT%H:%M:%S}Z".rjust(20, "0")
    return f"{point.normalize():f}" if point else "0"


def read_point(text: str, scale: Scale) -> Decimal | None:
    """The point that the value of a condition key stands for; ``None`` if it is none."""
    if scale is Scale.ADDRESS:
        try:
            return _place(ip_address(text))
        except ValueError:
            return None
    return moment_of(text.strip()) if scale is Scale.MOMENT else number_of(text.strip())


def _of(characters: str) -> Language:
    others = frozenset(map(chr, range(32, 127))) - frozenset(characters)
    return language_of(pattern_of((Run(others),)))


_NUMBERS = _of(f"{string.digits}+-. ")
MAY_BE_POINT = {
    Scale.NUMBER: _NUMBERS,
    Scale.WHOLE_NUMBER: _NUMBERS,
    Scale.MOMENT: _of(f"{string.digits}+-. :TZ"),
    Scale.ADDRESS: _of(f"{string.hexdigits}:."),
}
"""Words of which :func:`read_point` knows some: whatever is no such word is no point."""


def united(intervals: Iterable[Intervals]) -> Intervals:
    """The points in one of the sets."""
    result = NO_POINTS
    for one in intervals:
        result |= one
    return result
