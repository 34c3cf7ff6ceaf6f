"""The catalogue: every rule, once, in the order of the ids.

Checkov loads the pack in every runner of a scan, though most of them will judge nothing. So what
registering needs stands in an index that is generated from the rules, and a rule is imported when it
first judges something.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

from checkov_aws_iot.findings.index_entry import Entry
from checkov_aws_iot.rules.index import CATALOGUE

if TYPE_CHECKING:
    from checkov_aws_iot.findings.rule import Rule

__all__ = ["ANALYSABLE_DOCUMENT", "CATALOGUE", "Entry", "rule", "rules"]

ANALYSABLE_DOCUMENT = "CKV_IOT_001"
"""The id of the rule that reports what no other rule could decide."""


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, made once, in the order of the catalogue."""
    return tuple(_made(entry) for entry in CATALOGUE)


@cache
def rule(check_id: str) -> Rule:
    """The rule with that id.

    Raises:
        KeyError: there is none.
    """
    return {each.id: each for each in rules()}[check_id]


def _made(entry: Entry) -> Rule:
    module, name = entry.location.split(":")
    loaded = import_module(f"checkov_aws_iot.rules.{module}")
    return cast("Rule", getattr(loaded, name)())
