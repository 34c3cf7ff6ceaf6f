"""What an adapter hands to the judging: one resource as it will be deployed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from checkov_aws_iot.resources.kind import Kind

if TYPE_CHECKING:
    from checkov_aws_iot.resources.graph import ResourceGraph
    from checkov_aws_iot.resources.neutral_resource import Resource
    from checkov_aws_iot.values.span import Span
    from checkov_aws_iot.values.value import Value


class Candidate(Protocol):
    """A resource that a record of Checkov may mean.

    Usually there is one for each record. A module that is called twice under one name prints one
    record for two resources, and both are judged.
    """

    @property
    def span(self) -> Span | None:
        """Where the resource is written."""

    @property
    def graph(self) -> ResourceGraph:
        """The resources of the same scan."""

    def get(self, attribute: str) -> Value:
        """The evaluated attribute, or ``ABSENT`` if it is not written."""

    def neutral(self) -> Resource[Kind] | None:
        """The resource in the words of its kind; ``None`` if it is of no kind that rules read."""
