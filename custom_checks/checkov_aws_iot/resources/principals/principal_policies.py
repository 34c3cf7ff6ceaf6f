"""The IoT policies that a scan attaches to a certificate or another principal."""

from __future__ import annotations

from collections.abc import Iterator

from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kinds.iot.certificate import Certificate
from checkov_aws_iot.resources.kinds.iot.iot_policy import IotPolicy
from checkov_aws_iot.resources.kinds.iot.iot_policy_attachment import IotPolicyAttachment
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.principals.attachment_identity import (
    deciding_expression,
    is_same_arn,
)
from checkov_aws_iot.values.alternatives import alternatives_of
from checkov_aws_iot.values.value import Value


def documents_of_principal(principal: Value, graph: ResourceGraph) -> Iterator[Value]:
    """The documents of the policies that are attached to the principal, in every alternative."""
    certificates = graph.referred(principal, Certificate)
    names = (principal, *(one for found in certificates for one in found.identifiers))
    for attachment in graph.referring(IotPolicyAttachment, "target", _targets, names):
        target = attachment.attributes.target
        if not _is_target(target, principal) and not (
            certificates and graph.referred(target, Certificate, attachment) == certificates
        ):
            continue
        for policy in graph.referred(attachment.attributes.policy, IotPolicy, attachment):
            yield from (each.value for each in alternatives_of(policy.attributes.policy))


def _targets(attachment: Resource[IotPolicyAttachment]) -> Iterator[Value]:
    yield attachment.attributes.target


def _is_target(target: Value, principal: Value) -> bool:
    if target == principal or is_same_arn(target, principal, one_place=True):
        return True
    expression = deciding_expression(principal)
    return bool(expression) and deciding_expression(target) == expression
