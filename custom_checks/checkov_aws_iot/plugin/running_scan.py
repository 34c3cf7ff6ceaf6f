"""The scan that is running: what Checkov knows of it and does not tell its checks.

Checks are asked with a resource and nothing else. What they need besides - the scanned directory, the
variable files, the definitions of the runner - stands in the call by which Checkov started the runner,
and the loader of this pack is executed inside that call, once for every runner. There it is looked
up, and kept in a context variable: runners that work in threads share the checks, and have a
context each.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from checkov.common.runners.base_runner import BaseRunner

from checkov_aws_iot.plugin.entities import Entities, Entity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import FrameType

    from checkov_aws_iot.engine.candidates.subjects import Framework
    from checkov_aws_iot.engine.judging import ResourceJudging

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Judged:
    """A resource that is being judged. Holding the configuration keeps it the only one like it.

    ``file`` is relative to the scanned ``root``.
    """

    configuration: object
    resource: tuple[Framework, str, str]
    judging: ResourceJudging
    root: str = ""
    file: str = ""


class RunningScan:
    """One run of a runner, and all that the pack keeps of it, no longer than to the next run.

    ``root`` is absolute, and empty where files were named one by one. ``var_files`` are absolute.
    ``outputs`` are the formats of the report, ``check_types`` the frameworks of the whole scan, in
    the order in which Checkov runs them. ``details`` are those of the resource that is being judged,
    by the id of the check.
    """

    def __init__(self, call: Mapping[str, Any] | None = None) -> None:
        call = call or {}
        self.runner: BaseRunner[Any, Any, Any] | None = call.get("self")
        self.root = _root(call)
        self.var_files = tuple(getattr(call.get("runner_filter"), "var_files", None) or ())
        self.outputs: tuple[str, ...] = ()
        self.check_types: tuple[str, ...] = ()
        self.details: dict[str, list[str]] = {}
        self.judged: Judged | None = None
        self.called: dict[tuple[Framework, str, str, frozenset[str]], ResourceJudging] = {}
        self._entities: Entities | None = None
        self._kept: dict[tuple[Callable[..., Any], str], Any] = {}

    def entity(
        self, framework: Framework, configuration: object, entity_type: str, name: str
    ) -> Entity | None:
        """The entity with this very configuration, if the runner of this scan has it."""
        definitions = getattr(self.runner, "definitions", None) or {}
        if self._entities is None or self._entities.definitions is not definitions:
            self._entities = Entities(definitions)
        return self._entities.find(framework, configuration, entity_type, name)

    def calls_of(self, entity: Entity, entity_type: str) -> tuple[tuple[str, ...], ...]:
        """The callers of every entity with the file and the address of this one."""
        entities = self._entities
        return entities.calls_of(entity, entity_type) if entities else (entity.callers,)

    def loaded_modules(self, root: str) -> dict[tuple[str, str], str]:
        """The directories of the modules that Checkov has downloaded, by source and version.

        They are relative to the root, and written as they are called.
        """
        manager = getattr(self.runner, "graph_manager", None)
        directories = getattr(getattr(manager, "parser", None), "external_modules_source_map", {})
        return {
            call: relative(os.path.abspath(directory), root)
            for call, directory in directories.items()
            if isinstance(directory, str)
        }

    def root_of(self, file: str) -> str:
        """The directory that counts as scanned for a file."""
        return self.root or _root_of_single_file(file)

    def keep(self, make: Callable[[str, tuple[str, ...]], _T], root: str) -> _T:
        """What ``make`` gives for the root and the variable files, made once."""
        if (make, root) not in self._kept:
            self._kept[make, root] = make(root, self.var_files)
        kept: _T = self._kept[make, root]
        return kept


_RUNNING: ContextVar[RunningScan] = ContextVar("running_scan")


def running_scan() -> RunningScan:
    """The scan that runs in this context."""
    scan = _RUNNING.get(None)
    return enter_scan() if scan is None else scan


def enter_scan() -> RunningScan:
    """The scan whose runner has called, directly or not, is the running one from now on."""
    scan = _calling_scan()
    _RUNNING.set(scan)
    return scan


def scan_with(
    framework: Framework, configuration: object, entity_type: str, name: str
) -> tuple[RunningScan, Entity | None]:
    """The running scan, and the entity that its runner has handed out.

    A runner that is started without external checks, after others have loaded them, does not execute
    the loader: the configuration tells that it is not the runner that is known.
    """
    scan = running_scan()
    entity = scan.entity(framework, configuration, entity_type, name)
    if entity is None:
        calling = _calling_scan()
        if calling.runner is not scan.runner:
            _RUNNING.set(calling)
            return calling, calling.entity(framework, configuration, entity_type, name)
    return scan, entity


def _calling_scan() -> RunningScan:
    scan = RunningScan()
    for names in _calls():
        caller = names.get("self")
        if scan.runner is None:
            if isinstance(caller, BaseRunner) and "runner_filter" in names:
                scan = RunningScan(names)
        elif not scan.check_types and isinstance(runners := getattr(caller, "runners", None), list):
            scan.check_types = tuple(runner.check_type for runner in runners)
        elif isinstance(output := getattr(getattr(caller, "config", None), "output", None), list):
            scan.outputs = tuple(output)
            break
    return scan


def _calls() -> Iterator[Mapping[str, Any]]:
    """The arguments of the methods called ``run`` that are being executed, from the inside out."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_name == "run":
            yield frame.f_locals
        frame = frame.f_back


def _root(call: Mapping[str, Any]) -> str:
    root: str = call.get("root_folder") or ""
    files: list[str] = call.get("files") or []
    if not root and files and call["self"].check_type in {"terraform", "terraform_plan"}:
        # These runners take the longest text that all paths begin with, too.
        root = os.path.dirname(os.path.commonprefix(files)) or os.curdir  # noqa: RUF071
    return os.path.abspath(root) if root else ""


def _root_of_single_file(file: str) -> str:
    """The directory that counts as scanned where the user named a file."""
    current = os.getcwd()
    inside = os.path.commonpath((current, file)) == current
    return current if inside else os.path.dirname(file)


@lru_cache(maxsize=64)
def relative(path: str, root: str) -> str:
    """The path relative to the root, with forward slashes; begins with ``..`` if it is outside."""
    return os.path.relpath(path, root).replace(os.sep, "/")
