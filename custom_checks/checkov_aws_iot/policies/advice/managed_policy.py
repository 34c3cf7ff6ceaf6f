"""What findings say about policies of AWS, whose text is none of the user's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checkov_aws_iot.policies.advice.wording import described_request

if TYPE_CHECKING:
    from checkov_aws_iot.values.request import Request


def about_managed_policy(name: str, request: Request) -> str:
    """The message about a request that the AWS managed policy of that name allows."""
    return (
        f"the AWS managed policy {name} lets the caller {described_request(request)}; attach a policy"
        " of your own instead, with the actions that the caller needs and their resources by name"
    )
