"""Reading templates with Checkov's own parser, before Checkov changes what it has read."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable
from posixpath import basename, splitext
from typing import Final, TypeAlias

import yaml
from checkov.common.parsers.json import parse as parse_json_template

from checkov_aws_iot.cloudformation.resource_names import ResourceNames
from checkov_aws_iot.cloudformation.serverless_file import ServerlessFile
from checkov_aws_iot.cloudformation.serverless_variables import resources_section
from checkov_aws_iot.cloudformation.syntax.checkov_parser import (
    SERVERLESS_FILES,
    TEMPLATE_SUFFIXES,
    parse_template,
)
from checkov_aws_iot.cloudformation.syntax.template_nodes import entry
from checkov_aws_iot.cloudformation.template import Template
from checkov_aws_iot.values.file_reader import Reader
from checkov_aws_iot.values.unknown import Unknown

MOST_CHARACTERS: Final = 5_000_000
MOST_NODES: Final = 500_000
MOST_DEPTH: Final = 200
MOST_KEPT: Final = 8

Parse: TypeAlias = Callable[[str, str], object]
"""Gives what a file is, from its text and its path; by default :func:`parse_file`."""

_INCLUDE = re.compile(r"\$\{file\(")
_ANCHOR = re.compile(r"(?:^|[\s,\[{:-])&[^\s,\[\]{}]", re.MULTILINE)


class TemplateFiles:
    """The templates of one scan; a file is parsed once, the last few are kept.

    Checkov gives checks a definition in which it has already replaced references; what is read
    here is the file as written.
    """

    def __init__(self, reader: Reader, names: ResourceNames, parse: Parse | None = None) -> None:
        self._reader = reader
        self._parse = parse or parse_file
        self._names = names
        self._kept: OrderedDict[str, Template | ServerlessFile | Unknown] = OrderedDict()

    def template(self, file: str) -> Template | Unknown:
        """The template in ``file``, a path relative to the root, or why there is none.

        Never raises. The ``resources`` of a serverless.yml are a template, too.
        """
        found = self._read(file)
        if not isinstance(found, ServerlessFile):
            return found
        if not isinstance(found.template.section("Resources"), dict):
            return Unknown("has no Resources", file)
        return found.template

    def serverless(self, file: str) -> ServerlessFile | Unknown:
        """The Serverless file ``file``, a path relative to the root, or why there is none.

        Never raises.
        """
        found = self._read(file)
        return Unknown("is no Serverless file", file) if isinstance(found, Template) else found

    def _read(self, file: str) -> Template | ServerlessFile | Unknown:
        if file in self._kept:
            self._kept.move_to_end(file)
            return self._kept[file]
        text = self._reader.read(file)
        definition = text if isinstance(text, Unknown) else self._parse(text, file)
        found: Template | ServerlessFile | Unknown
        if isinstance(definition, Unknown):
            found = definition
        elif _is_serverless(file):
            template = self.template_of(resources_section(definition), file)
            found = ServerlessFile(definition, template)
        else:
            found = self.template_of(definition, file)
        self._kept[file] = found
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return found

    def included(self, file: str) -> object:
        """What stands in a file that a Serverless file includes, or ``Unknown``. Never raises."""
        text = self._reader.read(file)
        if isinstance(text, Unknown):
            return text
        problem = _refused(text)
        return Unknown(problem, file) if problem else _parsed(text, file, serverless=True)

    def template_of(self, definition: object, file: str) -> Template:
        """The template that is a definition read by somebody else."""
        return Template(
            definition,
            file,
            self._reader,
            self._names,
            self.template,
            serverless=_is_serverless(file),
        )


def parse_file(text: str, file: str) -> object:
    """What Checkov's parser makes of a template or a Serverless file, or ``Unknown``. Never raises.

    Dicts and lists carry the parser's marks of their lines. Aliases that would unfold to more
    than any template may hold are refused before they are followed.
    """
    if splitext(file)[1] not in TEMPLATE_SUFFIXES:
        return Unknown("is no kind of file that Checkov reads as a template", file)
    serverless = _is_serverless(file)
    if not serverless and "Resources" not in text:
        return Unknown("has no Resources", file)
    if _INCLUDE.search(text):
        # The parser would follow this to any file of the machine.
        text = _INCLUDE.sub("${file (", text)
    problem = _refused(text)
    if problem:
        return Unknown(problem, file)
    definition = _parsed(text, file, serverless=serverless)
    if isinstance(definition, Unknown):
        return definition
    if not serverless and not isinstance(entry(definition, "Resources"), dict):
        return Unknown("has no Resources", file)
    return definition


def _refused(text: str) -> str:
    """Why a text is not parsed; empty if it may be."""
    if len(text) > MOST_CHARACTERS:
        return f"is longer than {MOST_CHARACTERS} characters"
    return _unfolding(text) if _ANCHOR.search(text) else ""


def _is_serverless(file: str) -> bool:
    return basename(file) in SERVERLESS_FILES


def _parsed(text: str, file: str, *, serverless: bool) -> object:
    try:
        if text.lstrip().startswith("{"):
            # JSON is YAML except for tabs between values and for an escaped slash.
            text = text.replace("\t", " ")
            if "\\/" in text:
                result = parse_json_template(file, allow_nulls=False, file_content=text)
                return result[0] if result else Unknown("is neither YAML nor JSON", file)
        return parse_template(text, file, serverless=serverless)
    except (yaml.YAMLError, ValueError, AttributeError, TypeError, LookupError) as error:
        # Checkov's constructors take it for granted that an intrinsic is written as it should be.
        problem = getattr(error, "message", None) or getattr(error, "problem", None) or str(error)
        return Unknown(f"is no template: {' '.join(str(problem).split())[:200]}", file)
    except RecursionError:
        return Unknown("is nested too deep", file)


def _unfolding(text: str) -> str:
    """Why the aliases of a YAML text must not be followed; empty if they may."""
    sizes: dict[str, int] = {}
    # Sizes of the collections that are open, from the outside in, and their anchors.
    stack: list[tuple[str | None, int]] = [(None, 0)]
    try:
        for event in yaml.parse(text, Loader=_EVENTS):
            size = 0
            anchor: str | None = None
            if isinstance(event, yaml.AliasEvent):
                size = sizes.get(event.anchor or "", 1)
            elif isinstance(event, yaml.ScalarEvent):
                size, anchor = 1, event.anchor
            elif isinstance(event, yaml.CollectionStartEvent):
                stack.append((event.anchor, 1))
                if len(stack) > MOST_DEPTH:
                    return "is nested too deep"
                continue
            elif isinstance(event, yaml.CollectionEndEvent):
                anchor, size = stack.pop()
            if anchor:
                sizes[anchor] = size
            outer, total = stack[-1]
            stack[-1] = (outer, total + size)
            if total + size > MOST_NODES:
                return f"unfolds to more than {MOST_NODES} values"
    except yaml.YAMLError:
        return ""
    return ""


_EVENTS = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
