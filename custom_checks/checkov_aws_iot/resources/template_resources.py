"""The neutral resources of a CloudFormation template."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from checkov_aws_iot.resources.cloudformation_columns import identity_and_iot, stores
from checkov_aws_iot.resources.cloudformation_columns.property_reading import TemplateProperties
from checkov_aws_iot.resources.function_events import (
    FUNCTION,
    topic_rules_of,
    topic_rules_of_section,
)
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.values.narrowing import where_it_exists
from checkov_aws_iot.values.value import Mapping, OneOf

if TYPE_CHECKING:
    from checkov_aws_iot.cloudformation.serverless_file import ServerlessFile
    from checkov_aws_iot.cloudformation.template import Template, TemplateResource
    from checkov_aws_iot.resources.cloudformation_columns.property_reading import Reading

_READINGS: dict[str, Reading] = {
    **identity_and_iot.READINGS,
    **stores.READINGS,
}
# The attribute without which a resource of the kind copies nothing.
_PROTECTING = {Kind.BACKUP_PLAN: "rules", Kind.KAFKA_REPLICATOR: "clusters"}
_CUSTOM = ("Custom::", "AWS::CloudFormation::CustomResource")


class CloudFormationGraph:
    """The resources of one template, by kind, each read when it is asked for.

    One template is one stack and one Region, so a graph never spans two of them. ``serverless`` is
    the file that the template is a part of, if functions of it belong to the stack, too.
    """

    def __init__(self, template: Template, serverless: ServerlessFile | None = None) -> None:
        self._template = template
        self._serverless = serverless
        self.graph = ResourceGraph(self._of_kind)

    def resource(self, instance: TemplateResource) -> Resource | None:
        """The instance in neutral words; ``None`` if it is of no kind that rules read."""
        return next(_read(instance), None)

    def events(self, instance: TemplateResource) -> Iterator[Resource]:
        """The topic rules that are events of the instance, if it is a function."""
        if instance.type == FUNCTION:
            for rule in topic_rules_of(instance):
                yield _where_created(rule, instance)

    def graph_of(self, _: TemplateResource) -> ResourceGraph:
        """The graph of the template, whatever the resource."""
        return self.graph

    def _of_kind(self, kind: Kind) -> Iterator[Resource]:
        if kind is Kind.CUSTOM_RESOURCE:
            types = frozenset(name for name in self._template.types if name.startswith(_CUSTOM))
        else:
            types = frozenset(name for name, reading in _READINGS.items() if reading.kind is kind)
        for instance in self._template.resources(types) if types else ():
            yield from _read(instance)
        if kind is Kind.TOPIC_RULE:
            for function in self._template.resources(frozenset({FUNCTION})):
                yield from self.events(function)
            for name, section in self._serverless.functions() if self._serverless else ():
                yield from topic_rules_of_section(name, section)


def _read(instance: TemplateResource) -> Iterator[Resource]:
    if instance.type.startswith(_CUSTOM):
        properties = Mapping({"properties": instance.get(())})
        yield Resource(
            Kind.CUSTOM_RESOURCE,
            instance.address,
            properties,
            region=instance.region(),
            span=instance.span,
        )
        return
    reading = _READINGS.get(instance.type)
    if reading is None:
        return
    for resource in reading.read(TemplateProperties(instance)):
        yield _where_created(resource, instance)


def _where_created(resource: Resource, instance: TemplateResource) -> Resource:
    """The resource; one that protects protects only where its open condition creates it.

    Everything else is judged as if it were there, so that what its own condition decides is decided.
    """
    condition = instance.condition
    if not isinstance(condition, OneOf):
        return resource if condition is True else replace(resource, created=(condition,))
    attributes = {
        name: where_it_exists(value, condition, lambda created: created is not False)
        for name, value in resource.attributes.items()
    }
    protecting = _PROTECTING.get(resource.kind)
    if protecting is not None:
        attributes[protecting] = instance.present(resource.get(protecting))
    return replace(resource, attributes=Mapping(attributes), created=(condition,))
