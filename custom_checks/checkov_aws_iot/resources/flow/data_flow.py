"""Following IoT data from a topic rule to the stores it ends up in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checkov_aws_iot.resources.flow.topic_rule import KEEPS_NOTHING, OPAQUE_STORES, STORES
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import K, Kind
from checkov_aws_iot.resources.kinds.flow.delivery_stream import DeliveryStream
from checkov_aws_iot.resources.kinds.flow.event_source_mapping import EventSourceMapping
from checkov_aws_iot.resources.kinds.flow.lambda_function import Function
from checkov_aws_iot.resources.kinds.flow.stream import Stream
from checkov_aws_iot.resources.kinds.iot.topic_rule import TopicRule
from checkov_aws_iot.resources.kinds.stores.bucket import Bucket
from checkov_aws_iot.resources.kinds.stores.kafka_cluster import KafkaCluster
from checkov_aws_iot.resources.kinds.stores.search_domain import SearchDomain
from checkov_aws_iot.resources.kinds.stores.timeseries_database import TimeseriesDatabase
from checkov_aws_iot.resources.kinds.stores.timeseries_table import TimeseriesTable
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.region import Distance, distance
from checkov_aws_iot.values.access import elements, item
from checkov_aws_iot.values.alternatives import Choice, alternatives_of
from checkov_aws_iot.values.text import Text, join_text
from checkov_aws_iot.values.unknown import ABSENT, Absent, Unknown
from checkov_aws_iot.values.value import Mapping, Value


@dataclass(frozen=True, slots=True)
class Flow:
    """One way that data takes from a rule.

    ``through`` are the resources on the way, the rule first. ``store`` is where it stays, if that
    is in the scan; otherwise ``reason`` says why the way ends. ``key`` is the object key under
    which it is written, ``path`` the path to the action in the rule, and ``choices`` the unknown
    conditions under which the rule has that action.
    """

    through: tuple[Resource[Kind], ...]
    store: Resource[Kind] | None = None
    key: Value = ABSENT
    reason: str = ""
    path: str = ""
    choices: tuple[Choice, ...] = ()

    def __str__(self) -> str:
        """The way for a message, ``rule -> stream -> store``."""
        ends = (self.store,) if self.store else ()
        return " -> ".join(resource.address for resource in (*self.through, *ends))


def flows(rule: Resource[TopicRule], graph: ResourceGraph) -> Iterator[Flow]:
    """Every way that data takes from the rule to a place that keeps it, as far as the scan shows.

    Actions that keep nothing have none.
    """
    seen: set[tuple[str, ...]] = set()
    for one in alternatives_of(rule.attributes.actions):
        for action in elements(one.value):
            for flow in _from_action(action, rule, graph):
                key = (str(flow), flow.reason, flow.path)
                if key not in seen:
                    seen.add(key)
                    yield Flow(
                        flow.through, flow.store, flow.key, flow.reason, flow.path, one.choices
                    )


def _from_action(action: Value, rule: Resource[TopicRule], graph: ResourceGraph) -> Iterator[Flow]:
    if not isinstance(action, Mapping):
        yield Flow((rule,), reason=f"an action of the rule is not known: {action}")
        return
    kind = action.get("type", ABSENT)
    path = action.get("path", "")
    path = path if isinstance(path, str) else ""
    if not isinstance(kind, str) or kind in KEEPS_NOTHING:
        return
    target = action.get("target", ABSENT)
    key = action.get("key", ABSENT)
    if kind == "kinesis":
        ends = _from_stream(target, (rule,), graph)
    elif kind == "firehose":
        ends = _from_delivery_stream(target, (rule,), graph)
    elif kind == "kafka":
        ends = _to_kafka(action, rule, graph)
    elif kind == "timestream":
        ends = _to_time_series(action, rule, graph)
    elif kind in STORES:
        ends = _to_store(target, STORES[kind], (rule,), graph, key)
    else:
        ends = iter((Flow((rule,), reason=OPAQUE_STORES.get(kind, f"{kind} is not followed")),))
    for end in ends:
        yield Flow(end.through, end.store, end.key, end.reason, path)


def _to_store(
    target: Value,
    kind: type[Kind],
    way: tuple[Resource[Kind], ...],
    graph: ResourceGraph,
    key: Value = ABSENT,
) -> Iterator[Flow]:
    found = _beside(target, kind, way[-1], graph)
    if len(found) == 1:
        yield Flow(way, found[0], key)
    elif found:
        yield Flow(way, reason=f"which {kind.title} {_named(target)} means is not known")
    else:
        yield Flow(way, reason=f"the {kind.title} {_named(target)} is not in the scan")


def _to_time_series(
    action: Mapping, rule: Resource[TopicRule], graph: ResourceGraph
) -> Iterator[Flow]:
    found = _beside(action.get("target", ABSENT), TimeseriesTable, rule, graph)
    database = action.get("database", ABSENT)
    databases = _beside(database, TimeseriesDatabase, rule, graph)
    of_database = [
        table
        for table in found
        if table.attributes.database == database
        or any(graph.means(table.attributes.database, one, table) for one in databases)
    ]
    for table in of_database:
        yield Flow((rule,), table)
    if not of_database:
        yield Flow(
            (rule,),
            reason=f"the time series table {_named(action.get('target', ABSENT))} is not in the scan",
        )


def _to_kafka(action: Mapping, rule: Resource[TopicRule], graph: ResourceGraph) -> Iterator[Flow]:
    """The action names a network destination; the brokers tell the cluster."""
    found = _beside(action.get("brokers", ABSENT), KafkaCluster, rule, graph)
    for cluster in found:
        yield Flow((rule,), cluster)
    if not found:
        yield Flow((rule,), reason="which Kafka cluster the brokers belong to is not known")


def _from_delivery_stream(
    target: Value, way: tuple[Resource[Kind], ...], graph: ResourceGraph
) -> Iterator[Flow]:
    found = _beside(target, DeliveryStream, way[-1], graph)
    if not found:
        yield Flow(way, reason=f"the delivery stream {_named(target)} is not in the scan")
    for stream in found:
        yield from _deliveries(stream, way, graph)


def _deliveries(
    stream: Resource[DeliveryStream], way: tuple[Resource[Kind], ...], graph: ResourceGraph
) -> Iterator[Flow]:
    through = (*way, stream)
    destinations = stream.attributes.destinations
    if isinstance(destinations, Absent):
        yield Flow(through, reason="the delivery stream has no destination that is known")
        return
    for one in alternatives_of(destinations):
        for destination in elements(one.value):
            kind = item(destination, "type")
            target = item(destination, "target")
            if kind == "s3":
                key = _delivered_key(item(destination, "prefix"))
                yield from _to_store(target, Bucket, through, graph, key)
            elif kind == "opensearch":
                yield from _to_store(target, SearchDomain, through, graph)
            else:
                yield Flow(through, reason=f"a destination of {stream.address} is not followed")


def _delivered_key(prefix: Value) -> Value:
    """Firehose puts the time and a unique name behind the prefix."""
    if isinstance(prefix, (str, Text)):
        return join_text([prefix, "${time}"])
    return "${time}" if isinstance(prefix, Absent) or prefix is None else prefix


def _from_stream(
    target: Value, way: tuple[Resource[Kind], ...], graph: ResourceGraph
) -> Iterator[Flow]:
    """Through a stream to those who read it; a reader that is code leaves open where data goes."""
    found = _beside(target, Stream, way[-1], graph)
    if not found:
        yield Flow(way, reason=f"the stream {_named(target)} is not in the scan")
    for stream in found:
        through = (*way, stream)
        readers = graph.users(stream, DeliveryStream, "source", _source_stream)
        opaque = _opaque_reader(stream, graph)
        if opaque or not readers:
            yield Flow(through, reason=opaque or f"no reader of {stream.address} is in the scan")
            continue
        for delivery in readers:
            yield from _deliveries(delivery, through, graph)


def _source_stream(delivery: Resource[DeliveryStream]) -> Iterator[Value]:
    yield delivery.attributes.source_stream


def _opaque_reader(stream: Resource[Kind], graph: ResourceGraph) -> str:
    for mapping in graph.of_kind(EventSourceMapping):
        source = mapping.attributes.source
        if graph.means(source, stream, mapping):
            functions = graph.referred(mapping.attributes.function, Function)
            reader = functions[0].address if functions else mapping.address
            return f"{reader} reads {stream.address}, and what it does is code"
        if graph.may_mean(source, stream):
            return f"what {mapping.address} reads is not known"
    return ""


def _beside(
    reference: Value, kind: type[K], writer: Resource[Kind], graph: ResourceGraph
) -> tuple[Resource[K], ...]:
    """What the writer means. A rule and its actions' resources are in one Region.

    https://docs.aws.amazon.com/iot/latest/developerguide/iot-rule-actions.html
    """
    found = graph.referred(reference, kind, writer)
    near = tuple(one for one in found if distance(one.region, writer.region) is not Distance.OTHER)
    return near or found


def _named(target: Value) -> str:
    if isinstance(target, Unknown):
        return f"`{target.expression}`" if target.expression else "that the action names"
    return f'"{target}"' if isinstance(target, (str, Text)) else "that the action names"
