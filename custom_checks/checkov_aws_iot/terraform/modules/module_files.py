"""The blocks of a module: a directory of ``.tf`` and ``.tf.json`` files, override files included.

OpenTofu has files of its own beside these, ``.tofu`` and ``.tofu.json``.

Source: https://developer.hashicorp.com/terraform/language/files and
https://developer.hashicorp.com/terraform/language/files/override and
https://opentofu.org/docs/language/files/
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias

from checkov_aws_iot.terraform.modules.file_names import read_by_tofu, tofu_twin
from checkov_aws_iot.terraform.syntax.hcl_files import parse_hcl
from checkov_aws_iot.terraform.syntax.json_syntax import parse_hcl_json
from checkov_aws_iot.terraform.syntax.syntax_tree import Argument, Block, Body, HclSyntaxError
from checkov_aws_iot.values.file_reader import Reader
from checkov_aws_iot.values.json_text import JsonTextError
from checkov_aws_iot.values.unknown import Unknown

Parse: TypeAlias = Callable[[str, str], Body | Unknown]
"""Gives what a file is, from its text and its path; by default :func:`parsed_file`."""

_ESCAPE: Final = "\\u"


class Module:
    """A directory as a module. Files are read once, and parsed when a block is looked for.

    A file is parsed only if it holds all words of what is looked for, so that a document needs no
    more files than it refers to.
    """

    def __init__(self, reader: Reader, directory: str, parse: Parse | None = None) -> None:
        self.directory = directory
        self._reader = reader
        self._parse = parse or parsed_file
        self._names: tuple[str, ...] | None = None
        self._texts: dict[str, str | Unknown] = {}
        self._bodies: dict[str, Body | Unknown] = {}
        self._found: dict[tuple[str, ...], tuple[Block, ...]] = {}
        self._locals: dict[str, Argument | Unknown | None] = {}

    @property
    def files(self) -> tuple[str, ...]:
        """The files of the module in the order in which Terraform reads them, overrides last."""
        if self._names is None:
            names = read_by_tofu(self._reader.names(self.directory))
            self._names = tuple(sorted(names, key=lambda name: (_is_override(name), name)))
        return self._names

    def reads(self, name: str) -> bool:
        """Whether the file is read: one of OpenTofu beside it takes the place of one of Terraform."""
        return tofu_twin(name) not in self._reader.names(self.directory)

    def path(self, name: str) -> str:
        """The path of a file of the module from the scanned root."""
        return posixpath.join(self.directory, name)

    def block(self, kind: str, *labels: str) -> Block | Unknown | None:
        """The block with these labels, override files merged into it.

        ``None`` if there is none; ``Unknown`` if there may be one in a file that cannot be parsed.
        """
        found = self._blocks(kind, labels)
        if found:
            return _merged(found)
        return self._unreadable((kind, *labels))

    def blocks(self, kind: str, *labels: str) -> Iterator[Block]:
        """All blocks of a kind whose first labels are these, overrides merged, in order."""
        groups: dict[tuple[str, ...], list[Block]] = {}
        for number, block in enumerate(self._blocks(kind, labels)):
            key = block.labels or (str(number),)
            if kind == "provider":
                # One type has many provider configurations; the alias tells them apart.
                alias = block.body.attributes.get("alias")
                key = (*key, alias.expression.text if alias else "")
            groups.setdefault(key, []).append(block)
        for group in groups.values():
            yield _merged(group)

    def local(self, name: str) -> Argument | Unknown | None:
        """The local value; ``None`` if there is none, ``Unknown`` as for :meth:`block`."""
        if name not in self._locals:
            found: Argument | Unknown | None = None
            for body in self._bodies_with(("locals", name)):
                for block in body.blocks_of("locals"):
                    found = block.body.attributes.get(name, found)
            self._locals[name] = found or self._unreadable(("locals", name))
        return self._locals[name]

    def mentions(self, *words: str) -> bool:
        """Whether some file may hold all these words."""
        return any(True for _ in self._files_with(words))

    def problem(self, name: str, *words: str) -> Unknown | None:
        """Why a file cannot be read or parsed; ``None`` if it can.

        A file that nobody has looked into is parsed only if it holds one of the words, in any case.
        """
        text = self._text(name)
        if isinstance(text, Unknown):
            return text
        if name in self._bodies or any(word in text.lower() for word in words):
            body = self._body(name)
            return body if isinstance(body, Unknown) else None
        return None

    def _blocks(self, kind: str, labels: tuple[str, ...]) -> tuple[Block, ...]:
        key = (kind, *labels)
        if key not in self._found:
            self._found[key] = tuple(
                block
                for body in self._bodies_with(key)
                for block in body.blocks
                if block.type == kind and block.labels[: len(labels)] == labels
            )
        return self._found[key]

    def _bodies_with(self, words: Iterable[str]) -> Iterator[Body]:
        for name in self._files_with(words):
            body = self._body(name)
            if isinstance(body, Body):
                yield body

    def _unreadable(self, words: tuple[str, ...]) -> Unknown | None:
        for name in self._files_with(words):
            body = self._body(name)
            if isinstance(body, Unknown):
                return body
        for name in self.files:
            text = self._text(name)
            if isinstance(text, Unknown):
                return text
        return None

    def _files_with(self, words: Iterable[str]) -> Iterator[str]:
        wanted = tuple(words)
        for name in self.files:
            text = self._text(name)
            if isinstance(text, str) and (_ESCAPE in text or all(word in text for word in wanted)):
                yield name

    def _text(self, name: str) -> str | Unknown:
        if name not in self._texts:
            self._texts[name] = self._reader.read(self.path(name))
        return self._texts[name]

    def _body(self, name: str) -> Body | Unknown:
        if name not in self._bodies:
            self._bodies[name] = self._parsed(name)
        return self._bodies[name]

    def _parsed(self, name: str) -> Body | Unknown:
        text = self._text(name)
        return text if isinstance(text, Unknown) else self._parse(text, self.path(name))


def parsed_file(text: str, path: str) -> Body | Unknown:
    """The body of a Terraform file, or why there is none. Never raises."""
    try:
        return parse_hcl_json(text, path) if path.endswith(".json") else parse_hcl(text, path)
    except HclSyntaxError as error:
        return Unknown(f"is not valid HCL: {error} (line {error.line})", path)
    except JsonTextError as error:
        return Unknown(f"is not valid JSON: {error}", path)


def _is_override(name: str) -> bool:
    stem = name.removesuffix(".json").removesuffix(".tf").removesuffix(".tofu")
    return stem == "override" or stem.endswith("_override")


def _merged(blocks: Iterable[Block]) -> Block:
    """The first block with what later ones override: arguments by name, blocks by type."""
    first, *overrides = blocks
    for other in overrides:
        replaced = {block.type for block in other.body.blocks}
        replaced |= {block.labels[0] for block in other.body.blocks_of("dynamic") if block.labels}
        kept = [
            block
            for block in first.body.blocks
            if block.type not in replaced
            and not (block.type == "dynamic" and block.labels[:1] and block.labels[0] in replaced)
        ]
        attributes = {**first.body.attributes, **other.body.attributes}
        body = Body(
            first.body.source,
            first.body.start,
            first.body.end,
            attributes,
            (*kept, *other.body.blocks),
        )
        first = Block(first.source, first.start, first.end, first.type, first.labels, body)
    return first
