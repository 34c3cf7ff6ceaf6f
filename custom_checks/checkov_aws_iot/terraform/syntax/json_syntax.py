"""Reading the JSON form of Terraform files into the same syntax tree as HCL.

Source: https://developer.hashicorp.com/terraform/language/syntax/json
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Final, Union

from checkov_aws_iot.terraform.evaluation.number_values import parse_number
from checkov_aws_iot.terraform.syntax.hcl_files import parse_template
from checkov_aws_iot.terraform.syntax.syntax_tree import (
    Argument,
    Block,
    Body,
    Expression,
    Literal,
    ObjectConstructor,
    Source,
    Template,
    TupleConstructor,
)
from checkov_aws_iot.values.json_text import JsonTextError

MOST_NESTED: Final = 60

_LABELS: Final = {
    "resource": 2,
    "data": 2,
    "ephemeral": 2,
    "variable": 1,
    "output": 1,
    "module": 1,
    "provider": 1,
    "locals": 0,
    "terraform": 0,
}
_POLICY_DOCUMENT: Final = "aws_iam_policy_document"
_STATEMENT_BLOCKS: Final = frozenset({"statement", "condition", "principals", "not_principals"})
_COMMENT: Final = "//"

_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,400})(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,4})?")
_WORD = re.compile(r"true|false|null")
_WORDS: Final = {"true": True, "false": False, "null": None}


def parse_hcl_json(text: str, file: str = "") -> Body:
    """The body of a ``.tf.json`` file. Blocks of the root and their labels are blocks.

    Inside of them a property is an argument, but for ``dynamic``, for a property that holds one,
    and for the statements of a policy document: the schema that would tell the others is not known.

    Raises:
        JsonTextError: the text is not JSON, or is nested more than 60 deep.
    """
    source = Source(text.removeprefix("\ufeff"), file)
    root = _Parser(source).document()
    blocks: list[Block] = []
    for node in _objects(root):
        for key, value in node.items:
            if key.text in _LABELS:
                blocks.extend(_blocks(source, key.text, value, (), _LABELS[key.text]))
    return Body(source, root.start, root.end, {}, tuple(blocks))


@dataclass(frozen=True, eq=False)
class _Scalar:
    start: int
    end: int
    value: bool | int | Decimal | None


@dataclass(frozen=True, eq=False)
class _String:
    start: int
    end: int
    text: str


@dataclass(frozen=True, eq=False)
class _Array:
    start: int
    end: int
    items: list[_Node]


@dataclass(frozen=True, eq=False)
class _Object:
    start: int
    end: int
    items: list[tuple[_String, _Node]]


_Node = Union[_Scalar, _String, _Array, _Object]


class _Parser:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text

    def document(self) -> _Node:
        node = self.node(self.skip(0), 0)
        end = self.skip(node.end)
        if end != len(self.text):
            raise self.error("there is more text behind the end of the document", end)
        return node

    def node(self, at: int, depth: int) -> _Node:
        if depth > MOST_NESTED:
            raise self.error(f"nested more than {MOST_NESTED} deep", at)
        start = self.text[at : at + 1]
        if start == "{":
            return self.object(at, depth)
        if start == "[":
            return self.array(at, depth)
        if start == '"':
            return self.string(at)
        if match := _WORD.match(self.text, at):
            return _Scalar(at, match.end(), _WORDS[match[0]])
        if match := _NUMBER.match(self.text, at):
            return _Scalar(at, match.end(), parse_number(match[0]))
        raise self.error("a value is expected", at)

    def object(self, at: int, depth: int) -> _Object:
        items: list[tuple[_String, _Node]] = []
        end = self.skip(at + 1)
        while self.text[end : end + 1] != "}":
            if items:
                end = self.expect(",", end)
            if self.text[end : end + 1] != '"':
                raise self.error("a key in double quotes is expected", end)
            key = self.string(end)
            value = self.node(self.expect(":", self.skip(key.end)), depth + 1)
            items.append((key, value))
            end = self.skip(value.end)
        return _Object(at, end + 1, items)

    def array(self, at: int, depth: int) -> _Array:
        items: list[_Node] = []
        end = self.skip(at + 1)
        while self.text[end : end + 1] != "]":
            if items:
                end = self.expect(",", end)
            items.append(self.node(end, depth + 1))
            end = self.skip(items[-1].end)
        return _Array(at, end + 1, items)

    def string(self, at: int) -> _String:
        try:
            text, end = scanstring(self.text, at + 1, True)
        except JSONDecodeError as error:
            raise self.error(error.msg[0].lower() + error.msg[1:].removesuffix(" at"), at) from None
        return _String(at, end, text)

    def expect(self, character: str, at: int) -> int:
        if self.text[at : at + 1] != character:
            raise self.error(f'"{character}" is expected', at)
        return self.skip(at + 1)

    def skip(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def error(self, what: str, at: int) -> JsonTextError:
        return JsonTextError(f"{what} (line {self.source.line(at)})")


def _objects(node: _Node) -> Iterator[_Object]:
    """The objects of what may be one object or a list of them."""
    if isinstance(node, _Object):
        yield node
    elif isinstance(node, _Array):
        for item in node.items:
            if isinstance(item, _Object):
                yield item


def _blocks(
    source: Source, kind: str, node: _Node, labels: tuple[str, ...], missing: int
) -> Iterator[Block]:
    for item in _objects(node):
        if missing == 0:
            body = _body(source, item, kind, labels)
            yield Block(source, item.start, item.end, kind, labels, body)
            continue
        for key, value in item.items:
            if key.text != _COMMENT:
                yield from _blocks(source, kind, value, (*labels, key.text), missing - 1)


def _body(source: Source, node: _Object, kind: str, labels: tuple[str, ...]) -> Body:
    in_document = labels[:1] == (_POLICY_DOCUMENT,) or kind in _STATEMENT_BLOCKS
    literal = kind == "variable"
    attributes: dict[str, Argument] = {}
    blocks: list[Block] = []
    for key, value in node.items:
        name = key.text
        if name == "dynamic":
            blocks.extend(_dynamic(source, value))
        elif (in_document and name in _STATEMENT_BLOCKS) or _holds_dynamic(value):
            blocks.extend(_blocks(source, name, value, (), 0))
        elif name != _COMMENT:
            parse = _literal if literal else _evaluated
            attributes[name] = Argument(source, key.start, value.end, name, value, parse)
    return Body(source, node.start, node.end, attributes, tuple(blocks))


def _dynamic(source: Source, node: _Node) -> Iterator[Block]:
    for item in _objects(node):
        for key, value in item.items:
            for generator in _objects(value):
                attributes: dict[str, Argument] = {}
                blocks: list[Block] = []
                for name, part in generator.items:
                    if name.text == "content":
                        for content in _objects(part):
                            body = _body(source, content, key.text, ())
                            blocks.append(
                                Block(source, content.start, content.end, "content", (), body)
                            )
                    else:
                        attributes[name.text] = Argument(
                            source, name.start, part.end, name.text, part, _evaluated
                        )
                inner = Body(source, generator.start, generator.end, attributes, tuple(blocks))
                yield Block(source, value.start, value.end, "dynamic", (key.text,), inner)


def _holds_dynamic(node: _Node) -> bool:
    pending = list(_objects(node))
    while pending:
        item = pending.pop()
        for key, value in item.items:
            if key.text == "dynamic" and any(True for _ in _objects(value)):
                return True
            pending.extend(_objects(value))
    return False


def _evaluated(source: Source, node: _Node) -> Expression:
    return _expression(source, node, literal=False)


def _literal(source: Source, node: _Node) -> Expression:
    return _expression(source, node, literal=True)


def _expression(source: Source, node: _Node, literal: bool) -> Expression:
    """A string is a template, unless ``literal``: the default of a variable is taken as it is."""
    if isinstance(node, _Scalar):
        return Literal(source, node.start, node.end, node.value)
    if isinstance(node, _String):
        return _string(source, node, literal)
    if isinstance(node, _Array):
        items = tuple(_expression(source, item, literal) for item in node.items)
        return TupleConstructor(source, node.start, node.end, items)
    pairs = tuple(
        (_string(source, key, literal), _expression(source, value, literal))
        for key, value in node.items
    )
    return ObjectConstructor(source, node.start, node.end, pairs)


def _string(source: Source, node: _String, literal: bool) -> Expression:
    if literal or not ("${" in node.text or "%{" in node.text):
        return Literal(source, node.start, node.end, node.text)
    found = parse_template(node.text, source.file, source.line(node.start))
    if not isinstance(found, Template):
        return found
    # Its parts point into the text of the string, it itself into the file.
    return Template(source, node.start, node.end, found.parts, found.wrapped)
