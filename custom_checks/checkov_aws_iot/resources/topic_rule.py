"""What the actions of a topic rule do with the data, by their types."""

from __future__ import annotations

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.stores.bucket import Bucket
from checkov_aws_iot.resources.kinds.stores.dynamo_table import DynamoTable
from checkov_aws_iot.resources.kinds.stores.search_domain import SearchDomain
from checkov_aws_iot.resources.kinds.stores.timeseries_table import TimeseriesTable

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
