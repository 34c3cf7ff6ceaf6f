"""Attributes of data sources that can be worked out from what is written."""

from __future__ import annotations

import re
from dataclasses import replace

from checkov_aws_iot.terraform.evaluation.block_bodies import NamedScope
from checkov_aws_iot.terraform.evaluation.scope import OpenMapping, RejectedError, rejected
from checkov_aws_iot.terraform.evaluation.type_constraints import NotKnownError, TypedSet, convert
from checkov_aws_iot.terraform.evaluation.unification import DYNAMIC
from checkov_aws_iot.terraform.functions.file_functions import file_text
from checkov_aws_iot.terraform.functions.json_encoding import json_text
from checkov_aws_iot.terraform.provider.declared import DeclaredResource
from checkov_aws_iot.terraform.provider.iam_policy_document import (
    ARGUMENTS,
    render_policy_document,
)
from checkov_aws_iot.terraform.syntax.hcl_files import parse_template
from checkov_aws_iot.values.access import mapped
from checkov_aws_iot.values.mapping_alternatives import in_every_alternative
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.text import WrittenText
from checkov_aws_iot.values.unknown import ABSENT, Absent, Unknown
from checkov_aws_iot.values.value import EncodedJson, JsonLayout, Mapping, Sequence, Value

MOST_TEMPLATE_CHARACTERS = 1_000_000
_POLICY_DEFAULTS = {
    "version": "2012-10-17",
    "policy_id": None,
    "source_json": None,
    "override_json": None,
    "source_policy_documents": None,
    "override_policy_documents": None,
}
_STATEMENT_DEFAULTS = {"sid": "", "effect": "Allow"}
_STATEMENT_SETS = ("actions", "not_actions", "resources", "not_resources")
_STATEMENT_BLOCKS = ("condition", "principals", "not_principals")
_LAYOUTS = {"json": JsonLayout.INDENTED, "minified_json": JsonLayout.MINIFIED}
_POLICY_ARN = re.compile(r"arn:[a-z-]+:iam::\d+:policy/(?:[^:]*/)?([^:/]+)")


def data_attribute(instance: DeclaredResource, name: str) -> Value:
    """The attribute, or ``ABSENT`` if it is not one of those known here.

    ``aws_iam_policy_document``: ``json``, ``minified_json``; ``aws_iam_policy``: ``id``, and
    ``policy`` where the module declares it; ``template_file``: ``rendered``; ``local_file``:
    ``content``; ``null_data_source``: ``outputs``. Never raises.
    """
    if instance.type == "aws_iam_policy_document":
        if name in _LAYOUTS:
            return _policy_document(instance, name)
        if name in _POLICY_DEFAULTS:
            return _POLICY_DEFAULTS[name]
    if instance.type == "aws_iam_policy" and name == "id":
        return instance.get("arn")
    if instance.type == "aws_iam_policy" and name == "policy":
        return _declared_policy(instance)
    if instance.type == "template_file" and name == "rendered":
        return _rendered_template(instance)
    if instance.type == "local_file" and name == "content":
        return _local_file(instance)
    if instance.type == "null_data_source" and name == "outputs":
        return instance.get("inputs")
    return ABSENT


def statements_as_read(blocks: Sequence, address: str) -> Sequence:
    """The ``statement`` blocks as a reference to them gives them: with what the provider adds."""
    return Sequence(
        [
            _statement_as_read(block, f"{address}[{index}]")
            if isinstance(block, Mapping)
            else block
            for index, block in enumerate(blocks)
        ],
        blocks.span,
    )


def _statement_as_read(block: Mapping, address: str) -> Mapping:
    given = {name: value for name, value in block.items() if value is not None}
    statement = Mapping({**_STATEMENT_DEFAULTS, **given}, block.span)
    for name in _STATEMENT_SETS:
        statement[name] = _set_of_strings(given.get(name, Sequence()))
    for name in _STATEMENT_BLOCKS:
        inner = given.get(name, Sequence())
        if isinstance(inner, Sequence) and len(inner) < 2:
            statement[name] = TypedSet(inner, DYNAMIC)
        else:
            reason = "is a set of blocks, and in which order the provider has them is not known"
            statement[name] = Unknown(reason, f"{address}.{name}", block.span)
    return statement


def _set_of_strings(value: Value) -> Value:
    try:
        return convert(value, ("set", "string"))
    except RejectedError as error:
        return rejected(error)
    except NotKnownError as error:
        return error.cause


def _policy_document(instance: DeclaredResource, name: str) -> Value:
    arguments = Mapping({}, instance.span)
    for argument in ARGUMENTS:
        value = instance.get(argument)
        if not isinstance(value, Absent):
            arguments[argument] = value

    rendered = render_policy_document(arguments)
    return mapped(rendered, lambda document: _encoded(document, instance, name))


def _declared_policy(instance: DeclaredResource) -> Value:
    """The document of the policy that is looked up; ``ABSENT`` if the module does not declare it."""
    for group in instance.module.groups(frozenset({"aws_iam_policy"})):
        for policy in group.members():
            if not policy.never_created and _is_looked_up(policy, instance):
                return policy.get("policy")
    return ABSENT


def _is_looked_up(policy: DeclaredResource, instance: DeclaredResource) -> bool:
    name, arn = policy.get("name"), instance.get("arn")
    if name == instance.get("name") or arn == policy.get("arn"):
        return True
    # Whose account it is, nobody knows, but it is not AWS.
    written = _POLICY_ARN.fullmatch(arn) if isinstance(arn, str) else None
    return written is not None and written[1] == name


def _encoded(document: Value, instance: DeclaredResource, name: str) -> Value:
    if isinstance(document, Unknown):
        expression = document.expression or f"{instance.address}.{name}"
        return replace(document, expression=expression, span=document.span or instance.span)
    return EncodedJson(document, _LAYOUTS[name])


def _local_file(instance: DeclaredResource) -> Value:
    full = f"{instance.address}.content"
    try:
        path, text = file_text(instance.get("filename"), instance.scope)
    except RejectedError as error:
        return Unknown(str(error), full, instance.span)
    except NotKnownError as error:
        return Unknown(error.cause.reason, full, instance.span)
    return WrittenText(text, Span(path, 1, text.count("\n") + 1))


def _rendered_template(instance: DeclaredResource) -> Value:
    names = instance.get("vars")

    def rendered(template: Value) -> Value:
        full = f"{instance.address}.rendered"
        if isinstance(template, EncodedJson):
            template = json_text(template)
        if not isinstance(template, str):
            reason = "has a template that is not known"
            return template if isinstance(template, Unknown) else Unknown(reason, full)
        if len(template) > MOST_TEMPLATE_CHARACTERS:
            reason = f"has a template of more than {MOST_TEMPLATE_CHARACTERS} characters"
            return Unknown(reason, full)
        known = isinstance(names, Mapping) and not isinstance(names, OpenMapping)
        scope = NamedScope(instance.scope, names if known and isinstance(names, Mapping) else {})
        written = getattr(template, "span", None) or instance.span_of("template") or instance.span
        parsed = parse_template(str(template), written.file, written.start_line)
        return instance.module.evaluate(parsed, scope)

    return in_every_alternative(rendered, instance.get("template"))
