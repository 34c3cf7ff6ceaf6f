"""Resources that a function of the author's own makes."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value

PREFIXES = ("Custom::", "AWS::CloudFormation::CustomResource")
"""What the types begin with."""


@dataclass(frozen=True, slots=True)
class CustomResource(Kind):
    """A custom resource; ``properties`` is whatever it was given."""

    title = "custom resource"

    properties: Value = ABSENT
