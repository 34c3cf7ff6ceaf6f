"""Blocks that attach one principal to a thing for each of several elements."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Value


def repeated_block(attachment: Resource) -> str:
    """The block that makes another thing for each element it is repeated for, not another principal.

    That is the attachment or a module it is in; empty if there is none. Such a block is judged as it
    is written, for several elements, though none is known.
    """
    thing, of = attachment.get("thing"), attachment.get("principal")
    for block in _repeatable(attachment.address):
        if _follows_elements(thing, block) and not (
            _follows_elements(of, block) or _is_made_within(of, block)
        ):
            return block
    return ""


def _repeatable(address: str) -> Iterator[str]:
    """The address of a resource, and those of the modules it is in."""
    yield address
    end = 0
    while module := _MODULE.match(address, end):
        end = module.end()
        yield address[: end - 1]


_MODULE = re.compile(r"module\.[^.\[]+(?:\[[^\]]*\])?\.")


def _follows_elements(value: Value, block: str) -> bool:
    """Whether the value depends on what ``each`` or ``count`` stand for in this block."""
    plain = (f"{block} each.", f"{block} count.index")
    return any(
        origin.startswith(plain) or f"(in {block})" in origin or f", in {block})" in origin
        for origin in _origins(value)
    )


def _is_made_within(value: Value, block: str) -> bool:
    """Whether the value is made in this module, so that each element has one of its own."""
    return any(origin.startswith(f"{block}.") for origin in _origins(value))


def _origins(value: Value) -> list[str]:
    if isinstance(value, Unknown):
        return [value.expression, value.source]
    return [hole.origin for hole in value.holes] if isinstance(value, Text) else []
