"""Topic rules that SAM makes of the events of a function."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.values.access import item
from checkov_aws_iot.values.alternatives import alternatives_of
from checkov_aws_iot.values.value import Mapping, Sequence

if TYPE_CHECKING:
    from checkov_aws_iot.expressions.cloudformation_template import TemplateResource

FUNCTION = "AWS::Serverless::Function"


def topic_rules_of(function: TemplateResource) -> Iterator[Resource]:
    """The topic rules of a function, one for each event of the type ``IoTRule``.

    Each has one action, which calls the function, and no error action: SAM offers none.

    Source: AWS SAM Developer Guide, "IoTRule".
    """
    seen: set[str] = set()
    for alternative in alternatives_of(function.get("Events")):
        events = alternative.value
        for name, event in events.items() if isinstance(events, Mapping) else ():
            if item(event, "Type") != "IoTRule" or name in seen:
                continue
            seen.add(name)
            path = f"Events/{name}"
            action = Mapping({"type": "lambda", "path": path, "target": function.attribute("Arn")})
            yield Resource(
                Kind.TOPIC_RULE,
                f"{function.address} {name}",
                Mapping(
                    {
                        "sql": item(event, "Properties", "Sql"),
                        "actions": Sequence([action]),
                        "error_actions": Sequence(),
                        "event": True,
                    }
                ),
                region=function.region(),
                span=function.span,
            )
