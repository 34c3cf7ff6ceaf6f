"""What the functions of the interface give: the JSON of the commands, as types."""

from __future__ import annotations

from typing import Any, TypedDict


class ScanRecord(TypedDict):
    """What one check says about one resource.

    ``result`` is ``FAILED``, ``PASSED`` or ``SKIPPED``. ``findings`` are as in ``-o json``: message,
    place, replacement and witness. ``comment`` says why a record is skipped.
    """

    check: str
    title: str
    severity: str
    result: str
    resource: str
    type: str
    file: str
    lines: list[int]
    details: list[str]
    findings: list[dict[str, Any]]
    comment: str
    guideline: str


class UnreadFile(TypedDict):
    """A file that could not be read, and why."""

    file: str
    reason: str


class ScanReport(TypedDict):
    """The records of a scan."""

    format: int
    records: list[ScanRecord]
    unread: list[UnreadFile]


class Resolution(TypedDict):
    """Policies as they will be deployed; docs/schemas/resolve.schema.json is the schema."""

    format: int
    documents: list[dict[str, Any]]
    unread: list[dict[str, Any]]


class Authorization(TypedDict):
    """Whether AWS would allow a request: ``outcome`` is ``allowed``, ``denied`` or ``unknown``."""

    format: int
    outcome: str
    request: dict[str, Any]
    answers: list[dict[str, Any]]
