"""Copies of DynamoDB tables: replicas, in all their forms.

Global tables: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GlobalTables.html
"""

from __future__ import annotations

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
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.flow.custom_resource import CustomResource
from checkov_aws_iot.resources.kinds.stores.dynamo_table import DynamoTable
from checkov_aws_iot.resources.kinds.stores.global_table import GlobalTable
from checkov_aws_iot.resources.kinds.stores.table_replica import TableReplica
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.region import Distance, distance
from checkov_aws_iot.values.access import elements, item
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Absent, Unknown
from checkov_aws_iot.values.value import Mapping, OneOf, Value

_ADD = "add a replica in another Region"


def table_replicas(table: Resource[DynamoTable], graph: ResourceGraph) -> Iterator[Attempt]:
    """Every replica of the table that the scan shows, and what leaves open whether there is one."""
    yield from _own_replicas(table)
    sure, maybe = graph.attached(table, TableReplica)
    for replica in sure:
        faults = []
        if distance(table.region, replica.region) is Distance.SAME:
            text = f"its replica {replica.address} is in the same Region"
            faults.append(Fault(text, "put the replica into another Region", local=True))
        yield conclude_attempt(replica, "replica", faults, (), replica)
    for replica in maybe:
        yield _open(replica, f"which table {replica.address} replicates is not known")
    for group in _global_tables(table, graph):
        yield worst_attempt(group.attributes.regions, partial(_spread, group))
    for custom in graph.of_kind(CustomResource):
        if _mentions(custom.attributes.properties, table, graph):
            yield _open(custom, f"{custom.address} may replicate it")


def _global_tables(
    table: Resource[DynamoTable], graph: ResourceGraph
) -> Iterator[Resource[GlobalTable]]:
    """The global tables that the table is a part of: all tables of their name are."""
    sure, maybe = graph.attached(table, GlobalTable)
    yield from sure
    yield from (one for one in maybe if graph.means(one.attributes.attachment(), table))


def _own_replicas(table: Resource[DynamoTable]) -> Iterator[Attempt]:
    spread = table.attributes.all_regions
    if not isinstance(spread, Absent):
        yield worst_attempt(spread, lambda known: _spread(table, known))
    replicas = table.attributes.replicas
    if not isinstance(replicas, Absent):
        yield worst_attempt(replicas, lambda known: _replica_blocks(table, known))
    if table.attributes.ignores_replicas is True:
        yield _open(table, "its replicas are kept outside of this configuration")


def _replica_blocks(table: Resource[DynamoTable], replicas: Value) -> Attempt:
    """A replica block cannot name the table's own Region, so one that is written is a copy."""
    listed = elements(replicas)
    unknowns = [one for one in listed if isinstance(one, Unknown)]
    if any(isinstance(one, Mapping) for one in listed):
        regions = tuple(item(one, "region") for one in listed)
        return Attempt(State.COPIES, table, "replica", regions=regions)
    if unknowns:
        return _open(table, unknown_reason(unknowns[0], "whether it has replicas"))
    return Attempt(State.DOES_NOT, table, "replica", (Fault("no replica", _ADD),))


def _spread(holder: Resource[Kind], regions: Value) -> Attempt:
    """A global table lists each Region once, its own too."""
    if isinstance(regions, Unknown):
        return _open(holder, unknown_reason(regions, "where its replicas are"))
    listed = elements(regions)
    distinct: list[Value] = []
    for region in listed:
        if region not in distinct:
            distinct.append(region)
    if len(distinct) > 1:
        return Attempt(State.COPIES, holder, "replica", regions=tuple(distinct))
    if any(isinstance(region, Unknown) for region in distinct):
        return _open(holder, "where its replicas are is not known")
    return Attempt(State.DOES_NOT, holder, "replica", (Fault("one Region only", _ADD),))


def _open(holder: Resource[Kind], reason: str) -> Attempt:
    return Attempt(State.UNKNOWN, holder, "replica", reason=reason)


def _mentions(value: Value, table: Resource[DynamoTable], graph: ResourceGraph) -> bool:
    pending: list[Value] = [value]
    while pending:
        current = pending.pop()
        if isinstance(current, dict):
            pending.extend(current.values())
        elif isinstance(current, list):
            pending.extend(current)
        elif isinstance(current, OneOf):
            pending.extend(choice for _, choice in current.choices)
        elif isinstance(current, (str, Text)) and graph.means(current, table):
            return True
    return False
