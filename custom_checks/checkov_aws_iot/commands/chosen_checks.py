"""The checks that the user names: a gate with a misspelt name is no gate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Any

from checkov.common.bridgecrew.severities import Severities

from checkov_aws_iot.commands.complaint import Complaint
from checkov_aws_iot.plugin.project import OWN
from checkov_aws_iot.rules.catalog import CATALOGUE
from checkov_aws_iot.values.nearest_names import did_you_mean

NOT_LOADED = "CKV_IOT_000"
# Ids of Checkov's own checks, and those of its platform.
_OTHERS = ("CKV", "BC_")


def named_checks(given: Sequence[str] | None) -> Iterator[str]:
    """The ids, patterns and severities among the values of an option."""
    for option in given or ():
        yield from filter(None, (check.strip() for check in option.split(",")))


def require_known_checks(config: Any) -> None:
    """Every check and severity that an option names may exist.

    ``config`` is what the parser makes of the options.

    Raises:
        Complaint: one does not, or an option that takes them has none.
    """
    others = bool(
        getattr(config, "external_checks_dir", None) or getattr(config, "external_checks_git", None)
    )
    for option in ("check", "skip_check", "hard_fail_on", "soft_fail_on"):
        given = getattr(config, option)
        named = list(named_checks(given))
        if given and not named:
            raise Complaint(f"--{option.replace('_', '-')} needs a check or severity")
        for check in named:
            # A check to skip may have an expression for paths behind it.
            if not may_exist(check.partition(":")[0], others=others):
                names = (NOT_LOADED, *(entry.id for entry in CATALOGUE), *Severities)
                hint = did_you_mean(check, names) or '; "checkov-aws-iot checks" lists them'
                raise Complaint(f'there is no check or severity "{check}"{hint}')


def may_exist(check: str, *, others: bool = False) -> bool:
    """Whether there may be such a check or severity; ``others`` says that checks of others are loaded."""
    if may_be_own(check):
        return True
    return not check.startswith(OWN) and (others or check.startswith(_OTHERS))


def may_be_own(check: str) -> bool:
    """Whether it means a check of this pack: an id, a pattern or a severity."""
    ids = (NOT_LOADED, *(entry.id for entry in CATALOGUE))
    return check.upper() in Severities or any(fnmatchcase(each, check) for each in ids)


def is_of_others(check: str) -> bool:
    """Whether it means checks of Checkov, and none of this pack."""
    return may_exist(check) and not may_be_own(check)
