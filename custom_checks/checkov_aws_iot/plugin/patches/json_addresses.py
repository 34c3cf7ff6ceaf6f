"""Addresses of resources in ``.tf.json`` files.

Needed by Checkov 3.2.500 to 3.3.30: its runner for Terraform in JSON calls what a check in Python
judges ``resource.NAME``, though it calls the same resource ``aws_iot_policy.NAME`` where a check of
its graph judges it, and so does every other runner. Two resources of one name are then one, and what a
baseline says of the HCL does not hold for the JSON. Here the name ``Record`` in that module is
bound to a function that calls the resource as our checks do in their result. For the checks of others
it changes nothing.
"""

from __future__ import annotations

from functools import wraps
from importlib import import_module
from typing import Any

from checkov.common.output.record import Record

ADDRESS = "resource_address"
"""The key of a check result under which our checks leave the address of the resource."""

_RUNNER = "checkov.terraform_json.runner"


def has_address(configuration: dict[str, Any]) -> bool:
    """Whether Checkov tells the address of the resource, as it does for HCL and plans."""
    return bool(configuration.get("__address__"))


def name_json_resources() -> None:
    """From now on records of ``.tf.json`` files name their resource as in HCL; idempotent."""
    runner = import_module(_RUNNER)
    if getattr(runner, "Record", None) is Record:
        vars(runner)["Record"] = _record_with_address


@wraps(Record, updated=())
def _record_with_address(*arguments: Any, **names: Any) -> Record:
    result: dict[str, Any] = names.get("check_result", {})
    address = result.pop(ADDRESS, None)
    if address:
        names["resource"] = address
    return Record(*arguments, **names)
