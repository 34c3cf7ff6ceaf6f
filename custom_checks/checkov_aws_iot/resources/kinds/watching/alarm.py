"""Alarms of Amazon CloudWatch."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.columns import References
from checkov_aws_iot.resources.reading.dialects import ARN, NAMED, CloudFormation, Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class Alarm(Kind):
    """An alarm; ``actions`` is a list of ARNs."""

    title = "alarm"
    arn = "arn:cloudwatch:alarm:{name}"
    types = (
        Terraform(
            "aws_cloudwatch_metric_alarm",
            {
                "name": "alarm_name",
                "namespace": "namespace",
                "metric_name": "metric_name",
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
                "actions": "AlarmActions",
                "actions_enabled": "ActionsEnabled",
            },
            arns=ARN,
        ),
    )

    name: Value = ABSENT
    namespace: Value = ABSENT
    metric_name: Value = ABSENT
    actions: Value = ABSENT
    actions_enabled: Value = ABSENT
