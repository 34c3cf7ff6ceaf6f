"""Copies of search domains, Kafka clusters and databases."""

from __future__ import annotations

from collections.abc import Iterator

from checkov_aws_iot.resources.copies.copy_state import Attempt, Fault, State, conclude_attempt
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.stores.database import Database
from checkov_aws_iot.resources.kinds.stores.database_backup_copy import DatabaseBackupCopy
from checkov_aws_iot.resources.kinds.stores.global_database import GlobalDatabase
from checkov_aws_iot.resources.kinds.stores.kafka_cluster import KafkaCluster
from checkov_aws_iot.resources.kinds.stores.kafka_replicator import KafkaReplicator
from checkov_aws_iot.resources.kinds.stores.search_connection import SearchConnection
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.region import Distance, arn_region, distance
from checkov_aws_iot.values.access import elements, item
from checkov_aws_iot.values.value import Value


def search_connections(domain: Resource[Kind], graph: ResourceGraph) -> Iterator[Attempt]:
    """Every connection of the domain to another one.

    What is replicated over a connection is set by an API call, so a connection to another Region is
    the evidence there can be.
    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/replication.html
    """
    for connection in graph.of_kind(SearchConnection):
        ends = elements(connection.attributes.domains)
        if any(graph.means(end, domain, connection) for end in ends):
            regions = elements(connection.attributes.regions)
            distances = [distance(domain.region, region) for region in regions]
            yield _judged(
                connection, "connection", distances, "connect to a domain in another Region"
            )
        elif any(graph.may_mean(end, domain) for end in ends):
            reason = f"which domain {connection.address} connects is not known"
            yield Attempt(State.UNKNOWN, connection, "connection", reason=reason)


def kafka_replicators(cluster: Resource[Kind], graph: ResourceGraph) -> Iterator[Attempt]:
    """Every replicator that reads from the cluster.

    https://docs.aws.amazon.com/msk/latest/developerguide/msk-replicator.html
    """
    for replicator in graph.of_kind(KafkaReplicator):
        ends = elements(replicator.attributes.clusters)
        names = [item(end, "cluster") for end in ends]
        if any(graph.means(name, cluster, replicator) for name in names):
            others = [name for name in names if not graph.means(name, cluster, replicator)]
            distances = [distance(cluster.region, _region(other, graph)) for other in others]
            found = (graph.referred(other, KafkaCluster, replicator) for other in others)
            place = next((targets[0] for targets in found if targets), None)
            remedy = "replicate to a cluster in another Region"
            yield _judged(replicator, "replicator", distances, remedy, place)
        elif any(graph.may_mean(name, cluster) for name in names):
            reason = f"which clusters {replicator.address} connects is not known"
            yield Attempt(State.UNKNOWN, replicator, "replicator", reason=reason)


def _region(cluster: Value, graph: ResourceGraph) -> Value:
    found = graph.referred(cluster, KafkaCluster)
    return found[0].region if found else arn_region(cluster)


def database_replicas(database: Resource[Kind], graph: ResourceGraph) -> Iterator[Attempt]:
    """Members of the database's global cluster, its read replicas and its copied backups.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database.html
    """
    others: list[Resource[Kind]] = []
    for group in graph.of_kind(GlobalDatabase):
        members = [
            member
            for member in graph.of_kind(Database)
            if graph.means(member.attributes.global_cluster, group, member)
            or graph.means(group.attributes.source, member, group)
        ]
        if database in members:
            others += [member for member in members if member is not database]
    for member in graph.of_kind(Database):
        if graph.means(member.attributes.replica_of, database, member):
            others.append(member)
    for copy in graph.of_kind(DatabaseBackupCopy):
        if graph.means(copy.attributes.source, database, copy):
            others.append(copy)
    for other in others:
        distances = [distance(database.region, other.region)]
        yield _judged(other, "replica", distances, "put a replica into another Region", other)


def _judged(
    holder: Resource[Kind],
    text: str,
    distances: list[Distance],
    remedy: str,
    place: Resource[Kind] | None = None,
) -> Attempt:
    if Distance.OTHER in distances:
        return conclude_attempt(holder, text, (), (), place)
    reasons = []
    faults = []
    if Distance.UNKNOWN in distances or not distances:
        reasons.append(f"the Region at the other end of {holder.address} is not known")
    else:
        faults.append(
            Fault(f"its {text} {holder.address} stays in the same Region", remedy, local=True)
        )
    return conclude_attempt(holder, text, faults, reasons, place)
