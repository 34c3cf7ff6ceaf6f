"""Resources and sections of templates and Serverless files as candidates for judging."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checkov_aws_iot.values.unknown import ABSENT

if TYPE_CHECKING:
    from checkov_aws_iot.cloudformation.serverless_file import ServerlessSection
    from checkov_aws_iot.cloudformation.template import TemplateResource
    from checkov_aws_iot.resources.graph import ResourceGraph
    from checkov_aws_iot.resources.kind import Kind
    from checkov_aws_iot.resources.neutral_resource import Resource
    from checkov_aws_iot.resources.reading.template_resources import CloudFormationGraph
    from checkov_aws_iot.values.span import Span
    from checkov_aws_iot.values.value import Value


class SectionCandidate:
    """A section of a Serverless file, with the resources of the template in the file."""

    def __init__(self, section: ServerlessSection, graph: ResourceGraph) -> None:
        self.section = section
        self.graph = graph

    @property
    def span(self) -> Span | None:
        """The lines of the section."""
        return self.section.span

    def get(self, attribute: str) -> Value:
        """The value under the name, or ``ABSENT`` if it is not written."""
        return self.section.get(attribute)

    def neutral(self) -> Resource[Kind] | None:
        """Nothing: a role that only the framework writes is of no kind that rules read."""
        return None


class EventCandidate:
    """A topic rule that is no resource of its own, but an event of a function."""

    def __init__(self, rule: Resource[Kind], graph: ResourceGraph) -> None:
        self._rule = rule
        self.graph = graph

    @property
    def span(self) -> Span | None:
        """The lines of the function."""
        return self._rule.span

    def get(self, attribute: str) -> Value:  # noqa: ARG002 - those of the function are not its own
        """Nothing: it holds no documents."""
        return ABSENT

    def neutral(self) -> Resource[Kind] | None:
        """The topic rule."""
        return self._rule


class PresentResource:
    """A resource of a template where it is created: its condition is part of every attribute."""

    def __init__(self, resource: TemplateResource) -> None:
        self.resource = resource

    @property
    def span(self) -> Span | None:
        """The lines of the resource."""
        return self.resource.span

    def get(self, name: str) -> Value:
        """The property, ``ABSENT`` where the condition of the resource leaves it out."""
        return self.resource.present(self.resource.get(name))


class PresentGraph:
    """The graph of a template, for resources with their condition."""

    def __init__(self, graph: CloudFormationGraph) -> None:
        self._graph = graph

    @property
    def whole(self) -> ResourceGraph:
        """The graph of the template."""
        return self._graph.graph

    def events(self, instance: PresentResource) -> Iterator[Resource[Kind]]:
        """The topic rules that are events of the resource."""
        return self._graph.events(instance.resource)

    def graph_of(self, instance: PresentResource) -> ResourceGraph:
        """The graph of the template."""
        return self._graph.graph_of(instance.resource)

    def resource(self, instance: PresentResource) -> Resource[Kind] | None:
        """The resource in neutral words."""
        return self._graph.resource(instance.resource)
