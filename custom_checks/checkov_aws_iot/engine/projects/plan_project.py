"""The plans of a scan, and their resources."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from checkov_aws_iot.engine.candidates.instance_candidate import InstanceCandidate
from checkov_aws_iot.engine.candidates.scanned_resource import ScannedResource
from checkov_aws_iot.engine.candidates.subjects import Framework, all_types
from checkov_aws_iot.engine.projects.report_names import PLAN_REPORT
from checkov_aws_iot.engine.suppressions import no_suppressions
from checkov_aws_iot.resources.known_types import KNOWN_TYPES
from checkov_aws_iot.resources.reading.configuration_resources import TerraformGraph
from checkov_aws_iot.terraform.plan.plan_file import Plan
from checkov_aws_iot.values.span import Span

_DECODER: Final = json.JSONDecoder()


def is_plan(text: str) -> bool:
    """Whether the text is what ``terraform show -json`` writes of a plan."""
    if '"terraform_version"' not in text or '"planned_values"' not in text:
        return False
    try:
        loaded: Any = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(loaded, dict) and bool(loaded.get("terraform_version"))


def plan_resources(text: str, file: str) -> Iterator[ScannedResource]:
    """The resources of the plan that rules judge."""
    plan = Plan(text, file, KNOWN_TYPES)
    graph = TerraformGraph(plan)
    for instance in plan.resources(all_types(Framework.TERRAFORM)):
        yield ScannedResource(
            PLAN_REPORT,
            Framework.TERRAFORM,
            instance.type,
            instance.address,
            _span(text, file, instance.address),
            (InstanceCandidate(instance, graph),),
            no_suppressions,
        )


def _span(text: str, file: str, address: str) -> Span:
    """The lines of the resource among the planned values; where it is not found, those of its address."""
    written = json.dumps(address)
    at = max(text.find(written), 0)
    start = max(text.rfind("{", 0, at), 0)
    try:
        found, end = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        found, end = None, at
    if not isinstance(found, dict) or found.get("address") != address:
        start = end = at
    first = text.count("\n", 0, start) + 1
    return Span(file, first, first + text.count("\n", start, end))
