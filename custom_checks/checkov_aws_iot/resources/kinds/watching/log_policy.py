"""Policies of CloudWatch Logs, which are those of the account."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Documents, Kind
from checkov_aws_iot.resources.reading.dialects import CloudFormation, Terraform
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class LogPolicy(Kind):
    """A policy of the log groups of an account."""

    title = "log policy"
    documents = (Documents(Subject.RESOURCE_POLICY, "policy"),)
    types = (
        Terraform(
            "aws_cloudwatch_log_resource_policy",
            {"name": "policy_name", "policy": "policy_document"},
        ),
        CloudFormation(
            "AWS::Logs::ResourcePolicy", {"name": "PolicyName", "policy": "PolicyDocument"}
        ),
    )

    name: Value = ABSENT
    policy: Value = ABSENT
