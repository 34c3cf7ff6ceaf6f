"""Key pairs that a configuration makes itself, and what it signs with them."""

from __future__ import annotations

from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import K, Kind
from checkov_aws_iot.resources.kinds.identity.key_pair import KeyPair
from checkov_aws_iot.resources.kinds.identity.signed_text import SignedText
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Value


def key_pair_of(value: Value, graph: ResourceGraph) -> Resource[Kind] | None:
    """The key pair of this configuration with which the CSR or certificate was signed, if any."""
    for _ in range(8):
        signed = _contained(value, SignedText, graph)
        if not signed:
            return None
        keys = _contained(signed[0].attributes.private_key, KeyPair, graph)
        if keys:
            return keys[0]
        value = signed[0].attributes.request
    return None


def _contained(value: Value, kind: type[K], graph: ResourceGraph) -> tuple[Resource[K], ...]:
    """The resources whose attribute the value is, has a part of, or is computed from."""
    found = graph.referred(value, kind)
    if found:
        return found
    if isinstance(value, Text):
        parts: list[Value] = [Text((hole,)) for hole in value.holes]
    else:
        named = isinstance(value, Unknown) and value.source
        parts = [Text((Hole(named),))] if named else []
    return tuple(one for part in parts for one in graph.referred(part, kind))
