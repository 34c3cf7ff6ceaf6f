"""What Checkov knows about the running scan and does not tell its checks.

A check is given the file's path relative to the scanned directory, but neither that directory nor
the variable files, and its ``graph`` belongs to a registry that runners share: in thread mode it
may be another runner's. The functions that call the registries have all of it in their local
variables, under names that every supported version uses.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType

_CALLERS = frozenset(
    {
        "run_block",
        "check_definitions",
        "cfn_resources_checks",
        "single_item_sections_checks",
        "multi_item_sections_checks",
    }
)
_MOST_FRAMES = 15


@dataclass(frozen=True, slots=True)
class RunningScan:
    """Where a resource stands in the scan that is running.

    ``root`` and ``file`` are absolute; ``callers`` are the absolute paths of the files with the
    module calls that lead to the resource, root module first. ``var_files`` are absolute. ``runner``
    tells scans apart. ``item`` is the name of what is scanned in a section of a Serverless file.
    """

    root: str
    file: str
    callers: tuple[str, ...] = ()
    var_files: tuple[str, ...] = ()
    runner: object = None
    item: str = ""

    @property
    def relative_file(self) -> str:
        """The file, relative to the root, with forward slashes."""
        return self.relative(self.file)

    @property
    def relative_callers(self) -> tuple[str, ...]:
        """The callers, relative to the root, with forward slashes."""
        return tuple(self.relative(caller) for caller in self.callers)

    def relative(self, path: str) -> str:
        """The path relative to the root; it begins with ``..`` if it lies outside."""
        return _relative(path, self.root)


@lru_cache(maxsize=64)
def _relative(path: str, root: str) -> str:
    return os.path.relpath(path, root).replace(os.sep, "/")


def running_scan() -> RunningScan | None:
    """The scan on whose behalf the caller runs; ``None`` if Checkov does not call as expected."""
    frame: FrameType | None = sys._getframe(1)
    for _ in range(_MOST_FRAMES):
        if frame is None:
            return None
        if frame.f_code.co_name in _CALLERS and "runner_filter" in frame.f_locals:
            return _scan_of(frame.f_locals)
        frame = frame.f_back
    return None


def _scan_of(names: dict[str, Any]) -> RunningScan | None:
    key = names.get("full_file_path") or names.get("file_abs_path")
    if key is None:
        return None
    file = os.path.abspath(str(getattr(key, "file_path", key)))
    root = names.get("root_folder") or getattr(names.get("self"), "root_folder", None)
    return RunningScan(
        root=os.path.abspath(root) if root else _root_of_single_file(file),
        file=file,
        callers=tuple(_callers(getattr(key, "tf_source_modules", None))),
        var_files=tuple(names["runner_filter"].var_files or ()),
        runner=names.get("self"),
        item=str(names.get("item_name") or ""),
    )


def _root_of_single_file(file: str) -> str:
    """The directory that counts as scanned where the user named a file: the one he stands in."""
    current = os.getcwd()
    inside = os.path.commonpath((current, file)) == current
    return current if inside else os.path.dirname(file)


def _callers(module: Any) -> list[str]:
    callers: list[str] = []
    while module is not None:
        callers.append(os.path.abspath(module.path))
        module = module.nested_tf_module
    return callers[::-1]
