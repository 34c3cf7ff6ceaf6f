"""Whether the names that a pattern stands for are fixed or belong to the device."""

from __future__ import annotations

from collections.abc import Collection

from checkov_aws_iot.patterns.alphabet import Letter, Symbol, Word
from checkov_aws_iot.patterns.mqtt import is_shared, split_levels
from checkov_aws_iot.patterns.pattern import Pattern
from checkov_aws_iot.policies.authoriser.resource_names import (
    FILTER,
    identifies_device,
    is_client_id,
)


def is_fixed_name(pattern: Pattern, resource_type: str) -> bool:
    """Whether the pattern is one name; a filter with MQTT wildcards is more."""
    return pattern.is_fixed and not (resource_type == FILTER and is_shared(pattern.letters))


def is_bound(
    pattern: Pattern,
    resource_type: str,
    *,
    client_ids: Collection[Word] = (),
    trusts_client_id: bool = True,
) -> bool:
    """Whether something that tells devices apart stands before the first wildcard.

    That is a variable that identifies the device, followed by a slash or the end, or a whole level
    that is one of ``client_ids``. ``${iot:ClientId}`` counts if it is trusted.
    """
    head = pattern.letters
    ends = len(head) == len(pattern.atoms)
    if resource_type == FILTER:
        at = next((i for i, letter in enumerate(head) if letter in ("+", "#")), None)
        if at is not None:
            head, ends = head[:at], False
    for at, letter in enumerate(head):
        behind = head[at + 1] if at + 1 < len(head) else None
        if _identifies(letter, trusts_client_id) and (behind == "/" or (behind is None and ends)):
            return True
    levels = split_levels(head)
    whole = levels if ends else levels[:-1]
    return any(level in client_ids for level in whole)


def depends_on_client_id(pattern: Pattern) -> bool:
    """Whether the client ID, which the client chooses, is a part of the name."""
    return any(isinstance(atom, Symbol) and is_client_id(atom) for atom in pattern.atoms)


def _identifies(letter: Letter, trusts_client_id: bool) -> bool:
    if not isinstance(letter, Symbol):
        return False
    return identifies_device(letter) or (trusts_client_id and is_client_id(letter))
