"""Whether policies allow what a service has to do, or a permission lets AWS IoT call a function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias

from checkov_aws_iot.policies.model.actions import covers_action, names_action
from checkov_aws_iot.policies.model.document import Document, Effect, Statement
from checkov_aws_iot.policies.model.resource_text import is_everything, matches_arn
from checkov_aws_iot.policies.model.service_principals import iot_principal, may_be_iot_principal
from checkov_aws_iot.policies.model.variables import variables_of
from checkov_aws_iot.values.access import leaves
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.truth import Truth, all_of, any_of, negation
from checkov_aws_iot.values.unknown import Absent, Unknown
from checkov_aws_iot.values.value import Value

_Answer: TypeAlias = Callable[["str | Text"], Truth]
_INVOKE: Final = "lambda:InvokeFunction"


def allows_one(
    documents: Iterable[Document], actions: tuple[str, ...], arns: tuple[str | Text, ...] | None
) -> Truth:
    """Whether an Allow of the documents is about one of the actions on one of the ARNs.

    ``None`` stands for whatever the action is authorised on. What Denies and conditions take back is
    not asked: the answer is false only where no Allow is about it at all. Never raises.
    """
    return any_of(
        all_of((_is_about(statement, actions), _reaches(statement, arns)))
        for document in documents
        for statement in document.statements
        if statement.effect is Effect.ALLOW
    )


def _is_about(statement: Statement, actions: tuple[str, ...]) -> Truth:
    named = any_of(covers_action(statement, action) for action in actions)
    if named is False and statement.unknown_actions:
        return statement.unknown_actions[0]
    return named


def _reaches(statement: Statement, arns: tuple[str | Text, ...] | None) -> Truth:
    if arns is None:
        return True
    matched = any_of(_matches(element.text, arn) for element in statement.resources for arn in arns)
    if statement.negated_resources:
        return negation(matched)
    if matched is False and statement.unknown_resources:
        return statement.unknown_resources[0]
    return matched


def _matches(text: str | Text, arn: str | Text) -> Truth:
    if not is_everything(text) and any(True for _ in variables_of(text)):
        return Unknown("holds a policy variable", str(text))
    return matches_arn(text, arn, completes=True)


def lets_rule_call(
    principal: Value, action: Value, source_arn: Value, rule_arns: tuple[str | Text, ...]
) -> Truth:
    """Whether a Lambda permission, by its arguments, lets AWS IoT call the function for the rule.

    An account is not asked for: whether it agrees with the ARN is a question of its own.
    """
    return all_of(
        (
            _each(principal, _is_iot),
            _each(action, lambda text: names_action(text, _INVOKE)),
            _each(source_arn, lambda text: _covers(text, rule_arns), absent=True),
        )
    )


def _each(value: Value, answer: _Answer, *, absent: bool = False) -> Truth:
    return any_of(_answers(value, answer, absent=absent))


def _answers(value: Value, answer: _Answer, *, absent: bool) -> Iterator[Truth]:
    for one in leaves(value):
        if isinstance(one, (str, Text)) and one != "":
            yield answer(one)
        elif isinstance(one, Unknown):
            yield one
        else:
            yield absent and (one is None or one == "" or isinstance(one, Absent))


def _is_iot(text: str | Text) -> Truth:
    if text == "*":
        return True
    principal = iot_principal(text)
    if principal is None and isinstance(text, Text) and may_be_iot_principal(text):
        return Unknown.of(text.holes[0])
    return principal is not None and principal.name == "iot"


def _covers(text: str | Text, rule_arns: tuple[str | Text, ...]) -> Truth:
    return any_of(matches_arn(text, arn) for arn in rule_arns)
