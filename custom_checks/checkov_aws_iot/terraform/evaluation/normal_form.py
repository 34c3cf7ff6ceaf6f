"""Strings in Unicode's normal form C, which every string of Terraform has.

Source: https://developer.hashicorp.com/terraform/language/expressions/types, Strings.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final, TypeAlias
from unicodedata import normalize

from checkov_aws_iot.terraform.evaluation.over_alternatives import mapping_like, sequence_like
from checkov_aws_iot.terraform.evaluation.scope import OpenMapping
from checkov_aws_iot.values.text import Hole, Text, WrittenText, join_text
from checkov_aws_iot.values.value import Mapping, OneOf, Sequence, Value

DECODERS: Final = frozenset({"csvdecode", "formatlist", "jsondecode", "yamldecode"})
"""Functions that make strings inside a collection; those of others are parts of normal strings."""


def normal_text(text: str) -> str:
    """The text in normal form, with the line it was written on."""
    if text.isascii():
        return text
    found = normalize("NFC", text)
    return WrittenText(found, text.span) if isinstance(text, WrittenText) else found


def joined_text(pieces: Iterable[str | Hole | Text]) -> str | Text:
    """The pieces as one text in normal form."""
    found = join_text(pieces)
    if isinstance(found, str):
        return normal_text(found)
    parts = (normal_text(part) if isinstance(part, str) else part for part in found.parts)
    return replace(found, parts=tuple(parts))


_Done: TypeAlias = dict[int, tuple[Value, Value]]
"""Values by their identity: the value itself, so that no other one takes its place, and its form."""


def normal(value: Value, done: _Done | None = None) -> Value:
    """The value with every string in it in normal form.

    What stands in it many times, such as the alias of a YAML document, is looked at once.
    """
    done = {} if done is None else done
    if id(value) not in done:
        done[id(value)] = value, _normal(value, done)
    return done[id(value)][1]


def _normal(value: Value, done: _Done) -> Value:
    if isinstance(value, str):
        return normal_text(value)
    if isinstance(value, Text):
        return joined_text(value.parts) if value.span is None else value
    if isinstance(value, OneOf):
        return replace(
            value, choices=tuple((label, normal(one, done)) for label, one in value.choices)
        )
    if isinstance(value, Sequence):
        return sequence_like(value, [normal(item, done) for item in value])
    if isinstance(value, Mapping) and not isinstance(value, OpenMapping):
        return mapping_like(
            value, {normal_text(key): normal(one, done) for key, one in value.items()}
        )
    return value
