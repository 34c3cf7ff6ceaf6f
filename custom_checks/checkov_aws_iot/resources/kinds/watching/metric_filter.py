"""Filters that make metrics of logs."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.columns import blocks
from checkov_aws_iot.resources.reading.dialects import CloudFormation, Terraform
from checkov_aws_iot.resources.record import Record
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class Metric(Record):
    """The metric that a filter counts in."""

    namespace: Value = ABSENT
    name: Value = ABSENT


@dataclass(frozen=True, slots=True)
class MetricFilter(Kind):
    """A metric filter; ``metrics`` is a list of :class:`Metric`."""

    title = "metric filter"
    types = (
        Terraform(
            "aws_cloudwatch_log_metric_filter",
            {
                "log_group": "log_group_name",
                "pattern": "pattern",
                "metrics": blocks("metric_transformation", namespace="namespace", name="name"),
            },
        ),
        CloudFormation(
            "AWS::Logs::MetricFilter",
            {
                "log_group": "LogGroupName",
                "pattern": "FilterPattern",
                "metrics": blocks(
                    "MetricTransformations", namespace="MetricNamespace", name="MetricName"
                ),
            },
        ),
    )

    log_group: Value = ABSENT
    pattern: Value = ABSENT
    metrics: Value = ABSENT
