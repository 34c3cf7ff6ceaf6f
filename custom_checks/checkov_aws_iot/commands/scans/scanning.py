"""``checkov-aws-iot scan``: the checks of this pack only, and nothing asked of the network."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

from checkov_aws_iot.commands.complaint import Complaint, tell
from checkov_aws_iot.commands.installation import require_engine, require_working_installation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checkov_aws_iot.commands.scans.concerned_files import Concerned
    from checkov_aws_iot.commands.scans.settings_files import Settings
    from checkov_aws_iot.conventions.conventions import Conventions

# Our own options: JSON documents that are no stack and that nothing in the scan uses are judged,
# Checkov parses every file, also those that can hold nothing that is judged, and no file of settings
# that lies in what is scanned is read.
DOCUMENTS = "--documents"
NO_PREFILTER = "--no-prefilter"
NO_CONFIG = "--no-config"
ENGINE = "--engine"
UNUSED = "--report-unused-suppressions"
CHECKOV = "checkov"
_ENGINES = ("own", CHECKOV)
CONVENTIONS = "--conventions"

# New objects between two rounds of the garbage collector. Checkov keeps nearly all that it makes, so with
# Python's 700 a tenth of a scan is looking for garbage where there is none.
_OBJECTS_BETWEEN_COLLECTIONS = 50_000

# With one of these, Checkov would talk to a platform.
_PLATFORM_OPTIONS = frozenset({"--bc-api-key", "--docker-image", "--support"})


def scan(
    arguments: Sequence[str], *, from_here: bool = False, concerned: Concerned | None = None
) -> int:
    """The exit code of a scan of the paths among the arguments; options mean what they mean in Checkov.

    The engine of the pack scans, or Checkov's runners where the user says so. An option that only these
    have is refused.

    ``from_here`` says that reports name files as they are seen from where the user stands. ``concerned``
    are the modules and templates below that place to scan, if it is not paths.

    Raises:
        Complaint: a path is missing, the engine does not do what an option says, or the installation
            is broken.
    """
    from checkov_aws_iot.commands.scans.scan_questions import is_answered

    if is_answered("scan", arguments):
        return 0
    documents, arguments = _take(DOCUMENTS, arguments)
    every_file, arguments = _take(NO_PREFILTER, arguments)
    no_settings, arguments = _take(NO_CONFIG, arguments)
    engine, arguments = take_value(ENGINE, arguments)
    if engine not in ("", *_ENGINES):
        raise Complaint(f"{ENGINE} needs one of {', '.join(_ENGINES)}")
    given, arguments = take_value(CONVENTIONS, arguments)
    paths, options = split_paths(arguments)
    for path in paths:
        if not os.path.exists(path):
            raise Complaint(f'the path "{path}" does not exist')
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    from checkov_aws_iot.commands.chosen_conventions import chosen_conventions

    conventions = chosen_conventions(given, look_here=not no_settings)
    found = [] if no_settings else _told_settings(paths, own=engine != CHECKOV)
    if engine == CHECKOV:
        if documents:
            raise Complaint(f"{DOCUMENTS} does not go with {ENGINE} {CHECKOV}; leave one out")
        if UNUSED in options:
            raise Complaint(f"{UNUSED} does not go with {ENGINE} {CHECKOV}; leave one out")
        return _scan_with_checkov(
            paths, options, found, prefilter=not every_file, conventions=conventions
        )
    if every_file:
        raise Complaint(f"{NO_PREFILTER} needs {ENGINE} {CHECKOV}")
    from checkov_aws_iot.commands.scans.scan_options import parsed, settings_paths

    with settings_paths(found) as settings:
        config, named = parsed(options, settings)
    require_engine()
    from checkov_aws_iot.commands.scans.engine_scan import scan_with_engine

    named = [*paths, *named, *(config.directory or ()), *config.file]
    return scan_with_engine(
        named or ([] if concerned else [os.curdir]),
        config,
        documents=documents,
        from_here=from_here,
        concerned=concerned,
        conventions=conventions,
    )


def require_options(options: Sequence[str]) -> None:
    """A scan by the engine could have these options; nothing is scanned.

    Raises:
        Complaint: there is no such option, check or path, or one lacks its value.
    """
    from checkov_aws_iot.commands.chosen_checks import require_known_checks
    from checkov_aws_iot.commands.scans.scan_options import parsed

    left = list(options)
    for switch in (DOCUMENTS, NO_CONFIG):
        _, left = _take(switch, left)
    _, left = take_value(CONVENTIONS, left)
    config, paths = parsed(left, [])
    require_known_checks(config)
    for path in paths:
        if not os.path.exists(path):
            raise Complaint(f'the path "{path}" does not exist')


def _told_settings(paths: Sequence[str], *, own: bool) -> list[Settings]:
    """The settings in what is scanned; what is taken and left out of them is told.

    ``own`` says that there are no checks of others.
    """
    from checkov_aws_iot.commands.scans.settings_files import found_settings

    found = found_settings(paths or [os.curdir])
    if own:
        found = [settings.for_own_checks() for settings in found]
    for line in (line for settings in found for line in settings.lines()):
        tell(line)
    return found


def _scan_with_checkov(
    paths: list[str],
    options: list[str],
    found: Sequence[Settings],
    *,
    prefilter: bool,
    conventions: Conventions,
) -> int:
    """The exit code of a scan by Checkov's runners."""
    for option in options:
        if option.partition("=")[0] in _PLATFORM_OPTIONS:
            raise Complaint(
                f"{option} needs the network, which a scan never asks; use checkov itself"
            )
    from checkov_aws_iot.commands.chosen_conventions import hand_to_checkov

    # Registering the checks needs them.
    hand_to_checkov(conventions)
    require_working_installation()
    from checkov_aws_iot.commands.scans.running import run_checkov
    from checkov_aws_iot.commands.scans.scan_options import settings_paths

    with settings_paths(found) as settings:
        return run_checkov(paths, options, settings, prefilter=prefilter, conventions=conventions)


def take_value(option: str, arguments: Sequence[str]) -> tuple[str, list[str]]:
    """The value of an option of our own, empty without it, and the other arguments.

    Raises:
        Complaint: the option has no value.
    """
    value = ""
    left: list[str] = []
    rest = list(arguments)
    while rest and rest[0] != "--":
        name, equals, behind = rest.pop(0).partition("=")
        if name != option:
            left.append(name + equals + behind)
            continue
        value = behind if equals else rest.pop(0) if rest else ""
        if not value:
            raise Complaint(f"{option} needs a value")
    return value, left + rest


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
