"""Baselines: findings that are known, each by its fingerprint, so that a new one of a known resource is new.

The file is one that Checkov reads, too: it has the resources and checks that Checkov's baselines have,
and beside them the fingerprints.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from checkov_aws_iot.commands.complaint import Complaint
from checkov_aws_iot.values.one_line import one_line

if TYPE_CHECKING:
    from checkov.common.output.baseline import Baseline

NAME: Final = ".checkov.baseline"

_MARK: Final = "checkov_aws_iot_fingerprints"
_VERSION: Final = 1
_FAILED: Final = "failed_checks"
_MOST_BYTES: Final = 50_000_000


@dataclass
class KnownFindings:
    """The findings of a baseline, as files and fingerprints.

    ``checkovs`` is the same baseline where it is one of Checkov, which knows resources and checks only.
    """

    path: str
    findings: frozenset[tuple[str, str]] = frozenset()
    checkovs: Baseline | None = None

    def knows(self, path: str, printed: str, fingerprint: str) -> bool:
        """Whether the finding in the file, an absolute path, is known; ``printed`` is how reports call it."""
        names = {printed, _from(self.path, path), _from(os.curdir, path)}
        return any((name, fingerprint) in self.findings for name in names)


@dataclass
class FoundFindings:
    """The findings of a scan, for a new baseline."""

    _found: dict[str, dict[str, dict[str, list[str]]]] = field(default_factory=dict)

    def add(self, path: str, resource: str, check_id: str, fingerprints: Iterable[str]) -> None:
        """The findings of a check about a resource in the file, an absolute path, are in it."""
        checks = self._found.setdefault(path, {}).setdefault(resource, {})
        held = checks.setdefault(check_id, [])
        held += [each for each in fingerprints if each not in held]

    def write(self, directory: str) -> str:
        """The path of the baseline that now holds them.

        Raises:
            Complaint: it cannot be written.
        """
        path = os.path.join(os.path.abspath(directory), NAME)
        content = {_MARK: _VERSION, _FAILED: list(self._failed_checks(path))}
        try:
            with open(path, "w", encoding="utf-8") as file:
                json.dump(content, file, indent=4)
        except OSError as error:
            raise Complaint(f"the baseline {path} cannot be written: {error.strerror}") from error
        return path

    def _failed_checks(self, baseline: str) -> Iterator[dict[str, Any]]:
        for file, resources in sorted(self._found.items()):
            findings = [
                {
                    "resource": resource,
                    "check_ids": sorted(checks),
                    "fingerprints": sorted(each for held in checks.values() for each in held),
                }
                for resource, checks in sorted(resources.items())
            ]
            yield {"file": one_line(_from(baseline, file)), "findings": findings}


def known_findings(path: str, *, as_skipped: bool) -> KnownFindings:
    """The findings of a baseline of ours or of Checkov.

    Raises:
        Complaint: it cannot be read.
    """
    try:
        with open(path, encoding="utf-8") as file:
            content: Any = json.loads(file.read(_MOST_BYTES))
        if content.get(_MARK) == _VERSION:
            return KnownFindings(path, frozenset(_fingerprints(content)))
        from checkov.common.output.baseline import Baseline

        baseline = Baseline(as_skipped)
        baseline.from_json(path)
        # What Checkov reads of a finding of it.
        for entry in baseline.failed_checks:
            for finding in entry["findings"]:
                _ = finding["resource"], finding["check_ids"]
    except (OSError, ValueError, AttributeError, TypeError, KeyError, RecursionError) as error:
        what = getattr(error, "strerror", None) or "it is no baseline"
        raise Complaint(f"the baseline {path} cannot be read: {what}") from error
    return KnownFindings(path, checkovs=baseline)


def _fingerprints(content: Any) -> Iterator[tuple[str, str]]:
    for entry in content[_FAILED]:
        for finding in entry["findings"]:
            for fingerprint in finding["fingerprints"]:
                yield str(entry["file"]), str(fingerprint)


def _from(place: str, path: str) -> str:
    """The path as it is seen from the directory of a file, or from a directory."""
    directory = place if os.path.isdir(place) else os.path.dirname(os.path.abspath(place))
    return "/" + os.path.relpath(path, directory).replace(os.sep, "/")
