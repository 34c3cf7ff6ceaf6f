"""Edits as the files that they change are laid out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from checkov_aws_iot.fixes.alignment import with_alignment

if TYPE_CHECKING:
    from checkov_aws_iot.fixes.text_edit import TextEdit
    from checkov_aws_iot.values.file_reader import Reader


def laid_out(reader: Reader, edits: tuple[TextEdit, ...]) -> tuple[TextEdit, ...]:
    """The edits as the files are laid out and end their lines."""
    return _with_line_ends(reader, _aligned(reader, edits))


def _aligned(reader: Reader, edits: tuple[TextEdit, ...]) -> tuple[TextEdit, ...]:
    """The edits, and those that keep the equals signs of HCL in one column."""
    aligned: list[TextEdit] = []
    for file in dict.fromkeys(edit.file for edit in edits):
        own = [edit for edit in edits if edit.file == file]
        text = reader.read(file)
        is_hcl = file.endswith((".tf", ".tofu"))
        aligned += with_alignment(text, own) if is_hcl and isinstance(text, str) else own
    return tuple(aligned)


def _with_line_ends(reader: Reader, edits: tuple[TextEdit, ...]) -> tuple[TextEdit, ...]:
    """The edits with the line ends that the files have there."""
    return tuple(
        replace(edit, text=edit.text.replace("\n", _line_end(reader, edit)))
        if "\n" in edit.text
        else edit
        for edit in edits
    )


def _line_end(reader: Reader, edit: TextEdit) -> str:
    """How the line of the edit ends, or the one before it where that is the last."""
    text = reader.read(edit.file)
    assert isinstance(text, str)
    at = text.find("\n", edit.end)
    at = at if at >= 0 else text.rfind("\n", 0, edit.start)
    return "\r\n" if text[max(at - 1, 0) : at + 1] == "\r\n" else "\n"
