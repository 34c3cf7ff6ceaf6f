"""Aliases of Lambda functions."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class LambdaAlias(Kind):
    """An alias of a function."""

    title = "function alias"
    arn = "arn:lambda:function:{function_name}:{name}"
    types = (
        Terraform(
            "aws_lambda_alias",
            {"name": "name"},
            computed={"arn": "{arn}"},
            looked_up={"arn": "{arn}"},
        ),
    )

    name: Value = ABSENT
