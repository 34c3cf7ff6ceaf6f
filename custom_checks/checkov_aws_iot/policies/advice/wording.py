"""Requests in words, as findings and the authorize command print them."""

from __future__ import annotations

from checkov_aws_iot.values.arn import split_arn
from checkov_aws_iot.values.request import Request

_VERBS = {
    "iot:connect": "connect as",
    "iot:publish": "publish to",
    "iot:retainpublish": "publish a retained message to",
    "iot:subscribe": "subscribe to",
    "iot:receive": "receive messages from",
    "iot:getretainedmessage": "read the retained message of",
    "iot:senddirectmessage": "send a direct message to",
    "iot:deleteconnection": "cut off",
    "iot:getconnection": "read the connection of",
    "iot:listsubscriptions": "read the subscriptions of",
    "iot:getthingshadow": "read the shadow of",
    "iot:updatethingshadow": "change the shadow of",
    "iot:deletethingshadow": "delete the shadow of",
    "iot:assumerolewithcertificate": "assume the role of the alias",
}


def described_request(request: Request) -> str:
    """What the request does, to stand behind "lets device ...": ``publish to "a/b"``."""
    verb = _VERBS.get(request.action.lower())
    arn = split_arn(request.resource)
    if arn is None or not arn.name:
        return f"{verb} everything" if verb else f"call {request.action}"
    return f'{verb or f"call {request.action} on"} "{arn.name if verb else arn.resource}"'


def described_device(request: Request) -> str:
    """Who sends the request: ``device "sensor-1"``, or a caller without a name."""
    name = request.identity.thing_name or request.identity.client_id
    return f'device "{name}"' if name else "the caller"


def described_attachment(request: Request) -> str:
    """What stands behind the device where its certificate is attached to no thing, else nothing."""
    identity = request.identity
    return "" if identity.thing_name or not identity.client_id else ", attached to no thing,"
