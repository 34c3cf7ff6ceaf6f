"""What the actions of a topic rule do with the data, by their types."""

from __future__ import annotations

import re

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.stores.bucket import Bucket
from checkov_aws_iot.resources.kinds.stores.dynamo_table import DynamoTable
from checkov_aws_iot.resources.kinds.stores.search_domain import SearchDomain
from checkov_aws_iot.resources.kinds.stores.timeseries_table import TimeseriesTable
from checkov_aws_iot.values.text import Hole, Text, join_text

STORES: dict[str, type[Kind]] = {
    "s3": Bucket,
    "dynamodb": DynamoTable,
    "dynamodbv2": DynamoTable,
    "timestream": TimeseriesTable,
    "opensearch": SearchDomain,
}
"""Actions that keep the data in a store of the kind."""

OPAQUE_STORES = {
    "iot_analytics": "AWS IoT Analytics keeps the data",
    "iot_sitewise": "AWS IoT SiteWise keeps the data",
    "location": "the Location Service tracker keeps the data",
    "influxdb": "Timestream for InfluxDB keeps the data",
    "salesforce": "Salesforce keeps the data",
    "http": "what the HTTP endpoint does with the data is not in the scan",
    "lambda": "what the function does with the data is code",
}
"""Actions behind which infrastructure code does not show whether there is a copy."""

KEEPS_NOTHING = frozenset(
    {
        "cloudwatch_alarm",
        "cloudwatch_logs",
        "cloudwatch_metric",
        "iot_events",
        "republish",
        "sns",
        "sqs",
        "step_functions",
    }
)
"""Actions that pass the data on, or for whose store AWS has no copy in another Region."""

CANNOT_FAIL = frozenset({"cloudwatch_alarm", "cloudwatch_metric", "republish"})
"""Actions without a service behind them whose failure would lose data."""

# Stands for a hole while the statement is read; SQL has no such character.
_MARK = "\0"
_FROM = re.compile(r"\bFROM\s+(?:'([^']*)'|\"([^\"]*)\")", re.IGNORECASE)


def selected_topic(sql: str | Text) -> str | Text | None:
    """The topic filter that the SQL of a rule selects from; ``None`` if it is not to be seen.

    ``SELECT * FROM 'sensors/+/data'`` in, ``sensors/+/data`` out, with the holes that stand in it.

    Source: https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-from.html
    """
    parts = (sql,) if isinstance(sql, str) else sql.parts
    marked = "".join(_MARK if isinstance(part, Hole) else part for part in parts)
    found = _FROM.search(marked)
    if found is None:
        return None
    holes = [part for part in parts if isinstance(part, Hole)][
        marked[: found.start()].count(_MARK) :
    ]
    first, *others = (found[1] if found[1] is not None else found[2]).split(_MARK)
    pieces: list[str | Hole] = [first]
    for hole, other in zip(holes, others, strict=False):
        pieces += [hole, other]
    return join_text(pieces)


def topic_levels(topic: str | Text) -> list[str | Text]:
    """The levels of a topic or topic filter; a hole is taken for a part of one level."""
    levels: list[list[str | Hole]] = [[]]
    for part in (topic,) if isinstance(topic, str) else topic.parts:
        if isinstance(part, Hole):
            levels[-1].append(part)
            continue
        first, *others = part.split("/")
        levels[-1].append(first)
        levels.extend([other] for other in others)
    return [join_text(level) for level in levels]
