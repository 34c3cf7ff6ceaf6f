"""Which stores hold the data of devices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from checkov_aws_iot.resources.flow.data_flow import flows
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind, Tagged
from checkov_aws_iot.resources.kinds.iot.topic_rule import TopicRule
from checkov_aws_iot.resources.kinds.stores.bucket import Bucket
from checkov_aws_iot.resources.kinds.stores.dynamo_table import DynamoTable
from checkov_aws_iot.resources.kinds.stores.timeseries_table import TimeseriesTable
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.values.access import leaves
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import Mapping, Value

# IoT stands alone in kebab and snake case, and between capitals in the ids of templates.
_WORD: Final = re.compile(
    r"(?<![A-Za-z0-9])(?:iot|IOT)(?![A-Za-z0-9])|(?<![A-Z])(?:IoT|Iot)(?![a-z])|(?<=[a-z])IOT(?![a-z])"
)
_STORES: Final[tuple[type[Kind], ...]] = (Bucket, DynamoTable, TimeseriesTable)


@dataclass(frozen=True, slots=True)
class IotData:
    """The stores that IoT rules of a scan write to, by their addresses among all configurations.

    ``is_complete`` says that these are all; where there are others, names and tags tell.
    """

    stores: frozenset[str] = frozenset()
    is_complete: bool = False

    def holds(self, store: Resource[Kind], graph: ResourceGraph) -> bool:
        """Whether the store, as the graph has it, is one of the data of devices."""
        is_written = graph.address_in_all(store) in self.stores
        return is_written or (not self.is_complete and _is_named_so(store))

    def holds_named(self, name: Value) -> bool | None:
        """The same of a store that is not in the scan, ``None`` where its name is not known."""
        if isinstance(name, str):
            return not self.is_complete and is_iot_word(name)
        return None


def iot_data(graph: ResourceGraph) -> IotData:
    """Where the IoT rules of the scan, all its configurations together, write."""
    return graph.in_all(_iot_data) or graph.once(_iot_data)


def iot_stores(graph: ResourceGraph) -> tuple[Resource[Kind], ...]:
    """The stores of the scan that hold the data of devices."""
    data = iot_data(graph)
    return tuple(s for kind in _STORES for s in graph.of_kind(kind) if data.holds(s, graph))


def is_iot_word(text: str) -> bool:
    """Whether the text holds ``iot`` as a word."""
    return _WORD.search(text) is not None


def _iot_data(graph: ResourceGraph) -> IotData:
    rules = graph.of_kind(TopicRule)
    ways = [flow for rule in rules for flow in flows(rule, graph)]
    stores = frozenset(flow.store.address for flow in ways if flow.store)
    return IotData(stores, bool(rules) and all(flow.store for flow in ways))


def _is_named_so(store: Resource[Kind]) -> bool:
    tags = store.attributes.tags if isinstance(store.attributes, Tagged) else ABSENT
    # CloudFormation puts the logical ID into a name that it makes up.
    label = store.origin.resource if store.address.startswith("AWS::") else ""
    return any(is_iot_word(text) for text in _texts((*store.identifiers, tags, label)))


def _texts(values: Iterable[Value]) -> Iterator[str]:
    for value in values:
        for one in leaves(value):
            if isinstance(one, str):
                yield one
            elif isinstance(one, Text):
                yield from (part for part in one.parts if isinstance(part, str))
            elif isinstance(one, Mapping):
                yield from one
                yield from _texts(v for v in one.values() if not isinstance(v, Unknown))
