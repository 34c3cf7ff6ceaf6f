"""The condition keys of one request and their values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown

ContextValues: TypeAlias = tuple[str | Text | Unknown, ...] | Unknown


@dataclass(frozen=True, slots=True)
class RequestContext:
    """Values of condition keys under their names in lower case.

    A key that is not there is absent from the request. ``Unknown`` for a key says that neither its
    value nor its presence is known; ``Unknown`` among the values that the key is present.
    """

    values: Mapping[str, ContextValues] = field(default_factory=dict)

    def get(self, key: str) -> ContextValues:
        """The values of the key, in any case; empty if the key is absent."""
        return self.values.get(key.lower(), ())


def request_context(keys: Iterable[tuple[str, ContextValues | str]]) -> RequestContext:
    """The context in which the keys have these values; a string is one value."""
    return RequestContext(
        {key.lower(): (value,) if isinstance(value, str) else value for key, value in keys}
    )
