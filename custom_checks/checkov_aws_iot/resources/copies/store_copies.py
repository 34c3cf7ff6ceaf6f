"""Whether a store has a copy in another Region, whatever the store is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from checkov_aws_iot.resources.copies.backup_copies import backups
from checkov_aws_iot.resources.copies.bucket_copies import (
    ADD_RULE,
    NO_RULE,
    bucket_replications,
)
from checkov_aws_iot.resources.copies.bucket_settings import versioning_of
from checkov_aws_iot.resources.copies.copy_state import (
    Attempt,
    CopyState,
    Fault,
    State,
    in_declared_regions,
    weigh,
)
from checkov_aws_iot.resources.copies.other_copies import (
    database_replicas,
    kafka_replicators,
    search_connections,
)
from checkov_aws_iot.resources.copies.table_copies import table_replicas
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.stores.bucket import Bucket
from checkov_aws_iot.resources.kinds.stores.database import Database
from checkov_aws_iot.resources.kinds.stores.dynamo_table import DynamoTable
from checkov_aws_iot.resources.kinds.stores.kafka_cluster import KafkaCluster
from checkov_aws_iot.resources.kinds.stores.search_domain import SearchDomain
from checkov_aws_iot.resources.kinds.stores.timeseries_table import TimeseriesTable
from checkov_aws_iot.resources.namesakes import can_hold, is_there_with
from checkov_aws_iot.resources.neutral_resource import Resource, is_of
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value

_NO_BACKUP = "no backup copy"

# What is missing where there is no attempt at all, and the smallest change that would make a copy.
_WAYS = {
    Bucket: (NO_RULE, ADD_RULE),
    DynamoTable: ("no replica", "add a replica in another Region"),
    TimeseriesTable: ("", "copy its backups to a vault in another Region"),
    SearchDomain: (
        "no connection to another domain",
        "connect it to a domain in another Region and replicate its indexes",
    ),
    KafkaCluster: ("no replicator", "replicate it to a cluster in another Region"),
    Database: ("no replica", "add a replica or a global cluster in another Region"),
}

_BACKED_UP = frozenset({Bucket, DynamoTable, TimeseriesTable, Database})


def copies_of(
    store: Resource[Kind],
    graph: ResourceGraph,
    key: Value = ABSENT,
    declared: Sequence[str] = (),
) -> CopyState:
    """Whether the store has a copy in another Region, as far as the scan shows.

    With ``declared`` Regions, a copy elsewhere is none. ``key`` is the object key under which a rule action writes into a bucket. A kind of store for
    which no way of copying is known is ``UNKNOWN``.
    """
    if store.kind not in _WAYS:
        return CopyState(State.UNKNOWN, reason=f"how a {store.kind.title} is copied is not known")
    way, remedy = _WAYS[store.kind]
    attempts = tuple(_as_it_is(one, store) for one in _replicas(store, graph, key) if _may_be(one))
    lacks = [way] if way and not attempts else []
    if store.kind in _BACKED_UP:
        saved = tuple(_kept(backup, store, graph) for backup in backups(store, graph))
        saved = tuple(_as_it_is(backup, store) for backup in saved if _may_be(backup))
        if not saved:
            lacks.append(_NO_BACKUP)
        attempts += saved
    placed = (in_declared_regions(attempt, store, declared) for attempt in attempts)
    return weigh(placed, lacks, remedy)


def _may_be(attempt: Attempt) -> bool:
    """Whether what holds the copy may be there at all."""
    return attempt.holder.exists is not False


def _as_it_is(attempt: Attempt, store: Resource[Kind]) -> Attempt:
    """The attempt; one that copies, but may not be there, leaves the answer open."""
    if attempt.state is State.COPIES and not is_there_with(attempt.holder, store):
        reason = f"whether {attempt.holder.address} is there is not known"
        return replace(attempt, state=State.UNKNOWN, reason=reason)
    return attempt


def _kept(backup: Attempt, store: Resource[Kind], graph: ResourceGraph) -> Attempt:
    """The backup, or why it is not made: AWS Backup takes only buckets with versioning."""
    if not is_of(store, Bucket) or backup.state is not State.COPIES:
        return backup
    setting = versioning_of(store, graph)
    if setting.state is State.COPIES:
        return backup
    if setting.state is State.UNKNOWN:
        reason = f"the versioning of {store.address} is not known"
        return replace(backup, state=State.UNKNOWN, reason=reason)
    faults = tuple(
        Fault(
            "versioning of the bucket is not enabled, which AWS Backup needs",
            f"enable versioning of {store.address}",
            choices=choices,
        )
        for choices in setting.lacking
        if can_hold(choices, *store.created, *backup.holder.created)
    )
    if not faults:
        return backup
    return replace(backup, state=State.DOES_NOT, faults=faults, at_times=bool(setting.met))


def _replicas(store: Resource[Kind], graph: ResourceGraph, key: Value) -> Iterator[Attempt]:
    if is_of(store, Bucket):
        yield from bucket_replications(store, graph, key)
    elif is_of(store, DynamoTable):
        yield from table_replicas(store, graph)
    elif store.kind is SearchDomain:
        yield from search_connections(store, graph)
    elif store.kind is KafkaCluster:
        yield from kafka_replicators(store, graph)
    elif store.kind is Database:
        yield from database_replicas(store, graph)
