"""A resource of which nothing but its type is known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from checkov_aws_iot.resources.graph import ResourceGraph

if TYPE_CHECKING:
    from checkov_aws_iot.resources.kind import Kind
    from checkov_aws_iot.resources.neutral_resource import Resource
    from checkov_aws_iot.values.span import Span
    from checkov_aws_iot.values.unknown import Unknown
    from checkov_aws_iot.values.value import Value


class UnresolvedCandidate:
    """A candidate all of whose attributes are unknown, for one reason."""

    span: Span | None = None

    def __init__(self, reason: Unknown) -> None:
        self._reason = reason
        self.graph = ResourceGraph(_no_resources)

    def get(self, attribute: str) -> Value:  # noqa: ARG002 - none of them is known
        """The reason."""
        return self._reason

    def neutral(self) -> Resource[Kind] | None:
        """Nothing."""
        return None


def _no_resources(_: type[Kind]) -> Iterable[Resource[Kind]]:
    return ()
