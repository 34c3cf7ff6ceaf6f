"""Endpoints, which Terraform looks up."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import Terraform
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class Endpoint(Kind):
    """An endpoint."""

    title = "endpoint"
    subjects = (Subject.ENDPOINT,)
    types = (Terraform("data.aws_iot_endpoint", {"type": "endpoint_type"}),)

    type: Value = ABSENT
