"""A file that a configuration reads becomes a template that knows the account."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.fixes.caller_identity import IDENTITY, CallerIdentity
from checkov_aws_iot.fixes.text_edit import TextEdit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checkov_aws_iot.terraform.modules.module_files import Module
    from checkov_aws_iot.terraform.syntax.syntax_tree import Block

ACCOUNT_VARIABLE: Final = "${account_id}"
"""The account in the text of the template."""

_CALL: Final = (
    r'(?P<name>file|templatefile)\(\s*(?P<path>"(?:\$\{path\.module\}/)?[^"$]*%s")'
    r"(?P<values>\s*,\s*\{\s*\})?\s*\)"
)
_SEQUENCE: Final = re.compile(r"[$%]\{")


def templated(module: Module, file: str, text: str) -> tuple[TextEdit, ...] | None:
    """The edits after which the only call that reads the file gives it the account.

    ``None`` where it is read elsewhere as well, or in another way, or where its text has sequences that
    would become those of a template.
    """
    name = posixpath.basename(file)
    sources = {block.source.file: block.source.text for block in _blocks(module)}
    calls = [
        (source, content, call)
        for source, content in sources.items()
        for call in re.finditer(_CALL % re.escape(name), content)
    ]
    mentions = sum(content.count(name) for content in sources.values())
    if len(calls) != 1 or mentions != 1:
        return None
    ((source, content, call),) = calls
    is_template = call["name"] == "templatefile"
    if is_template is not bool(call["values"]) or (not is_template and _SEQUENCE.search(text)):
        return None
    identity = CallerIdentity(module, source, content)
    values = f"{{ account_id = data.{IDENTITY}.{identity.name()}.account_id }}"
    made = f"templatefile({call['path']}, {values})"
    return TextEdit(source, call.start(), call.end(), made), *identity.edits


def _blocks(module: Module) -> Iterator[Block]:
    for kind in ("resource", "data", "locals", "module", "output", "variable"):
        yield from module.blocks(kind)
