"""Which principal or thing an attachment means, and whether two references mean the same."""

from __future__ import annotations

from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kinds.iot.certificate import Certificate
from checkov_aws_iot.resources.kinds.iot.thing import Thing
from checkov_aws_iot.values.arn import Field, arn_of
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import Value


def identity_of(
    reference: Value, kind: type[Certificate | Thing], graph: ResourceGraph
) -> str | None:
    """What tells one principal or thing from another; ``None`` if that is not known."""
    referred = graph.referred(reference, kind)
    if len(referred) == 1:
        attributes = referred[0].attributes
        name = attributes.name if isinstance(attributes, Thing) else ABSENT
        return name if isinstance(name, str) else referred[0].address
    if isinstance(reference, str):
        return reference
    # An account or Region that is not known is the same for both ends of a comparison, so a text
    # with such holes still names one thing; a text that is nothing but a hole names none.
    if isinstance(reference, Text) and any(isinstance(part, str) for part in reference.parts):
        return reference.identity
    return None


def deciding_expression(reference: Value) -> str:
    """The expression of a value that is not known, where equal ones have the same value.

    Otherwise others may depend on the same as well: two elements of one list, say.
    """
    if isinstance(reference, Text) and len(reference.parts) == 1:
        reference = Unknown.of(reference.holes[0])
    if not isinstance(reference, Unknown) or not reference.origin.is_stable:
        return ""
    return reference.expression


def is_same_arn(one: Value, other: Value, *, one_place: bool) -> bool:
    """Whether two ARNs, of which one may spell out what the other leaves open, are the same.

    The partition is that of the account; the Region and the account are the same in ``one_place``.
    """
    ours, theirs = arn_of(one), arn_of(other)
    if ours is None or theirs is None or ours.key != theirs.key:
        return False
    return (
        _meet(ours.partition, theirs.partition)
        and (ours.region == theirs.region or (one_place and _meet(ours.region, theirs.region)))
        and (ours.account == theirs.account or (one_place and _meet(ours.account, theirs.account)))
    )


def _meet(one: Field, other: Field) -> bool:
    return one == other or isinstance(one, Text) is not isinstance(other, Text)
