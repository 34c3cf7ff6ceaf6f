"""What a rule asks of a document, and the answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from checkov_aws_iot.patterns.formula import AllOf, AnyOf, Formula, Not
from checkov_aws_iot.patterns.language import EVERYTHING, Language, language_of
from checkov_aws_iot.patterns.pattern import ANY_RUN, Pattern, pattern_of
from checkov_aws_iot.policies.authoriser.constraints import usable
from checkov_aws_iot.policies.authoriser.references import PATH, Mode, refer
from checkov_aws_iot.policies.authoriser.situations import EVERY_ATTACHMENT, Attachment
from checkov_aws_iot.policies.authoriser.solver import formulas
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.unknown import Unknown


@dataclass(frozen=True, slots=True)
class Proof:
    """No request of the question is allowed. ``reason`` says how that is known."""

    reason: str


Answer: TypeAlias = "Request | Proof | Unknown"


@dataclass(frozen=True, slots=True)
class Question:
    """Is there a request that a document allows, for one of the actions on one of the names?

    ``actions`` are names of actions, the first ones preferred. The resource is an ARN of ``service``
    whose last field is ``resource_type``, a slash and one of the ``names``; without a service it is
    ``*``, without a type the name is the whole field. ``constraints`` are formulas over keys and the
    fields of the resource that must hold besides (see :func:`is_in`, :func:`differs`, :func:`fits`).
    ``suggestions`` are names to try first, ``values`` values of keys. ``iot_policy`` is false for IAM policies, whose keys may
    all have any value. ``has_region`` is false for ARNs without one, as those of roles are.
    ``connecting`` is the document that must let the client of an MQTT request connect; without it every
    client is connected.
    """

    actions: tuple[str, ...]
    resource_type: str = ""
    names: Language = EVERYTHING
    service: str = "iot"
    constraints: tuple[formulas.Formula, ...] = ()
    suggestions: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = EVERY_ATTACHMENT
    iot_policy: bool = True
    has_region: bool = True
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    connecting: Document | None = None

    @property
    def head(self) -> str:
        """What stands in front of the name in the last field of the ARN."""
        return f"{self.resource_type}/" if self.resource_type else ""

    @property
    def paths(self) -> Language:
        """The last fields of the ARNs that are asked about."""
        return behind(self.head, self.names)


def behind(head: str, names: Language) -> Language:
    """The words that are the text and a word of the language."""

    def moved(formula: Formula) -> Formula:
        if isinstance(formula, Pattern):
            return pattern_of((*head, *formula.atoms))
        if isinstance(formula, Not):
            return Not(moved(formula.operand))
        operands = tuple(map(moved, formula.operands))
        return AllOf(operands) if isinstance(formula, AllOf) else AnyOf(operands)

    return Language(moved(names.formula)) & language_of(pattern_of((*head, ANY_RUN)))


def is_in(key: str, language: Language) -> formulas.Formula:
    """The key has a value in the language."""
    return formulas.Some(key.lower(), (formulas.InLanguage(language),))


def is_outside(key: str, language: Language) -> formulas.Formula:
    """The key is absent, or has values outside of the language alone."""
    return formulas.Every(key.lower(), formulas.InLanguage(~language))


def is_absent(key: str) -> formulas.Formula:
    """The key has no value."""
    return formulas.Present(key.lower(), present=False)


def value_of(key: str) -> object:
    """The letter that stands for the value of a key in the pattern of :func:`fits`."""
    return refer(key.lower(), Mode.RAW)


def fits(key: str, pattern: Pattern) -> formulas.Formula:
    """The key has a value that matches the pattern, in which there may be values of other keys."""
    fitting = formulas.Fits(pattern)
    return formulas.both((*usable(fitting), formulas.Some(key.lower(), (fitting,))))


def differs(key: str, *patterns: Pattern) -> formulas.Formula:
    """The key is absent, or none of its values matches one of the patterns."""
    return formulas.both(
        formulas.Every(key.lower(), formulas.Fits(pattern, negated=True)) for pattern in patterns
    )


def name_differs(question_head: str, *patterns: Pattern) -> formulas.Formula:
    """The name of the resource matches none of the patterns."""
    return differs(PATH, *(pattern_of((*question_head, *pattern.atoms)) for pattern in patterns))
