"""State machines of AWS Step Functions."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import ARN, KNOWN_BY_ARN, CloudFormation, Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class StateMachine(Kind):
    """A state machine."""

    title = "state machine"
    arn = "arn:states:stateMachine:{name}"
    types = (
        Terraform(
            "aws_sfn_state_machine",
            {"name": "name"},
            computed=KNOWN_BY_ARN,
            looked_up=KNOWN_BY_ARN,
        ),
        CloudFormation(
            "AWS::StepFunctions::StateMachine",
            {"name": "StateMachineName"},
            arns=ARN,
            reference="{arn}",
        ),
        CloudFormation(
            "AWS::Serverless::StateMachine",
            {"name": "Name"},
            arns=ARN,
            reference="{arn}",
            in_provider=False,
        ),
    )

    name: Value = ABSENT
