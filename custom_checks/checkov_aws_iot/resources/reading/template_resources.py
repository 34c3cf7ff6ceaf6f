"""The neutral resources of a CloudFormation template."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from checkov_aws_iot.resources.flow.function_events import (
    FUNCTION,
    topic_rules_of,
    topic_rules_of_section,
)
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kind_lookup import declaration_of, kind_of, template_types
from checkov_aws_iot.resources.kinds.flow.custom_resource import PREFIXES, CustomResource
from checkov_aws_iot.resources.kinds.iot.topic_rule import TopicRule
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.reading.dialect_sources import TemplateProperties
from checkov_aws_iot.resources.reading.dialects import CloudFormation
from checkov_aws_iot.values.narrowing import where_it_exists
from checkov_aws_iot.values.origin import Origin
from checkov_aws_iot.values.value import OneOf

if TYPE_CHECKING:
    from checkov_aws_iot.cloudformation.serverless_file import ServerlessFile
    from checkov_aws_iot.cloudformation.template import Template, TemplateResource


class CloudFormationGraph:
    """The resources of one template, by kind, each read when it is asked for.

    One template is one stack and one Region, so a graph never spans two of them. ``serverless`` is
    the file that the template is a part of, if functions of it belong to the stack, too.
    """

    def __init__(self, template: Template, serverless: ServerlessFile | None = None) -> None:
        self._template = template
        self._serverless = serverless
        self.graph = ResourceGraph(self._of_kind)

    def resource(self, instance: TemplateResource) -> Resource[Kind] | None:
        """The instance in neutral words; ``None`` if it is of no kind that rules read."""
        return next(_read(instance), None)

    def events(self, instance: TemplateResource) -> Iterator[Resource[Kind]]:
        """The topic rules that are events of the instance, if it is a function."""
        if instance.type == FUNCTION:
            for rule in topic_rules_of(instance):
                yield _where_created(rule, instance)

    def graph_of(self, _: TemplateResource) -> ResourceGraph:
        """The graph of the template, whatever the resource."""
        return self.graph

    def _of_kind(self, kind: type[Kind]) -> Iterator[Resource[Kind]]:
        types = template_types(kind)
        if kind is CustomResource:
            types = frozenset(name for name in self._template.types if name.startswith(PREFIXES))
        for instance in self._template.resources(types) if types else ():
            yield from _read(instance)
        if kind is TopicRule:
            for function in self._template.resources(frozenset({FUNCTION})):
                yield from self.events(function)
            for name, section in self._serverless.functions() if self._serverless else ():
                yield from topic_rules_of_section(name, section)


def _read(instance: TemplateResource) -> Iterator[Resource[Kind]]:
    if instance.type.startswith(PREFIXES):
        properties = CustomResource(instance.get(()))
        yield Resource(
            instance.address,
            properties,
            region=instance.region(),
            span=instance.span,
            origin=Origin(resource=instance.logical_id),
        )
        return
    kind, declared = kind_of(instance.type), declaration_of(instance.type)
    if kind is None or not isinstance(declared, CloudFormation):
        return
    for resource in declared.read(kind, TemplateProperties(instance, declared.name_property())):
        yield _where_created(resource, instance)


def _where_created(resource: Resource[Kind], instance: TemplateResource) -> Resource[Kind]:
    """The resource; one that protects protects only where its open condition creates it.

    Everything else is judged as if it were there, so that what its own condition decides is decided.
    """
    condition = instance.condition
    if not isinstance(condition, OneOf):
        return resource if condition is True else replace(resource, created=(condition,))
    attributes = resource.attributes.changed(
        lambda value: where_it_exists(value, condition, lambda created: created is not False)
    )
    protecting = resource.kind.protects_by
    if protecting:
        present: dict[str, Any] = {
            protecting: instance.present(getattr(resource.attributes, protecting))
        }
        attributes = replace(attributes, **present)
    return replace(resource, attributes=attributes, created=(condition,))
