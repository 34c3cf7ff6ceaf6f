"""Keeping what the resources of one scan have in common, and no longer than that scan."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from checkov_aws_iot.plugin.running_scan import RunningScan

_T = TypeVar("_T")


class _Slot(threading.local):
    scan: RunningScan | None = None
    kept: object = None


class PerScan(Generic[_T]):
    """Gives each scan one object; the one of the scan before is forgotten.

    Runners that work in threads have one each.
    """

    def __init__(self, make: Callable[[RunningScan], _T]) -> None:
        self._make = make
        self._slot = _Slot()

    def of(self, scan: RunningScan) -> _T:
        """The object of the scan, made where it is asked for the first time."""
        slot = self._slot
        if slot.scan is None or not _same(slot.scan, scan):
            slot.scan, slot.kept = scan, self._make(scan)
        return slot.kept  # type: ignore[return-value]


def _same(one: RunningScan, other: RunningScan) -> bool:
    return one.runner is other.runner and (one.root, one.var_files) == (
        other.root,
        other.var_files,
    )
