"""Rules of Amazon EventBridge."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import NAMED, Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class EventRule(Kind):
    """A rule."""

    title = "event rule"
    arn = "arn:events:rule/{name}"
    types = (Terraform("aws_cloudwatch_event_rule", {"name": "name"}, ("name",), computed=NAMED),)

    name: Value = ABSENT
