"""How the scan attaches certificates to things."""

from __future__ import annotations

from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kinds.iot.thing_principal_attachment import ThingPrincipalAttachment
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.values.alternatives import alternatives_of
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown

EXCLUSIVE = "EXCLUSIVE_THING"


def attaches_exclusively(graph: ResourceGraph) -> bool | Unknown:
    """Whether an attachment is exclusive; unknown if one may be and none is.

    Where the configuration attaches things itself, what others do is not about its devices. Where it
    does not, nobody knows whether its devices are those that another one attaches exclusively.

    Source: AWS IoT Core Developer Guide, "Exclusive thing".
    """
    own = graph.own(ThingPrincipalAttachment)
    if own:
        return _is_exclusive(own)
    elsewhere = graph.of_kind(ThingPrincipalAttachment)
    found = _is_exclusive(elsewhere)
    if found is True:
        return Unknown("attaches things exclusively", "another root module")
    return found


def _is_exclusive(attachments: tuple[Resource[ThingPrincipalAttachment], ...]) -> bool | Unknown:
    doubt: Unknown | None = None
    for attachment in attachments:
        for alternative in alternatives_of(attachment.attributes.type):
            value = alternative.value
            if value == EXCLUSIVE:
                return True
            if isinstance(value, (Unknown, Text)):
                doubt = doubt or Unknown("is not known", f"{attachment.address} type")
    return doubt or False
