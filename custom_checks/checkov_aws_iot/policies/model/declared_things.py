"""Names of things that a project declares to have no others, as what judging leaves out."""

from __future__ import annotations

from functools import lru_cache

from checkov_aws_iot.policies.model.condition import Condition
from checkov_aws_iot.policies.model.document import Document, Effect, Statement
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.policies.model.joint_documents import with_denials
from checkov_aws_iot.values.value import Mapping, Sequence

_NAME = "iot:Connection.Thing.ThingName"


def among_things(document: Document, patterns: tuple[str, ...]) -> Document:
    """The document without what it grants to things whose name fits none of the patterns.

    A Deny takes it back, so that a request that this document allows, the original one allows, too.
    """
    return with_denials(document, [[_denied(patterns)]]) if patterns else document


def names_of_things(document: Document) -> tuple[str, ...]:
    """The patterns of which every name of a thing fits one that the document leaves anything; empty if any may be.

    A Deny of everything says so, whoever wrote it.
    """
    for statement in document.statements:
        if statement.effect is Effect.DENY and not statement.unknowns and _is_total(statement):
            names = [c for c in statement.conditions if c.key.lower() == _NAME.lower()]
            others = [c for c in names if c.name == "null"]
            if len(names) == len(statement.conditions) == len(others) + 1:
                patterns = _patterns(next(c for c in names if c not in others))
                if patterns and all(c.values == ("false",) for c in others):
                    return patterns
    return ()


def _is_total(statement: Statement) -> bool:
    return not (statement.negated_actions or statement.negated_resources) and all(
        any(element.text == "*" for element in elements)
        for elements in (statement.actions, statement.resources)
    )


def _patterns(condition: Condition) -> tuple[str, ...]:
    values = tuple(value for value in condition.values if isinstance(value, str))
    plain = len(values) == len(condition.values) and not any("$" in value for value in values)
    is_like = condition.operator.lower() == "stringnotlike"
    return values if is_like and plain else ()


@lru_cache
def _denied(patterns: tuple[str, ...]) -> Document:
    statement = Mapping(
        {
            "Effect": "Deny",
            "Action": "*",
            "Resource": "*",
            "Condition": Mapping(
                {
                    "StringNotLike": Mapping({_NAME: Sequence(patterns)}),
                    # Who is no thing has no name.
                    "Null": Mapping({_NAME: "false"}),
                }
            ),
        }
    )
    return read_document(Mapping({"Version": "2012-10-17", "Statement": Sequence([statement])}))
