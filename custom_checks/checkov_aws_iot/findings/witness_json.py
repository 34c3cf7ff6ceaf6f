"""Witnesses as data, for the JSON report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from checkov_aws_iot.findings.finding import Finding
from checkov_aws_iot.values.request import Identity, Request


def witnesses_of(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """The request of every finding that has one, each once, with the path that is at fault.

    It is what the detail says in words: ``action``, ``resource``, ``identity`` and ``context`` hold the
    request that AWS would allow; what is not listed has no value. Where two devices reach one name,
    ``second`` holds the request of the other one.
    """
    found: list[dict[str, Any]] = []
    for finding in findings:
        if finding.witness is not None:
            witness = {"path": finding.path, **as_data(finding.witness)}
            if finding.second is not None:
                witness["second"] = as_data(finding.second)
            if witness not in found:
                found.append(witness)
    return found


def as_data(request: Request) -> dict[str, Any]:
    """The request as JSON has it."""
    return {
        "action": request.action,
        "resource": str(request.resource),
        "identity": _identity(request.identity),
        "context": {key: list(values) for key, values in request.context},
    }


def _identity(identity: Identity) -> dict[str, Any]:
    """What is known of who asks; ``exclusive`` is said of every thing."""
    attributes: dict[str, Any] = {
        "client_id": str(identity.client_id),
        "thing": identity.thing_name,
        "certificate_id": identity.certificate_id,
        "certificate": dict(identity.certificate),
        "thing_type": identity.thing_type,
        "thing_attributes": dict(identity.thing_attributes),
    }
    given = {name: value for name, value in attributes.items() if value}
    return {**given, "exclusive": identity.exclusive} if identity.thing_name else given
