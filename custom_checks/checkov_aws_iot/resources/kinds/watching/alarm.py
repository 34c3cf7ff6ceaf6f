"""Alarms of Amazon CloudWatch."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.columns import References, Source, record
from checkov_aws_iot.resources.reading.dialects import ARN, NAMED, CloudFormation, Terraform
from checkov_aws_iot.values.access import each
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


def _metrics_of_queries(source: Source) -> Value:
    return each(
        source.get("metric_query"),
        lambda one: record(
            namespace=source.part(one, "metric/namespace"),
            name=source.part(one, "metric/metric_name"),
        ),
    )


def _metrics_of_stats(source: Source) -> Value:
    return each(
        source.get("Metrics"),
        lambda one: record(
            namespace=source.part(one, "MetricStat/Metric/Namespace"),
            name=source.part(one, "MetricStat/Metric/MetricName"),
        ),
    )


@dataclass(frozen=True, slots=True)
class Alarm(Kind):
    """An alarm; ``actions`` is a list of ARNs, ``queried`` one of metrics that it computes with."""

    title = "alarm"
    arn = "arn:cloudwatch:alarm:{name}"
    types = (
        Terraform(
            "aws_cloudwatch_metric_alarm",
            {
                "name": "alarm_name",
                "namespace": "namespace",
                "metric_name": "metric_name",
                "queried": _metrics_of_queries,
                "actions": References("alarm_actions"),
                "actions_enabled": "actions_enabled",
            },
            computed=NAMED,
        ),
        CloudFormation(
            "AWS::CloudWatch::Alarm",
            {
                "name": "AlarmName",
                "namespace": "Namespace",
                "metric_name": "MetricName",
                "queried": _metrics_of_stats,
                "actions": "AlarmActions",
                "actions_enabled": "ActionsEnabled",
            },
            arns=ARN,
        ),
    )

    name: Value = ABSENT
    namespace: Value = ABSENT
    metric_name: Value = ABSENT
    queried: Value = ABSENT
    actions: Value = ABSENT
    actions_enabled: Value = ABSENT
