"""The checks that the user names: a gate with a misspelt name is no gate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Any

from checkov.common.bridgecrew.severities import Severities

from checkov_aws_iot.commands.complaint import Complaint, tell
from checkov_aws_iot.plugin.project import OWN
from checkov_aws_iot.rules.catalog import CATALOGUE

NOT_LOADED = "CKV_IOT_000"
# Ids of Checkov's own checks, and those of its platform.
_OTHERS = ("CKV", "BC_")


def named_checks(given: Sequence[str] | None) -> Iterator[str]:
    """The ids, patterns and severities among the values of ``--check`` or ``--skip-check``."""
    for option in given or ():
        yield from filter(None, (check.strip() for check in option.split(",")))


def require_known_checks(config: Any) -> None:
    """Every check that is asked for may be there; one to skip that is not is told on stderr.

    ``config`` is what Checkov's parser makes of the options.

    Raises:
        Complaint: a check or a severity that is asked for does not exist.
    """
    others = bool(config.external_checks_dir or config.external_checks_git)
    for check in named_checks(config.check):
        if not _may_exist(check, others=others):
            raise Complaint(
                f'there is no check or severity "{check}"; "checkov-aws-iot checks" lists them'
            )
    for check in named_checks(config.skip_check):
        if not _may_exist(check, others=others):
            tell(f'there is no check or severity "{check}" to skip')


def _may_exist(check: str, *, others: bool) -> bool:
    if check.upper() in Severities:
        return True
    if any(fnmatchcase(entry, check) for entry in (NOT_LOADED, *(e.id for e in CATALOGUE))):
        return True
    return not check.startswith(OWN) and (others or check.startswith(_OTHERS))
