"""What reads a stream or a queue."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import CloudFormation, Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class EventSourceMapping(Kind):
    """A reader of a stream or queue, and the function that it calls, if it calls one."""

    title = "event source mapping"
    types = (
        Terraform(
            "aws_lambda_event_source_mapping",
            {"source": "event_source_arn", "function": "function_name"},
        ),
        Terraform("aws_kinesis_stream_consumer", {"source": "stream_arn"}),
        Terraform("aws_pipes_pipe", {"source": "source"}),
        CloudFormation(
            "AWS::Lambda::EventSourceMapping",
            {"source": "EventSourceArn", "function": "FunctionName"},
        ),
        CloudFormation("AWS::Kinesis::StreamConsumer", {"source": "StreamARN"}),
        CloudFormation("AWS::Pipes::Pipe", {"source": "Source"}),
    )

    source: Value = ABSENT
    function: Value = ABSENT
