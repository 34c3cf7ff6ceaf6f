"""Policy documents of single resources, outside of a scan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checkov_aws_iot.engine.candidates.subjects import Framework, places_of, types_of
from checkov_aws_iot.engine.documents.held_documents import HeldDocument, held_documents
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.subject import Subject

if TYPE_CHECKING:
    from checkov_aws_iot.cloudformation.template import Template, TemplateResource
    from checkov_aws_iot.terraform.modules.configuration import ResourceInstance
    from checkov_aws_iot.terraform.plan.plan_file import PlannedInstance
    from checkov_aws_iot.values.span import Span
    from checkov_aws_iot.values.value import Value

_SUBJECTS = (Subject.IOT_POLICY, Subject.EMBEDDED_IOT_POLICY, Subject.IDENTITY_POLICY)


def policy_types() -> frozenset[str]:
    """The Terraform types of resources that say what a device or a caller may do."""
    return frozenset(types_of(Framework.TERRAFORM, _SUBJECTS))


def template_policies(template: Template) -> Iterator[TemplateResource]:
    """The resources of a template that say what a device or a caller may do."""
    yield from template.resources(frozenset(types_of(Framework.CLOUDFORMATION, _SUBJECTS)))


def terraform_documents(instance: ResourceInstance | PlannedInstance) -> list[HeldDocument]:
    """The documents of a Terraform resource, alternative by alternative."""
    return _documents(Framework.TERRAFORM, instance.type, _Alone(instance))


def template_documents(resource: TemplateResource) -> list[HeldDocument]:
    """The documents of a resource of a template, alternative by alternative."""
    return _documents(Framework.CLOUDFORMATION, resource.type, _Alone(resource))


def _documents(framework: Framework, kind: str, alone: _Alone) -> list[HeldDocument]:
    return [
        held
        for subject in _SUBJECTS
        for place in places_of(framework, subject, kind)
        for alternative in held_documents(framework, subject, place, alone).alternatives
        for held in alternative
        if not held.document.managed
    ]


class _Alone:
    """A resource without its neighbours."""

    def __init__(self, resource: ResourceInstance | PlannedInstance | TemplateResource) -> None:
        self._resource = resource

    @property
    def span(self) -> Span | None:
        """Where the resource is written."""
        return self._resource.span

    @property
    def graph(self) -> ResourceGraph:
        """No neighbours."""
        return ResourceGraph(lambda _: ())

    def get(self, attribute: str) -> Value:
        """The evaluated attribute."""
        return self._resource.get(attribute)

    def neutral(self) -> Resource[Kind] | None:
        """Nothing: nobody asks for it here."""
        return None
