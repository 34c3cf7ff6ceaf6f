"""Parts of a Deny that deny nothing, each for a reason that its text shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checkov_aws_iot.policies.model.document import Statement
from checkov_aws_iot.policies.questions.denials import failing_open
from checkov_aws_iot.policies.questions.resource_fit import mqtt_wildcard_level
from checkov_aws_iot.policies.questions.statement_fit import misfits_of
from checkov_aws_iot.values.unknown import Unknown

_THING_NAME = "${iot:Connection.Thing.ThingName}"


@dataclass(frozen=True, slots=True)
class IneffectivePart:
    """An element of a Deny without effect: why, and what to write instead."""

    path: str
    fault: str
    instead: str


def ineffective_parts(
    statement: Statement, *, has_variables: bool
) -> Iterator[IneffectivePart | Unknown]:
    """Every element of the Deny that denies nothing, and what is not known of its elements.

    Variables without a value come first, then MQTT wildcards, then what fits no request. An element
    with several faults of different kinds is reported for the first.
    """
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
            yield IneffectivePart(found.path, fault, found.misfit.instead)


def _without_value(statement: Statement, has_variables: bool) -> Iterator[IneffectivePart]:
    where = "" if has_variables else " of this Version"
    instead = _THING_NAME if has_variables else '"Version": "2012-10-17"'
    for path, element, text, variable in failing_open(statement, has_variables):
        fault = (
            f'{element} "{text}" denies nothing: {variable} has no value in an IoT policy{where}'
        )
        yield IneffectivePart(path, fault, instead)


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
            yield IneffectivePart(resource.path, fault, instead)


def _with_policy_wildcards(text: str) -> str:
    return "/".join("*" if level in ("+", "#") else level for level in text.split("/"))
