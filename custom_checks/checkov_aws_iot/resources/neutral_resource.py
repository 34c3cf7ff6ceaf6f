"""One resource of a scan, in the same words whatever framework it was written in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from checkov_aws_iot.values.origin import UNTRACED, Origin
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Mapping, Value

if TYPE_CHECKING:
    from checkov_aws_iot.resources.kind import Kind
    from checkov_aws_iot.values.span import Span


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource with its attributes under the neutral names that its :class:`Kind` documents.

    ``address`` is what users call it: ``module.m.aws_iam_role.x["a"]``, ``AWS::IAM::Role.Device``.
    ``identifiers`` are all values by which other resources may refer to it - its ARN, its name, its
    id - so that a reference resolves by equality, holes included. ``region`` is a ``str``,
    ``Unknown``, or a hole-only ``Text`` that equals another one exactly if the Regions are the
    same. ``written_at`` says at which path the author wrote a neutral attribute.

    ``created`` says whether the resource is there, once for itself and for each module around it that
    may leave it out: ``True``, ``False`` or a ``OneOf`` of them. ``is_supposed`` says that it is not
    there as things stand: it is one that there would be if its variables had other values.
    ``origin`` is what ``address`` says, as data.
    """

    kind: Kind
    address: str
    attributes: Mapping = field(hash=False)
    identifiers: tuple[Value, ...] = field(default=(), hash=False)
    region: Value = field(default=ABSENT, hash=False)
    span: Span | None = field(default=None, compare=False)
    written_at: dict[str, str] = field(default_factory=dict, compare=False)
    created: tuple[Value, ...] = field(default=(), compare=False)
    is_supposed: bool = field(default=False, compare=False)
    origin: Origin = field(default=UNTRACED, compare=False)

    def get(self, name: str) -> Value:
        """The attribute, or ``ABSENT`` if it is not written."""
        return self.attributes.get(name, ABSENT)

    def written_path(self, path: str) -> str:
        """The path as the author wrote it, for one that begins with a neutral attribute.

        ``level`` becomes ``default_log_level`` or ``Properties/DefaultLogLevel``. A path that begins
        otherwise is one that the author wrote, and stays. An attribute written at the empty path is
        the whole of what was written.
        """
        steps = path.split("/")
        for length in range(len(steps), 0, -1):
            written = self.written_at.get("/".join(steps[:length]))
            if written is not None:
                return "/".join(step for step in (written, *steps[length:]) if step)
        return path
