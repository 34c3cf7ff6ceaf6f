"""Which client IDs the conditions on ``iot:ClientId`` leave.

Source: AWS IoT Core Developer Guide, "Basic AWS IoT Core policy variables"; IAM User Guide, "IAM JSON
policy elements: Condition operators".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from checkov_aws_iot.patterns.language import Language, intersection, language_of
from checkov_aws_iot.policies.authoriser.constraints import in_any_case
from checkov_aws_iot.policies.authoriser.resource_names import (
    CLIENT_ID,
    Resolution,
    client_id_patterns,
)
from checkov_aws_iot.policies.model.document import Effect
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checkov_aws_iot.patterns.pattern import Pattern
    from checkov_aws_iot.policies.model.condition import Condition
    from checkov_aws_iot.policies.model.document import Statement

_IGNORE_CASE = frozenset(("stringequalsignorecase", "stringnotequalsignorecase"))
_OPERATORS = _IGNORE_CASE | {"stringequals", "stringnotequals", "stringlike", "stringnotlike"}


def decides_client_id(statement: Statement, condition: Condition, resolution: Resolution) -> bool:
    """Whether the condition of the statement holds for a known set of client IDs.

    It is one on the client ID, in a request that has one, with an operator on strings. What a Deny
    matches is known only without holes.
    """
    if condition.key.lower() != CLIENT_ID or condition.name not in _OPERATORS:
        return False
    if not (resolution.iot_policy and resolution.connecting):
        return False
    unknown = (Unknown, Text) if statement.effect is Effect.DENY else Unknown
    return not any(isinstance(value, unknown) for value in condition.values)


def client_ids_left(statement: Statement, resolution: Resolution) -> Language | None:
    """The client IDs for which all such conditions hold; ``None`` if the statement has none."""
    languages: list[Language] = []
    for condition, patterns in conditions_on_client_ids(statement, resolution):
        matched = language_of(*patterns)
        languages.append(~matched if condition.negated else matched)
    return intersection(languages) if languages else None


def conditions_on_client_ids(
    statement: Statement, resolution: Resolution
) -> Iterator[tuple[Condition, tuple[Pattern, ...]]]:
    """Such conditions, each with the patterns that its values are."""
    for condition in statement.conditions:
        if decides_client_id(statement, condition, resolution):
            wild = condition.name.endswith("like")
            patterns: Iterable[Pattern] = (
                pattern
                for value in condition.values
                if not isinstance(value, Unknown)
                for pattern in client_id_patterns(value, resolution, wild=wild)
            )
            if condition.name in _IGNORE_CASE:
                patterns = map(in_any_case, patterns)
            yield condition, tuple(patterns)
