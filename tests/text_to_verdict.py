"""The whole path from text to verdict without Checkov: what every rule says of all that a text holds.

Nothing in it may raise, and no rule may be broken by what it is given, whatever the text.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from terraform_files import MemoryReader

from checkov_aws_iot.cloudformation.syntax.template_loading import TemplateFiles
from checkov_aws_iot.engine.blind_spots import blind_spots
from checkov_aws_iot.engine.candidates.file_candidate import FileCandidate
from checkov_aws_iot.engine.candidates.instance_candidate import InstanceCandidate
from checkov_aws_iot.engine.candidates.subjects import Framework, all_types
from checkov_aws_iot.engine.candidates.template_candidates import PresentGraph, PresentResource
from checkov_aws_iot.engine.judging import Broken, Outcome, ResourceJudging
from checkov_aws_iot.engine.reading.document_kinds import recognised, taken_apart
from checkov_aws_iot.findings.finding import Finding
from checkov_aws_iot.findings.rule import JudgedPolicy, PolicyRule
from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.policies.authoriser.authorisation import Outcome as Answer
from checkov_aws_iot.policies.authoriser.authorisation import authorise, outcome_of
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.provisioning.template_body import read_template
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.known_types import KNOWN_TYPES
from checkov_aws_iot.resources.reading.configuration_resources import TerraformGraph
from checkov_aws_iot.resources.reading.template_resources import CloudFormationGraph
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.rules.catalog import rules
from checkov_aws_iot.terraform.evaluation.evaluator import evaluate
from checkov_aws_iot.terraform.evaluation.scope import (
    RejectedError,
    Resolved,
    Step,
    UndeclaredError,
)
from checkov_aws_iot.terraform.functions.json_encoding import encode
from checkov_aws_iot.terraform.modules.configuration import Configuration
from checkov_aws_iot.terraform.plan.plan_file import Plan
from checkov_aws_iot.terraform.syntax.hcl_files import parse_expression, parse_template
from checkov_aws_iot.terraform.syntax.syntax_tree import Node
from checkov_aws_iot.values.budget import Budget, GaveUpError
from checkov_aws_iot.values.request import Identity, Request
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import OneOf, Sequence

if TYPE_CHECKING:
    from checkov_aws_iot.engine.candidates.candidate import Candidate
    from checkov_aws_iot.policies.model.document import Document
    from checkov_aws_iot.resources.neutral_resource import Resource
    from checkov_aws_iot.values.file_reader import Reader
    from checkov_aws_iot.values.span import Span
    from checkov_aws_iot.values.value import Value

TERRAFORM_TYPES = frozenset(all_types(Framework.TERRAFORM))
DATA_TYPES = frozenset(all_types(Framework.TERRAFORM_DATA))
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

# Rules whose witness is a request that the document itself allows.
WITNESSED = frozenset(f"CKV_IOT_{number}" for number in (101, 102, 201, 202, 203, 208, 209))

_FILE = re.compile(r"^#file ([\w./-]{1,60})\n", re.MULTILINE)
_BLOCK = re.compile(r'\bdata "(\w{1,60})" "([\w-]{1,60})"')


class FaultError(AssertionError):
    """What must not be, whatever the text."""


def sections(text: str, first: str) -> dict[str, str]:
    """The files in a text by name; ``#file m/main.tf`` begins another one than ``first``."""
    parts = _FILE.split(text)
    found = {first: parts[0]}
    for name, content in zip(parts[1::2], parts[2::2], strict=True):
        path = posixpath.normpath(name)
        if not path.startswith(("..", "/")) and path != "." and len(found) < 8:
            found[path] = content
    return found


def judge_terraform(files: dict[str, str]) -> list[Outcome]:
    """What every rule says of all resources of a configuration."""
    return judge_configuration(MemoryReader(files))


def judge_configuration(reader: Reader) -> list[Outcome]:
    """What every rule says of the resources, and of the data sources in ``main.tf``."""
    configuration = Configuration(reader, KNOWN_TYPES)
    graph = TerraformGraph(configuration)
    found: list[Outcome] = []
    for instance in configuration.resources(TERRAFORM_TYPES):
        found += _judged(Framework.TERRAFORM, instance.type, InstanceCandidate(instance, graph))
    text = reader.read("main.tf")
    for kind, name in [] if isinstance(text, Unknown) else _BLOCK.findall(text)[:20]:
        for instance in configuration.instances("main.tf", f"data.{kind}.{name}"):
            if kind in DATA_TYPES:
                candidate = InstanceCandidate(instance, graph)
                found += _judged(Framework.TERRAFORM_DATA, kind, candidate)
    return found


def judge_plan(text: str) -> list[Outcome]:
    """What every rule says of all resources of a plan."""
    plan = Plan(text, "plan.json", KNOWN_TYPES)
    graph = TerraformGraph(plan)
    found: list[Outcome] = []
    for instance in plan.resources(TERRAFORM_TYPES):
        found += _judged(Framework.TERRAFORM, instance.type, InstanceCandidate(instance, graph))
    return found


def judge_template(text: str, file: str = "stack.yaml") -> list[Outcome]:
    """What every rule says of all resources of a template."""
    template = TemplateFiles(MemoryReader({file: text}), KNOWN_TYPES).template(file)
    if isinstance(template, Unknown):
        return []
    graph = PresentGraph(CloudFormationGraph(template))
    found: list[Outcome] = []
    for resource in template.resources(TEMPLATE_TYPES):
        candidate = InstanceCandidate(PresentResource(resource), graph)
        found += _judged(Framework.CLOUDFORMATION, resource.type, candidate)
    return found


def judge_document(text: str) -> list[Outcome]:
    """What every rule says of a document, and that the authoriser has an answer."""
    document = read_document(text)
    for request in REQUESTS:
        _answered(document, request)
    for subject in Subject:
        _witnessed(document, subject)
    found = _of_file(text)
    for kind, attribute in PLACES:
        found += _judged(Framework.TERRAFORM, kind, _Holder(attribute, text))
    return found


def judge_policy(text: str) -> list[Outcome]:
    """What every rule says of an IoT policy."""
    return list(_judged(Framework.TERRAFORM, "aws_iot_policy", _Holder("policy", text)))


def judge_provisioning(text: str) -> list[Outcome]:
    """What every rule says of the body of a provisioning template, and of a file that holds it."""
    for policy in read_template(text).policies:
        _witnessed(read_document(policy.document), Subject.EMBEDDED_IOT_POLICY)
    found = list(
        _judged(
            Framework.TERRAFORM, "aws_iot_provisioning_template", _Holder("template_body", text)
        )
    )
    return found + _of_file(text)


def judge_expression(text: str) -> None:
    """The text as an expression and as a template file of Terraform has a value, or a reason."""
    for parsed in (parse_expression(text), parse_template(text)):
        try:
            encode(evaluate(parsed, _Scope(), Budget()))
        except (RejectedError, GaveUpError):  # noqa: PERF203 - documented
            continue


class _Scope:
    """Variables of every kind: known, unknown, one of two, a text with a hole."""

    reader = MemoryReader({"main.tf": "", "a/policy.json": "{}"})
    working_directory = ""

    def is_sensitive(self, root: str, name: str) -> bool | None:
        return None

    def instance_of(self, node: Node) -> str:
        return ""

    def resolve(self, root: str, steps: tuple[Step, ...], at: Span, budget: Budget) -> Resolved:
        if root != "var" or not steps:
            raise UndeclaredError(f"uses the undeclared name `{root}`")
        known: dict[object, Value] = {
            "text": "a/b-c",
            "number": 7,
            "list": Sequence(["a", "b", 3]),
            "hole": Text(("a-", Hole("var.hole"), "/z")),
            "either": OneOf("var.c", (("true", "yes"), ("false", Sequence(["no"])))),
        }
        unknown = Unknown("has no default", f"var.{steps[0]}", at)
        return Resolved(known.get(steps[0], unknown), 1)


def _of_file(text: str) -> list[Outcome]:
    whole, reader = recognised(text, "file.json"), MemoryReader({"file.json": text})
    return [
        outcome
        for part in (taken_apart(whole) if whole else ())
        for outcome in _judged(Framework.FILE, part.kind.value, FileCandidate(part, reader))
    ]


def _answered(document: Document, request: Request) -> None:
    decision = authorise((document,), request)
    if decision.outcome is not outcome_of((document,), request):
        raise FaultError(f"two answers to {request}")
    if not decision.reason or not all(answer.reason for answer in decision.answers):
        raise FaultError(f"no reason for {request}")


def _witnessed(document: Document, subject: Subject) -> None:
    """What rules name as witness is allowed, unless something is not known."""
    judged = JudgedPolicy(subject, document, None, ResourceGraph(lambda _: ()))
    for rule in rules():
        if subject in rule.subjects and isinstance(rule, PolicyRule):
            for finding in rule.judge(judged):
                if not isinstance(finding, Finding) or finding.witness is None:
                    continue
                _answered(document, finding.witness)
                allowed = outcome_of((document,), finding.witness) is not Answer.DENIED
                if rule.id in WITNESSED and not allowed and not document.all_unknowns:
                    raise FaultError(f"{rule.id}: a witness that is denied: {finding}")


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
    if bool(outcome.findings) != (outcome.verdict is Verdict.FAILED):
        raise FaultError(f"{rule}: {outcome.verdict} with {len(outcome.findings)} findings")
    for finding in outcome.findings:
        line = str(finding)
        if not line.strip() or not line.isprintable():
            raise FaultError(f"{rule}: {line!r}")
        witness = finding.witness
        if witness is not None and not (witness.action and str(witness.resource)):
            raise FaultError(f"{rule}: {line!r} has no request")
    return outcome


def seeds(root: str, suffixes: Iterable[str]) -> Iterator[str]:
    """The texts below a directory whose names end so."""
    for directory, _, names in os.walk(root):
        for name in sorted(names):
            if name.endswith(tuple(suffixes)):
                with open(os.path.join(directory, name), encoding="utf-8") as file:
                    yield file.read()
