"""The resources of a Serverless Framework file."""

from __future__ import annotations

from checkov_aws_iot.expressions.cloudformation_nodes import entry


def resources_section(definition: object) -> object:
    """The template that the file holds under ``resources``, or ``None``."""
    return entry(definition, "resources")
