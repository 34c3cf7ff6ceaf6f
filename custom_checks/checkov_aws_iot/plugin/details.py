"""Details of findings on their way to the report.

Checkov runs several frameworks in forks of its process. The checks are registered in the forks, and
the reports are written in the process that they come from, where nothing of this pack was executed.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from checkov_aws_iot.plugin.patches.junit_details import show_details_in_junit
from checkov_aws_iot.plugin.patches.sarif_details import show_details_in_sarif

_PACKAGE = Path(__file__).resolve().parent.parent


@cache
def show_details() -> int:
    """Reports that this process or a fork of it writes show the details of findings.

    The number of the process that this was first called in, also for forks of it.
    """
    show_details_in_junit()
    show_details_in_sarif()
    return os.getpid()


class Details(list[str]):
    """Detail lines. Where they are unpickled, reports show them from then on."""

    def __reduce__(self) -> tuple[object, ...]:
        return _received, (list(self),)


def _received(lines: list[str]) -> Details:
    show_details()
    return Details(lines)


def for_report(lines: list[str]) -> list[str]:
    """The lines, or what the process that writes the report can do with them.

    Without this package Checkov would write a SARIF report that is against its schema, and that
    GitHub refuses as a whole: better one without details.
    """
    if not lines or _writer_shows_details():
        return lines
    if _is_installed():
        return Details(lines)
    return [] if _sarif_is_wanted() else lines


def _writer_shows_details() -> bool:
    """Whether this process writes the report, or is the fork of one that shows details."""
    return multiprocessing.parent_process() is None or show_details() != os.getpid()


@cache
def _is_installed() -> bool:
    """Whether every process with this Python can import this very package."""
    try:
        found = distribution("checkov-aws-iot")
    except PackageNotFoundError:
        return False
    places = [Path(str(found.locate_file(_PACKAGE.name)))]
    origin = json.loads(found.read_text("direct_url.json") or "{}")
    if origin.get("dir_info", {}).get("editable"):
        project = Path(url2pathname(urlsplit(origin["url"]).path))
        places.append(project / "custom_checks" / _PACKAGE.name)
    return any(place.resolve() == _PACKAGE for place in places)


@cache
def _sarif_is_wanted() -> bool:
    """Whether Checkov was asked for SARIF; says so once, since the details are left out then."""
    frame = sys._getframe()
    while frame := frame.f_back:  # type: ignore[assignment]
        config = getattr(frame.f_locals.get("self"), "config", None)
        output = getattr(config, "output", None)
        if isinstance(output, list):
            break
    else:
        return False
    if "sarif" not in output:
        return False
    sys.stderr.write(
        "checkov-aws-iot: the report has no details, because Checkov could not put them into SARIF;"
        " install checkov-aws-iot beside Checkov, or use checkov-aws-iot scan -o sarif\n"
    )
    return True
