"""Repositories of Amazon ECR."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import NAMED, Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class ContainerRepository(Kind):
    """A repository of container images."""

    title = "container repository"
    arn = "arn:ecr:repository/{name}"
    types = (
        Terraform(
            "aws_ecr_repository", {"name": "name"}, ("name",), computed=NAMED, looked_up=NAMED
        ),
    )

    name: Value = ABSENT
