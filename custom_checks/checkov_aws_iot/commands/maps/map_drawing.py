"""Drawing the map of one configuration from its neutral resources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from checkov_aws_iot.commands.maps.map_picture import Box, Column, Look, Picture
from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.patterns.matching import may_meet
from checkov_aws_iot.patterns.pattern import wildcards
from checkov_aws_iot.plugin.project import guideline
from checkov_aws_iot.policies.model.document import Effect
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.resources.copies.copy_state import Attempt, CopyState, State
from checkov_aws_iot.resources.copies.store_copies import copies_of
from checkov_aws_iot.resources.flow.data_flow import Flow, flows
from checkov_aws_iot.resources.flow.topic_rule import selected_topic
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.flow.delivery_stream import DeliveryStream
from checkov_aws_iot.resources.kinds.iot.iot_policy import IotPolicy
from checkov_aws_iot.resources.kinds.iot.iot_policy_attachment import IotPolicyAttachment
from checkov_aws_iot.resources.kinds.iot.thing import Thing
from checkov_aws_iot.resources.kinds.iot.thing_principal_attachment import ThingPrincipalAttachment
from checkov_aws_iot.resources.kinds.iot.topic_rule import TopicRule
from checkov_aws_iot.resources.kinds.stores.dynamo_table import DynamoTable
from checkov_aws_iot.resources.kinds.stores.global_table import GlobalTable
from checkov_aws_iot.resources.kinds.stores.search_connection import SearchConnection
from checkov_aws_iot.resources.neutral_resource import is_of
from checkov_aws_iot.resources.region import region_name
from checkov_aws_iot.values.access import elements, item
from checkov_aws_iot.values.alternatives import alternatives_of
from checkov_aws_iot.values.arn import arn_of
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.value import Value

if TYPE_CHECKING:
    from checkov_aws_iot.commands.maps.map_faults import Faults
    from checkov_aws_iot.resources.graph import ResourceGraph
    from checkov_aws_iot.resources.neutral_resource import Resource

_VARIABLE = re.compile(r"\$\{[^}]*\}")
_LOOKS = {State.COPIES: Look.GOOD, State.DOES_NOT: Look.FAULT, State.UNKNOWN: Look.UNKNOWN}
ERRORS = "errors"
_IN_STORES = "CKV_IOT_501"
_ANOTHER_REGION = "another Region"


class Drawing:
    """Fills a picture: rules first, then where their data comes from and where it goes."""

    def __init__(self, picture: Picture, graph: ResourceGraph, faults: Faults) -> None:
        self.picture = picture
        self.graph = graph
        self.faults = faults

    def rule(self, rule: Resource[TopicRule]) -> None:
        """Draw a topic rule, its topic, and every way that its data takes."""
        region = region_name(rule.region)
        if not self._resource(rule, Column.RULES):
            return
        for topic in topics_of(rule):
            key = f"{region} topic {topic}"
            self.picture.add(Box(key, Column.TOPICS, region, (topic,)))
            self.picture.connect(key, rule.address)
        for flow in flows(rule, self.graph):
            self._flow(flow)
        on_error = replace(rule.attributes, actions=rule.attributes.error_actions)
        for flow in flows(replace(rule, attributes=on_error), self.graph):
            self._error_flow(flow)

    def policy(self, policy: Resource[IotPolicy], things: tuple[str, ...]) -> None:
        """Draw a policy that lets devices publish to a topic of the map."""
        reached = [
            box.key
            for box in self.picture.boxes.values()
            if box.column is Column.TOPICS and may_publish(policy, box.lines[0])
        ]
        if reached and self._resource(policy, Column.POLICIES, things):
            for key in reached:
                self.picture.connect(policy.address, key)

    def _flow(self, flow: Flow) -> None:
        for before, after in pairwise(flow.through):
            is_delivery = after.kind is DeliveryStream
            self._resource(after, Column.DELIVERIES if is_delivery else Column.STREAMS)
            self.picture.connect(before.address, after.address)
        last = flow.through[-1].address
        if flow.store is None:
            key = f"{last} {flow.reason}"
            region = region_name(flow.through[-1].region)
            box = Box(key, Column.STORES, region, (flow.reason,), Look.UNKNOWN, flow.reason)
            if self.picture.add(box):
                self.picture.connect(last, key, Look.UNKNOWN)
            return
        copies = copies_of(flow.store, self.graph, flow.key)
        self._resource(flow.store, Column.STORES)
        self._mark_store(flow.store, copies)
        look = Look.FAULT if copies.state is State.DOES_NOT else Look.PLAIN
        self.picture.connect(last, flow.store.address, look)
        for attempt in copies.attempts:
            self._copy(flow.store, attempt)

    def _error_flow(self, flow: Flow) -> None:
        """Draw where messages go that an action of the rule fails on; no check asks for copies there."""
        ends = flow.through if flow.store is None else (*flow.through, flow.store)
        for before, after in pairwise(ends):
            column = Column.DELIVERIES if after.kind is DeliveryStream else Column.STREAMS
            self._resource(after, Column.STORES if after is flow.store else column)
            self.picture.connect(before.address, after.address, text=ERRORS)

    def _mark_store(self, store: Resource[Kind], copies: CopyState) -> None:
        """Colour the store, unless some of what it holds is copied: then the arrow tells."""
        box = self.picture.boxes.get(store.address)
        copied = any(
            attempt.state is State.COPIES for attempt in copies_of(store, self.graph).attempts
        )
        if box is None or box.look is Look.FAULT or copied:
            return
        if copies.state is State.DOES_NOT:
            box.look, box.page = Look.FAULT, guideline(_IN_STORES)
            lacks = f"{_IN_STORES} {', '.join(copies.lacks)}"
            box.note = f"{box.note}\n{lacks}" if box.note else lacks
            if not copies.attempts:
                box.lines = (*box.lines, "no copy")
        elif copies.state is State.UNKNOWN and not copies.attempts:
            box.look, box.note = Look.UNKNOWN, copies.reason

    def _copy(self, store: Resource[Kind], attempt: Attempt) -> None:
        look = _LOOKS[attempt.state]
        note = attempt.reason or ", ".join(fault.text for fault in attempt.faults)
        for key, region, name in _places(store, attempt):
            lines = (name,) if look is not Look.FAULT else (name, *_cause(attempt))
            if self.picture.add(Box(key, Column.COPIES, region, lines, look, note)):
                self.picture.connect(store.address, key, look)

    def _resource(
        self, resource: Resource[Kind], column: Column, more: tuple[str, ...] = ()
    ) -> bool:
        # What a store lacks is painted where it is drawn: a rule is not red for its store.
        failed = [f for f in self.faults.of(resource.address) if f.check_id != _IN_STORES]
        look, page = Look.PLAIN, ""
        if failed:
            worst = max(failed, key=lambda fault: fault.severity)
            look = Look.SLIGHT if worst.severity is Severity.LOW else Look.FAULT
            page = guideline(worst.check_id)
        ids = ", ".join(fault.check_id for fault in failed)
        note = "\n".join(f"{f.check_id} {message}" for f in failed for message in f.messages)
        return self.picture.add(
            Box(
                resource.address,
                column,
                region_name(resource.region),
                (resource.address, *more, *((ids,) if failed else ())),
                look,
                note,
                page,
            )
        )


def _cause(attempt: Attempt) -> tuple[str, ...]:
    return (attempt.faults[0].text,) if attempt.faults else ()


def _places(store: Resource[Kind], attempt: Attempt) -> Iterator[tuple[str, str, str]]:
    """Where the copy lies: a key, the Region and a name for each place."""
    if attempt.place is not None and attempt.place is not store:
        place = attempt.place
        # One vault may hold copies of many stores; one bucket, too.
        yield f"copy {place.address}", region_name(place.region), place.address
        return
    regions = _replica_regions(store)
    for region in regions if attempt.holder is store else ():
        name = region_name(region)
        yield f"replica {store.address} {name}", name, f"replica of {store.address}"
    if not regions or attempt.holder is not store:
        key = f"{attempt.text} {attempt.holder.address} {store.address}"
        ends = (end for end in _ends(attempt.holder) if end != store.region)
        region = next((region_name(end) for end in ends), _ANOTHER_REGION)
        yield key, region, f"{attempt.text} ({attempt.holder.address})"


def _replica_regions(store: Resource[Kind]) -> list[Value]:
    """The Regions of the replicas that a table itself names."""
    if not is_of(store, DynamoTable):
        return []
    table = store.attributes
    return [
        *(item(replica, "region") for replica in elements(table.replicas)),
        *(region for region in elements(table.all_regions) if region != store.region),
    ]


def _ends(holder: Resource[Kind]) -> tuple[Value, ...]:
    """The Regions that a connection or a global table joins."""
    if isinstance(holder.attributes, (GlobalTable, SearchConnection)):
        return elements(holder.attributes.regions)
    return ()


def topics_of(rule: Resource[TopicRule]) -> tuple[str, ...]:
    """The topic filters that the rule's statement selects from."""
    found: dict[str, None] = {}
    for one in alternatives_of(rule.attributes.sql):
        if isinstance(one.value, (str, Text)):
            found[str(selected_topic(one.value) or "")] = None
    return tuple(topic for topic in found if topic)


def may_publish(policy: Resource[IotPolicy], topic_filter: str) -> bool:
    """Whether some Allow of the policy reaches a topic that the filter takes.

    Policy variables and unknown parts count as any text; denials are not looked at.
    """
    taken = wildcards(topic_filter.replace("+", "*").replace("#", "*"))
    for one in alternatives_of(policy.attributes.policy):
        for statement in read_document(one.value).statements:
            if statement.effect is not Effect.ALLOW or statement.negated_actions:
                continue
            actions = (wildcards(str(action.text).lower()) for action in statement.actions)
            if not any(may_meet(action, wildcards("iot:publish")) for action in actions):
                continue
            for element in statement.resources:
                reached = _topic(element.text)
                if reached and may_meet(wildcards(reached), taken):
                    return True
    return False


def _topic(resource: str | Text) -> str:
    """The topic part of a resource as a wildcard text; empty if it is no topic."""
    if resource == "*":
        return "*"
    arn = arn_of(resource)
    if arn is None:
        return ""
    parts = (arn.resource,) if isinstance(arn.resource, str) else arn.resource.parts
    written = "".join("*" if isinstance(part, Hole) else part for part in parts)
    written = _VARIABLE.sub("*", written)
    if written.startswith("topic/"):
        return written.removeprefix("topic/")
    return "*" if written == "*" else ""


def things_of(policy: Resource[IotPolicy], graph: ResourceGraph) -> tuple[str, ...]:
    """The things whose certificate the policy is attached to."""
    targets: list[Value] = [
        attachment.attributes.target
        for attachment in graph.of_kind(IotPolicyAttachment)
        if graph.means(attachment.attributes.policy, policy, attachment)
    ]
    found: dict[str, None] = {}
    for attachment in graph.of_kind(ThingPrincipalAttachment):
        if attachment.attributes.principal in targets:
            things = graph.referred(attachment.attributes.thing, Thing, attachment)
            found.update(dict.fromkeys(thing.address for thing in things))
            if not things and isinstance(attachment.attributes.thing, (str, Text)):
                found[f"thing {attachment.attributes.thing}"] = None
    return tuple(found)
