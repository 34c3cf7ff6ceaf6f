"""Topic rules that SAM and the Serverless Framework make of the events of a function."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checkov_aws_iot.cloudformation.pseudo_parameters import REGION
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.values.access import elements, item
from checkov_aws_iot.values.alternatives import alternatives_of
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, Sequence, Value

if TYPE_CHECKING:
    from checkov_aws_iot.cloudformation.serverless_file import ServerlessSection
    from checkov_aws_iot.cloudformation.template import TemplateResource

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
            action = _call(f"Events/{name}", function.attribute("Arn"))
            attributes = {"sql": item(event, "Properties", "Sql"), **action}
            yield Resource(
                Kind.TOPIC_RULE,
                f"{function.address} {name}",
                Mapping(attributes),
                region=function.region(),
                span=function.span,
            )


def topic_rules_of_section(name: str, function: ServerlessSection) -> Iterator[Resource]:
    """The topic rules of a function in a Serverless file, one for each ``iot`` event.

    Source: Serverless Framework documentation, "IoT".
    """
    logical_id = name.replace("-", "Dash").replace("_", "Underscore")
    arn = Text((Hole(f"{logical_id[:1].upper()}{logical_id[1:]}LambdaFunction.Arn"),))
    for index, event in enumerate(elements(function.get("events"))):
        written = item(event, "iot")
        if not isinstance(written, (Mapping, Text, Unknown)):
            continue
        path = f"events/[{index}]/iot"
        # What stands in another file is not known, but it is a rule.
        sql = item(written, "sql") if isinstance(written, Mapping) else written
        attributes = {"sql": sql, **_call(path, arn)}
        if isinstance(written, Mapping) and "enabled" in written:
            attributes["enabled"] = written["enabled"]
        yield Resource(
            Kind.TOPIC_RULE,
            f"{name} {path}",
            Mapping(attributes),
            region=Text((REGION,)),
            span=function.span,
        )


def _call(path: str, function: Value) -> dict[str, Value]:
    """What the rule of an event does: it calls the function."""
    action = Mapping({"type": "lambda", "path": path, "target": function})
    return {"actions": Sequence([action]), "error_actions": Sequence(), "event": True}
