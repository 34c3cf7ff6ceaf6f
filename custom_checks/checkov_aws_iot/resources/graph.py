"""The resources of one scan and who refers to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.resource import Resource
from checkov_aws_iot.values.unknown import Absent, Unknown
from checkov_aws_iot.values.value import Value


class ResourceGraph:
    """Finds resources by kind and by reference; reads a kind only when somebody asks for it."""

    def __init__(self, read_kind: Callable[[Kind], Iterable[Resource]]) -> None:
        self._read_kind = read_kind
        self._of_kind: dict[Kind, tuple[Resource, ...]] = {}

    def of_kind(self, kind: Kind) -> tuple[Resource, ...]:
        """All resources of the kind in this scan, in the order of their addresses."""
        if kind not in self._of_kind:
            found = sorted(self._read_kind(kind), key=lambda resource: resource.address)
            self._of_kind[kind] = tuple(found)
        return self._of_kind[kind]

    def referred(self, reference: Value, kind: Kind) -> tuple[Resource, ...]:
        """The resources of the kind that the reference means; empty if none is in the scan.

        A reference that is not known refers to nothing.
        """
        if reference is None or isinstance(reference, (Unknown, Absent)):
            return ()
        return tuple(
            resource for resource in self.of_kind(kind) if reference in resource.identifiers
        )
