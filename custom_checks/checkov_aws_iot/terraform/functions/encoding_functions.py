"""Terraform's encoding functions.

Source: https://developer.hashicorp.com/terraform/language/functions, Encoding Functions.
"""

from __future__ import annotations

import base64
import binascii
import csv
import io
import json
import re
import unicodedata
from decimal import Decimal
from typing import Final
from urllib.parse import quote_plus

from checkov_aws_iot.terraform.evaluation.null_values import plain
from checkov_aws_iot.terraform.evaluation.number_values import number_of
from checkov_aws_iot.terraform.evaluation.scope import OpenMapping, RejectedError
from checkov_aws_iot.terraform.evaluation.type_constraints import TypedList, first_unknown, is_known
from checkov_aws_iot.terraform.functions.function import (
    Functions,
    beyond,
    known_text,
    not_known,
    text_of,
)
from checkov_aws_iot.terraform.functions.yaml_encoding import encode_yaml
from checkov_aws_iot.terraform.functions.yaml_values import decode_yaml
from checkov_aws_iot.values.json_text import JsonLimitError, JsonTextError, parse_json
from checkov_aws_iot.values.text import Hole, Text, join_text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import EncodedJson, Mapping, OneOf, Sequence, Value

FUNCTIONS: Final = Functions()
_NEGATIVE_ZERO: Final = re.compile(r"(?:^|[\[:,]\s*)-0+(?:\.0+)?(?:[eE][-+]?\d+)?(?![.\d])")
_ENCODINGS: Final = {
    "utf-8": "utf-8",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "us-ascii": "ascii",
    "iso-8859-1": "iso-8859-1",
    "windows-1252": "cp1252",
}


@FUNCTIONS.define("jsonencode", 1, nulls=True, unknowns=True)
def jsonencode(arguments: list[Value]) -> Value:
    return EncodedJson(plain(arguments[0]))


@FUNCTIONS.define("jsondecode", 1)
def jsondecode(arguments: list[Value]) -> Value:
    value = arguments[0]
    if isinstance(value, EncodedJson):
        return _as_decoded(value.value)
    try:
        text = text_of(value)
        if _NEGATIVE_ZERO.search(str(text)):
            raise beyond("the JSON has a negative zero")
        span = getattr(text, "span", None)
        decoded = parse_json(text, span.file, span.start_line) if span else parse_json(text)
        return _as_decoded(decoded)
    except JsonLimitError as error:
        raise beyond(f"the JSON is not read: {error}") from None
    except JsonTextError as error:
        raise RejectedError(f"has invalid JSON: {error}") from None


def _as_decoded(value: Value) -> Value:
    """The value as it comes back out of JSON: tuples and objects, numbers in one form."""
    if isinstance(value, OpenMapping):
        raise not_known(first_unknown(value) or Unknown("is only known after deployment"))
    if isinstance(value, OneOf):
        choices = tuple((label, _as_decoded(choice)) for label, choice in value.choices)
        return OneOf(value.condition, choices)
    if isinstance(value, Mapping):
        return Mapping({key: _as_decoded(item) for key, item in value.items()}, value.span)
    if isinstance(value, Sequence):
        return Sequence([_as_decoded(item) for item in value], value.span)
    if isinstance(value, Decimal):
        if abs(value.adjusted()) > 1_000:
            raise beyond("a number is out of bounds")
        return number_of(value)
    if isinstance(value, str) and not value.isascii():
        return unicodedata.normalize("NFC", value)
    return value


@FUNCTIONS.define("yamldecode", 1)
def yamldecode(arguments: list[Value]) -> Value:
    return decode_yaml(known_text(arguments[0]))


@FUNCTIONS.define("yamlencode", 1, deep=True, nulls=True)
def yamlencode(arguments: list[Value]) -> Value:
    if not is_known(arguments[0]):
        raise not_known(arguments[0])
    return encode_yaml(arguments[0])


@FUNCTIONS.define("csvdecode", 1)
def csvdecode(arguments: list[Value]) -> Value:
    text = known_text(arguments[0])
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise RejectedError(f"has invalid CSV: {error}") from None
    rows = [row for row in rows if row]
    if not rows:
        raise RejectedError("has no header line")
    header, *records = rows
    if len(set(header)) != len(header) or any(len(row) != len(header) for row in records):
        raise RejectedError("has CSV records that do not fit the header")
    if any("\r" in cell or cell[:1].isspace() for row in rows for cell in row):
        raise beyond("the CSV is not understood")
    items = [Mapping(dict(zip(header, row, strict=False))) for row in records]
    return TypedList(items, ("object", tuple((name, "string") for name in sorted(header))))


@FUNCTIONS.define("base64encode", 1)
def base64encode(arguments: list[Value]) -> Value:
    return base64.b64encode(known_text(arguments[0]).encode()).decode("ascii")


def decoded_base64(text: str) -> bytes:
    """The bytes that the text denotes.

    Raises:
        RejectedError: it is not base64.
    """
    try:
        return base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True)
    except (binascii.Error, ValueError):
        raise RejectedError("has invalid base64") from None


@FUNCTIONS.define("base64decode", 1)
def base64decode(arguments: list[Value]) -> Value:
    try:
        return decoded_base64(known_text(arguments[0])).decode("utf-8")
    except UnicodeDecodeError:
        raise RejectedError("has base64 of something that is not text") from None


def _encoding(name: str) -> str:
    try:
        return _ENCODINGS[name.lower()]
    except KeyError:
        raise beyond(f"the encoding {json.dumps(name)}") from None


@FUNCTIONS.define("textencodebase64", 2)
def textencodebase64(arguments: list[Value]) -> Value:
    text, encoding = known_text(arguments[0]), _encoding(known_text(arguments[1]))
    try:
        return base64.b64encode(text.encode(encoding)).decode("ascii")
    except UnicodeEncodeError:
        raise RejectedError(f"has characters that {encoding} does not have") from None


@FUNCTIONS.define("textdecodebase64", 2)
def textdecodebase64(arguments: list[Value]) -> Value:
    text, encoding = known_text(arguments[0]), _encoding(known_text(arguments[1]))
    try:
        return decoded_base64(text).decode(encoding)
    except UnicodeDecodeError:
        raise beyond("the text is not of that encoding") from None


@FUNCTIONS.define("urlencode", 1)
def urlencode(arguments: list[Value]) -> Value:
    text = text_of(arguments[0])
    if isinstance(text, str):
        return quote_plus(text)
    if any(not isinstance(part, str) and part.kind.value == "other" for part in text.parts):
        raise not_known(text)
    pieces: list[str | Hole | Text] = [
        quote_plus(part) if isinstance(part, str) else part for part in text.parts
    ]
    return join_text(pieces)
