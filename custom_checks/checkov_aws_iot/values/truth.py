"""Three-valued logic: true, false, or not known for a reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from checkov_aws_iot.values.unknown import Unknown

Truth: TypeAlias = bool | Unknown


def negation(truth: Truth) -> Truth:
    """The opposite; what is not known stays not known."""
    return truth if isinstance(truth, Unknown) else not truth


def all_of(truths: Iterable[Truth]) -> Truth:
    """False if one is false, otherwise the first unknown, otherwise true. Stops at a false one."""
    unknown: Unknown | None = None
    for truth in truths:
        if isinstance(truth, Unknown):
            unknown = unknown or truth
        elif not truth:
            return False
    return unknown or True


def any_of(truths: Iterable[Truth]) -> Truth:
    """True if one is true, otherwise the first unknown, otherwise false. Stops at a true one."""
    unknown: Unknown | None = None
    for truth in truths:
        if isinstance(truth, Unknown):
            unknown = unknown or truth
        elif truth:
            return True
    return unknown or False
