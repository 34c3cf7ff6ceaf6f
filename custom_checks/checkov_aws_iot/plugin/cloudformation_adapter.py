"""From what Checkov hands to a CloudFormation check to a candidate that can be judged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checkov_aws_iot.cloudformation.syntax.template_loading import TemplateFiles
from checkov_aws_iot.engine.confined_reader import ConfinedReader
from checkov_aws_iot.engine.instance_candidate import InstanceCandidate
from checkov_aws_iot.engine.unresolved import UnresolvedCandidate
from checkov_aws_iot.plugin.running_scan import RunningScan, relative
from checkov_aws_iot.resources.function_events import topic_rules_of_section
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.known_types import KNOWN_TYPES
from checkov_aws_iot.resources.template_resources import CloudFormationGraph
from checkov_aws_iot.values.unknown import ABSENT, Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.cloudformation.serverless_file import ServerlessFile, ServerlessSection
    from checkov_aws_iot.cloudformation.template import Template, TemplateResource
    from checkov_aws_iot.engine.candidate import Candidate
    from checkov_aws_iot.plugin.entities import Entity
    from checkov_aws_iot.resources.neutral_resource import Resource
    from checkov_aws_iot.values.span import Span
    from checkov_aws_iot.values.value import Value


def template_candidates(scan: RunningScan, entity: Entity, _: str) -> tuple[Candidate, ...]:
    """What a resource of a template, of SAM or of a Serverless file may be.

    One candidate, and for a function one more for each topic rule that is an event of it.
    """
    session, file = _opened(scan, entity)
    opened = session.template(file)
    if isinstance(opened, Unknown):
        return (UnresolvedCandidate(opened),)
    template, graph = opened
    resource = template.resource(entity.name)
    if resource is None:
        return (UnresolvedCandidate(Unknown("is not found in its template", entity.name)),)
    present = PresentResource(resource)
    events = (EventCandidate(rule, graph.whole) for rule in graph.events(present))
    return (InstanceCandidate(present, graph), *events)


def provider_candidates(scan: RunningScan, entity: Entity, _: str) -> tuple[Candidate, ...]:
    """What the provider of a Serverless file may be: one candidate, none if it is but a name."""
    session, path = _opened(scan, entity)
    opened = session.serverless(path)
    if isinstance(opened, Unknown):
        return (UnresolvedCandidate(opened),)
    file, graph = opened
    section = file.provider()
    return () if section is None else (SectionCandidate(section, graph),)


def function_candidates(scan: RunningScan, entity: Entity, _: str) -> tuple[Candidate, ...]:
    """What a function of a Serverless file may be, and the topic rules that are events of it.

    Nothing, if it stands in a file that the Serverless file includes.
    """
    session, path = _opened(scan, entity)
    opened = session.serverless(path)
    if isinstance(opened, Unknown):
        return (UnresolvedCandidate(opened),)
    file, graph = opened
    section = file.function(entity.name)
    if section is None:
        return ()
    rules = topic_rules_of_section(entity.name, section)
    events = (EventCandidate(rule, graph) for rule in rules)
    return (SectionCandidate(section, graph), *events)


def _opened(scan: RunningScan, entity: Entity) -> tuple[_Session, str]:
    """The templates of the scan, and the path of the entity's file relative to the root."""
    root = scan.root_of(entity.file)
    return scan.keep(_Session, root), relative(entity.file, root)


class SectionCandidate:
    """A section of a Serverless file, with the resources of the template in the file."""

    def __init__(self, section: ServerlessSection, graph: ResourceGraph) -> None:
        self._section = section
        self.graph = graph

    @property
    def span(self) -> Span | None:
        """The lines of the section."""
        return self._section.span

    def get(self, attribute: str) -> Value:
        """The value under the name, or ``ABSENT`` if it is not written."""
        return self._section.get(attribute)

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


class _Session:
    """The templates of one scan; the graph of the one that is being judged is kept."""

    def __init__(self, root: str, _: tuple[str, ...]) -> None:
        self._files = TemplateFiles(ConfinedReader(root), KNOWN_TYPES)
        self._template: Template | None = None
        self._graph: PresentGraph | None = None

    def template(self, file: str) -> tuple[Template, PresentGraph] | Unknown:
        """The template in the file, and the graph of its resources."""
        template = self._files.template(file)
        if isinstance(template, Unknown):
            return template
        return template, self._graph_of(template, file)

    def serverless(self, file: str) -> tuple[ServerlessFile, ResourceGraph] | Unknown:
        """The Serverless file, and the graph of the resources in it."""
        found = self._files.serverless(file)
        if isinstance(found, Unknown):
            return found
        return found, self._graph_of(found.template, file).whole

    def _graph_of(self, template: Template, file: str) -> PresentGraph:
        if self._graph is None or self._template is not template:
            self._template = template
            found = self._files.serverless(file)
            serverless = None if isinstance(found, Unknown) else found
            self._graph = PresentGraph(CloudFormationGraph(template, serverless))
        return self._graph


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
