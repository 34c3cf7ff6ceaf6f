"""A resource of a framework as a candidate for judging."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from checkov_aws_iot.resources.kind import Kind

if TYPE_CHECKING:
    from checkov_aws_iot.resources.graph import ResourceGraph
    from checkov_aws_iot.resources.neutral_resource import Resource
    from checkov_aws_iot.values.span import Span
    from checkov_aws_iot.values.value import Value


class Instance(Protocol):
    """What evaluated resources of all frameworks have in common."""

    @property
    def span(self) -> Span | None:
        """Where the resource is written."""

    def get(self, name: str) -> Value:
        """The evaluated attribute."""


_Instance_contra = TypeVar("_Instance_contra", bound=Instance, contravariant=True)


class NeutralGraph(Protocol[_Instance_contra]):
    """The resources of one scan, each in its framework's words and in neutral ones."""

    def graph_of(self, instance: _Instance_contra) -> ResourceGraph:
        """All of them, by kind, as the configuration or template of the instance sees them."""

    def resource(self, instance: _Instance_contra) -> Resource[Kind] | None:
        """The instance in neutral words; ``None`` if it is of no kind that rules read."""


class InstanceCandidate:
    """One evaluated resource and the graph of its scan."""

    def __init__(self, instance: _Instance_contra, graph: NeutralGraph[_Instance_contra]) -> None:
        self.instance: Instance = instance
        self._neutral: Callable[[], Resource[Kind] | None] = lambda: graph.resource(instance)
        self._graph_of: Callable[[], ResourceGraph] = lambda: graph.graph_of(instance)

    @property
    def span(self) -> Span | None:
        """Where the resource is written."""
        return self.instance.span

    @property
    def is_absent(self) -> bool:
        """Whether a count, a for_each or a call leaves it out, as far as its values are known."""
        return bool(self.supposed) or self.is_left_out

    @property
    def supposed(self) -> frozenset[str]:
        """The variables that need other values for the resource to be there."""
        module = getattr(self.instance, "module", None)
        return module.supposed if module is not None else frozenset()

    @property
    def is_left_out(self) -> bool:
        """Whether a count, a for_each or a call leaves it out, whatever is supposed."""
        return any(created is False for created in getattr(self.instance, "created", ()))

    @property
    def configuration(self) -> str:
        """The directory of the root module that it belongs to; empty outside of Terraform's source."""
        module = getattr(self.instance, "module", None)
        return str(module.root.directory) if module is not None else ""

    @property
    def caller(self) -> str:
        """Where the root module calls the module that it is in; the unit that calls a root module."""
        module = getattr(self.instance, "module", None)
        if module is None:
            return ""
        while module.parent is not None and module.parent.parent is not None:
            module = module.parent
        call = module.call if module.parent is not None else None
        return str(call.span) if call is not None else str(module.unit.path if module.unit else "")

    @property
    def graph(self) -> ResourceGraph:
        """The resources of the same scan."""
        return self._graph_of()

    def get(self, attribute: str) -> Value:
        """The evaluated attribute, or ``ABSENT`` if it is not written."""
        return self.instance.get(attribute)

    def neutral(self) -> Resource[Kind] | None:
        """The resource in the words of its kind."""
        return self._neutral()
