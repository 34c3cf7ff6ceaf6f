"""Log groups of Amazon CloudWatch."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import ARN, NAMED, CloudFormation, Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class LogGroup(Kind):
    """A log group."""

    title = "log group"
    arn = "arn:logs:log-group:{name}"
    types = (
        Terraform(
            "aws_cloudwatch_log_group",
            {"name": "name"},
            ("name",),
            computed=NAMED,
            looked_up=NAMED,
        ),
        CloudFormation(
            "AWS::Logs::LogGroup",
            {"name": "LogGroupName"},
            arns=ARN,
            arn="arn:logs:log-group:{name}:*",
        ),
    )

    name: Value = ABSENT
