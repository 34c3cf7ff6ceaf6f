"""Secrets of AWS Secrets Manager."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import KNOWN_BY_ARN, Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class Secret(Kind):
    """A secret."""

    title = "secret"
    arn = "arn:secretsmanager:secret:{name}-{suffix}"
    types = (
        Terraform(
            "aws_secretsmanager_secret",
            {"name": "name"},
            computed=KNOWN_BY_ARN,
            looked_up=KNOWN_BY_ARN,
        ),
    )

    name: Value = ABSENT
