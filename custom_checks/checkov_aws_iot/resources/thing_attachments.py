"""How the scan attaches certificates to things."""

from __future__ import annotations

from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.values.alternatives import alternatives_of
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown

EXCLUSIVE = "EXCLUSIVE_THING"


def attaches_exclusively(graph: ResourceGraph) -> bool | Unknown:
    """Whether an attachment of the scan is exclusive; unknown if one may be and none is.

    Source: AWS IoT Core Developer Guide, "Exclusive thing".
    """
    doubt: Unknown | None = None
    for attachment in graph.of_kind(Kind.THING_PRINCIPAL_ATTACHMENT):
        for alternative in alternatives_of(attachment.get("type")):
            value = alternative.value
            if value == EXCLUSIVE:
                return True
            if isinstance(value, (Unknown, Text)):
                doubt = doubt or Unknown("is not known", f"{attachment.address} type")
    return doubt or False
