"""Copies that AWS Backup makes in a vault of another Region.

Cross-Region backup: https://docs.aws.amazon.com/aws-backup/latest/devguide/cross-region-backup.html
Assigning resources: https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from checkov_aws_iot.resources.copies.copy_state import (
    Attempt,
    Fault,
    State,
    conclude_attempt,
    unknown_reason,
    worst_attempt,
)
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind, Tagged
from checkov_aws_iot.resources.kinds.backup.backup_plan import BackupPlan
from checkov_aws_iot.resources.kinds.backup.backup_selection import BackupSelection
from checkov_aws_iot.resources.kinds.backup.backup_vault import BackupVault
from checkov_aws_iot.resources.kinds.iot.topic_rule import TopicRule
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.region import Distance, arn_region, distance, region_name
from checkov_aws_iot.values.access import elements, item
from checkov_aws_iot.values.arn import arn_of
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.truth import Truth, all_of, any_of, negation
from checkov_aws_iot.values.unknown import ABSENT, Absent, Unknown
from checkov_aws_iot.values.value import Mapping, Value

_NOT_KNOWN = Unknown("is not known before deployment")

OTHER_REGION_VAULT = "copy to a vault in another Region"


def backups(store: Resource[Kind], graph: ResourceGraph) -> Iterator[Attempt]:
    """Every backup plan that selects the store, or may, and whether it copies across Regions."""
    for plan in graph.of_kind(BackupPlan):
        if distance(store.region, plan.region) is Distance.OTHER:
            continue  # AWS Backup protects what lies in its own Region
        selected = is_selected(store, plan, graph)
        if selected is False:
            continue
        copies = worst_attempt(plan.attributes.rules, partial(copy_actions, plan, graph))
        if isinstance(selected, Unknown) and copies.state is not State.DOES_NOT:
            reason = f"whether {plan.address} selects it is not known"
            yield Attempt(State.UNKNOWN, plan, "backup", reason=reason, place=copies.place)
        elif selected is True:
            yield copies


def copy_actions(plan: Resource[BackupPlan], graph: ResourceGraph, rules: Value) -> Attempt:
    """Whether the plan's rules copy to another Region. ``rules`` holds no ``OneOf``."""
    faults: list[Fault] = []
    reasons: list[str] = []
    place: Resource[Kind] | None = None
    for rule in elements(rules):
        if not isinstance(rule, Mapping):
            reasons.append(unknown_reason(rule, f"a rule of {plan.address}"))
            continue
        for wanted in elements(rule.get("copies", ABSENT)):
            found = graph.referred(wanted, BackupVault, plan)
            place = place or (found[0] if found else None)
            where = distance(plan.region, found[0].region if found else arn_region(wanted))
            if found and found[0].attributes.type == "air gapped":
                where = Distance.SAME  # such a vault takes copies of its own Region only
            if where is Distance.OTHER:
                return conclude_attempt(plan, f"backup by {plan.address}", (), (), place)
            if where is Distance.UNKNOWN:
                vault = found[0].address if found else f"vault {wanted}"
                reasons.append(f"the Region of {vault} is not known")
            else:
                name = found[0].address if found else str(wanted)
                here = f" ({region_name(plan.region)})" if isinstance(plan.region, str) else ""
                text = f"the backup copy in {name} stays in the same Region{here}"
                path = item(rule, "path")
                path = path if isinstance(path, str) else ""
                faults.append(Fault(text, OTHER_REGION_VAULT, path, local=True))
    if reasons:
        return conclude_attempt(plan, f"backup by {plan.address}", (), reasons, place)
    if not faults:
        faults.append(Fault(f"{plan.address} has no copy action", OTHER_REGION_VAULT))
    return conclude_attempt(plan, f"backup by {plan.address}", faults, (), place)


def has_copies(rules: Value) -> bool:
    """Whether the rules of a plan say anything about copies. ``rules`` holds no ``OneOf``."""
    return any(
        isinstance(rule, Unknown) or elements(item(rule, "copies")) for rule in elements(rules)
    )


def selections_of(
    plan: Resource[BackupPlan], graph: ResourceGraph
) -> tuple[tuple[Resource[BackupSelection], ...], bool]:
    """The selections of the plan, and whether there may be others whose plan is not known."""
    sure, maybe = graph.attached(plan, BackupSelection)
    return sure, bool(maybe)


def is_selected(store: Resource[Kind], plan: Resource[BackupPlan], graph: ResourceGraph) -> Truth:
    """Whether a selection of the plan takes the store."""
    selections, open_question = selections_of(plan, graph)
    # Another configuration with rules of its own backs up what these store, unless it names ours.
    meant = plan in graph.meant_for(BackupPlan, TopicRule)
    answers = (
        _covers(selection, store, graph)
        for selection in selections
        if meant
        or any(graph.means(p, store, selection) for p in elements(selection.attributes.resources))
    )
    return any_of((*answers, _NOT_KNOWN if open_question else False))


def _covers(
    selection: Resource[BackupSelection], store: Resource[Kind], graph: ResourceGraph
) -> Truth:
    """Whether the selection takes the store: named by ARN or by any tag, and meeting all conditions."""
    excluded = any_of(
        _named(pattern, store, graph, selection)
        for pattern in elements(selection.attributes.excluded)
    )
    chosen = [
        _named(pattern, store, graph, selection)
        for pattern in elements(selection.attributes.resources)
    ]
    tagged = [_tagged(condition, store) for condition in elements(selection.attributes.tags)]
    conditions = [
        _tagged(condition, store) for condition in elements(selection.attributes.conditions)
    ]
    if not chosen and not tagged and conditions:
        chosen = [True]
    return all_of([any_of([*chosen, *tagged]), *conditions, negation(excluded)])


def _named(
    pattern: Value,
    store: Resource[Kind],
    graph: ResourceGraph,
    selection: Resource[BackupSelection],
) -> Truth:
    if graph.means(pattern, store, selection):
        return True
    if not isinstance(pattern, (str, Text)):
        return _NOT_KNOWN if graph.may_mean(pattern, store) else False
    if pattern == "*":
        return True
    wanted = arn_of(pattern)
    if wanted is None:
        return _NOT_KNOWN if graph.may_mean(pattern, store) else False
    if "*" not in str(pattern) and "?" not in str(pattern):
        return _NOT_KNOWN if graph.may_mean(pattern, store) else False
    answers = []
    for identifier in store.identifiers:
        own = arn_of(identifier)
        if own is not None:
            answers.append(
                all_of(
                    [
                        _matches(wanted.service, own.service),
                        _matches(wanted.region, store.region),
                        _matches(wanted.resource, own.resource),
                    ]
                )
            )
    return any_of(answers) if answers else _NOT_KNOWN


def _matches(pattern: str | Text, value: Value) -> Truth:
    if pattern in ("*", "", value):
        return True
    if isinstance(pattern, Text):
        return _NOT_KNOWN
    if isinstance(value, Text):
        first = value.parts[0]
        fixed = first if isinstance(first, str) else ""
        head = re.split(r"[*?]", pattern, maxsplit=1)[0]
        if fixed.startswith(head) and pattern == head + "*":
            return True
        return _NOT_KNOWN if fixed.startswith(head) or head.startswith(fixed) else False
    if not isinstance(value, str):
        return _NOT_KNOWN
    return _glob(pattern, value)


def _glob(pattern: str, value: str) -> bool:
    """Wildcard match in linear memory and at worst quadratic time."""
    at = 0
    star = mark = -1
    index = 0
    while index < len(value):
        if at < len(pattern) and pattern[at] == "*":
            star, mark, at = at, index, at + 1
        elif at < len(pattern) and pattern[at] in ("?", value[index]):
            at, index = at + 1, index + 1
        elif star >= 0:
            mark += 1
            at, index = star + 1, mark
        else:
            return False
    return pattern[at:].strip("*") == ""


def _tagged(condition: Value, store: Resource[Kind]) -> Truth:
    """Whether the store's literal tags meet one condition of a selection."""
    tags = store.attributes.tags if isinstance(store.attributes, Tagged) else ABSENT
    if not isinstance(condition, Mapping) or isinstance(tags, Unknown):
        return _NOT_KNOWN
    key, wanted = condition.get("key", ABSENT), condition.get("value", ABSENT)
    operator = condition.get("operator", "STRINGEQUALS")
    if not isinstance(key, str) or not isinstance(wanted, str) or not isinstance(operator, str):
        return _NOT_KNOWN
    key = key.removeprefix("aws:ResourceTag/")
    value = tags.get(key, ABSENT) if isinstance(tags, Mapping) else ABSENT
    operator = operator.upper()
    if isinstance(value, Absent):
        return "NOT" in operator
    if not isinstance(value, str):
        return _NOT_KNOWN
    met = _glob(wanted, value) if operator.endswith("LIKE") else wanted == value
    return not met if "NOT" in operator else met
