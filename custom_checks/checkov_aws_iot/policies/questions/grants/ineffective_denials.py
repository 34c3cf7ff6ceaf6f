"""Parts of a Deny that deny nothing, each for a reason that its text shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from checkov_aws_iot.policies.advice.remedies import (
    fitting_action,
    fitting_entry,
    with_policy_wildcards,
)
from checkov_aws_iot.policies.authoriser.condition_semantics import conditions_hold
from checkov_aws_iot.policies.authoriser.request_context import RequestContext
from checkov_aws_iot.policies.authoriser.situations import OVER_HTTPS
from checkov_aws_iot.policies.authoriser.solver.key_domains import ATTACHED
from checkov_aws_iot.policies.model.condition import Condition
from checkov_aws_iot.policies.model.document import Document, Statement
from checkov_aws_iot.policies.model.remedy import NoRemedy, Remedy
from checkov_aws_iot.policies.model.variables import Variable, parse_variables
from checkov_aws_iot.policies.questions.fit.condition_fit import is_met
from checkov_aws_iot.policies.questions.fit.nonexistent_actions import unheard_actions
from checkov_aws_iot.policies.questions.fit.resource_fit import is_undocumented, mqtt_wildcard_level
from checkov_aws_iot.policies.questions.fit.statement_fit import MisfitElement, misfits_of
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.truth import Truth, any_of
from checkov_aws_iot.values.unknown import Unknown

_UNMET = "which requests the conditions were meant for is not known"
_THING_NAME = "${iot:Connection.Thing.ThingName}"


@dataclass(frozen=True, slots=True)
class IneffectivePart:
    """An element of a Deny without effect: why, and what to write instead."""

    path: str
    fault: str
    instead: str
    remedy: Remedy


def ineffective_parts(
    document: Document, statement: Statement
) -> Iterator[IneffectivePart | Unknown]:
    """Every element of the Deny that denies nothing, and what is not known of its elements.

    Variables without a value come first, then MQTT wildcards, then what fits no request. An element
    with several faults of different kinds is reported for the first.
    """
    has_variables = document.has_variables
    reported: set[str] = set()
    for part in _without_value(statement, has_variables):
        reported.add(part.path)
        yield part
    for part in _mqtt_wildcards(statement):
        if part.path not in reported:
            reported.add(part.path)
            yield part
    for found in misfits_of(statement, has_variables):
        if isinstance(found, Unknown):
            yield found
        elif found.path not in reported:
            fault = f'{found.element} "{found.text}" denies nothing: {found.misfit.reason}'
            yield IneffectivePart(found.path, fault, found.misfit.instead, _remedy(found))
    for action in unheard_actions(statement):
        fault = f'Action "{action.element.text}" denies nothing: {action.reason}'
        instead = action.close or "the name of an action that there is"
        yield IneffectivePart(action.element.path, fault, instead, fitting_action(action))
    if not any(path.startswith(f"{statement.path}/Condition") for path in reported):
        yield from _never_met(document, statement)


def _remedy(found: MisfitElement) -> Remedy:
    if found.element != "Resource":
        return NoRemedy("which resource the action is meant for is not known")
    return fitting_entry(found.text, found.misfit.instead, found.misfit.wrong)


def _without_value(statement: Statement, has_variables: bool) -> Iterator[IneffectivePart]:
    where = "" if has_variables else " of this Version"
    instead = _THING_NAME if has_variables else '"Version": "2012-10-17"'
    for path, element, text, variable in failing_open(statement, has_variables):
        fault = (
            f'{element} "{text}" denies nothing: {variable} has no value in an IoT policy{where}'
        )
        yield IneffectivePart(path, fault, instead, fitting_entry(text, instead, variable))


def _never_met(document: Document, statement: Statement) -> Iterator[IneffectivePart | Unknown]:
    """The Condition as a whole where the conditions contradict each other."""
    met = any_of(_ways_to_meet(document, statement))
    if isinstance(met, Unknown):
        yield met
    elif not met:
        keys = ", ".join(dict.fromkeys(condition.key for condition in statement.conditions))
        fault = f"Condition on {keys} denies nothing: no request meets all that it asks for"
        instead = "conditions that a request of a device can meet"
        yield IneffectivePart(f"{statement.path}/Condition", fault, instead, NoRemedy(_UNMET))


def _ways_to_meet(document: Document, statement: Statement) -> Iterator[Truth]:
    """Whether a request meets the Deny as it is, or over HTTPS, where being attached counts as false, too."""
    yield is_met(document, statement)
    deciding = tuple(c for c in statement.conditions if c.key.lower() == ATTACHED)
    if conditions_hold(deciding, RequestContext({ATTACHED: ("false",)}), {}) is not False:
        others = tuple(c for c in statement.conditions if c not in deciding)
        yield is_met(document, replace(statement, conditions=others), OVER_HTTPS)


def _mqtt_wildcards(statement: Statement) -> Iterator[IneffectivePart]:
    if statement.negated_resources:
        return
    for resource in statement.resources:
        sign = mqtt_wildcard_level(resource.text)
        if sign:
            fault = (
                f'Resource "{resource.text}" denies only a name with the character "{sign}" in'
                " it: MQTT wildcards are plain text in a policy"
            )
            instead = _with_policy_wildcards(str(resource.text))
            remedy = with_policy_wildcards(statement, resource, instead)
            yield IneffectivePart(resource.path, fault, instead, remedy)


def _with_policy_wildcards(text: str) -> str:
    return "/".join("*" if level in ("+", "#") else level for level in text.split("/"))


def failing_open(statement: Statement, has_variables: bool) -> Iterator[tuple[str, str, str, str]]:
    """Path, element, text and variable of what in a Deny never matches for an unknown variable.

    An undocumented variable has no value, so that the text around it matches nothing and the Deny
    does not apply. Behind ``NotResource`` or a negated operator it would deny more, not less.
    """
    if not statement.negated_resources:
        for element in statement.resources:
            for variable in _dead_variables(element.text, has_variables):
                yield element.path, "Resource", str(element.text), str(variable)
                break
    for condition in statement.conditions:
        if has_variables and not condition.negated and _has_text_values(condition):
            for value in condition.values:
                if not isinstance(value, (str, Text)):
                    continue
                for variable in _dead_variables(value, has_variables):
                    if variable.key.startswith("iot:"):
                        yield condition.path, "Condition", str(value), str(variable)
                        break


def _has_text_values(condition: Condition) -> bool:
    return condition.name.startswith(("string", "arn"))


def _dead_variables(text: str | Text, has_variables: bool) -> Iterator[Variable]:
    for part in parse_variables(text):
        if not isinstance(part, Variable) or not part.known:
            continue
        if not has_variables or is_undocumented(part):
            yield part
