"""The part of an IAM policy that is about AWS IoT."""

from __future__ import annotations

from dataclasses import replace

from checkov_aws_iot.policies.model.document import Document, Effect, Statement

_PREFIXES = ("iot:", "iotjobsdata:", "iot*", "iot?")


def naming_iot(document: Document) -> Document:
    """The document without Allow statements that name no action of the IoT data plane.

    ``*`` names none, so that what an administrator may do is left out. Deny statements stay, and so do
    statements whose actions are not known.
    """
    return replace(document, statements=tuple(filter(_stays, document.statements)))


def names_data_plane(statement: Statement) -> bool:
    """Whether the statement names actions of AWS IoT or its jobs data plane."""
    return any(str(element.text).lower().startswith(_PREFIXES) for element in statement.actions)


def _stays(statement: Statement) -> bool:
    return (
        statement.effect is Effect.DENY
        or names_data_plane(statement)
        or bool(statement.unknown_actions)
    )
