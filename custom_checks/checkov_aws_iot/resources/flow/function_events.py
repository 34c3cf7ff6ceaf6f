"""Topic rules that SAM and the Serverless Framework make of the events of a function."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checkov_aws_iot.cloudformation.pseudo_parameters import REGION
from checkov_aws_iot.resources.kinds.iot.topic_rule import TopicRule
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.values.access import elements, item
from checkov_aws_iot.values.alternatives import alternatives_of
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import Mapping, Sequence, Value

if TYPE_CHECKING:
    from checkov_aws_iot.cloudformation.serverless_file import ServerlessSection
    from checkov_aws_iot.cloudformation.template import TemplateResource

FUNCTION = "AWS::Serverless::Function"


def topic_rules_of(function: TemplateResource) -> Iterator[Resource[TopicRule]]:
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
            yield Resource(
                f"{function.address} {name}",
                _rule(
                    f"Events/{name}", function.attribute("Arn"), item(event, "Properties", "Sql")
                ),
                region=function.region(),
                span=function.span,
            )


def topic_rules_of_section(name: str, function: ServerlessSection) -> Iterator[Resource[TopicRule]]:
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
        enabled = item(written, "enabled") if isinstance(written, Mapping) else ABSENT
        yield Resource(
            f"{name} {path}",
            _rule(path, arn, sql, enabled),
            region=Text((REGION,)),
            span=function.span,
        )


def _rule(path: str, function: Value, sql: Value, enabled: Value = ABSENT) -> TopicRule:
    """The rule of an event, which calls the function."""
    action = Mapping({"type": "lambda", "path": path, "target": function})
    return TopicRule(
        sql=sql,
        enabled=enabled,
        actions=Sequence([action]),
        error_actions=Sequence(),
        is_event=True,
    )
