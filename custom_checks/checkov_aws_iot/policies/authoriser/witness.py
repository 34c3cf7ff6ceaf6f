"""From values of the unknowns to the request that they describe."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from checkov_aws_iot.policies.authoriser.references import ACCOUNT, PARTITION, PATH, REGION
from checkov_aws_iot.policies.authoriser.situations import Attachment, Situation
from checkov_aws_iot.policies.authoriser.solver.key_domains import (
    ATTACHED,
    CLIENT,
    EPOCH,
    NOW,
    THING,
)
from checkov_aws_iot.policies.authoriser.solver.lines import Scale, read_point
from checkov_aws_iot.values.request import Identity, Request
from checkov_aws_iot.values.text import Hole, Text, join_text

_ATTRIBUTE = re.compile(r"iot:connection\.thing\.attributes\[(.+)\]", re.DOTALL)
_CERTIFICATE = re.compile(r"iot:certificate\.((?:subject\.|issuer\.)?[a-z0-9]+)")
_ALWAYS = {
    "aws:sourceip": "203.0.113.10",
    NOW: "2030-01-01T00:00:00Z",
    "aws:securetransport": "true",
}

Values = Mapping[str, tuple[str, ...]]
Holes = Mapping[str, Hole]
"""The holes by the text that stands for each while values are looked for."""


def request_of(
    action: str,
    service: str,
    values: Values,
    situation: Situation,
    mentioned: frozenset[str],
    holes: Holes,
) -> Request | None:
    """The request with these values; ``None`` if a part that is not known has no place in it.

    ``mentioned`` are the keys that the document speaks of: those that every request has get a value.
    """
    resource = _with_holes(_resource(service, values), holes)
    client = _with_holes(_first(values, CLIENT), holes) if situation.attachment is not None else ""
    identity = _identity(values, situation, client)
    context = tuple(_context(values, situation, mentioned))
    texts = (
        identity.thing_name,
        identity.thing_type,
        identity.certificate_id,
        *(text for pair in (*identity.certificate, *identity.thing_attributes) for text in pair),
        *(text for _, given in context for text in given),
    )
    if any(mark in text for mark in holes for text in texts):
        return None
    return Request(action, resource, identity, context)


def _resource(service: str, values: Values) -> str:
    if not service:
        return "*"
    fields = [_first(values, unknown) for unknown in (PARTITION, REGION, ACCOUNT, PATH)]
    partition, region, account, path = fields
    return f"arn:{partition}:{service}:{region}:{account}:{path}"


def _first(values: Values, key: str) -> str:
    return next(iter(values.get(key, ())), "")


def _identity(values: Values, situation: Situation, client: str | Text) -> Identity:
    if situation.attachment is None:
        return Identity()
    attributes = ((m[1], _first(values, k)) for k in values if (m := _ATTRIBUTE.fullmatch(k)))
    certificate = ((m[1], _first(values, k)) for k in values if (m := _CERTIFICATE.fullmatch(k)))
    return Identity(
        client_id=client,
        thing_name=_first(values, THING),
        exclusive=situation.attachment is Attachment.EXCLUSIVE,
        certificate_id=_first(values, "iot:certificateid"),
        certificate=tuple(pair for pair in certificate if pair[1]),
        thing_type=_first(values, "iot:connection.thing.thingtypename"),
        thing_attributes=tuple(attributes),
    )


_OF_IDENTITY = frozenset((CLIENT, THING, "iot:certificateid", "iot:connection.thing.thingtypename"))


def _context(
    values: Values, situation: Situation, mentioned: frozenset[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    if EPOCH in mentioned and EPOCH not in values:
        moment = read_point(_first(values, NOW) or _ALWAYS[NOW], Scale.MOMENT)
        yield EPOCH, (str(moment),)
    for key, value in _ALWAYS.items():
        if key in mentioned and key not in values:
            yield key, (value,)
    has_none = ATTACHED not in values if situation.attachment is None else not situation.mqtt
    if has_none and ATTACHED in mentioned:
        yield ATTACHED, ()
    for key in mentioned - values.keys():
        if key.startswith("iot:certificate.") and not _CERTIFICATE.fullmatch(key):
            yield key, ()
    for key, given in values.items():
        if key.startswith(("resource:", "hole:")):
            continue
        if situation.attachment is None or not _is_of_identity(key, given):
            yield key, given


def _is_of_identity(key: str, given: tuple[str, ...]) -> bool:
    """Whether the identity of the request says what the key is."""
    if key in _OF_IDENTITY or _ATTRIBUTE.fullmatch(key):
        return True
    return _CERTIFICATE.fullmatch(key) is not None and given != ("",)


def _with_holes(text: str, holes: Holes) -> str | Text:
    if not holes:
        return text
    marks = "|".join(map(re.escape, holes))
    pieces = re.split(f"({marks})", text)
    return join_text(holes.get(piece, piece) for piece in pieces)
