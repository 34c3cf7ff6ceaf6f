"""How the scan attaches certificates to things."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kinds.iot.certificate import Certificate
from checkov_aws_iot.resources.kinds.iot.thing import Thing
from checkov_aws_iot.resources.kinds.iot.thing_principal_attachment import ThingPrincipalAttachment
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.principals.attachment_identity import (
    deciding_expression,
    identity_of,
    is_same_arn,
)
from checkov_aws_iot.values.alternatives import Choice, alternatives_of, combinations_of
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Sequence, Value

EXCLUSIVE = "EXCLUSIVE_THING"


def attaches_exclusively(graph: ResourceGraph) -> bool | Unknown:
    """Whether an attachment is exclusive; unknown if one may be and none is.

    Where the configuration attaches things itself, what others do is not about its devices. Where it
    does not, nobody knows whether its devices are those that another one attaches exclusively.

    Source: AWS IoT Core Developer Guide, "Exclusive thing".
    """
    own = graph.own(ThingPrincipalAttachment)
    if own:
        return _is_exclusive(own)
    elsewhere = graph.of_kind(ThingPrincipalAttachment)
    found = _is_exclusive(elsewhere)
    if found is True:
        return Unknown("attaches things exclusively", "another root module")
    return found


def _is_exclusive(attachments: tuple[Resource[ThingPrincipalAttachment], ...]) -> bool | Unknown:
    doubt: Unknown | None = None
    for attachment in attachments:
        for alternative in alternatives_of(attachment.attributes.type):
            value = alternative.value
            if value == EXCLUSIVE:
                return True
            if isinstance(value, (Unknown, Text)):
                doubt = doubt or Unknown("is not known", f"{attachment.address} type")
    return doubt or False


@dataclass(frozen=True, slots=True)
class SharedPrincipal:
    """Another attachment that gives the same principal to a different thing."""

    principal: str
    thing: str
    other: Resource[ThingPrincipalAttachment]
    other_thing: str
    choices: tuple[Choice, ...]


def is_known(attachment: Resource[ThingPrincipalAttachment], graph: ResourceGraph) -> bool:
    """Whether the principal and the thing are known, however unknown conditions turn out."""
    return all(
        identity_of(principal, Certificate, graph) is not None
        and identity_of(thing, Thing, graph) is not None
        for either in combinations_of(attachment.attributes.principal, attachment.attributes.thing)
        for principal, thing in (either.values,)
    )


def shared_principals(
    attachment: Resource[ThingPrincipalAttachment], graph: ResourceGraph
) -> Iterator[SharedPrincipal | Unknown]:
    """What other attachments do with the same principal, under conditions in which both are there.

    Ends with the first that gives it to a different thing; ``Unknown`` where the thing of one is not
    known.
    """
    for other in _meeting(attachment, graph):
        if other.address == attachment.address or not _may_meet(attachment, other):
            continue
        for either in combinations_of(*_decisive(attachment), *_decisive(other)):
            ends = either.values[:4], either.values[4:]
            shared = _shared(attachment, other, ends, graph)
            if isinstance(shared, Unknown):
                yield shared
            elif shared is not None:
                yield SharedPrincipal(*shared, choices=either.choices)
                return


def _meeting(
    attachment: Resource[ThingPrincipalAttachment], graph: ResourceGraph
) -> tuple[Resource[ThingPrincipalAttachment], ...]:
    """The attachments whose principal may be the same."""
    principal = attachment.attributes.principal
    certificates = graph.referred(principal, Certificate)
    names = (principal, *(one for found in certificates for one in found.identifiers))
    return graph.referring(ThingPrincipalAttachment, "principal", _principal, names)


def _principal(attachment: Resource[ThingPrincipalAttachment]) -> Iterator[Value]:
    yield attachment.attributes.principal


def _may_meet(
    attachment: Resource[ThingPrincipalAttachment], other: Resource[ThingPrincipalAttachment]
) -> bool:
    """Whether both may be there at once; one that is supposed is surely beside what always is."""
    if attachment.is_supposed == other.is_supposed:
        return True
    return not (attachment.created if other.is_supposed else other.created)


def _decisive(attachment: Resource[ThingPrincipalAttachment]) -> tuple[Value, Value, Value, Value]:
    created = Sequence(attachment.created)
    return (
        attachment.attributes.principal,
        attachment.attributes.thing,
        attachment.attributes.type,
        created,
    )


def _shared(
    attachment: Resource[ThingPrincipalAttachment],
    other: Resource[ThingPrincipalAttachment],
    ends: tuple[tuple[Value, ...], tuple[Value, ...]],
    graph: ResourceGraph,
) -> tuple[str, str, Resource[ThingPrincipalAttachment], str] | Unknown | None:
    for _, _, kind, created in ends:
        if kind == EXCLUSIVE or (isinstance(created, Sequence) and False in created):
            return None
    own, theirs = ends
    principal, same = (
        identity_of(end[0], Certificate, graph) or deciding_expression(end[0]) for end in ends
    )
    one_place = attachment.region == other.region
    if not principal or not (
        same == principal or is_same_arn(own[0], theirs[0], one_place=one_place)
    ):
        return None
    thing, other_thing = (identity_of(end[1], Thing, graph) for end in ends)
    if thing is None or other_thing is None:
        return Unknown("another attachment of this principal is for a thing not known yet")
    return None if other_thing == thing else (principal, thing, other, other_thing)
