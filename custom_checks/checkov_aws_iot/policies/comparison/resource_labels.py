"""Sets of resources in the words of the policy that they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checkov_aws_iot.patterns.language import EVERYTHING, NOTHING, Language, language_of, union
from checkov_aws_iot.patterns.limits import Budget, PatternTooComplexError
from checkov_aws_iot.patterns.pattern import ANY_RUN, Atom, pattern_of, wildcards
from checkov_aws_iot.policies.authoriser.question import Question
from checkov_aws_iot.policies.model.document import Element, Statement
from checkov_aws_iot.policies.model.resource_text import is_everything, split_resource
from checkov_aws_iot.policies.model.variables import Escape, Literal, parse_variables
from checkov_aws_iot.values.arn import Arn
from checkov_aws_iot.values.text import HoleKind, Text

MOST_LABELS = 20


def label_of(statement: Statement, element: Element | None) -> str:
    """The resources of one element, or of all of a NotResource: ``topic/plant/*``."""
    if element is not None:
        return _short(element.text)
    if statement.negated_resources:
        names = ", ".join(_short(e.text) for e in statement.resources[:MOST_LABELS])
        return f"everything but {names}" if names else "*"
    return "resources that are not known"


def _short(text: str | Text) -> str:
    arn = split_resource(text)
    if arn is None or str(arn.service) != "iot" or is_everything(text):
        return str(text)
    return str(arn.resource)


def path_patterns(element: Element | None, question: Question) -> Language:
    """The names of the question that the element may match, or more: variables may be anything."""
    if element is None or is_everything(element.text):
        return EVERYTHING
    arn = split_resource(element.text, completes=True)
    if arn is None:
        return EVERYTHING if isinstance(element.text, Text) else NOTHING
    pattern = pattern_of(_loose(arn.resource))
    return language_of(*pattern.behind(question.head)) if question.head else language_of(pattern)


def _loose(text: str | Text) -> Iterator[Atom]:
    for part in parse_variables(text):
        if isinstance(part, Literal):
            yield from wildcards(part.text).atoms
        elif isinstance(part, Escape):
            yield part.character
        else:
            yield ANY_RUN


def is_within(names: Language, others: Language) -> bool:
    """Whether the names are among the others, as far as that is easily told."""
    try:
        return names.is_subset(others)
    except PatternTooComplexError:
        return False


def besides(
    element: Element | None,
    before: Iterable[Statement],
    question: Question,
    budget: Budget,
) -> tuple[tuple[str, ...], bool]:
    """The parts of the element that were allowed before, and whether others may have been.

    ``before`` are the Allows from before that name the action.
    """
    if element is None:
        return (), any(True for _ in before)
    wanted = path_patterns(element, question) & question.names
    labels: dict[str, Language] = {}
    conditional = False
    try:
        for grant, other in ((g, e) for g in before for e in _elements(g)):
            names = EVERYTHING if other is None else path_patterns(other, question)
            if not _same_place(element, other) or (wanted & names).is_empty(budget):
                continue
            if other is None or not _is_plain(grant, other):
                conditional = True
            else:
                labels[_short(other.text)] = names
        if wanted.is_subset(union(labels.values()), budget):
            return (), True
    except PatternTooComplexError:
        # The element as a whole holds what is new in any case.
        return (), False
    return tuple(labels)[:MOST_LABELS], conditional


def _elements(grant: Statement) -> Iterator[Element | None]:
    if grant.negated_resources or grant.unknown_resources:
        yield None
    else:
        yield from grant.resources


def _is_plain(grant: Statement, element: Element) -> bool:
    """Whether the grant is for everybody, in all circumstances, and its names are known."""
    if grant.conditions or grant.unknown_conditions or grant.unknowns:
        return False
    arn = split_resource(element.text)
    return arn is None or all(
        isinstance(p, (Literal, Escape)) for p in parse_variables(arn.resource)
    )


def _same_place(element: Element, other: Element | None) -> bool:
    """Whether the other one is about the same account and Region, or about all of them."""
    mine = split_resource(element.text)
    theirs = None if other is None else split_resource(other.text)
    if mine is None or theirs is None or is_everything(element.text):
        return True
    return all(_covers(*pair) for pair in zip(_places(theirs), _places(mine), strict=True))


def _places(arn: Arn) -> tuple[str | Text, ...]:
    return arn.partition, arn.region, arn.account


def _covers(theirs: str | Text, mine: str | Text) -> bool:
    holes = [one.holes[0].kind for one in (theirs, mine) if isinstance(one, Text)]
    return theirs in ("*", mine) or any(kind is not HoleKind.OTHER for kind in holes)
