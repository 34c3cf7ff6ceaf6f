"""The texts of a document: keys that it speaks of, places that it spells out, holes and what fills them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, count

from checkov_aws_iot.policies.authoriser.question import Question
from checkov_aws_iot.policies.authoriser.references import ACCOUNT, PARTITION, REGION, unknown_for
from checkov_aws_iot.policies.model.document import Document, Statement
from checkov_aws_iot.policies.model.resource_text import split_resource
from checkov_aws_iot.policies.model.variables import variables_of
from checkov_aws_iot.values.text import Hole, HoleKind, Text, join_text
from checkov_aws_iot.values.unknown import Unknown

_FIRST_MARK = 0xE000


@dataclass(frozen=True, slots=True)
class Filling:
    """Texts for the holes of a statement."""

    values: dict[str, str]

    def statement(self, statement: Statement) -> Statement:
        """The statement with these texts in its holes."""
        return replace(
            statement,
            resources=tuple(replace(e, text=self._text(e.text)) for e in statement.resources),
            conditions=tuple(
                replace(c, values=tuple(self._value(v) for v in c.values))
                for c in statement.conditions
            ),
        )

    def _value(self, value: str | Text | Unknown) -> str | Text | Unknown:
        return value if isinstance(value, Unknown) else self._text(value)

    def _text(self, text: str | Text) -> str | Text:
        if isinstance(text, str):
            return text
        return join_text(
            part if isinstance(part, str) else self.values.get(unknown_for(part), part)
            for part in text.parts
        )


def texts_of(document: Document) -> Iterator[str | Text]:
    """The texts of actions, resources and condition values."""
    for statement in document.statements:
        yield from (element.text for element in (*statement.actions, *statement.resources))
        for condition in statement.conditions:
            yield from (value for value in condition.values if not isinstance(value, Unknown))


def names_not_in(document: Document, preferred: str) -> Iterator[str]:
    """The name, and others like it, as far as the document does not spell them."""
    text = "\n".join(map(str, texts_of(document))).lower()
    others = (preferred + "x" * times for times in count(1))
    for name in chain((preferred,), others):
        if name.lower() not in text:
            yield name


def places_of(document: Document, question: Question) -> dict[str, tuple[str, ...]]:
    """The partitions, accounts and, of an IoT policy, Regions that the document spells out.

    An IoT policy is in one Region of one account, and its ARNs say which. An IAM policy is in one
    account and for all Regions.
    """
    places: dict[str, dict[str, None]] = {PARTITION: {}, ACCOUNT: {}}
    if not question.has_region:
        return {
            REGION: ("",),
            **places_of(document, replace(question, has_region=True, iot_policy=False)),
        }
    if question.iot_policy:
        places[REGION] = {}
    for statement in document.statements:
        for element in statement.resources:
            arn = split_resource(element.text)
            if arn is None:
                continue
            for unknown, field in (
                (PARTITION, arn.partition),
                (ACCOUNT, arn.account),
                (REGION, arn.region),
            ):
                if (
                    unknown in places
                    and isinstance(field, str)
                    and field
                    and not _NOT_SPELLED.search(field)
                ):
                    places[unknown][field] = None
    return {unknown: tuple(fields) for unknown, fields in places.items()}


_NOT_SPELLED = re.compile(r"[*?]|\$\{")


def keys_in(document: Document) -> Iterator[str]:
    """The keys that the document speaks of."""
    for text in texts_of(document):
        yield from (variable.key for variable in variables_of(text))
    for statement in document.statements:
        yield from (condition.key.lower() for condition in statement.conditions)


def marks_of(texts: tuple[str | Text, ...]) -> dict[str, Hole]:
    """The holes that are texts of their own, each with the character that stands for it."""
    holes = {
        unknown_for(hole): hole
        for text in texts
        if isinstance(text, Text)
        for hole in text.holes
        if hole.kind is HoleKind.OTHER
    }
    return {chr(_FIRST_MARK + at): hole for at, hole in enumerate(holes.values())}
