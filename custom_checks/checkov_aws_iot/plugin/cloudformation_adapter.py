"""From what Checkov hands to a CloudFormation check to a candidate that can be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checkov_aws_iot.cloudformation.syntax.template_loading import TemplateFiles
from checkov_aws_iot.engine.confined_reader import ConfinedReader
from checkov_aws_iot.engine.instance_candidate import InstanceCandidate
from checkov_aws_iot.engine.template_candidates import (
    EventCandidate,
    PresentGraph,
    PresentResource,
    SectionCandidate,
)
from checkov_aws_iot.engine.unresolved import UnresolvedCandidate
from checkov_aws_iot.plugin.per_scan import PerScan
from checkov_aws_iot.plugin.running_scan import RunningScan, running_scan
from checkov_aws_iot.resources.function_events import topic_rules_of_section
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.template_resources import CloudFormationGraph
from checkov_aws_iot.values.unknown import Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.cloudformation.serverless_file import ServerlessFile
    from checkov_aws_iot.cloudformation.template import Template
    from checkov_aws_iot.engine.candidate import Candidate


def template_candidates(_: object, __: str, name: str) -> tuple[Candidate, ...]:
    """What a resource of a template, of SAM or of a Serverless file may be.

    One candidate, and for a function one more for each topic rule that is an event of it.
    """
    scan = running_scan()
    if scan is None:
        return (UnresolvedCandidate(Unknown("Checkov does not tell where the resource stands")),)
    opened = _SESSIONS.of(scan).template(scan.relative_file)
    if isinstance(opened, Unknown):
        return (UnresolvedCandidate(opened),)
    template, graph = opened
    resource = template.resource(name)
    if resource is None:
        return (UnresolvedCandidate(Unknown("is not found in its template", name)),)
    present = PresentResource(resource)
    events = (EventCandidate(rule, graph.whole) for rule in graph.events(present))
    return (InstanceCandidate(present, graph), *events)


def provider_candidates(_: object, __: str, ___: str) -> tuple[Candidate, ...]:
    """What the provider of a Serverless file may be: one candidate, none if it is but a name."""
    opened = _serverless()
    if isinstance(opened, UnresolvedCandidate):
        return (opened,)
    file, graph, _ = opened
    section = file.provider()
    return () if section is None else (SectionCandidate(section, graph),)


def function_candidates(_: object, __: str, ___: str) -> tuple[Candidate, ...]:
    """What a function of a Serverless file may be, and the topic rules that are events of it.

    Nothing, if it stands in a file that the Serverless file includes.
    """
    opened = _serverless()
    if isinstance(opened, UnresolvedCandidate):
        return (opened,)
    file, graph, name = opened
    section = file.function(name)
    if section is None:
        return ()
    events = (EventCandidate(rule, graph) for rule in topic_rules_of_section(name, section))
    return (SectionCandidate(section, graph), *events)


def _serverless() -> tuple[ServerlessFile, ResourceGraph, str] | UnresolvedCandidate:
    """The file of the section that is being judged, its graph, and the name of the section."""
    scan = running_scan()
    if scan is None:
        return UnresolvedCandidate(Unknown("Checkov does not tell where the section stands"))
    opened = _SESSIONS.of(scan).serverless(scan.relative_file)
    return UnresolvedCandidate(opened) if isinstance(opened, Unknown) else (*opened, scan.item)


class _Session:
    """The templates of one scan; the graph of the one that is being judged is kept."""

    def __init__(self, scan: RunningScan) -> None:
        self._files = TemplateFiles(ConfinedReader(scan.root))
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


_SESSIONS = PerScan(_Session)
