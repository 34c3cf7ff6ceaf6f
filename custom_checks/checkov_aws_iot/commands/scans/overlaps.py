"""Paths of a scan that lie inside one another: what they share is scanned once."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checkov_aws_iot.engine.project import Project


def without_overlaps(projects: Sequence[Project]) -> list[Project]:
    """The projects but those of which another one has every file; of equal ones the first is left."""
    if len(projects) < 2:
        return list(projects)
    files = [_files_of(project) for project in projects]
    return [
        project
        for number, project in enumerate(projects)
        if not any(
            files[number] < others or (files[number] == others and other < number)
            for other, others in enumerate(files)
            if other != number
        )
    ]


def _files_of(project: Project) -> frozenset[str]:
    """Real paths, so that links and other ways to name a directory are the same."""
    names = project.files.configurations
    paths = [f"{folder}/{name}" for folder in names for name in names[folder]]
    paths += [*project.files.templates, *project.files.units]
    root = os.path.realpath(project.root)
    found = {os.path.realpath(os.path.join(root, path.lstrip("/"))) for path in paths}
    return frozenset(found or {root})
