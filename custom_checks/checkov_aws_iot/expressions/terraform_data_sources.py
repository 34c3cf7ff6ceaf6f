"""Attributes of data sources that can be worked out from what is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checkov_aws_iot.expressions.cloudformation_alternatives import in_every_alternative
from checkov_aws_iot.expressions.hcl_blocks import NamedScope
from checkov_aws_iot.expressions.hcl_scope import OpenMapping
from checkov_aws_iot.expressions.hcl_syntax import parse_template
from checkov_aws_iot.expressions.terraform_policy_document import (
    ARGUMENTS,
    render_policy_document,
)
from checkov_aws_iot.values.unknown import ABSENT, Absent, Unknown
from checkov_aws_iot.values.value import EncodedJson, Mapping, OneOf, Value

if TYPE_CHECKING:
    from checkov_aws_iot.expressions.hcl_instances import ResourceInstance

MOST_TEMPLATE_CHARACTERS = 1_000_000


def data_attribute(instance: ResourceInstance, name: str) -> Value:
    """The attribute, or ``ABSENT`` if it is not one of those known here.

    ``aws_iam_policy_document``: ``json``, ``minified_json``; ``template_file``: ``rendered``;
    ``local_file``: ``content``; ``null_data_source``: ``outputs``. Never raises.
    """
    if instance.type == "aws_iam_policy_document" and name in ("json", "minified_json"):
        return _policy_document(instance, name)
    if instance.type == "template_file" and name == "rendered":
        return _rendered_template(instance)
    if instance.type == "null_data_source" and name == "outputs":
        return instance.get("inputs")
    return ABSENT


def _policy_document(instance: ResourceInstance, name: str) -> Value:
    if name == "minified_json":
        return instance.get("json")
    arguments = Mapping({}, instance.span)
    for argument in ARGUMENTS:
        value = instance.get(argument)
        if not isinstance(value, Absent):
            arguments[argument] = value

    def encoded(chosen: Value) -> Value:
        document = render_policy_document(chosen) if isinstance(chosen, Mapping) else chosen
        if isinstance(document, Unknown):
            expression = document.expression or f"{instance.address}.json"
            return Unknown(document.reason, expression, document.span or instance.span)
        return EncodedJson(document)

    return in_every_alternative(encoded, arguments)


def _rendered_template(instance: ResourceInstance) -> Value:
    values = instance.get("vars")

    def rendered(template: Value) -> Value:
        full = f"{instance.address}.rendered"
        if not isinstance(template, str):
            reason = "has a template that is not known"
            return template if isinstance(template, Unknown) else Unknown(reason, full)
        if len(template) > MOST_TEMPLATE_CHARACTERS:
            return Unknown(
                f"has a template of more than {MOST_TEMPLATE_CHARACTERS} characters", full
            )
        known = isinstance(values, Mapping) and not isinstance(values, OpenMapping)
        names = dict(values) if known and isinstance(values, Mapping) else {}
        scope = NamedScope(instance.scope, names)
        span = instance.span_of("template")
        parsed = parse_template(
            template, instance.span.file, span.start_line if span else instance.span.start_line
        )
        return instance.module.evaluate(parsed, scope)

    template = instance.get("template")
    if isinstance(template, EncodedJson):
        # A document that is a template is written out before its parts are replaced.
        return (
            template
            if not isinstance(values, Mapping) or not values
            else Unknown(
                "has a template that is made by a function", f"{instance.address}.template"
            )
        )
    if isinstance(template, OneOf):
        choices = tuple((label, rendered(choice)) for label, choice in template.choices)
        return OneOf(template.condition, choices)
    return rendered(template)
