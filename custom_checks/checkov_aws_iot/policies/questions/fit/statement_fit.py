"""Which resources and actions of a statement can meet in a request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from checkov_aws_iot.patterns.matching import may_meet
from checkov_aws_iot.patterns.pattern import wildcards
from checkov_aws_iot.policies.model.actions import Action, actions_of, matching_actions
from checkov_aws_iot.policies.model.document import Element, Statement
from checkov_aws_iot.policies.model.resource_text import is_everything, split_resource
from checkov_aws_iot.policies.questions.fit.resource_fit import Misfit, can_fit, fault_of, misfit
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown

MOST_ELEMENTS = 500


@dataclass(frozen=True, slots=True)
class MisfitElement:
    """An item of Action or Resource that can match no request, and why."""

    element: str
    text: str
    path: str
    misfit: Misfit


def misfits_of(statement: Statement, has_variables: bool) -> Iterator[MisfitElement | Unknown]:
    """Every resource and action of the statement that can never match.

    A resource is reported if it has a fault of its own or fits none of the actions; an action if
    none of the resources fits it although one fits another action. What is not known about a
    resource is yielded as ``Unknown``. A statement with ``NotResource`` has none.
    """
    if len(statement.resources) > MOST_ELEMENTS or len(statement.actions) > MOST_ELEMENTS:
        yield Unknown(f"{statement.label} names more than {MOST_ELEMENTS} resources or actions")
        return
    if statement.negated_resources:
        # Whatever it excludes in vain, the statement matches the rest.
        return
    sound: list[Element] = []
    for element in statement.resources:
        fault = fault_of(element.text, has_variables)
        if fault is None:
            sound.append(element)
        elif isinstance(fault, Unknown):
            yield fault
        else:
            yield MisfitElement("Resource", str(element.text), element.path, fault)
    yield from _misfitting_pairs(statement, sound)


def _misfitting_pairs(statement: Statement, sound: list[Element]) -> Iterator[MisfitElement]:
    groups = _action_groups(statement)
    fitting = sound
    if all(actions for _, actions in groups) and not statement.unknown_actions:
        fitting = []
        for element in sound:
            if statement.negated_actions and _is_of_another_service(element, groups[0][1]):
                # NotAction means the actions of every service, not only of those in the table.
                fitting.append(element)
                continue
            reason = _misfit_of_all((actions for _, actions in groups), (element,))
            if reason is None:
                fitting.append(element)
            else:
                yield MisfitElement("Resource", str(element.text), element.path, reason)
    if statement.unknown_resources or not fitting:
        return
    for action_element, actions in groups:
        if action_element is not None and actions:
            reason = _misfit_of_all((actions,), fitting)
            if reason is not None:
                text = str(action_element.text)
                yield MisfitElement("Action", text, action_element.path, reason)


def _is_of_another_service(element: Element, actions: tuple[Action, ...]) -> bool:
    """Whether the resource belongs to a service on whose resources none of the actions is."""
    arn = split_resource(element.text)
    services = {kind.partition(":")[0] for action in actions for kind in action.resource_types}
    return arn is not None and not any(
        may_meet(wildcards(arn.service), wildcards(service)) for service in services
    )


def _action_groups(statement: Statement) -> list[tuple[Element | None, tuple[Action, ...]]]:
    """The known actions that each item of Action means, empty where the item is not judged."""
    if statement.negated_actions:
        return [(None, _with_resources(actions_of(statement)))]
    return [
        (element, () if isinstance(element.text, Text) else _actions_in_table(element.text))
        for element in statement.actions
    ]


def _actions_in_table(text: str) -> tuple[Action, ...]:
    if is_everything(text) or is_everything(text.partition(":")[0]):
        # All of AWS: whatever the resource is, some service has it.
        return ()
    actions = matching_actions(text)
    return _with_resources(actions) if len(actions) > 1 else actions


def _with_resources(actions: tuple[Action, ...]) -> tuple[Action, ...]:
    """The actions that a wildcard means, without those that no resource decides about."""
    return tuple(action for action in actions if action.resource_types) or actions


def _misfit_of_all(
    groups: Iterable[tuple[Action, ...]], elements: Iterable[Element]
) -> Misfit | None:
    """Why none of the resources fits any of the actions; ``None`` if one fits."""
    pairs = list(product((action for actions in groups for action in actions), elements))
    if any(can_fit(action, element.text) for action, element in pairs):
        return None
    reasons = [misfit(action, element.text) for action, element in pairs[:MOST_ELEMENTS]]
    keeps_name = [
        reason
        for reason, (_, element) in zip(reasons, pairs, strict=False)
        if reason is not None and reason.instead.partition("/")[2] == _name(element)
    ]
    return next(iter(keeps_name or reasons), None)


def _name(element: Element) -> str:
    arn = split_resource(element.text)
    return str(arn.name) if arn is not None else ""
