"""Whether two resources lie in the same Region."""

from __future__ import annotations

from enum import Enum

from checkov_aws_iot.values.access import leaves
from checkov_aws_iot.values.arn import arn_of
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import ABSENT, Reason
from checkov_aws_iot.values.value import OneOf, Value


class Distance(Enum):
    """How two Regions lie to each other."""

    SAME = "same"
    OTHER = "other"
    UNKNOWN = "unknown"


def distance(one: Value, another: Value) -> Distance:
    """How two Regions lie to each other: other only if both are known and differ.

    Equal values are the same Region, also where the value is a hole that equals itself. Two holes
    that differ prove nothing: two providers with unknown Regions may differ only by account. A
    Region that a template spells out is another than the stack's, whose own name is AWS::Region.
    """
    if isinstance(one, OneOf) or isinstance(another, OneOf):
        found = {distance(a, b) for a in leaves(one) for b in leaves(another)}
        return found.pop() if len(found) == 1 else Distance.UNKNOWN
    if isinstance(one, (str, Text)) and one == another and one != "":
        return Distance.SAME
    if isinstance(one, str) and isinstance(another, str) and one and another:
        return Distance.OTHER
    if (_is_stack(one) and isinstance(another, str)) or (
        _is_stack(another) and isinstance(one, str)
    ):
        return Distance.OTHER
    return Distance.UNKNOWN


def _is_stack(region: Value) -> bool:
    if not isinstance(region, Text) or len(region.parts) != 1:
        return False
    (hole,) = region.holes
    return hole.reason is Reason.PLACE and not hole.origin.configuration


def arn_region(reference: Value) -> Value:
    """The Region that an ARN names in its fourth field; ``ABSENT`` if it names none."""
    arn = arn_of(reference)
    return arn.region if arn and arn.region else ABSENT


def region_name(region: Value) -> str:
    """How messages name a Region: its name, what stands for it, or that it is not known."""
    return str(region) if isinstance(region, (str, Text)) and region else "Region unknown"
