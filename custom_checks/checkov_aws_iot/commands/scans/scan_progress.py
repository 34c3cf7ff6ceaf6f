"""A bar on stderr for scans that take longer than a second, if a person looks at it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from checkov_aws_iot.engine.candidates.scanned_resource import ScannedResource
    from checkov_aws_iot.engine.project import Project
    from checkov_aws_iot.engine.reading.confined_reader import ConfinedReader
    from checkov_aws_iot.values.unknown import Unknown

_DELAY: Final = 1.0


def with_progress(project: Project, reports: frozenset[str]) -> Iterator[ScannedResource]:
    """The resources of the project; files that are read and resources that are judged are counted."""
    if not sys.stderr.isatty():
        yield from project.resources(reports)
        return
    from tqdm import tqdm

    files = {*project.files.templates}
    for directory, names in project.files.configurations.items():
        files.update(f"{directory}/{name}" if directory else name for name in names)
    with tqdm(
        total=len(files),
        unit=" files",
        delay=_DELAY,
        miniters=0,
        leave=False,
        dynamic_ncols=True,
        file=sys.stderr,
    ) as bar:
        project.reader = cast("ConfinedReader", _CountingReader(project.reader, files, bar))
        yield from _counted(project.resources(reports), bar)


def _counted(resources: Iterable[ScannedResource], bar: Any) -> Iterator[ScannedResource]:
    for number, resource in enumerate(resources, 1):
        yield resource
        bar.set_description(f"{number} resources judged", refresh=False)
        bar.update(0)


class _CountingReader:
    """A reader that moves the bar at the first reading of each file."""

    def __init__(self, reader: ConfinedReader, files: set[str], bar: Any) -> None:
        self._reader = reader
        self._left = set(files)
        self._bar = bar

    def read(self, path: str) -> str | Unknown:
        """The text of the file, or why it is not read."""
        is_new = path in self._left
        self._left.discard(path)
        self._bar.update(int(is_new))
        return self._reader.read(path)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)
