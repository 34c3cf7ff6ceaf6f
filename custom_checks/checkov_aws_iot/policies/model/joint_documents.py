"""Documents that one principal has together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from checkov_aws_iot.policies.model.document import Document, Effect, Statement
from checkov_aws_iot.policies.model.variables import variables_of
from checkov_aws_iot.values.text import HoleKind, Text


def with_denials(document: Document, principals: Iterable[Iterable[Document]]) -> Document:
    """The document with the Denies that each of the principals has in one of its documents.

    The same document if there are none. A Deny that is not known in every part is left out, and so is
    one whose policy variables mean something else under the Version of the document.
    """
    common: dict[Statement, Statement] | None = None
    for documents in principals:
        denials = {
            _bare(statement): statement
            for other in documents
            for statement in _known_denials(other, document.has_variables)
        }
        if common is None:
            common = denials
        else:
            common = {bare: one for bare, one in common.items() if bare in denials}
    own = {_bare(statement) for statement in document.statements}
    more = tuple(one for bare, one in (common or {}).items() if bare not in own)
    return replace(document, statements=(*document.statements, *more)) if more else document


def _known_denials(document: Document, has_variables: bool) -> Iterator[Statement]:
    for statement in document.statements:
        if statement.effect is not Effect.DENY or statement.unknowns or document.unknown_version:
            continue
        values = [value for c in statement.conditions for value in c.values]
        texts = [e.text for e in (*statement.actions, *statement.resources)]
        texts += [value for value in values if isinstance(value, (str, Text))]
        if len(texts) < len(values) or any(map(_has_hole, texts)):
            continue
        if document.has_variables is has_variables or not any(map(variables_of, texts)):
            yield statement


def _has_hole(text: str | Text) -> bool:
    return isinstance(text, Text) and any(hole.kind is HoleKind.OTHER for hole in text.holes)


def _bare(statement: Statement) -> Statement:
    """The statement without the place it stands in."""
    return replace(
        statement,
        index=0,
        sid="",
        path="",
        span=None,
        actions=tuple(replace(e, path="") for e in statement.actions),
        resources=tuple(replace(e, path="") for e in statement.resources),
    )
