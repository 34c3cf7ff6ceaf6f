"""Calling Terraform's functions.

Source: https://developer.hashicorp.com/terraform/language/functions (Terraform 1.11).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from checkov_aws_iot.terraform.evaluation.normal_form import DECODERS, normal
from checkov_aws_iot.terraform.evaluation.over_alternatives import one_of, spread
from checkov_aws_iot.terraform.evaluation.running_evaluation import Evaluation
from checkov_aws_iot.terraform.evaluation.scope import (
    RejectedError,
    RejectedExpression,
    Resolved,
    Scope,
    Step,
    UndeclaredError,
)
from checkov_aws_iot.terraform.evaluation.type_constraints import NotKnownError
from checkov_aws_iot.terraform.functions.function import (
    Function,
    beyond,
    known_text,
    mapping_argument,
)
from checkov_aws_iot.terraform.functions.sensitivity import is_sensitive
from checkov_aws_iot.terraform.syntax.syntax_tree import Call, Expression, Invalid, Node
from checkov_aws_iot.values.budget import Budget, parts_of
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import OneOf, Sequence, Value, is_null

if TYPE_CHECKING:
    from checkov_aws_iot.terraform.functions.file_functions import FileFunction
    from checkov_aws_iot.values.file_reader import Reader

_WEIGHT_OF_A_STEP = 100


@lru_cache(maxsize=1)
def functions() -> dict[str, Function]:
    """Every function that is evaluated from its arguments alone, by name."""
    from checkov_aws_iot.terraform.functions import (
        collection_functions,
        conversion_functions,
        date_functions,
        encoding_functions,
        file_functions,
        format_functions,
        hash_functions,
        network_functions,
        number_functions,
        provider_functions,
        regex_functions,
        set_functions,
        string_functions,
    )

    modules = (
        collection_functions,
        conversion_functions,
        date_functions,
        encoding_functions,
        file_functions,
        format_functions,
        hash_functions,
        network_functions,
        number_functions,
        provider_functions,
        regex_functions,
        set_functions,
        string_functions,
    )
    return {name: found for module in modules for name, found in module.FUNCTIONS.items()}


def call_function(evaluator: Evaluation, node: Call) -> Value:
    """The value of a function call.

    Raises:
        RejectedError: Terraform rejects the call.
        NotKnownError: it depends on something that is not known, or the function is not evaluated.
        GaveUpError: the budget is used up.
    """
    name = node.name.removeprefix("core::")
    if name == "try":
        return _first_valid(evaluator, node.arguments)
    if name == "can":
        return _can(evaluator, node)
    if name == "issensitive" and len(node.arguments) == 1:
        return _is_sensitive(evaluator, node)
    arguments = _arguments(evaluator, node)
    _charge(evaluator.budget, arguments)
    result = _called(evaluator, name, arguments)
    if isinstance(result, (str, Text)):
        evaluator.budget.spend_text(result)
        return normal(result)
    return normal(result) if name in DECODERS else result


def _called(evaluator: Evaluation, name: str, arguments: list[Value]) -> Value:
    own = getattr(evaluator.scope, "functions", {}).get(name)
    if own is not None:  # Terragrunt has some beside those of Terraform.
        return spread(arguments, own)
    function = functions().get(name)
    if function is not None:
        _check_count(name, len(arguments), function.least, function.most)
        return spread(arguments, lambda given: _run(name, function, given), deep=function.deep)
    from checkov_aws_iot.terraform.functions.file_functions import FILE_FUNCTIONS

    if name in FILE_FUNCTIONS:
        count, run = FILE_FUNCTIONS[name]
        _check_count(name, len(arguments), count, count)
        return spread(arguments, lambda given: _run_file(run, given, evaluator.scope))
    if name in ("templatefile", "templatestring"):
        _check_count(name, len(arguments), 2, 2)
        return spread(arguments, lambda given: _rendered(evaluator, name, given))
    raise NotKnownError(Unknown(f"is unknown: function `{name}` is not evaluated"))


def _arguments(evaluator: Evaluation, node: Call) -> list[Value]:
    arguments = [evaluator.value(argument) for argument in node.arguments]
    if node.expand:
        last = arguments.pop()
        if isinstance(last, Unknown):
            raise NotKnownError(last)
        if isinstance(last, OneOf):
            raise NotKnownError(Unknown("depends on an unknown condition", last.condition))
        if not isinstance(last, Sequence):
            raise RejectedError("needs a list in front of `...`")
        arguments.extend(last)
    return arguments


def _charge(budget: Budget, arguments: list[Value]) -> None:
    for argument in arguments:
        if isinstance(argument, (str, Text)):
            budget.spend_text(argument)
        else:
            budget.spend(budget.weigh(argument) // _WEIGHT_OF_A_STEP)


def _check_count(name: str, count: int, least: int, most: int | None) -> None:
    if count < least or (most is not None and count > most):
        wanted = str(least) if least == most else f"{least} or more"
        raise RejectedError(f"gives `{name}` {count} arguments, and it takes {wanted}")


def _run(name: str, function: Function, arguments: list[Value]) -> Value:
    if not function.nulls and any(is_null(argument) for argument in arguments):
        position = next(at for at, argument in enumerate(arguments, 1) if is_null(argument))
        raise RejectedError(f"argument {position} of `{name}` is null")
    if not function.unknowns:
        for argument in arguments:
            if isinstance(argument, Unknown):
                raise NotKnownError(argument)
    return function.run(arguments)


def _run_file(run: FileFunction, arguments: list[Value], scope: Scope) -> Value:
    for argument in arguments:
        if isinstance(argument, Unknown):
            raise NotKnownError(argument)
    return run(arguments, scope)


# Errors as values ----------------------------------------------------------------------------


def _first_valid(evaluator: Evaluation, candidates: tuple[Expression, ...]) -> Value:
    for position, candidate in enumerate(candidates):
        depth = evaluator.budget.depth
        try:
            found = _tried(evaluator, candidate)
        except UndeclaredError:
            raise
        except RejectedError:
            evaluator.budget.depth = depth
            continue
        return _or_next(evaluator, found, candidates[position + 1 :])
    raise RejectedError("has no argument that Terraform accepts")


def _tried(evaluator: Evaluation, candidate: Expression) -> Value:
    """The value; rejected in the ways in which Terraform would reject a part of it.

    Raises:
        RejectedError: Terraform rejects it.
    """
    before = evaluator.tries
    evaluator.tries = True
    try:
        found = evaluator.value(candidate)
    finally:
        evaluator.tries = before
    evaluator.budget.spend(evaluator.budget.weigh(found) // _WEIGHT_OF_A_STEP)
    return spread([found], _whole, deep=True) if _is_rejected(found) else found


def _is_rejected(value: Value) -> bool:
    """Whether a part of the value is rejected by Terraform, or may be."""
    if isinstance(value, Unknown):
        return isinstance(value, RejectedExpression)
    return any(_is_rejected(part) for part in parts_of(value))


def _whole(found: list[Value]) -> Value:
    if _is_rejected(found[0]):
        raise RejectedError("has a part that Terraform rejects")
    return found[0]


def _or_next(evaluator: Evaluation, found: Value, others: tuple[Expression, ...]) -> Value:
    """The value; the next candidate in the ways in which Terraform would reject it."""
    if isinstance(found, OneOf):
        choices: list[tuple[str, Value]] = []
        for label, choice in found.choices:
            choices.append((label, _or_next(evaluator, choice, others)))
        return one_of(found.condition, choices)
    if isinstance(found, Unknown):
        if isinstance(found, RejectedExpression) and others:
            return _first_valid(evaluator, others)
        raise NotKnownError(found)
    return found


def _can(evaluator: Evaluation, node: Call) -> Value:
    _check_count("can", len(node.arguments), 1, 1)
    depth = evaluator.budget.depth
    try:
        found = _tried(evaluator, node.arguments[0])
    except UndeclaredError:
        raise
    except RejectedError:
        evaluator.budget.depth = depth
        return False
    return spread([found], _is_valid)


def _is_sensitive(evaluator: Evaluation, node: Call) -> Value:
    evaluator.value(node.arguments[0])
    found = is_sensitive(node.arguments[0], evaluator.scope)
    if found is None:
        raise beyond("of names, only variables and local values are known to be sensitive or not")
    return found


def _is_valid(found: list[Value]) -> Value:
    if isinstance(found[0], RejectedExpression):
        return False
    if isinstance(found[0], Unknown):
        raise NotKnownError(found[0])
    return True


# Templates -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class TemplateScope:
    """The scope of a template file: its variables are bound, and there are no other names."""

    outer: Scope

    @property
    def reader(self) -> Reader | None:
        return self.outer.reader

    @property
    def working_directory(self) -> str:
        return self.outer.working_directory

    def instance_of(self, node: Node) -> str:
        return self.outer.instance_of(node)

    def is_sensitive(self, root: str, name: str) -> bool | None:  # noqa: ARG002
        return None

    def resolve(self, root: str, steps: tuple[Step, ...], at: Span, budget: Budget) -> Resolved:  # noqa: ARG002
        """No name but the variables is known; see :class:`Scope`."""
        raise RejectedError(f"uses `{root}`, which is no variable of the template")


def _rendered(evaluator: Evaluation, name: str, arguments: list[Value]) -> Value:
    from checkov_aws_iot.terraform.functions.file_functions import file_text
    from checkov_aws_iot.terraform.syntax.hcl_files import parse_template

    for argument in arguments:
        if isinstance(argument, Unknown):
            raise NotKnownError(argument)
    path = ""
    if name == "templatefile":
        path, text = file_text(arguments[0], evaluator.scope)
        evaluator.budget.spend_text(text)
    else:
        text = known_text(arguments[0])
    variables = mapping_argument(arguments[1])
    template = parse_template(text, path)
    if isinstance(template, Invalid) and not template.limit:
        raise RejectedError(f"has a template that is invalid: {template.reason}")
    return evaluator.value_in(TemplateScope(evaluator.scope), dict(variables), template)
