"""Concrete requests for the names that a document should not allow."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address, ip_network
from itertools import islice, product
from typing import Final, TypeAlias

from checkov_aws_iot.patterns.alphabet import Letter, Symbol
from checkov_aws_iot.policies.authoriser.authorisation import (
    Outcome,
    applies_to,
    authorise,
    outcome_of,
)
from checkov_aws_iot.policies.authoriser.identity import (
    ALWAYS_PRESENT,
    CLIENT_ID,
    IS_ATTACHED,
    THING_NAME,
)
from checkov_aws_iot.policies.authoriser.situations import comes_over_https_alone
from checkov_aws_iot.policies.authoriser.solver.key_domains import is_thing_key
from checkov_aws_iot.policies.model.cast import (
    ACCOUNT,
    ADDRESSES,
    COGNITO_IDENTITY,
    DEVICE,
    PARTITION,
    PLAIN_COMMON_NAME,
    REGION,
    SERIAL_NUMBER,
    SHORT_CERTIFICATE_ID,
    THING_TYPE,
    USER,
    USER_ID,
    WILL_TOPIC,
)
from checkov_aws_iot.policies.model.condition import Condition
from checkov_aws_iot.policies.model.document import Document, Effect
from checkov_aws_iot.values.arn import Arn
from checkov_aws_iot.values.request import Identity, Request
from checkov_aws_iot.values.text import Text, join_text
from checkov_aws_iot.values.truth import Truth

MOST_CONTEXTS = 128

Context: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""Condition keys with their values."""

_SAMPLES = {
    "iot:clientid": DEVICE,
    "iot:connection.thing.thingname": DEVICE,
    "iot:connection.thing.thingtypename": THING_TYPE,
    "iot:certificateid": SHORT_CERTIFICATE_ID,
    "iot:certificate.serialnumber": SERIAL_NUMBER,
    "cognito-identity.amazonaws.com:sub": COGNITO_IDENTITY,
    "aws:username": USER,
    "aws:userid": USER_ID,
    "aws:sourceip": ADDRESSES[0],
    "credentials-iot:thingname": DEVICE,
    "credentials-iot:awscertificateid": SHORT_CERTIFICATE_ID,
}


def sample_of(symbol: Symbol, device: str = DEVICE) -> str:
    """The text that a symbol stands for in messages: a value for a variable, a hole as written."""
    if symbol.hole:
        return str(symbol)
    key = symbol.name[2:-1].lower()
    if "commonname" in key:
        return device if device == DEVICE else PLAIN_COMMON_NAME
    return device if _SAMPLES.get(key) == DEVICE else _SAMPLES.get(key, "blue")


def spoken(word: Iterable[Letter], device: str = DEVICE) -> str:
    """The word as one concrete text."""
    return "".join(sample_of(a, device) if isinstance(a, Symbol) else a for a in word)


def with_holes(word: Iterable[Letter], device: str = DEVICE) -> str | Text:
    """The word as one text in which holes stay unknown."""
    return join_text(
        letter.hole or sample_of(letter, device) if isinstance(letter, Symbol) else letter
        for letter in word
    )


def identity_of(
    word: Iterable[Letter],
    *,
    client_id: str | Text = DEVICE,
    exclusive: bool = False,
    is_device: bool = True,
    device: str = DEVICE,
    attached: bool = True,
) -> tuple[Identity, Context]:
    """Who asks, with a value for every variable in the word; keys of no device as context.

    A caller with an IAM policy that is no device has no thing, nor has one that is not attached.
    """
    certificate: dict[str, str] = {}
    attributes: dict[str, str] = {}
    context: dict[str, tuple[str, ...]] = {}
    thing_type = certificate_id = ""
    for symbol in word:
        if not isinstance(symbol, Symbol) or symbol.hole:
            continue
        key, value = symbol.name[2:-1].lower(), sample_of(symbol, device)
        if key in (CLIENT_ID.lower(), THING_NAME.lower()):
            continue
        if key == "iot:certificateid":
            certificate_id = value
        elif key == "iot:connection.thing.thingtypename":
            thing_type = value
        elif match := re.fullmatch(r"iot:connection\.thing\.attributes\[(.+)\]", key):
            attributes[match[1]] = value
        elif key.startswith("iot:certificate.") and key.count(".") <= 2:
            certificate[key.removeprefix("iot:certificate.")] = value
        else:
            context[key] = (value,)
    identity = Identity(
        client_id=client_id if is_device or client_id != DEVICE else "",
        thing_name=device if is_device and attached else "",
        exclusive=exclusive,
        certificate_id=certificate_id,
        certificate=tuple(certificate.items()),
        thing_type=thing_type,
        thing_attributes=tuple(attributes.items()),
    )
    return identity, tuple(context.items())


def allowed_request(
    document: Document,
    action: str,
    resource: str,
    identity: Identity,
    context: Context = (),
) -> Request | None:
    """The request in a context in which the document allows it; ``None`` if none was found.

    ``document`` holds one Allow and the Denies that may matter. Where an unknown part of the document
    leaves it open, the request is returned as well, best in a context in which no Deny may apply.

    AWS documents ``iot:Connection.Thing.IsAttached`` as true or false. That it may be missing grants
    what an Allow with IfExists says, but is no way around a Deny, nor around one that may apply. Over
    HTTPS nothing is allowed that needs a connection: its client ID, its thing, whether there is one.

    Source: AWS IoT Core Developer Guide, "Thing policy variables".
    """
    undecided: Request | None = None
    perhaps_denied: Request | None = None
    for more in islice(_contexts(document, attached=identity.attached), MOST_CONTEXTS):
        request = Request(action, resource, identity, (*context, *more))
        decision = authorise((document,), request)
        outcome = decision.outcome
        if outcome is not Outcome.DENIED and (alone := _without_connection(document, request)):
            if outcome_of((document,), alone) is Outcome.UNKNOWN:
                perhaps_denied = perhaps_denied or alone
            continue
        if outcome is not Outcome.DENIED and _WITHOUT_ATTACHMENT in more:
            keys = tuple(pair for pair in more if pair != _WITHOUT_ATTACHMENT)
            attached = replace(request, context=(*context, *keys))
            denied = _denials(document, attached)
            if True in denied:
                continue
            if denied:
                perhaps_denied = perhaps_denied or attached
                continue
        if outcome is Outcome.ALLOWED:
            return request
        if outcome is Outcome.UNKNOWN:
            decisive = decision.decisive
            if decisive is not None and decisive.statement.effect is Effect.DENY:
                perhaps_denied = perhaps_denied or request
            else:
                undecided = undecided or request
    return undecided or perhaps_denied


def _without_connection(document: Document, request: Request) -> Request | None:
    """The request as it is over HTTPS, if a device makes it so alone and that is not surely allowed."""
    mine = request.identity
    if not comes_over_https_alone(request.action) or not (mine.client_id or mine.thing_name):
        return None
    alone = replace(request, identity=replace(mine, client_id="", thing_name=""))
    given = tuple(pair for pair in request.context if pair[0] != _WITHOUT_ATTACHMENT[0])
    requests = [replace(alone, context=c) for c in (given, (*given, _WITHOUT_ATTACHMENT))]
    outcomes = [outcome_of((document,), each) for each in requests]
    if Outcome.DENIED in outcomes:
        return requests[outcomes.index(Outcome.DENIED)]
    unknown = [r for r, o in zip(requests, outcomes, strict=True) if o is Outcome.UNKNOWN]
    return min(unknown, key=lambda each: not _denials(document, each), default=None)


def _denials(document: Document, request: Request) -> tuple[Truth, ...]:
    """Of the Denies that may apply to the request, whether each does."""
    return tuple(
        applies
        for statement in document.statements
        if statement.effect is Effect.DENY
        and (applies := applies_to(document, statement, request)) is not False
    )


def resource_arn(arn: Arn | None, resource_type: str, name: str) -> str:
    """The ARN of the name, with the partition, Region and account of the grant where they are plain."""
    fields = ("", "", "") if arn is None else (arn.partition, arn.region, arn.account)
    partition, region, account = (
        _plain(field, default)
        for field, default in zip(fields, (PARTITION, REGION, ACCOUNT), strict=True)
    )
    return f"arn:{partition}:iot:{region}:{account}:{resource_type}/{name}"


def _plain(field: str | Text, default: str) -> str:
    if not isinstance(field, str) or not field or "${" in field:
        return default
    if field.strip("*") == "":
        return default
    return field.replace("*", "1").replace("?", "1")


_DECIDED = frozenset((CLIENT_ID.lower(), THING_NAME.lower()))


_HAD_BY_ALL = frozenset(key.lower() for key in ALWAYS_PRESENT)

_WITHOUT_ATTACHMENT: Final[tuple[str, tuple[str, ...]]] = (IS_ATTACHED.lower(), ())


def _contexts(document: Document, *, attached: bool) -> Iterator[Context]:
    """Contexts that may meet the conditions of the Allow and miss those of the Denies.

    Keys of the thing have values only where one is attached.
    """
    candidates: dict[str, list[tuple[str, ...] | None]] = {}
    for statement in document.statements:
        for condition in statement.conditions:
            key = condition.key.lower()
            if key in _DECIDED or (is_thing_key(key) and not attached):
                continue
            # What every request has is not left open: nothing may be left between two Denies.
            values = candidates.setdefault(key, [] if key in _HAD_BY_ALL else [None])
            if key == IS_ATTACHED.lower():
                # Whether it is attached follows from the identity; the key may only be missing.
                values.extend([()] if () not in values else [])
                continue
            possible = _FEATURES if key == "iot:connectattributes" else _values(condition)
            values.extend(v for v in possible if v not in values)
            if statement.effect is Effect.ALLOW and not condition.negated:
                # An Allow mostly needs the key, a Deny mostly needs it missing.
                values.sort(key=lambda value: value is None)
    for combination in product(*candidates.values()):
        yield tuple(
            (key, value)
            for key, value in zip(candidates, combination, strict=True)
            if value is not None
        )


# AWS has no others.
_FEATURES = (("PersistentConnect",), ("LastWill",), ("PersistentConnect", "LastWill"))

_WILL = f"arn:{PARTITION}:iot:{REGION}:{ACCOUNT}:{WILL_TOPIC}"
_OTHERS = {"bool": "true", "arnlike": _WILL, "arnequals": _WILL}


def _values(condition: Condition) -> Iterator[tuple[str, ...]]:
    """Values that may meet the condition, and one that may not."""
    if "ip" in condition.name:
        yield from _addresses(condition)
        return
    for value in condition.values[:4]:
        if isinstance(value, str):
            yield (re.sub(r"[*?]", "1", value),)
    if condition.name == "bool":
        yield ("false",)
    if condition.name.startswith("numeric"):
        yield ("0",)
        yield ("1000000",)
    if condition.name.startswith("date"):
        yield ("2000-01-01T00:00:00Z",)
        yield ("2100-01-01T00:00:00Z",)
    yield (_OTHERS.get(condition.name, "other"),)


def _addresses(condition: Condition) -> Iterator[tuple[str, ...]]:
    """Addresses in the networks of the condition, beside them, and elsewhere."""
    for value in condition.values[:4]:
        try:
            network = ip_network(str(value), strict=False)
        except ValueError:
            continue
        yield (str(network.network_address),)
        yield from _at(network.network_address, -1)
        yield from _at(network.broadcast_address, 1)
    yield from ((address,) for address in ADDRESSES)


def _at(address: IPv4Address | IPv6Address, step: int) -> Iterator[tuple[str, ...]]:
    """The neighbour of the address; the first and the last one have none on one side."""
    with suppress(ValueError):
        yield (str(address + step),)
