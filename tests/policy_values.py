"""Policy documents of Python data in which any part may be a value that is not known."""

from __future__ import annotations

from typing import Any

from checkov_aws_iot.policies.model.document import Document, Statement
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.values.text import Hole, HoleKind, Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, Sequence, Value

ACCOUNT = Hole("data.aws_caller_identity.me.account_id", HoleKind.ACCOUNT)
REGION = Hole("data.aws_region.me.name", HoleKind.REGION)
PARTITION = Hole("data.aws_partition.me.partition", HoleKind.PARTITION)
ARN = "arn:aws:iot:us-east-1:123456789012:"
THING = "${iot:Connection.Thing.ThingName}"

NAME = Hole("var.name")
UNKNOWN = Unknown("has no default", "var.all")


def value_of(written: Any) -> Value:
    """Python data as a value; leaves that are values already stay."""
    if isinstance(written, dict):
        return Mapping({key: value_of(item) for key, item in written.items()})
    if isinstance(written, list):
        return Sequence([value_of(item) for item in written])
    return written  # type: ignore[no-any-return]


def allow(action: Any, *resources: Any, **more: Any) -> dict[str, Any]:
    """An Allow statement, about everything if neither Resource nor NotResource is given.

    Texts that are neither ``*`` nor an ARN are names of AWS IoT and get the ARN in front.
    """
    named = [_whole(resource) for resource in resources] or ["*"]
    resource = {"Resource": named[0] if len(named) == 1 else named}
    if not resources and "NotResource" in more:
        resource = {}
    return {"Effect": "Allow", "Action": action, **resource, **more}


def deny(action: Any, *resources: Any, **more: Any) -> dict[str, Any]:
    """A Deny statement, built like an Allow."""
    return {**allow(action, *resources, **more), "Effect": "Deny"}


def _whole(resource: Any) -> Any:
    if isinstance(resource, list):
        return [_whole(each) for each in resource]
    if not isinstance(resource, str) or resource == "*" or resource.startswith("arn:"):
        return resource
    return ARN + resource


def policy(*statements: Any, version: str | None = "2012-10-17") -> Document:
    """The document that has these statements; one that is ``Unknown`` is not known as a whole."""
    written = {} if version is None else {"Version": version}
    return read_document(value_of({**written, "Statement": list(statements)}))


def statement(**elements: Any) -> Statement:
    """One statement, an Allow unless something else is written."""
    (only,) = policy({"Effect": "Allow", **elements}).statements
    return only


def text(*parts: str | Hole) -> Text:
    return Text(parts)
