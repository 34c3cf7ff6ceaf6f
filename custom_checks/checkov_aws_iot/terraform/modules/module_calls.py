"""Where a module call leads.

Source: https://developer.hashicorp.com/terraform/language/modules/sources - a local path begins with
``./`` or ``../``.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from checkov_aws_iot.values.unknown import Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.terraform.syntax.syntax_tree import Block


def outside_source(block: Block, directory: str) -> str:
    """The directory of a called module that lies outside the scanned root, empty if it lies inside.

    It is relative to the root and begins with ``..``.
    """
    argument = block.body.attributes.get("source")
    source = argument.expression.text.strip().strip('"') if argument else ""
    joined = posixpath.normpath(posixpath.join(directory, source))
    return joined if source.startswith("../") and joined.startswith("..") else ""


def remote_source(block: Block) -> tuple[str, str]:
    """Source and version of a module that something has to fetch, as written; empty for others."""
    written = [_quoted(block, name) for name in ("source", "version")]
    source, version = written
    return (source, version) if source and not _is_path(source) else ("", "")


def local_source(block: Block, directory: str) -> str | Unknown:
    """The directory of a called module from the scanned root, if it is a local path inside it."""
    argument = block.body.attributes.get("source")
    if argument is None:
        return Unknown("has no source", "module." + "".join(block.labels), block.span)
    written = argument.expression.text.strip()
    source = written.removeprefix('"').removesuffix('"')
    if not _is_path(source):
        return Unknown(
            "is not a path inside the scanned directory", f"source = {written}", argument.span
        )
    joined = posixpath.normpath(posixpath.join(directory, source))
    if joined == ".." or joined.startswith("../"):
        return Unknown("leads outside the scanned directory", f"source = {written}", argument.span)
    return "" if joined == "." else joined


def _is_path(source: str) -> bool:
    return source.startswith(("./", "../")) or source in (".", "..")


def _quoted(block: Block, name: str) -> str:
    """What stands in quotes; empty if something else does."""
    argument = block.body.attributes.get(name)
    written = argument.expression.text.strip() if argument is not None else ""
    bare = written.strip('"')
    return bare if written == f'"{bare}"' and "${" not in bare and '"' not in bare else ""
