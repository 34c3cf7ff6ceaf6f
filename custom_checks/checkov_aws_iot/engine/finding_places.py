"""Where the findings about a resource of a scan stand, worked out when somebody asks for it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from checkov_aws_iot.engine.candidates.file_candidate import FileCandidate
from checkov_aws_iot.engine.candidates.instance_candidate import InstanceCandidate
from checkov_aws_iot.engine.candidates.subjects import Framework
from checkov_aws_iot.engine.candidates.template_candidates import PresentResource, SectionCandidate
from checkov_aws_iot.engine.judging import Broken, guarded
from checkov_aws_iot.engine.projects.report_names import PLAN_REPORT
from checkov_aws_iot.positions.location import (
    Location,
    locate_in_configuration,
    locate_in_document,
    locate_in_template,
)
from checkov_aws_iot.terraform.modules.resource_instance import ResourceInstance

if TYPE_CHECKING:
    from checkov_aws_iot.engine.candidates.scanned_resource import ScannedResource
    from checkov_aws_iot.findings.finding import Finding
    from checkov_aws_iot.findings.locator import Step
    from checkov_aws_iot.positions.text_range import TextRange

_RESOURCES = "Resources"


def place_of(resource: ScannedResource, finding: Finding) -> Location | None:
    """The place of the finding, or ``None`` where only the lines of the resource are known.

    Never raises.
    """
    found = guarded(lambda: _place_of(resource, finding), "the search for the place of a finding")
    return None if isinstance(found, Broken) else found


def _place_of(resource: ScannedResource, finding: Finding) -> Location | None:
    if resource.source is not None:
        return _in_source(resource, resource.source, finding)
    number = finding.locator.instance
    if number >= len(resource.candidates) or resource.report == PLAN_REPORT:
        return None
    candidate = resource.candidates[number]
    statement = finding.span if finding.locator.path else None
    if isinstance(candidate, SectionCandidate):
        section: tuple[Step, ...] = ("functions", resource.name)
        if resource.framework is Framework.SERVERLESS_PROVIDER:
            section = ("provider",)
        template = candidate.section.template
        return locate_in_template(
            template.reader,
            template.file,
            section,
            finding.locator,
            statement,
            properties=section,
            replaces=True,
        )
    if isinstance(candidate, FileCandidate):
        return locate_in_document(candidate.reader, candidate.span.file, finding.locator)
    if not isinstance(candidate, InstanceCandidate):
        return None
    if isinstance(candidate.instance, ResourceInstance):
        return locate_in_configuration(candidate.instance, finding.locator, statement)
    if isinstance(candidate.instance, PresentResource):
        return _in_template(candidate.instance, finding)
    return None


def _in_source(
    resource: ScannedResource, source: ScannedResource, finding: Finding
) -> Location | None:
    """The place in the code of a finding about a resource of a plan."""
    locator = replace(finding.locator, instance=0)
    place = _place_of(source, replace(finding, span=None, locator=locator))
    if place is None:
        return None

    def moved(where: TextRange) -> TextRange:
        path = os.path.join(source.root, *where.file.split("/"))
        return replace(where, file=os.path.relpath(path, resource.root).replace(os.sep, "/"))

    related = tuple(replace(each, range=moved(each.range)) for each in place.related)
    return replace(place, range=moved(place.range), related=related, walk=None)


def _in_template(present: PresentResource, finding: Finding) -> Location | None:
    resource = present.resource
    template = resource.template
    statement = finding.span if finding.locator.path else None
    for sections in _sections(template.is_serverless):
        steps = (*sections, resource.logical_id)
        found = locate_in_template(
            template.reader,
            template.file,
            steps,
            finding.locator,
            statement,
            properties=(*steps, "Properties"),
            replaces=template.is_serverless,
        )
        if found is not None:
            return found
    return None


def _sections(is_serverless: bool) -> Iterator[tuple[Step, ...]]:
    """Where the resources of a template may stand in its file."""
    if not is_serverless:
        yield (_RESOURCES,)
        return
    yield "resources", _RESOURCES
    for number in range(20):
        yield "resources", number, _RESOURCES
