"""``checkov-aws-iot scan``: Checkov with this pack only, and nothing asked of the network."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

from checkov_aws_iot.commands.complaint import Complaint
from checkov_aws_iot.commands.installation import require_working_installation

if TYPE_CHECKING:
    from collections.abc import Sequence

# Our own options: JSON documents that are no stack and that nothing in the scan uses are judged, and
# Checkov parses every file, also those that can hold nothing that is judged.
DOCUMENTS = "--documents"
NO_PREFILTER = "--no-prefilter"

# New objects between two rounds of the garbage collector. Checkov keeps nearly all that it makes, so with
# Python's 700 a tenth of a scan is looking for garbage where there is none.
_OBJECTS_BETWEEN_COLLECTIONS = 50_000

# With one of these, Checkov would talk to a platform.
_PLATFORM_OPTIONS = frozenset({"--bc-api-key", "--docker-image", "--support"})


def scan(arguments: Sequence[str]) -> int:
    """The exit code of a scan of the paths among the arguments; the rest is Checkov's.

    Raises:
        Complaint: a path is missing, an option needs the network, or the installation is broken.
    """
    documents, arguments = _take(DOCUMENTS, arguments)
    every_file, arguments = _take(NO_PREFILTER, arguments)
    paths, options = split_paths(arguments)
    for path in paths:
        if not os.path.exists(path):
            raise Complaint(f'the path "{path}" does not exist')
    for option in options:
        if option.partition("=")[0] in _PLATFORM_OPTIONS:
            raise Complaint(
                f"{option} needs the network, which a scan never asks; use checkov itself"
            )
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    require_working_installation()
    from checkov_aws_iot.commands.running import run_checkov

    return run_checkov(paths, options, documents=documents, prefilter=not every_file)


def _take(option: str, arguments: Sequence[str]) -> tuple[bool, list[str]]:
    """Whether an option of our own is among the arguments, and those that are left."""
    given = list(arguments)
    end = given.index("--") if "--" in given else len(given)
    left = [argument for argument in given[:end] if argument != option]
    return len(left) < end, left + given[end:]


def split_paths(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """The paths among the arguments, and the other arguments.

    Paths stand before the first option, behind ``--``, or where no option of Checkov wants them;
    ``-d`` and ``-f`` give paths as well.
    """
    leading: list[str] = []
    rest = list(arguments)
    while rest and not rest[0].startswith("-"):
        leading.append(rest.pop(0))
    trailing: list[str] = []
    if "--" in rest:
        at = rest.index("--")
        rest, trailing = rest[:at], rest[at + 1 :]
    return leading + trailing, rest
