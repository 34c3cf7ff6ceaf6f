"""Which modules and templates a change of files concerns, told from the bytes of the files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

from checkov_aws_iot.commands.scans.unit_changes import concerned_units
from checkov_aws_iot.engine.reading.code_tree import (
    TEMPLATE_SUFFIXES,
    CodeTree,
    is_inside,
    may_add_resources,
)
from checkov_aws_iot.engine.reading.first_look import may_hold_subject, read
from checkov_aws_iot.terraform.modules.file_names import SUFFIXES as TERRAFORM_SUFFIXES

VARIABLES = (".tfvars", ".tfvars.json")
TERRAGRUNT = ".hcl"
_CONFIGURATION_FILES = (".checkov.yaml", ".checkov.yml")


class Concerned(NamedTuple):
    """The directories of the modules and the templates that a change may concern, from the root.

    ``left_out`` are the other directories with Terraform files.
    """

    modules: dict[str, tuple[str, ...]]
    templates: frozenset[str]
    left_out: frozenset[str]


def concerned(files: Sequence[str], options: Sequence[str]) -> Concerned:
    """The modules and templates to judge, so that all that is tied to a change is judged.

    The files are relative to the working directory and inside it.

    Raises:
        TooLargeError: there are too many files to look at.
    """
    tree = CodeTree()
    templates: set[str] = set()
    changed: set[str] = set()  # Terraform directories
    for file in files:
        if file.endswith(TERRAGRUNT):
            changed |= concerned_units(file, tree)
        elif file.endswith((*TERRAFORM_SUFFIXES, *VARIABLES)):
            everywhere = file.endswith(VARIABLES) and _has_variable_files(options)
            changed |= {os.path.dirname(file) or ".", *(tree.terraform if everywhere else ())}
        else:
            changed |= set(tree.readers(file))
            templates |= _templates(file, tree, options)
    modules = frozenset(filter(is_inside, frozenset().union(*map(tree.tied, changed))))
    return Concerned(
        {_path(directory): _names(tree, directory) for directory in sorted(modules)},
        frozenset(templates),
        frozenset(_path(directory) for directory in tree.terraform if directory not in modules),
    )


def _templates(file: str, tree: CodeTree, options: Sequence[str]) -> set[str]:
    """The file, if it may hold what is judged, and the templates that may include or use it."""
    text = read(file)
    found = set(tree.serverless_above(file))
    if text is None or b"Outputs" in text:
        found.update(tree.stacks(file))
    is_there = os.path.lexists(file)
    if is_there and (text is None or _is_relevant_by_itself(file, text, options)):
        found.add(file)
    return found


def _names(tree: CodeTree, directory: str) -> tuple[str, ...]:
    return tuple(map(os.path.basename, tree.files(directory)))


def _path(directory: str) -> str:
    return "" if directory == "." else directory


def _is_relevant_by_itself(file: str, text: bytes, options: Sequence[str]) -> bool:
    if not file.endswith(TEMPLATE_SUFFIXES):
        return False
    if "--documents" in options and file.endswith(".json"):
        return True
    return may_hold_subject(text) or may_add_resources(file, text)


def _has_variable_files(options: Sequence[str]) -> bool:
    """Whether the user has, or may have, named files of variables for all directories."""
    if "CKV_VAR_FILE" in os.environ:
        return True
    if any(option.partition("=")[0] in {"--var-file", "--config-file"} for option in options):
        return True
    places = (os.curdir, os.path.expanduser("~"))
    paths = (os.path.join(place, file) for place in places for file in _CONFIGURATION_FILES)
    texts = (read(path) for path in paths if os.path.exists(path))
    return any(text is None or b"var-file" in text for text in texts)
