"""Files of settings, ``.checkov.yaml``: those of the user, and those that lie in what is scanned.

Whoever scans a repository of somebody else does not let it decide what is executed, where a report
is written or who is connected to. So of a file that is found there, only what filters and formats is
taken. A file that the user names with ``--config-file``, and the one in the home directory, are the user's.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import yaml

from checkov_aws_iot.commands.chosen_checks import is_of_others, named_checks
from checkov_aws_iot.commands.complaint import Complaint

NAMES: Final = (".checkov.yaml", ".checkov.yml")

# What says which findings are reported, and how.
_TAKEN: Final = frozenset(
    {
        "check",
        "compact",
        "framework",
        "hard-fail-on",
        "output",
        "output-baseline-as-skipped",
        "quiet",
        "report-unused-suppressions",
        "skip-check",
        "skip-download",
        "skip-framework",
        "skip-path",
        "skip-resources-without-violations",
        "soft-fail",
        "soft-fail-on",
        "summary-position",
    }
)
# Files that are read. They are taken where they lie in the directory of the settings.
_FILES: Final = frozenset({"baseline", "var-file"})
_MOST_BYTES: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """What is taken from a file that was found, and the names of what is not.

    ``others`` are the checks to run that are none of this pack.
    """

    file: str
    taken: dict[str, Any]
    left_out: tuple[str, ...]
    others: tuple[str, ...] = ()

    def lines(self) -> Iterator[str]:
        """What is said of it on stderr."""
        if self.taken:
            names = ", ".join(sorted(self.taken))
            yield f"takes {names} from {self.file}; --no-config ignores the file"
        for name in self.left_out:
            yield (
                f"leaves out {name} of {self.file}, which lies in what is scanned; "
                "give it on the command line if it is meant"
            )
        if self.others:
            yield f"leaves out the checks of others that {self.file} names: {', '.join(self.others)}"

    def for_own_checks(self) -> Settings:
        """The settings for a scan that has no checks of others.

        Raises:
            Complaint: they leave no check to run.
        """
        given = [str(value) for value in _listed(self.taken.get("check", []))]
        checks = list(named_checks(given))
        others = tuple(filter(is_of_others, checks))
        if not others:
            return self
        if len(others) == len(checks):
            raise Complaint(
                f"{self.file} names no check of this pack to run; --no-config ignores the file"
            )
        own = [check for check in checks if check not in others]
        return replace(self, taken={**self.taken, "check": own}, others=others)


def found_settings(paths: Iterable[str]) -> list[Settings]:
    """The settings in the scanned directories and in the one where the user stands.

    Raises:
        Complaint: one of the files cannot be read.
    """
    home = os.path.realpath(Path.home())
    directories = [path for path in paths if os.path.isdir(path)]
    seen: dict[str, str] = {}
    for directory in (*directories, os.curdir):
        for name in NAMES:
            path = os.path.normpath(os.path.join(directory, name))
            # The home directory is the user's, unless it is scanned.
            own = directory == os.curdir and os.path.realpath(directory) == home
            if os.path.isfile(path) and not own:
                seen.setdefault(os.path.realpath(path), path)
    return [settings_in(path) for path in seen.values()]


def users_files() -> list[str]:
    """The files of settings in the user's home directory."""
    return [os.path.join(Path.home(), name) for name in NAMES]


def settings_in(path: str) -> Settings:
    """The settings in a file.

    Raises:
        Complaint: the file cannot be read.
    """
    taken: dict[str, Any] = {}
    left_out: list[str] = []
    for key, value in _entries(path).items():
        name = str(key).replace("_", "-").lstrip("-")
        if name in _TAKEN or (name in _FILES and all(map(_beside(path), _listed(value)))):
            taken[name] = value
        else:
            left_out.append(name)
    return Settings(path, taken, tuple(left_out))


def _entries(path: str) -> dict[Any, Any]:
    try:
        with open(path, "rb") as file:
            loaded = yaml.safe_load(file.read(_MOST_BYTES))
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        problem = getattr(error, "problem", None) or getattr(error, "strerror", None) or error
        raise Complaint(f"the settings in {path} cannot be read: {problem}") from error
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        raise Complaint(f"the settings in {path} cannot be read: there are no names of settings")
    return loaded


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else [value]


def _beside(settings: str) -> Any:
    """Whether a file, as seen from where the user stands, lies below the directory of the settings."""
    top = os.path.realpath(os.path.dirname(settings) or os.curdir)

    def is_below(path: object) -> bool:
        return isinstance(path, str) and os.path.realpath(path).startswith(top + os.sep)

    return is_below
