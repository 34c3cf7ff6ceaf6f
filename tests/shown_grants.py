"""What is said to be granted too widely, proved by its requests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from policy_values import ARN

from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.values.unknown import Unknown


def proved(document: Document, each: Any) -> Any:
    """The grants and unknowns as they are; the document allows the request of each grant."""
    for one in each:
        if not isinstance(one, Unknown):
            assert authorise((document,), one.request).outcome is Outcome.ALLOWED
    return each


def shown_by(grants: Iterable[Any]) -> list[str]:
    """The resource parts of the requests that show the grants."""
    return [one.request.resource.removeprefix(ARN) for one in grants]
