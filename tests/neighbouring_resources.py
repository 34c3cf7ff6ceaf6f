"""Resources made by hand, and what a rule says of one among the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy_judging import judgement_of

from checkov_aws_iot.findings.rule import JudgedResource, Rule
from checkov_aws_iot.findings.verdict import Judgement
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.terraform.modules.addresses import origin_of

if TYPE_CHECKING:
    from checkov_aws_iot.values.value import Value


def resource(
    kind: type[Kind],
    address: str,
    *identifiers: Value,
    region: Value = "eu-west-1",
    **attributes: Value,
) -> Resource:
    origin = origin_of(address)
    return Resource(address, kind(**attributes), identifiers, region, origin=origin)


def judge(rule: Rule, subject: Subject, first: Resource, *others: Resource) -> Judgement:
    """Judge the first resource with all of them as its neighbours."""
    everything = (first, *others)
    graph = ResourceGraph(lambda kind: [found for found in everything if found.kind is kind])
    return judgement_of(rule, JudgedResource(subject, first, graph))
