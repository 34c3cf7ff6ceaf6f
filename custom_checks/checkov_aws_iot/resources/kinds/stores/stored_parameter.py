"""Parameters of AWS Systems Manager."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value

_COMPUTED = {"arn": "arn:ssm:parameter{/name}", "id": "{name}"}


@dataclass(frozen=True, slots=True)
class StoredParameter(Kind):
    """A parameter."""

    title = "parameter"
    types = (
        Terraform(
            "aws_ssm_parameter",
            {"name": "name"},
            ("name",),
            computed=_COMPUTED,
            looked_up=_COMPUTED,
        ),
    )

    name: Value = ABSENT
