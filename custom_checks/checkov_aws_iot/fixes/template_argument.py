"""A file that Terraform reads gets the account as an argument."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.fixes.caller_identity import IDENTITY
from checkov_aws_iot.fixes.text_edit import TextEdit
from checkov_aws_iot.terraform.syntax.syntax_tree import Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checkov_aws_iot.fixes.caller_identity import CallerIdentity
    from checkov_aws_iot.terraform.syntax.syntax_tree import Call, ObjectConstructor

ACCOUNT_ARGUMENT: Final = "account_id"
_REFERENCE: Final = re.compile(rf"data\.{IDENTITY}\.\w+\.account_id")
_TEMPLATE: Final = re.compile(r"[$%]\{")


def account_argument(given: ObjectConstructor) -> str:
    """The name under which a template gets the account already, empty if it does not."""
    for key, item in given.items:
        if isinstance(key, Literal) and _REFERENCE.fullmatch(item.text.strip()):
            return str(key.value)
    return ""


def as_template(
    call: Call, read: tuple[str, str, int], identity: CallerIdentity
) -> Iterator[TextEdit]:
    """The edits after which ``file`` is ``templatefile`` with the account, and says the same besides.

    ``read`` is the file with its text.
    """
    source, name = call.source, call.name
    yield TextEdit(source.file, call.start, call.start + len(name), "templatefile")
    last = call.arguments[-1]
    end = last.start + len(last.text.rstrip())
    account = f"data.{IDENTITY}.{identity.name()}.account_id"
    yield TextEdit(source.file, end, end, f", {{ {ACCOUNT_ARGUMENT} = {account} }}")
    file, text, _ = read
    for sign in _TEMPLATE.finditer(text):
        yield TextEdit(file, sign.start(), sign.start(), sign[0][0])
