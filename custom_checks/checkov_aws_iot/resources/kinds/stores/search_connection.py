"""Connections between search domains."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.columns import Compute
from checkov_aws_iot.resources.reading.dialects import Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Sequence, Value

_ENDS = ("local_domain_info", "remote_domain_info")


def _both(key: str) -> Compute:
    return lambda source: Sequence([source.get(f"{end}/{key}") for end in _ENDS])


@dataclass(frozen=True, slots=True)
class SearchConnection(Kind):
    """A connection; ``regions`` and ``domains`` list both ends."""

    title = "search connection"
    types = (
        Terraform(
            "aws_opensearch_outbound_connection",
            {"regions": _both("region"), "domains": _both("domain_name")},
        ),
    )

    regions: Value = ABSENT
    domains: Value = ABSENT
