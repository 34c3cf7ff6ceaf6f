"""Which modules a change of a file of Terragrunt concerns, told from the bytes of the files."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from checkov_aws_iot.engine.reading.first_look import read

if TYPE_CHECKING:
    from checkov_aws_iot.engine.reading.code_tree import CodeTree

_LOCK = ".terraform.lock.hcl"
_UNITS = frozenset({"terragrunt.hcl", "terragrunt.hcl.json"})

_SOURCE = re.compile(rb'\bterraform\s*\{[^{}"]*\bsource\s*=\s*"([^"\n]*)"')
# Looks in the directories above the unit alone.
_FROM_ABOVE = re.compile(rb"\bfind_in_parent_folders\s*\([^()]*\)")
_READING = re.compile(rb"(?:\bread_terragrunt_config\s*\(\s*|\bpath\b[\"\s]*[=:][ \t]*)([^\n]*)")
_STRING = re.compile(rb'"(?:[^"\n]*/)?([^"/\n]*)"')


def concerned_units(file: str, tree: CodeTree) -> frozenset[str]:
    """The Terraform directories that units may call whose configuration the file may be part of.

    A unit that no other file of Terragrunt can read concerns the module of its source.
    """
    if os.path.basename(file) == _LOCK:
        return frozenset()
    if _may_be_part_of_others(file, tree):
        return tree.holding()
    if os.path.basename(file) not in _UNITS:
        return frozenset()
    text = read(file)
    modules = None if text is None else _modules_of(file, text)
    return tree.holding() if modules is None else modules


def _may_be_part_of_others(file: str, tree: CodeTree) -> bool:
    """Whether other units may include or read the file: those below it, and who names it."""
    if not _units_at(os.path.dirname(file), tree) <= {file}:
        return True
    name = os.fsencode(os.path.basename(file))
    others = (read(other) for other in tree.unit_files if other != file)
    return any(text is None or _may_read(text, name) for text in others)


def _units_at(directory: str, tree: CodeTree) -> frozenset[str]:
    """The units in the directory or below it."""
    below = os.path.join(directory, "") if directory else ""
    units = (file for file in tree.unit_files if os.path.basename(file) in _UNITS)
    return frozenset(file for file in units if file.startswith(below))


def _may_read(text: bytes, name: bytes) -> bool:
    """Whether a file of Terragrunt may read one of this name that does not stand above its unit."""
    if b"\\u" in text:
        return True
    for argument in _READING.findall(_FROM_ABOVE.sub(b"", text)):
        if not argument or argument.startswith((b")", b"#", b"//")):
            continue
        string = _STRING.match(argument)
        if string is None or string[1] == name or b"{" in string[1]:
            return True
    return False


def _modules_of(file: str, text: bytes) -> frozenset[str] | None:
    """The directory of the module that a unit calls; ``None`` where its own text does not say."""
    directory = os.path.dirname(file) or "."
    sources = _SOURCE.findall(text)
    if not sources:
        says_more = b"include" in text or b"terraform" in text
        return None if says_more else frozenset({directory})
    if len(sources) > 1 or b"${" in sources[0] or sources[0].startswith(b"/"):
        return None
    if not sources[0].startswith(b"."):
        return frozenset()
    called = os.fsdecode(sources[0]).replace("//", "/")
    return frozenset({os.path.normpath(os.path.join(directory, called))})
