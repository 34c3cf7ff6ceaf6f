"""Where a value that is not known comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Origin:
    """The place of a value or of a resource, in the same words for every dialect.

    ``configuration`` is the root module that it is in, where that is another one than that of who
    looks at it. ``modules`` are the addresses of the module instances around it, outermost first.
    ``resource`` is the resource in its module, ``aws_iot_thing.sensor`` or a logical ID, ``key`` tells
    its instances apart, and ``attribute`` is the last name of what is read of it. What is not said
    is empty.

    ``elements_of`` are the blocks whose elements it differs for: a resource or module that is
    repeated, by address. A value is ``is_stable`` if another one of the same expression is equal to
    it, and ``is_looked_up`` if it is read from what exists already.
    """

    configuration: str = ""
    modules: tuple[str, ...] = ()
    resource: str = ""
    key: str = ""
    attribute: str = ""
    elements_of: tuple[str, ...] = ()
    is_stable: bool = False
    is_looked_up: bool = False

    @property
    def module(self) -> str:
        """The address of the module instance; empty for the root module."""
        return self.modules[-1] if self.modules else ""


UNTRACED: Final = Origin()
"""The origin of which nothing is said."""
