"""Names and Regions that stand in a condition only where they are written out in the code."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from checkov_aws_iot.values.arn import split_arn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checkov_aws_iot.policies.model.remedy import AddedCondition
    from checkov_aws_iot.positions.location import Walk

_ANY: Final = "*"
_OPEN: Final = re.compile(r"[*?]|\$\{")


def with_fixed_names(walk: Walk, remedy: AddedCondition) -> AddedCondition:
    """The condition with a wildcard for each name or Region that depends on a variable or a count.

    A policy with the value of today would not fit the value of tomorrow.
    """
    texts = list(_texts(walk))
    lines = tuple(
        (operator, key, tuple(dict.fromkeys(_fixed(value, texts) for value in values)))
        for operator, key, values in remedy.lines
    )
    return replace(remedy, lines=lines)


def _texts(walk: Walk) -> Iterator[str]:
    """The files of the module and of those that call it, or the template."""
    module = getattr(walk.place.frame, "module", None)
    if module is None:
        yield walk.place.node.source.text
    while module is not None:
        kinds: tuple[str, ...] = ("resource", "provider")
        sources: dict[Any, None] = {
            block.source: None for kind in kinds for block in module.module.blocks(kind)
        }
        yield from (source.text for source in sources)
        module = module.parent


def _fixed(value: str, texts: list[str]) -> str:
    arn = split_arn(value)
    if arn is None:
        return value
    resource, region = str(arn.resource), str(arn.region)
    kind, slash, name = resource.partition("/")
    if slash and not _is_written_out(name, texts):
        resource = f"{kind}/{_ANY}"
    if not _is_written_out(region, texts):
        region = _ANY
    fields = (arn.partition, arn.service, region, arn.account, resource)
    return ":".join(("arn", *map(str, fields)))


def _is_written_out(name: str, texts: list[str]) -> bool:
    """Whether some argument has it as its value; a default may be another one tomorrow."""
    if not name or _OPEN.search(name):
        return True
    argument = re.compile(
        rf"""^[^#\n]*?(?<!\w)(?!default\b)["']?\w+["']?\s*[=:]\s*["']?{re.escape(name)}["']?\s*[,}}#\n]""",
        re.IGNORECASE | re.MULTILINE,
    )
    return any(argument.search(text) for text in texts)
