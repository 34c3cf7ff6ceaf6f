"""The values of templates: quoted strings, heredocs and template files.

Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md, Template Expressions.
"""

from __future__ import annotations

from dataclasses import replace

from checkov_aws_iot.terraform.evaluation.conditional import (
    decided,
)
from checkov_aws_iot.terraform.evaluation.iteration import iterated
from checkov_aws_iot.terraform.evaluation.loops import bound
from checkov_aws_iot.terraform.evaluation.normal_form import joined_text, normal_text
from checkov_aws_iot.terraform.evaluation.over_alternatives import spread
from checkov_aws_iot.terraform.evaluation.running_evaluation import Evaluation
from checkov_aws_iot.terraform.evaluation.scope import (
    Rejected,
    RejectedError,
)
from checkov_aws_iot.terraform.evaluation.type_constraints import (
    to_string,
)
from checkov_aws_iot.terraform.evaluation.unknown_names import shown
from checkov_aws_iot.terraform.functions.json_encoding import json_text
from checkov_aws_iot.terraform.syntax.syntax_tree import (
    Expression,
    Literal,
    Node,
    Template,
    TemplateFor,
    TemplateIf,
)
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.text import Hole, Text, WrittenText
from checkov_aws_iot.values.value import EncodedJson, Value, is_null


def template(evaluation: Evaluation, node: Template) -> Value:
    """The text with the values of its parts; the value itself of a template that is nothing else."""
    if len(node.parts) == 1 and node.wrapped:
        return evaluation.value(node.parts[0])
    if len(node.parts) == 1 and isinstance(plain := _literal_text(node.parts[0]), str):
        evaluation.budget.spend_text(plain)
        return normal_text(plain)
    values = [evaluation.value(part) for part in node.parts]
    return spread(values, lambda parts: _joined(evaluation, node, parts))


def _joined(evaluation: Evaluation, node: Template, values: list[Value]) -> Value:
    pieces: list[str | Hole | Text] = []
    for part, value in zip(node.parts, values, strict=False):
        if is_null(value):
            error = RejectedError("is null, and a template cannot hold that")
            error.at = part
            raise error
        if isinstance(value, Rejected):
            return value
        text = to_string(value)
        if isinstance(text, EncodedJson):
            text = json_text(text)
        if text is not None:
            pieces.append(as_written(text, part) if isinstance(text, Text) else text)
    found = joined_text(pieces)
    evaluation.budget.spend_text(found)
    return _located(node, found) if "{" in node.text else found


def template_if(evaluation: Evaluation, node: TemplateIf) -> Value:
    """``%{ if condition }yes%{ else }no%{ endif }``."""
    return decided(
        evaluation,
        evaluation.value(node.condition),
        node.condition,
        node.yes,
        node.no or Literal(node.source, node.end, node.end, ""),
    )


def template_for(evaluation: Evaluation, node: TemplateFor) -> Value:
    """``%{ for key, value in collection }body%{ endfor }``."""
    return spread(
        [evaluation.value(node.collection)], lambda of: _repeated(evaluation, node, of[0])
    )


def _repeated(evaluation: Evaluation, node: TemplateFor, collection: Value) -> Value:
    values = [
        bound(evaluation, node, key, item, lambda: evaluation.value(node.body), None)
        for key, item in iterated(collection)
    ]
    return spread(values, lambda parts: _concatenated(evaluation, parts))


def _concatenated(evaluation: Evaluation, parts: list[Value]) -> Value:
    pieces: list[str | Hole | Text] = []
    for part in parts:
        text = to_string(part)
        if isinstance(text, (str, Text)):
            pieces.append(text)
    found = joined_text(pieces)
    evaluation.budget.spend_text(found)
    return found


def _literal_text(part: Expression) -> Value:
    """The text of a literal that is no JSON, which needs no line for its parts."""
    return part.value if isinstance(part, Literal) and "{" not in str(part.value) else None


def _located(node: Template, found: str | Text) -> str | Text:
    """The text with the line it begins on, if its lines are those of the template."""
    parts = [part for part in node.parts if not isinstance(part, Literal)]
    if any(isinstance(part, (TemplateIf, TemplateFor)) or "\n" in part.text for part in parts):
        return found
    written = node.text
    lines = found.count("\n") if isinstance(found, str) else str(found).count("\n")
    if not written.startswith("<<"):
        if lines != written.count("\n"):
            return found
        span = node.span
    else:
        if lines != written.count("\n") - 1:
            return found
        span = Span(node.span.file, node.span.start_line + 1, node.span.end_line - 1)
    if isinstance(found, str):
        return WrittenText(found, span)
    return replace(found, span=span)


def as_written(text: Text, part: Node) -> Text:
    """The text; one that is nothing but a hole is shown as the interpolation it comes from."""
    if len(text.parts) != 1:
        return text
    (hole,) = text.holes
    return Text((replace(hole, written=shown(part.text)),))
