"""Every policy document of a project as it will be deployed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checkov_aws_iot.engine.candidates.instance_candidate import InstanceCandidate
from checkov_aws_iot.engine.candidates.subjects import Framework
from checkov_aws_iot.engine.documents.held_documents import HeldDocument
from checkov_aws_iot.engine.judging import Broken
from checkov_aws_iot.engine.projects.report_names import JSON_REPORT, SOURCE_REPORT
from checkov_aws_iot.resources.subject import Subject

if TYPE_CHECKING:
    from checkov_aws_iot.engine.candidates.scanned_resource import ScannedResource
    from checkov_aws_iot.resources.graph import ResourceGraph
    from checkov_aws_iot.resources.kind import Kind
    from checkov_aws_iot.resources.neutral_resource import Resource
    from checkov_aws_iot.values.span import Span


@dataclass(frozen=True, slots=True)
class DeployedDocument:
    """One alternative of a document, and the resource that holds it.

    ``configuration`` is the directory of the root module, or the plan or template. ``holder`` is the
    resource in neutral words, ``None`` if it has none: a section of a Serverless file. ``supposed``
    are the variables that need other values than they have for the resource to be there.
    """

    address: str
    type: str
    configuration: str
    span: Span
    held: HeldDocument
    graph: ResourceGraph
    holder: Resource[Kind] | None
    supposed: frozenset[str] = frozenset()

    @property
    def subject(self) -> Subject:
        """What kind of document it is."""
        return self.held.subject

    @property
    def place(self) -> str:
        """Where in the resource it stands."""
        return self.held.locate("")


@dataclass(frozen=True, slots=True)
class BrokenResource:
    """A resource whose documents could not be worked out, because the code that should failed."""

    address: str
    span: Span
    reason: Broken


def deployed_documents(
    resources: Iterable[ScannedResource],
    *,
    supposed: bool = False,
) -> Iterator[DeployedDocument | BrokenResource]:
    """The documents of the resources, those that are certainly not created left out.

    Data sources are not deployed, so theirs are left out, too. ``supposed`` adds those that would be
    there if variables had other values.
    """
    for resource in resources:
        if resource.framework is not Framework.TERRAFORM_DATA:
            for index in range(len(resource.candidates)):
                yield from _of_candidate(resource, index, supposed=supposed)


def _of_candidate(
    resource: ScannedResource, index: int, *, supposed: bool
) -> Iterator[DeployedDocument | BrokenResource]:
    candidate, judging = resource.candidates[index], resource.judging
    variables: frozenset[str] = frozenset()
    if isinstance(candidate, InstanceCandidate):
        variables = candidate.supposed
        if candidate.is_left_out or (variables and not supposed):
            return
    holder = judging.holder(index)
    known = None if isinstance(holder, Broken) else holder
    address = known.address if known is not None else resource.name
    span = candidate.span or resource.span
    configuration = resource.span.file
    if resource.report in (SOURCE_REPORT, JSON_REPORT) and isinstance(candidate, InstanceCandidate):
        configuration = candidate.configuration
    for subject in judging.subjects():
        attributes = judging.documents(index, subject)
        if isinstance(attributes, Broken):
            yield BrokenResource(address, span, attributes)
            continue
        for attribute in attributes:
            for held in (one for alternative in attribute.alternatives for one in alternative):
                # Who has a policy of AWS is a matter of roles, not of what attaches it.
                if held.document.managed:
                    continue
                yield DeployedDocument(
                    address,
                    resource.type,
                    configuration,
                    span,
                    held,
                    candidate.graph,
                    known,
                    variables,
                )
