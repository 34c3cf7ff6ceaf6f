"""Blocks that attach one principal to a thing for each of several elements."""

from __future__ import annotations

from checkov_aws_iot.resources.kinds.iot.thing_principal_attachment import ThingPrincipalAttachment
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.values.origin import Origin
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Value


def repeated_block(attachment: Resource[ThingPrincipalAttachment]) -> str:
    """The block that makes another thing for each element it is repeated for, not another principal.

    That is the attachment or a module it is in; empty if there is none. Such a block is judged as it
    is written, for several elements, though none is known.
    """
    thing, of = attachment.attributes.thing, attachment.attributes.principal
    for block in (attachment.address, *attachment.origin.modules):
        if _follows_elements(thing, block) and not (
            _follows_elements(of, block) or _is_made_within(of, block)
        ):
            return block
    return ""


def _follows_elements(value: Value, block: str) -> bool:
    """Whether the value is another one for each element of this block."""
    return any(block in origin.elements_of for origin in _origins(value))


def _is_made_within(value: Value, block: str) -> bool:
    """Whether the value is made in this module, so that each element has one of its own."""
    return any(block in origin.modules for origin in _origins(value))


def _origins(value: Value) -> list[Origin]:
    if isinstance(value, Unknown):
        return [value.origin]
    return [hole.origin for hole in value.holes] if isinstance(value, Text) else []
