"""Policy variables that a project declares to identify a device, such as an attribute of things.

AWS documents of a variable whether it tells devices apart. What a project knows beside that is put
into a document by names that mean the same: further subject serial numbers of a certificate,
which no certificate has. Messages and witnesses get the names of the author back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final

from checkov_aws_iot.policies.model.condition import Condition
from checkov_aws_iot.policies.model.document import Document, Element, Statement
from checkov_aws_iot.values.request import Identity, Request
from checkov_aws_iot.values.text import Text, join_text
from checkov_aws_iot.values.unknown import Unknown

_FIELD: Final = "Subject.SerialNumber."
_STAND_IN: Final = f"iot:Certificate.{_FIELD}"
_FIRST: Final = 900
_ATTRIBUTE: Final = re.compile(r"iot:Connection\.Thing\.Attributes\[(.+)\]")
_CERTIFICATE: Final = "iot:Certificate."


def with_stand_ins(document: Document, variables: tuple[str, ...]) -> Document:
    """The document in which these variables, however spelt, are ones that identify a device."""
    if not variables:
        return document
    statements = tuple(_in_statement(statement, variables) for statement in document.statements)
    return replace(document, statements=statements)


def _in_statement(statement: Statement, variables: tuple[str, ...]) -> Statement:
    return replace(
        statement,
        resources=tuple(_in_element(element, variables) for element in statement.resources),
        conditions=tuple(_in_condition(each, variables) for each in statement.conditions),
    )


def _in_element(element: Element, variables: tuple[str, ...]) -> Element:
    return replace(element, text=_renamed(element.text, variables))


def _in_condition(condition: Condition, variables: tuple[str, ...]) -> Condition:
    key = condition.key
    for name, stand_in in _stand_ins(variables):
        key = stand_in if key.lower() == name.lower() else key
    values = tuple(_in_value(value, variables) for value in condition.values)
    return replace(condition, key=key, values=values)


def _in_value(value: str | Text | Unknown, variables: tuple[str, ...]) -> str | Text | Unknown:
    return value if isinstance(value, Unknown) else _renamed(value, variables)


def _renamed(text: str | Text, variables: tuple[str, ...]) -> str | Text:
    if isinstance(text, Text):
        parts = (_renamed(p, variables) if isinstance(p, str) else p for p in text.parts)
        return join_text(parts)
    if "${" not in text:
        return text
    for name, stand_in in _stand_ins(variables):
        text = _spelt(name).sub(lambda found, to=stand_in: f"${{{found[1]}{to}", text)  # type: ignore[misc]
    return text


@lru_cache
def _spelt(name: str) -> re.Pattern[str]:
    return re.compile(r"\$\{(\s*)" + re.escape(name) + r"(?=\s*[,}])", re.IGNORECASE)


def _stand_ins(variables: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    return ((name, f"{_STAND_IN}{number}") for number, name in enumerate(variables, _FIRST))


def without_stand_ins(text: str, variables: tuple[str, ...]) -> str:
    """The text with the names of the author."""
    for name, stand_in in _stand_ins(variables):
        text = text.replace(stand_in, name)
    return text


def original_request(request: Request, variables: tuple[str, ...]) -> Request:
    """The request with the declared variables where they belong: in the thing or the certificate."""
    names = {f"{_FIELD}{number}": name for number, name in enumerate(variables, _FIRST)}
    identity = request.identity
    fields = [pair for pair in identity.certificate if pair[0] not in names]
    attributes = list(identity.thing_attributes)
    for field, value in identity.certificate:
        name = names.get(field, "")
        if attribute := _ATTRIBUTE.fullmatch(name):
            attributes.append((attribute[1], value))
        elif name:
            fields.append((name.removeprefix(_CERTIFICATE), value))
    context = tuple((without_stand_ins(key, variables), values) for key, values in request.context)
    return replace(request, identity=_with(identity, fields, attributes), context=context)


def _with(
    identity: Identity, fields: list[tuple[str, str]], attributes: list[tuple[str, str]]
) -> Identity:
    return replace(identity, certificate=tuple(fields), thing_attributes=tuple(attributes))
