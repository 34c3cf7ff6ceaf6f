"""Details in records of CloudFormation templates.

Needed by Checkov 3.2.500 to 3.3.30: its CloudFormation and Serverless runners build a record without
the details of its check; the Terraform runner passes them. Here the name ``Record`` in those two modules is bound to a function
that adds the details which our checks leave in their result. It steps aside where the runner passes
details itself, and for the checks of others it changes nothing.
"""

from __future__ import annotations

from functools import wraps
from importlib import import_module
from typing import Any

from checkov.common.output.record import Record

DETAILS = "details"
"""The key of a check result under which our checks leave their details."""

_RUNNERS = ("checkov.cloudformation.runner", "checkov.serverless.runner")


def pass_details_on() -> None:
    """From now on records of CloudFormation and Serverless carry details; idempotent."""
    for name in _RUNNERS:
        runner = import_module(name)
        # Records travel between processes, so they must stay of Checkov's own class: what stands in
        # for the class is a function that makes one.
        if getattr(runner, "Record", None) is Record:
            vars(runner)["Record"] = _record_with_details


@wraps(Record, updated=())
def _record_with_details(*arguments: Any, **names: Any) -> Record:
    record = Record(*arguments, **names)
    result: dict[str, Any] = record.check_result  # type: ignore[assignment]
    details = result.pop(DETAILS, None)
    if details and not record.details:
        record.details = details
    return record
