"""From what Checkov hands to a CloudFormation check to a candidate that can be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checkov_aws_iot.engine.candidates.unresolved import UnresolvedCandidate
from checkov_aws_iot.engine.projects.template_project import (
    TemplateProject,
    resource_candidates,
    section_and_events,
    section_candidates,
)
from checkov_aws_iot.engine.reading.confined_reader import ConfinedReader
from checkov_aws_iot.plugin.running_scan import RunningScan, relative
from checkov_aws_iot.values.unknown import Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.engine.candidates.candidate import Candidate
    from checkov_aws_iot.plugin.entities import Entity


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
    return resource_candidates(resource, graph)


def provider_candidates(scan: RunningScan, entity: Entity, _: str) -> tuple[Candidate, ...]:
    """What the provider of a Serverless file may be: one candidate, none if it is but a name."""
    session, path = _opened(scan, entity)
    opened = session.serverless(path)
    if isinstance(opened, Unknown):
        return (UnresolvedCandidate(opened),)
    file, graph = opened
    section = file.provider()
    return () if section is None else section_candidates(section, graph)


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
    return () if section is None else section_and_events(entity.name, section, graph)


def _opened(scan: RunningScan, entity: Entity) -> tuple[TemplateProject, str]:
    """The templates of the scan, and the path of the entity's file relative to the root."""
    root = scan.root_of(entity.file)
    return scan.keep(_project, root), relative(entity.file, root)


def _project(root: str, _: tuple[str, ...]) -> TemplateProject:
    return TemplateProject(ConfinedReader(root))
