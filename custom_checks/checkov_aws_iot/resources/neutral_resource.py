"""One resource of a scan, in the same words whatever dialect it was written in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Generic, TypeGuard, TypeVar

from checkov_aws_iot.resources.kind import K, Kind
from checkov_aws_iot.values.origin import UNTRACED, Origin
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value

if TYPE_CHECKING:
    from checkov_aws_iot.values.span import Span

ANY_ITEM: Final = "*"
"""Stands for any number of an item, such as ``[0]``, in the paths of ``written_at``."""

_ITEM: Final = re.compile(r"\[\d+\]")

K_co = TypeVar("K_co", bound=Kind, covariant=True)


@dataclass(frozen=True, slots=True)
class Resource(Generic[K_co]):
    """A resource with the attributes of its kind.

    ``address`` is what users call it: ``module.m.aws_iam_role.x["a"]``, ``AWS::IAM::Role.Device``.
    ``identifiers`` are all values by which other resources may refer to it - its ARN, its name, its
    id - so that a reference resolves by equality, holes included. ``region`` is a ``str``,
    ``Unknown``, or a hole-only ``Text`` that equals another one exactly if the Regions are the
    same. ``written_at`` says at which path the author wrote a neutral attribute.

    ``created`` says whether the resource is there, once for itself and for each module around it that
    may leave it out: ``True``, ``False`` or a ``OneOf`` of them. ``is_supposed`` says that it is not
    there as things stand: it is one that there would be if its variables had other values.
    ``is_certain`` is false for one that stands for those of a repetition that is not known, which may
    be none. ``origin`` is what ``address`` says, as data.
    """

    address: str
    attributes: K_co = field(hash=False)
    identifiers: tuple[Value, ...] = field(default=(), hash=False)
    region: Value = field(default=ABSENT, hash=False)
    span: Span | None = field(default=None, compare=False)
    written_at: dict[str, str] = field(default_factory=dict, compare=False)
    created: tuple[Value, ...] = field(default=(), compare=False)
    is_supposed: bool = field(default=False, compare=False)
    origin: Origin = field(default=UNTRACED, compare=False)
    is_certain: bool = field(default=True, compare=False)

    @property
    def kind(self) -> type[K_co]:
        """What kind of resource it is."""
        return type(self.attributes)

    @property
    def exists(self) -> bool | None:
        """Whether it is there; ``None`` if that is not known."""
        if self.is_supposed or any(created is False for created in self.created):
            return False
        certain = self.is_certain and all(created is True for created in self.created)
        return True if certain else None

    def of(self, kind: type[K]) -> Resource[K]:
        """The resource, which is of the kind; raises ``TypeError`` otherwise."""
        if not isinstance(self.attributes, kind):
            raise TypeError(f"{self.address} is no {kind.title}")
        return self  # type: ignore[return-value]

    def written_path(self, path: str) -> str:
        """The path as the author wrote it, for one that begins with a neutral attribute.

        ``level`` becomes ``default_log_level`` or ``Properties/DefaultLogLevel``. A path that begins
        otherwise is one that the author wrote, and stays. An attribute written at the empty path is
        the whole of what was written.
        """
        steps = path.split("/")
        items = [step for step in steps if _ITEM.fullmatch(step)]
        for length in range(len(steps), 0, -1):
            start = (ANY_ITEM if step in items else step for step in steps[:length])
            written = self.written_at.get("/".join(start))
            if written is not None:
                numbers = iter(items)
                parts = (next(numbers) if s == ANY_ITEM else s for s in written.split("/"))
                return "/".join(step for step in (*parts, *steps[length:]) if step)
        return path


def is_of(resource: Resource[Kind], kind: type[K]) -> TypeGuard[Resource[K]]:
    """Whether the resource is of the kind."""
    return isinstance(resource.attributes, kind)
