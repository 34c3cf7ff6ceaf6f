"""Attributes of resources that the provider computes from their arguments."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Final

from checkov_aws_iot.values.mapping_alternatives import in_every_alternative
from checkov_aws_iot.values.origin import UNTRACED, Origin
from checkov_aws_iot.values.text import Hole, Text, as_hole, join_text
from checkov_aws_iot.values.unknown import ABSENT, Reason, Unknown
from checkov_aws_iot.values.value import Value

FACTS: Final[dict[str, dict[str, str]]] = {
    "aws_partition": {
        "id": "{:partition}",
        "partition": "{:partition}",
        "dns_suffix": "{:dns_suffix}",
    },
    "aws_region": {
        "id": "{:region}",
        "name": "{:region}",
        "region": "{:region}",
        "endpoint": "ec2.{:region}.{:dns_suffix}",
    },
    "aws_caller_identity": {"id": "{:account}", "account_id": "{:account}"},
}
"""Data sources that tell about the provider configuration, by attribute."""

_NAMES: Final = frozenset({"name", "bucket"})
_PLACE = re.compile(r"\{([:/]?[a-z_]+)\}")


@dataclass(frozen=True)
class Placement:
    """Where a resource will be: each a ``str`` where it is known, a hole, or a ``OneOf`` of these."""

    partition: Value
    region: Value
    account: Value
    dns_suffix: Value


def computed_attribute(
    forms: Mapping[str, str],
    attribute: str,
    argument: Callable[[str], Value],
    placement: Callable[[], Placement],
    address: str,
    data: bool = False,
    origin: Origin = UNTRACED,
) -> Value:
    """What the provider will compute for an attribute of a resource or data source.

    ``forms`` are those of its type, by attribute. ``argument`` gives what is written for an argument,
    or ``ABSENT``, and ``placement`` where the resource will be; neither is asked for more than is
    needed. An argument that is not written leaves a hole named after ``address``, with this ``origin``:
    the provider makes a name up. ``ABSENT`` if this attribute is not one that follows from the arguments. Never raises.
    """
    if attribute in _NAMES and not data:
        return _argument(attribute, argument, address, data, origin) if forms else ABSENT
    if attribute not in forms:
        return ABSENT
    pieces: list[Value] = []
    where: Placement | None = None
    for index, part in enumerate(_split(forms[attribute])):
        if index % 2 == 0:
            pieces.append(part)
        elif part[0] == ":":
            where = where or placement()
            pieces.append(getattr(where, part[1:]))
        else:
            pieces.append(_argument(part, argument, address, data, origin))
    return concatenated(*pieces)


def concatenated(*pieces: Value) -> Value:
    """The pieces as one string: unknown ones are holes, and a ``OneOf`` stays one. Never raises."""
    return in_every_alternative(_joined, *pieces)


def _joined(*pieces: Value) -> Value:
    return join_text(_piece(piece) for piece in pieces)


def _piece(value: Value) -> str | Hole | Text:
    if isinstance(value, (str, Text)):
        return value
    if isinstance(value, Unknown):
        return as_hole(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return str(value)
    return Hole(repr(value))


@cache
def _split(form: str) -> tuple[str, ...]:
    """The texts of a form, and between them the names of what stands there."""
    return tuple(_PLACE.split(form))


def _argument(
    name: str, argument: Callable[[str], Value], address: str, data: bool, origin: Origin
) -> Value:
    bare = name.lstrip("/")

    def generated(part: str) -> Text:
        reason, place = Reason.AFTER_DEPLOYMENT, replace(origin, attribute=part)
        return Text((Hole(f"{address}.{part}", reason=reason, origin=place),))

    value = argument(bare)
    if name.startswith("/"):
        return concatenated("/", _without_slash(value) if _is_written(value) else generated(bare))
    if _is_written(value):
        return value
    if name == "path" and not data:
        return "/"
    if name == "path_prefix":
        return ""
    if name == "name" and _is_written(prefix := argument("name_prefix")):
        return concatenated(prefix, generated("name_suffix"))
    if name == "bucket" and _is_written(prefix := argument("bucket_prefix")):
        return concatenated(prefix, generated("bucket_suffix"))
    return generated(bare)


def _without_slash(value: Value) -> Value:
    if isinstance(value, str):
        return value.removeprefix("/")
    if isinstance(value, Text) and isinstance(value.parts[0], str):
        return join_text([value.parts[0].removeprefix("/"), *value.parts[1:]])
    return value


def _is_written(value: Value) -> bool:
    return value is not None and value is not ABSENT and value != ""
