"""A part of a resource with several attributes of its own, such as an action of a topic rule."""

from __future__ import annotations

from dataclasses import fields
from typing import TypeVar

from checkov_aws_iot.values.value import Mapping, Value

R = TypeVar("R", bound="Record")


class Record:
    """The attributes of a part, where it is known that there is one.

    Inside the attributes of a kind such a part is a ``Mapping`` with the names of the fields, so that
    alternatives of it are those of any value; :meth:`of` is how it is read.
    """

    __slots__ = ()

    @classmethod
    def of(cls: type[R], value: Value) -> R | None:  # noqa: PYI019 - Self needs Python 3.11
        """The part, or ``None`` if the value is none: not known, say."""
        if not isinstance(value, Mapping):
            return None
        names = [one.name for one in fields(cls)]  # type: ignore[arg-type]
        return cls(**{name: value[name] for name in names if name in value})
