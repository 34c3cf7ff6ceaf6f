"""The templates and Serverless files of a scan, and their resources."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.cloudformation.syntax.template_loading import Parse, TemplateFiles
from checkov_aws_iot.cloudformation.syntax.template_nodes import entry, items_of
from checkov_aws_iot.cloudformation.syntax.template_spans import comment_lines
from checkov_aws_iot.engine.candidates.instance_candidate import InstanceCandidate
from checkov_aws_iot.engine.candidates.scanned_resource import ScannedResource
from checkov_aws_iot.engine.candidates.subjects import Framework, all_types
from checkov_aws_iot.engine.candidates.template_candidates import (
    EventCandidate,
    PresentGraph,
    PresentResource,
    SectionCandidate,
)
from checkov_aws_iot.engine.candidates.unresolved import UnresolvedCandidate
from checkov_aws_iot.engine.projects.report_names import SERVERLESS_REPORT, TEMPLATE_REPORT
from checkov_aws_iot.engine.suppressions import SkipComments, Suppression, in_metadata
from checkov_aws_iot.resources.flow.function_events import topic_rules_of_section
from checkov_aws_iot.resources.known_types import KNOWN_TYPES
from checkov_aws_iot.resources.reading.template_resources import CloudFormationGraph
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.unknown import Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.cloudformation.serverless_file import ServerlessFile, ServerlessSection
    from checkov_aws_iot.cloudformation.template import Template, TemplateResource
    from checkov_aws_iot.engine.candidates.candidate import Candidate
    from checkov_aws_iot.resources.graph import ResourceGraph
    from checkov_aws_iot.values.file_reader import Reader


_TEMPLATE_TYPES: Final = all_types(Framework.CLOUDFORMATION)


class TemplateProject:
    """The templates of one scan; the graph of the one that is being judged is kept."""

    def __init__(self, reader: Reader, parse: Parse | None = None) -> None:
        self._files = TemplateFiles(reader, KNOWN_TYPES, parse)
        self._comments = SkipComments(reader)
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

    def resources(self, file: str) -> Iterator[ScannedResource] | Unknown:
        """The resources of the template that rules judge, or why there are none."""
        opened = self.template(file)
        if isinstance(opened, Unknown):
            return opened
        return self._resources(*opened, TEMPLATE_REPORT)

    def unexpanded(self, file: str) -> Unknown | None:
        """Why a loop around resources of the template cannot be expanded, if one cannot."""
        template = self._files.template(file)
        return None if isinstance(template, Unknown) else next(template.unexpanded(), None)

    def sections(self, file: str) -> Iterator[ScannedResource] | Unknown:
        """The sections and resources of the Serverless file that rules judge, or why there are none."""
        opened = self.serverless(file)
        if isinstance(opened, Unknown):
            return opened
        serverless, graph = opened
        return self._sections(serverless, graph, file) if serverless.is_for_aws else iter(())

    def _resources(
        self, template: Template, graph: PresentGraph, report: str
    ) -> Iterator[ScannedResource]:
        for resource in template.resources(_TEMPLATE_TYPES):
            yield ScannedResource(
                report,
                Framework.CLOUDFORMATION,
                resource.type,
                resource.address,
                resource.span or Span(template.file, 1, 1),
                resource_candidates(resource, graph),
                lambda resource=resource: self._suppressions(resource, report),  # type: ignore[misc]
            )

    def _suppressions(self, resource: TemplateResource, report: str) -> tuple[Suppression, ...]:
        if report == SERVERLESS_REPORT:
            return self._comments.in_lines(resource.comment_lines)
        comments = self._comments.in_lines(resource.span)
        span = resource.span or Span(resource.template.file, 1, 1)
        return (*comments, *in_metadata(resource.node("Metadata"), span))

    def _sections(
        self, serverless: ServerlessFile, graph: ResourceGraph, file: str
    ) -> Iterator[ScannedResource]:
        provider = serverless.provider()
        if provider is not None:
            yield self._section(
                file,
                Framework.SERVERLESS_PROVIDER,
                "provider",
                provider,
                section_candidates(provider, graph),
            )
        for name, function in serverless.functions():
            yield self._section(
                file,
                Framework.SERVERLESS_FUNCTION,
                name,
                function,
                section_and_events(name, function, graph),
            )
        template = self.template(file)
        if not isinstance(template, Unknown):
            yield from self._resources(*template, SERVERLESS_REPORT)
        yield from self._included(serverless, file, template)

    def _included(
        self, serverless: ServerlessFile, file: str, template: object
    ) -> Iterator[ScannedResource]:
        """The resources that stand in files which the Serverless file includes: they are not judged."""
        for path in serverless.included_resources():
            where = normpath(join(dirname(file), path))
            included = self._files.included(where)
            resources = entry(included, "Resources")
            for name, node in items_of(included if resources is None else resources):
                kind = entry(node, "Type")
                if isinstance(kind, str) and kind in _TEMPLATE_TYPES:
                    reason = Unknown("is not found in its template", name)
                    unknown = template if isinstance(template, Unknown) else reason
                    yield ScannedResource(
                        SERVERLESS_REPORT,
                        Framework.CLOUDFORMATION,
                        str(kind),
                        f"{kind}.{name}",
                        Span(file, 1, 1),
                        (UnresolvedCandidate(unknown),),
                        partial(self._comments.in_lines, comment_lines(node, where)),
                    )

    def _section(
        self,
        file: str,
        framework: Framework,
        name: str,
        section: ServerlessSection,
        candidates: tuple[Candidate, ...],
    ) -> ScannedResource:
        (section_type,) = all_types(framework)
        # Where Checkov has put a provider together again, every comment of the file is one of it.
        whole = framework is Framework.SERVERLESS_PROVIDER
        lines = Span(file, 1, sys.maxsize) if whole else section.comment_lines
        span = section.span or Span(file, 1, 1)
        return ScannedResource(
            SERVERLESS_REPORT,
            framework,
            section_type,
            name,
            span,
            candidates,
            lambda: self._comments.in_lines(lines),
        )

    def _graph_of(self, template: Template, file: str) -> PresentGraph:
        if self._graph is None or self._template is not template:
            self._template = template
            found = self._files.serverless(file)
            serverless = None if isinstance(found, Unknown) else found
            self._graph = PresentGraph(CloudFormationGraph(template, serverless))
        return self._graph


def resource_candidates(resource: TemplateResource, graph: PresentGraph) -> tuple[Candidate, ...]:
    """The resource, and for a function one more for each topic rule that is an event of it."""
    present = PresentResource(resource)
    events = (EventCandidate(rule, graph.whole) for rule in graph.events(present))
    return (InstanceCandidate(present, graph), *events)


def section_candidates(section: ServerlessSection, graph: ResourceGraph) -> tuple[Candidate, ...]:
    """The section of a Serverless file."""
    return (SectionCandidate(section, graph),)


def section_and_events(
    name: str, section: ServerlessSection, graph: ResourceGraph
) -> tuple[Candidate, ...]:
    """The function of a Serverless file, and the topic rules that are events of it."""
    events = (EventCandidate(rule, graph) for rule in topic_rules_of_section(name, section))
    return (*section_candidates(section, graph), *events)
