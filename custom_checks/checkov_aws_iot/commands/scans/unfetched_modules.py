"""Modules that a scan does not see because nothing has fetched them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.commands.complaint import tell
from checkov_aws_iot.values.one_line import one_line

if TYPE_CHECKING:
    from checkov_aws_iot.terraform.modules.call_graph import UnfetchedModule
    from checkov_aws_iot.terraform.terragrunt.units import StrayUnit

_MOST_NAMED: Final = 5


def tell_unfetched(unfetched: Sequence[tuple[str, UnfetchedModule]]) -> None:
    """One line on stderr names the modules, each with the root of its scan, and what fetches them."""
    if not unfetched:
        return
    calls = {one.source: f"{one.source} ({_path(root, one.span.file)})" for root, one in unfetched}
    roots = dict.fromkeys(_path(root, one.root) for root, one in unfetched)
    tell(
        f"what these modules make is not judged, for they have not been fetched: {_some(calls.values())}; "
        f"run terraform init in {_some(roots)}, or checkov --download-external-modules true"
    )


def tell_strays(strays: Sequence[tuple[str, StrayUnit]]) -> None:
    """One line on stderr names the units of Terragrunt, each with the root of its scan."""
    if strays:
        calls = {one.source: f"{one.source} ({_path(root, one.file)})" for root, one in strays}
        tell(
            "what these modules of Terragrunt units make is not judged, for they are not in what is "
            f"scanned: {_some(calls.values())}"
        )


def _path(root: str, path: str) -> str:
    return os.path.relpath(os.path.join(root, path))


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    more = len(listed) - _MOST_NAMED
    shown = ", ".join(one_line(name) for name in listed[:_MOST_NAMED])
    return f"{shown} and {more} more" if more > 0 else shown
