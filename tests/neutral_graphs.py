"""Neutral graphs of texts held in memory, and what rules say about their resources."""

from __future__ import annotations

from policy_judging import judgement_of
from terraform_files import MemoryReader

from checkov_aws_iot.cloudformation.syntax.template_loading import TemplateFiles
from checkov_aws_iot.findings.rule import JudgedResource, Rule
from checkov_aws_iot.findings.verdict import Judgement
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.known_types import KNOWN_TYPES
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.reading.configuration_resources import TerraformGraph
from checkov_aws_iot.resources.reading.template_resources import CloudFormationGraph
from checkov_aws_iot.terraform.modules.addresses import origin_of
from checkov_aws_iot.terraform.modules.configuration import Configuration
from checkov_aws_iot.values.value import Value


def terraform(files: dict[str, str] | str, root: str = "") -> ResourceGraph:
    """The graph of the root module in a directory."""
    if isinstance(files, str):
        files = {"main.tf": files}
    return TerraformGraph(Configuration(MemoryReader(files), KNOWN_TYPES)).graph_in(root)


def cloudformation(text: str) -> ResourceGraph:
    """The graph of a template in YAML."""
    template = TemplateFiles(MemoryReader({"stack.template": text}), KNOWN_TYPES).template(
        "stack.template"
    )
    return CloudFormationGraph(template).graph


def made(*resources: Resource) -> ResourceGraph:
    """A graph of resources that were made by hand."""
    return ResourceGraph(lambda kind: [found for found in resources if found.kind is kind])


def resource(
    kind: type[Kind],
    address: str,
    *identifiers: Value,
    region: Value = "us-east-1",
    **attributes: Value,
) -> Resource:
    """A resource; attributes that are ``None`` are not written."""
    written = {name: value for name, value in attributes.items() if value is not None}
    origin = origin_of(address)
    return Resource(address, kind(**written), identifiers, region, origin=origin)


def judge(rule: Rule, graph: ResourceGraph, *kinds: type[Kind]) -> dict[str, Judgement]:
    """What the rule says about every resource of the kinds, by address."""
    return {
        found.address: judgement_of(rule, JudgedResource(rule.subjects[0], found, graph))
        for kind in kinds
        for found in graph.of_kind(kind)
    }
