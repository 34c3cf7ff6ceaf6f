"""Queues of Amazon SQS."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Documents, Kind
from checkov_aws_iot.resources.reading.dialects import ARN, CloudFormation, Terraform
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value

_URL = "https://sqs.{:region}.amazonaws.com/{:account}/{name}"
_COMPUTED = {"arn": "{arn}", "id": _URL, "url": _URL}


@dataclass(frozen=True, slots=True)
class MessageQueue(Kind):
    """A queue."""

    title = "queue"
    arn = "arn:sqs:{name}"
    documents = (Documents(Subject.RESOURCE_POLICY, "policy"),)
    types = (
        Terraform(
            "aws_sqs_queue",
            {"name": "name", "policy": "policy"},
            ("name", "url"),
            computed=_COMPUTED,
            looked_up=_COMPUTED,
        ),
        CloudFormation(
            "AWS::SQS::Queue",
            {"name": "QueueName"},
            ("QueueName", "QueueUrl"),
            arns=ARN,
            reference=_URL,
        ),
    )

    name: Value = ABSENT
    policy: Value = ABSENT
