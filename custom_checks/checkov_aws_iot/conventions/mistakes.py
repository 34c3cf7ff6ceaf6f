"""What of a file of conventions is not of its form: each mistake is one sentence with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import yaml

from checkov_aws_iot.values.nearest_names import did_you_mean
from checkov_aws_iot.values.one_line import one_line

_TAGS: Final = {
    "tag:yaml.org,2002:str": "string",
    "tag:yaml.org,2002:null": "null",
    "tag:yaml.org,2002:map": "object",
    "tag:yaml.org,2002:seq": "array",
    # An unquoted date is text to whoever reads YAML as JSON.
    "tag:yaml.org,2002:timestamp": "string",
}
_QUOTE: Final = ("int", "float", "bool")
_LONGEST: Final = 60


def mistakes(node: yaml.Node | None, form: dict[str, Any]) -> Iterator[str]:
    """The mistakes of the document in the order of the file; none if it is of the form."""
    if node is not None:
        yield from _mistakes(node, form, "the file")


def _mistakes(node: yaml.Node, form: dict[str, Any], name: str) -> Iterator[str]:
    if "enum" in form:
        if not _is_text(node) or node.value not in form["enum"]:
            hint = did_you_mean(str(node.value), form["enum"]) if _is_text(node) else ""
            yield _line(node, f"{name} must be {form['description']}, not {_shown(node)}{hint}")
        return
    kinds = form["type"] if isinstance(form["type"], list) else [form["type"]]
    if _TAGS.get(node.tag) not in kinds:
        quotes = "" if "string" not in kinds or not _could_be_quoted(node) else "; put it in quotes"
        yield _line(node, f"{name} must be {form['description']}, not {_shown(node)}{quotes}")
    elif isinstance(node, yaml.MappingNode):
        yield from _in_mapping(node, form, name)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value, 1):
            yield from _mistakes(item, form["items"], f"entry {number} of {_bare(name)}")
    elif isinstance(node, yaml.ScalarNode) and not _fits(node.value, form):
        yield _line(node, f"{name} must be {form['description']}, not {_shown(node)}")


def _in_mapping(node: yaml.MappingNode, form: dict[str, Any], name: str) -> Iterator[str]:
    properties = form["properties"]
    seen: set[str] = set()
    for key, value in node.value:
        known = key.value if _is_text(key) else None
        if known is None or known not in properties:
            hint = did_you_mean(known, properties) if known else ""
            yield _line(key, f"{name} has no {_shown(key)}{hint or _choice(properties)}")
        elif known in seen:
            yield _line(key, f'"{known}" stands twice in {_bare(name)}')
        else:
            seen.add(known)
            yield from _mistakes(value, properties[known], f'"{known}"')
    for needed in form.get("required", ()):
        if needed not in seen:
            yield _line(node, f'{name} needs "{needed}"')
    choices = [choice["required"][0] for choice in form.get("anyOf", ())]
    if choices and seen.isdisjoint(choices):
        yield _line(node, f"{name} needs " + " or ".join(f'"{choice}"' for choice in choices))


def _choice(properties: dict[str, Any]) -> str:
    return f"; it may have {', '.join(properties)}" if len(properties) < 10 else ""


def _fits(text: str, form: dict[str, Any]) -> bool:
    if form.get("format") == "date":
        return is_date(text)
    pattern = form.get("pattern", "")
    whole = pattern.startswith("^")
    return bool(re.fullmatch(pattern, text) if whole else re.search(pattern, text))


def is_date(text: str) -> bool:
    """Whether the text is a day of the calendar, as ``2027-01-31``."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_text(node: yaml.Node) -> bool:
    return _TAGS.get(node.tag) == "string" and isinstance(node, yaml.ScalarNode)


def _could_be_quoted(node: yaml.Node) -> bool:
    return node.tag.rpartition(":")[2] in _QUOTE


def _shown(node: yaml.Node) -> str:
    if isinstance(node, yaml.MappingNode):
        return "a mapping"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    if node.tag.endswith(":null"):
        return "nothing"
    text = one_line(str(node.value))
    return f'"{text[:_LONGEST]}..."' if len(text) > _LONGEST else f'"{text}"'


def _bare(name: str) -> str:
    return name.strip('"')


def _line(node: yaml.Node, sentence: str) -> str:
    return f"line {node.start_mark.line + 1}: {sentence}"
