"""The whole path from text to verdict without Checkov: what every rule says of all that a text holds.

Nothing in it may raise, and no rule may be broken by what it is given, whatever the text.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from terraform_files import MemoryReader

from checkov_aws_iot.expressions.hcl_configuration import Configuration
from checkov_aws_iot.frameworks.blind_spots import blind_spots
from checkov_aws_iot.frameworks.cloudformation_adapter import _PresentGraph, _PresentResource
from checkov_aws_iot.frameworks.cloudformation_loading import TemplateFiles
from checkov_aws_iot.frameworks.cloudformation_resources import CloudFormationGraph
from checkov_aws_iot.frameworks.instance_candidate import InstanceCandidate
from checkov_aws_iot.frameworks.judging import Broken, Outcome, ResourceJudging
from checkov_aws_iot.frameworks.subjects import Framework, all_types
from checkov_aws_iot.frameworks.terraform_plan import Plan
from checkov_aws_iot.frameworks.terraform_resources import TerraformGraph
from checkov_aws_iot.policies.authorisation import authorise
from checkov_aws_iot.policies.reading import read_document
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.rules.catalog import rules
from checkov_aws_iot.values.request import Identity, Request
from checkov_aws_iot.values.unknown import ABSENT, Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.frameworks.candidate import Candidate
    from checkov_aws_iot.resources.neutral_resource import Resource
    from checkov_aws_iot.values.value import Value

TERRAFORM_TYPES = frozenset(all_types(Framework.TERRAFORM))
TEMPLATE_TYPES = frozenset(all_types(Framework.CLOUDFORMATION))

# A document on its own, as each of the subjects that it may be.
PLACES = (
    ("aws_iot_policy", "policy"),
    ("aws_iam_policy", "policy"),
    ("aws_iam_role", "assume_role_policy"),
    ("aws_sqs_queue_policy", "policy"),
    ("aws_iot_provisioning_template", "template_body"),
)
ARN = "arn:aws:iot:us-east-1:123456789012:"
REQUESTS = tuple(
    Request(f"iot:{action}", f"{ARN}{name}", Identity("sensor-1", "sensor-1", attached), ())
    for action, name in (
        ("Connect", "client/sensor-1"),
        ("Publish", "topic/a/b"),
        ("Subscribe", "topicfilter/a/+/#"),
    )
    for attached in (True, False)
)


class FaultError(AssertionError):
    """What must not be, whatever the text."""


def judge_terraform(files: dict[str, str]) -> list[Outcome]:
    """What every rule says of all resources of a configuration."""
    configuration = Configuration(MemoryReader(files))
    graph = TerraformGraph(configuration.resources)
    found: list[Outcome] = []
    for instance in configuration.resources(TERRAFORM_TYPES):
        found += _judged(Framework.TERRAFORM, instance.type, InstanceCandidate(instance, graph))
    return found


def judge_plan(text: str) -> list[Outcome]:
    """What every rule says of all resources of a plan."""
    plan = Plan(text, "plan.json")
    graph = TerraformGraph(plan.resources)
    found: list[Outcome] = []
    for instance in plan.resources(TERRAFORM_TYPES):
        found += _judged(Framework.TERRAFORM, instance.type, InstanceCandidate(instance, graph))
    return found


def judge_template(text: str, file: str = "stack.yaml") -> list[Outcome]:
    """What every rule says of all resources of a template."""
    template = TemplateFiles(MemoryReader({file: text})).template(file)
    if isinstance(template, Unknown):
        return []
    graph = _PresentGraph(CloudFormationGraph(template))
    found: list[Outcome] = []
    for resource in template.resources(TEMPLATE_TYPES):
        candidate = InstanceCandidate(_PresentResource(resource), graph)
        found += _judged(Framework.CLOUDFORMATION, resource.type, candidate)
    return found


def judge_document(text: str) -> list[Outcome]:
    """What every rule says of a document, and that the authoriser has an answer."""
    document = read_document(text)
    for request in REQUESTS:
        authorise((document,), request)
    found: list[Outcome] = []
    for kind, attribute in PLACES:
        found += _judged(Framework.TERRAFORM, kind, _Holder(attribute, text))
    return found


class _Holder:
    """A resource with one attribute."""

    span = None

    def __init__(self, attribute: str, value: Value) -> None:
        self._attribute = attribute
        self._value = value
        self.graph = ResourceGraph(lambda _: ())

    def get(self, attribute: str) -> Value:
        return self._value if attribute == self._attribute else ABSENT

    def neutral(self) -> Resource | None:
        return None


def _judged(framework: Framework, kind: str, candidate: Candidate) -> Iterator[Outcome]:
    judging = ResourceJudging(framework, kind, (candidate,))
    for rule in judging.rules_about(rules()):
        yield _sound(judging.outcome(rule), rule.id)
    yield _sound(blind_spots(judging, rules()), "CKV_IOT_001")


def _sound(outcome: Outcome, rule: str) -> Outcome:
    for spot in outcome.unknowns:
        if isinstance(spot.unknown, Broken):
            raise FaultError(f"{rule}: {spot}")
    for line in map(str, outcome.findings):
        if not line or "\n" in line or " failed (" in line:
            raise FaultError(f"{rule}: {line!r}")
    if any("\n" in path for path in outcome.paths):
        raise FaultError(f"{rule}: {outcome.paths!r}")
    return outcome


def seeds(root: str, suffixes: Iterable[str]) -> Iterator[str]:
    """The texts below a directory whose names end so."""
    for directory, _, names in os.walk(root):
        for name in sorted(names):
            if name.endswith(tuple(suffixes)):
                with open(os.path.join(directory, name), encoding="utf-8") as file:
                    yield file.read()
