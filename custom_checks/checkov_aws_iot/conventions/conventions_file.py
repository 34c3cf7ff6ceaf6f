"""Reading a file of conventions: all of it holds, or none and each mistake is said."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any, Final

import yaml

from checkov_aws_iot.conventions.conventions import NAME, Conventions, Ignore, SharedTopic
from checkov_aws_iot.conventions.mistakes import mistakes
from checkov_aws_iot.values.one_line import one_line

_MOST_BYTES: Final = 200_000
_DEEPEST: Final = 20
_MOST_MISTAKES: Final = 20


class ConventionsError(ValueError):
    """A file of conventions that is not used; ``sentences`` say why, each with the file."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__("; ".join(self.sentences))


def read_conventions(path: str, form: dict[str, Any]) -> Conventions:
    """What the file declares, which must be of the form.

    Raises:
        ConventionsError: the file cannot be read or has a mistake.
    """
    try:
        with open(path, "rb") as file:
            content = file.read(_MOST_BYTES + 1)
        text = content.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ConventionsError(
            [f"the conventions {one_line(path)} cannot be read: {reason}"]
        ) from error
    if len(content) > _MOST_BYTES:
        raise ConventionsError(
            [f"the conventions {one_line(path)} have more than {_MOST_BYTES} bytes"]
        )
    return parsed_conventions(text, form, path)


def parsed_conventions(text: str, form: dict[str, Any], path: str = NAME) -> Conventions:
    """What the text declares, as that of the file with this path.

    Raises:
        ConventionsError: it has a mistake.
    """
    try:
        refused = _refused(text)
        node = None if refused else yaml.compose(text, yaml.SafeLoader)
    except yaml.YAMLError as error:
        refused, node = _unreadable(error), None
    sentences = [refused] if refused else mistakes(node, form)
    found = [f"{one_line(path)}, {sentence}" for sentence in islice(sentences, _MOST_MISTAKES)]
    if found:
        raise ConventionsError(found)
    return _conventions(_value(node), os.path.abspath(path))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _refused(text: str) -> str:
    """What of YAML is not taken, which could make a short text a large value."""
    depth = 0
    for event in yaml.parse(text, yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            return f"line {_line(event)}: aliases are not read; repeat the value"
        if depth > _DEEPEST:
            return f"line {_line(event)}: there are too many levels"
    return ""


def _unreadable(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = one_line(getattr(error, "problem", None) or str(error).splitlines()[0])
    return f"line {mark.line + 1 if mark else 1}: {problem}"


def _value(node: yaml.Node | None) -> Any:
    """The content of a node that is of the form; a mapping also has its line."""
    if isinstance(node, yaml.MappingNode):
        pairs = {key.value: _value(value) for key, value in node.value}
        return {**pairs, "": node.start_mark.line + 1}
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    return None if node is None or node.tag.endswith(":null") else node.value


def _conventions(content: Mapping[str, Any] | None, path: str) -> Conventions:
    content = content or {}
    identity = content.get("identity", {})
    severities = content.get("severities", {})
    return Conventions(
        file=path,
        accounts=tuple(content.get("accounts", ())),
        organizations=tuple(content.get("organizations", ())),
        variables=tuple(identity.get("variables", ())),
        things=tuple(identity.get("things", ())),
        shared=tuple(SharedTopic(e["topic"], e["reason"]) for e in content.get("shared", ())),
        regions=tuple(content.get("regions", ())),
        severities=tuple((name, value) for name, value in severities.items() if name),
        ignores=tuple(_ignores(content.get("ignore", ()))),
    )


def _ignores(entries: Iterable[Mapping[str, Any]]) -> Iterator[Ignore]:
    for entry in entries:
        yield Ignore(
            entry["check"],
            one_line(entry["reason"]),
            entry.get("resource", ""),
            entry.get("path", ""),
            date.fromisoformat(entry["until"]) if "until" in entry else None,
            entry[""],
        )
