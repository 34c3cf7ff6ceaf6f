"""What is parsed already, so that judging a project again parses what has changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from checkov_aws_iot.cloudformation.syntax.template_loading import parse_file
from checkov_aws_iot.terraform.modules.module_files import parsed_file

if TYPE_CHECKING:
    from checkov_aws_iot.terraform.syntax.syntax_tree import Body
    from checkov_aws_iot.values.unknown import Unknown

_T = TypeVar("_T")


class KeptFiles:
    """The last that each file was parsed to, as long as its text stays the same."""

    def __init__(self) -> None:
        self._bodies: dict[str, tuple[str, Body | Unknown]] = {}
        self._definitions: dict[str, tuple[str, object]] = {}

    def body(self, text: str, path: str) -> Body | Unknown:
        """The body of a Terraform file, or why there is none. Never raises."""
        return _kept(self._bodies, text, path, parsed_file)

    def definition(self, text: str, path: str) -> object:
        """What stands in a template or a Serverless file, or why nothing does. Never raises."""
        return _kept(self._definitions, text, path, parse_file)


def _kept(
    known: dict[str, tuple[str, _T]], text: str, path: str, parse: Callable[[str, str], _T]
) -> _T:
    found = known.get(path)
    if found is None or found[0] != text:
        found = known[path] = text, parse(text, path)
    return found[1]
