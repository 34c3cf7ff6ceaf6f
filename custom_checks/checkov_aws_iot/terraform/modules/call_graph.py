"""Which modules call which, without evaluating anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.terraform.modules.module_calls import (
    local_source,
    outside_source,
    remote_source,
)
from checkov_aws_iot.values.unknown import Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.terraform.modules.fetched_modules import FetchedModules
    from checkov_aws_iot.terraform.modules.module_files import Module
    from checkov_aws_iot.values.span import Span

MOST_CALLS: Final = 20_000
_MOST_NESTED: Final = 20


@dataclass(frozen=True, slots=True)
class Call:
    """One module call as it is written.

    ``directory`` is that of a local module inside the scanned root, and ``None`` for others;
    ``outside`` that of a local one outside of it. ``source`` and ``version`` are those of a module
    that something has to fetch.
    """

    name: str
    span: Span
    directory: str | None
    outside: str
    source: str
    version: str


@dataclass(frozen=True, slots=True)
class UnfetchedModule:
    """A module that is called and not there: the first call on the way from a root module."""

    source: str
    span: Span
    root: str


class CallGraph:
    """The module calls of directories, each read once."""

    def __init__(self, module: Callable[[str], Module], fetched: FetchedModules) -> None:
        self._module = module
        self._fetched = fetched
        self._calls: dict[str, tuple[Call, ...]] = {}

    def calls(self, directory: str) -> tuple[Call, ...]:
        """The module calls in the directory, in the order in which they are written."""
        if directory not in self._calls:
            self._calls[directory] = tuple(self._read(directory))
        return self._calls[directory]

    def called(self, directory: str) -> Iterator[str]:
        """The directories of the local modules that the directory calls, but for its own."""
        for call in self.calls(directory):
            if call.directory is not None and call.directory != directory:
                yield call.directory

    def unfetched(self, roots: Iterable[str]) -> Iterator[UnfetchedModule]:
        """The modules that root modules call, themselves or through others, and that are not there."""
        told: set[tuple[str, str]] = set()
        left = MOST_CALLS
        for root in roots:
            pending: list[tuple[str, tuple[str, ...]]] = [(root, ())]
            while pending and left > 0:
                directory, path = pending.pop()
                for call in self.calls(directory):
                    left -= 1
                    way = (*path, call.name)
                    there = self._directory(call, root, way)
                    if isinstance(there, str) and len(way) < _MOST_NESTED:
                        pending.append((there, way))
                    elif isinstance(there, Unknown) and (call.source, root) not in told:
                        told.add((call.source, root))
                        yield UnfetchedModule(call.source, call.span, root)

    def _directory(self, call: Call, root: str, path: tuple[str, ...]) -> str | Unknown | None:
        if not call.source:
            return call.directory
        return self._fetched.directory(root, path, call.source, call.version)

    def _read(self, directory: str) -> Iterator[Call]:
        for block in self._module(directory).blocks("module"):
            if block.labels:
                there = local_source(block, directory)
                yield Call(
                    block.labels[0],
                    block.span,
                    None if isinstance(there, Unknown) else there,
                    outside_source(block, directory),
                    *remote_source(block),
                )
