"""Which files of a scan cannot matter to any rule, so that Checkov need not parse them.

Told from the bytes of the files, as the hook does, and with the same caution: a Terraform directory
is left out only if neither it nor anything tied to it by module calls names a type that some rule
judges. What the rules read of other resources they read themselves, so leaving files out changes
no verdict.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from checkov_aws_iot.commands.chosen_checks import named_checks
from checkov_aws_iot.engine.reading.code_tree import CodeTree, TooLargeError, may_add_resources
from checkov_aws_iot.engine.reading.first_look import may_hold_subject

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_FILES = 2_000_000
_OWN_CHECK = re.compile(r"CKV_IOT_[\w*?]*\Z")
_SEVERITIES = frozenset({"INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL", "NONE"})
# They list every resource of the scan, judged or not.
_INVENTORIES = frozenset({"cyclonedx", "cyclonedx_json", "spdx", "csv"})


def is_sound(config: Any) -> bool:
    """Whether a scan with these options says the same if files that no rule judges are left out.

    ``config`` is what Checkov's parser makes of the options. It does not if checks of others run as
    well, if resources are listed that nobody judges, or if modules are fetched.
    """
    return not (
        config.external_checks_dir
        or config.external_checks_git
        or config.download_external_modules
        or config.repo_root_for_plan_enrichment
        or not _INVENTORIES.isdisjoint(config.output or ())
        or not all(map(is_own, named_checks(config.check)))
    )


def irrelevant_files(root: str) -> frozenset[str]:
    """The absolute paths of the files below a directory that can hold nothing that is judged.

    None, if there are too many files to look at.
    """
    # With the modules of others in the tree, a call does not say where it leads.
    if os.path.exists(os.path.join(root, ".external_modules")):
        return frozenset()
    top = os.path.abspath(root)
    try:
        tree = CodeTree(top, most_files=_MOST_FILES)
        return frozenset(os.path.join(top, path) for path in _irrelevant(tree))
    except TooLargeError:
        return frozenset()


def _irrelevant(tree: CodeTree) -> Iterator[str]:
    holding = tree.holding()
    for directory in tree.terraform:
        if directory not in holding:
            yield from tree.files(directory)
    for file in tree.templates:
        if not _may_matter(file, tree.read(file)):
            yield file


def _may_matter(file: str, text: bytes | None) -> bool:
    if may_hold_subject(text):
        return True
    assert text is not None
    if b"AWS::CloudFormation::" in text:  # a parent of other templates, or a macro at work
        return True
    return may_add_resources(file, text)


def is_own(check: str) -> bool:
    """Whether it means checks of this pack alone: an id, a pattern or a severity."""
    return check.upper() in _SEVERITIES or _OWN_CHECK.match(check) is not None
