"""One operator of a Condition element with one key."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown


class Quantifier(Enum):
    """The set operator in front of a condition operator."""

    NONE = ""
    FOR_ALL_VALUES = "ForAllValues"
    FOR_ANY_VALUE = "ForAnyValue"


@dataclass(frozen=True, slots=True)
class Condition:
    """``{operator: {key: values}}``, one key at a time.

    ``operator`` and ``key`` are as written. ``name`` is the operator in lower case without
    quantifier and ``IfExists``, such as ``stringnotequals``. All conditions of a statement must
    hold; of the values of one condition one must match.
    """

    operator: str
    name: str
    quantifier: Quantifier
    if_exists: bool
    key: str
    values: tuple[str | Text | Unknown, ...]
    path: str

    @property
    def negated(self) -> bool:
        """Whether the operator holds where no value matches."""
        return "not" in self.name


def split_operator(operator: str) -> tuple[Quantifier, str, bool]:
    """Quantifier, operator name in lower case, and whether it ends in ``IfExists``."""
    name = operator.lower()
    quantifier = Quantifier.NONE
    for candidate in (Quantifier.FOR_ALL_VALUES, Quantifier.FOR_ANY_VALUE):
        prefix = candidate.value.lower() + ":"
        if name.startswith(prefix):
            quantifier, name = candidate, name.removeprefix(prefix)
    return quantifier, name.removesuffix("ifexists"), name.endswith("ifexists")
