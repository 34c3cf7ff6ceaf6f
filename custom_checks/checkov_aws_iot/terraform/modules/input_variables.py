"""Values of input variables: the files that set them, and the types they are converted to.

Source: https://developer.hashicorp.com/terraform/language/values/variables and
https://developer.hashicorp.com/terraform/language/expressions/type-constraints
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from checkov_aws_iot.terraform.evaluation.normal_form import normal
from checkov_aws_iot.terraform.evaluation.scope import OpenMapping, RejectedError
from checkov_aws_iot.terraform.evaluation.type_constraints import (
    NotKnownError,
    convert,
)
from checkov_aws_iot.terraform.evaluation.unification import DYNAMIC, Type
from checkov_aws_iot.terraform.syntax.hcl_files import parse_expression
from checkov_aws_iot.terraform.syntax.syntax_tree import (
    Body,
    Call,
    Expression,
    Literal,
    ObjectConstructor,
    Template,
    TupleConstructor,
    Variable,
)
from checkov_aws_iot.values.access import mapped
from checkov_aws_iot.values.file_reader import Reader
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, Sequence, Value, is_null

if TYPE_CHECKING:
    from checkov_aws_iot.terraform.evaluation.memory import Evaluator

MOST_NESTED = 30

Evaluation = Callable[[Expression], Value]
"""Evaluates an expression that may refer to nothing."""


def variable_files(reader: Reader, directory: str, chosen: tuple[str, ...]) -> tuple[str, ...]:
    """The files that set variables of a root module, in the order in which later ones win.

    ``chosen`` are those given with ``--var-file``.
    """
    names = reader.names(directory)
    automatic = [n for n in names if n.endswith((".auto.tfvars", ".auto.tfvars.json"))]
    fixed = [n for n in ("terraform.tfvars", "terraform.tfvars.json") if n in names]
    found = [posixpath.join(directory, name) for name in (*fixed, *sorted(automatic))]
    return (*found, *chosen)


def values_in(
    evaluator: Evaluator, path: str, evaluation: Evaluation
) -> Iterator[tuple[str, Value]]:
    """The variables that a file sets. A file that cannot be read sets none."""
    if path.endswith(".json"):
        values = evaluator.json(path)
        if isinstance(values, Mapping):
            yield from ((name, normal(value)) for name, value in values.items())
        return
    body = evaluator.body(path)
    for name, argument in body.attributes.items() if isinstance(body, Body) else ():
        yield name, evaluation(argument.expression)


def converted(value: Value, declared: Expression, evaluation: Evaluation) -> Value:
    """The value as the declared type makes it; ``Unknown`` where Terraform would refuse it.

    ``declared`` is a type constraint such as ``list(string)`` or
    ``object({ name = optional(string, "x") })``.
    """
    return mapped(value, lambda known: _converted(known, declared, evaluation))


def _converted(value: Value, declared: Expression, evaluation: Evaluation) -> Value:
    if isinstance(value, (Unknown, OpenMapping)):
        return value
    constraint = _constraint(declared)
    try:
        return convert(_completed(value, constraint, evaluation, 0), _type(constraint, 0))
    except RejectedError as error:
        return Unknown(str(error))
    except NotKnownError as error:
        return error.cause


def _constraint(declared: Expression) -> Expression:
    """The constraint; JSON syntax, and HCL of old, write it in quotes."""
    text: object = None
    if isinstance(declared, Literal):
        text = declared.value
    elif isinstance(declared, Template) and len(declared.parts) == 1:
        part = declared.parts[0]
        text = part.value if isinstance(part, Literal) else None
    return parse_expression(text) if isinstance(text, str) else declared


def _type(declared: Expression, depth: int) -> Type:
    if depth > MOST_NESTED:
        return DYNAMIC
    if isinstance(declared, Variable):
        bare = {"list": ("list", DYNAMIC), "map": ("map", DYNAMIC)}
        if declared.name in ("string", "number", "bool"):
            return declared.name
        return bare.get(declared.name, DYNAMIC)
    if not isinstance(declared, Call) or not declared.arguments:
        return DYNAMIC
    inner = declared.arguments[0]
    if declared.name == "optional":
        return _type(inner, depth + 1)
    if declared.name in ("list", "set", "map"):
        return (declared.name, _type(inner, depth + 1))
    if declared.name == "tuple" and isinstance(inner, TupleConstructor):
        return ("tuple", tuple(_type(item, depth + 1) for item in inner.items))
    if declared.name == "object" and isinstance(inner, ObjectConstructor):
        items = ((_name(key), _type(item, depth + 1)) for key, item in inner.items)
        return ("object", tuple(items))
    return DYNAMIC


def _completed(value: Value, declared: Expression, evaluation: Evaluation, depth: int) -> Value:
    """The value with the defaults of optional attributes where these are missing or null."""
    if not isinstance(declared, Call) or not declared.arguments or depth > MOST_NESTED:
        return value
    inner = declared.arguments[0]
    if declared.name == "optional":
        return _completed(value, inner, evaluation, depth + 1)
    if declared.name in ("list", "set") and isinstance(value, Sequence):
        items = (_completed(item, inner, evaluation, depth + 1) for item in value)
        return Sequence(items, value.span)
    if isinstance(value, OpenMapping) or not isinstance(value, Mapping):
        return value
    if declared.name == "map":
        pairs = ((k, _completed(v, inner, evaluation, depth + 1)) for k, v in value.items())
        return Mapping(pairs, value.span)
    if declared.name != "object" or not isinstance(inner, ObjectConstructor):
        return value
    result = Mapping(value, value.span)
    for key, constraint in inner.items:
        name = _name(key)
        optional = isinstance(constraint, Call) and constraint.name == "optional"
        if optional and isinstance(constraint, Call) and is_null(result.get(name)):
            default = constraint.arguments[1:]
            result[name] = evaluation(default[0]) if default else None
        if name in result:
            result[name] = _completed(result[name], constraint, evaluation, depth + 1)
    return result


def _name(key: Expression) -> str:
    if isinstance(key, Literal):
        return str(key.value)
    return key.text.strip('"')
