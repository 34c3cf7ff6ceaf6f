"""Makes Checkov pass over files that the scan does not need.

Needed by Checkov 3.2.500 to 3.3.30: its own option for that, ``--skip-path``, takes expressions that
it matches against every path, one by one, and with one its search for modules finds none. So the functions by which its runners
find and parse files are wrapped while a scan runs. Where a version of Checkov has none of that name,
its runner sees every file: slower, and with the same findings.
"""

from __future__ import annotations

import importlib
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    _Wrapper = Callable[[Callable[..., Any], frozenset[str]], Callable[..., Any]]


@contextmanager
def left_out(files: frozenset[str]) -> Iterator[None]:
    """Checkov does not parse these files, absolute paths, as long as the context lasts."""
    replaced: list[tuple[dict[str, Any], str, Any]] = []
    try:
        for module, name, wrapper in _SEAMS if files else ():
            names = vars(importlib.import_module(module))
            if name in names:
                replaced.append((names, name, names[name]))
                names[name] = wrapper(names[name], files)
        yield
    finally:
        for names, name, original in replaced:
            names[name] = original


def _not_parsed(parse: Callable[..., Any], files: frozenset[str]) -> Callable[..., Any]:
    """What parses a file of Terraform: nothing is in those that are left out."""

    def parse_others(file: Any, *more: Any, **named: Any) -> Any:
        if os.path.abspath(os.fspath(file)) in files:
            return None
        return parse(file, *more, **named)

    return parse_others


def _not_named(narrow: Callable[..., None], files: frozenset[str]) -> Callable[..., None]:
    """What takes ignored names out of a list: it takes those that are left out, too."""

    def narrow_more(directory: str, names: list[Any], *more: Any, **named: Any) -> None:
        narrow(directory, names, *more, **named)
        top = os.path.abspath(directory)
        names[:] = [
            name
            for name in names
            if os.path.join(top, name.name if isinstance(name, os.DirEntry) else name) not in files
        ]

    return narrow_more


def _not_found(find: Callable[..., Any], files: frozenset[str]) -> Callable[..., Any]:
    """What finds the files of a directory: not those that are left out."""

    def find_others(*given: Any, **named: Any) -> Any:
        found = find(*given, **named)
        return type(found)(path for path in found if os.path.abspath(path) not in files)

    return find_others


_SEAMS: tuple[tuple[str, str, _Wrapper], ...] = (
    ("checkov.terraform.tf_parser", "load_or_die_quietly", _not_parsed),
    ("checkov.terraform.module_loading.module_finder", "load_or_die_quietly", _not_parsed),
    ("checkov.terraform_json.runner", "get_scannable_file_paths", _not_found),
    ("checkov.terraform.plan_utils", "filter_ignored_paths", _not_named),
    ("checkov.cloudformation.cfn_utils", "filter_ignored_paths", _not_named),
    ("checkov.serverless.utils", "filter_ignored_paths", _not_named),
)
