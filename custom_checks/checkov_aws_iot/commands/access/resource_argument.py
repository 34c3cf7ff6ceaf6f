"""The resource of a request as commands take it: an ARN, or the part of one behind the account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from checkov_aws_iot.commands.access.authorize_request import NO_WILDCARDS, place_of
from checkov_aws_iot.commands.complaint import Complaint
from checkov_aws_iot.patterns.pattern import wildcards
from checkov_aws_iot.policies.model.actions import resource_patterns
from checkov_aws_iot.values.arn import split_arn
from checkov_aws_iot.values.one_line import one_line

if TYPE_CHECKING:
    from checkov_aws_iot.policies.model.actions import Action
    from checkov_aws_iot.policies.model.document import Document


def arn_of_resource(resource: str, documents: Sequence[Document]) -> str:
    """The ARN of the resource where the documents are deployed, as far as they say so."""
    if resource == "*" or resource.startswith("arn:"):
        return resource
    partition, region, account = place_of(documents)
    return f"arn:{partition}:iot:{region}:{account}:{resource}"


def require_fitting(name: str, action: Action | None, resource: str) -> None:
    """There can be such a request.

    Raises:
        Complaint: the resource is none of those that the action is about.
    """
    if resource == "*":
        return
    path = resource
    if resource.startswith("arn:"):
        arn = split_arn(resource)
        if arn is None:
            raise Complaint(f'"{one_line(resource)}" is not an ARN')
        path = str(arn.resource)
    elif action is None:
        raise Complaint(f'"{one_line(resource)}" is not an ARN, which {name} needs')
    if action is None:
        return
    patterns = [p for kind in action.resource_types for p in resource_patterns(kind)]
    if patterns and not any(wildcards(pattern).matches(path) for pattern in patterns):
        wanted = " or ".join(dict.fromkeys(patterns))
        raise Complaint(f'{action.name} is about {wanted}, not "{one_line(resource)}"')
    if action.name in NO_WILDCARDS and ("+" in path or "#" in path):
        raise Complaint(
            f'"{one_line(resource)}" is a filter, not a topic: + and # are for iot:Subscribe'
        )
