"""The account that Terraform works in, as a configuration refers to it."""

from __future__ import annotations

import json
import posixpath
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.fixes.text_edit import TextEdit
from checkov_aws_iot.positions.data_nodes import json_node
from checkov_aws_iot.terraform.syntax.syntax_tree import Source

if TYPE_CHECKING:
    from checkov_aws_iot.terraform.modules.module_files import Module

IDENTITY: Final = "aws_caller_identity"
_NAME: Final = "current"


class CallerIdentity:
    """The data source of a module; ``edits`` add it to the file where there is none."""

    def __init__(self, module: Module, file: str, text: str) -> None:
        self._module = module
        self._file, self._text = file, text
        self.edits: tuple[TextEdit, ...] = ()

    def name(self) -> str:
        """The name of the data source."""
        for block in self._module.blocks("data", IDENTITY):
            if len(block.labels) > 1 and not block.body.attributes:
                return str(block.labels[1])
        self.edits = (self._json() if self._file.endswith(".json") else self._block(),)
        return _NAME

    def _block(self) -> TextEdit:
        end = len(self._text)
        before = "\n" if self._text.endswith("\n") else "\n\n"
        text = f'{before}data "{IDENTITY}" "{_NAME}" {{}}\n'
        return TextEdit(self._file, end, end, text, self._declares)

    @property
    def _declares(self) -> str:
        """What may be in the files of the module only once."""
        return f"{posixpath.dirname(self._file)}:{IDENTITY}"

    def _json(self) -> TextEdit:
        """The first member of the file, or of its ``data``."""
        root = json_node(Source(self._text, self._file))
        pairs = (root.pairs if root is not None else None) or []
        value: object = {_NAME: {}}
        key, at = IDENTITY, None
        for name, item in pairs:
            if name.text == "data" and item.pairs:
                at = item.pairs[0][0].start
        if at is None:
            key, value = "data", {IDENTITY: value}
            at = pairs[0][0].start
        margin = self._text[self._text.rfind("\n", 0, at) + 1 : at]
        if margin.strip():
            return TextEdit(
                self._file, at, at, f"{json.dumps(key)}: {json.dumps(value)}, ", self._declares
            )
        indented = json.dumps(value, indent=len(margin) or 2).replace("\n", f"\n{margin}")
        text = f"{json.dumps(key)}: {indented},\n{margin}"
        return TextEdit(self._file, at, at, text, self._declares)
