"""What all policies of one role together allow too much."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from checkov_aws_iot.policies.model.attached_documents import attached_documents
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.questions.roles.role_excess import (
    ExcessGrant,
    excess_grants,
    names_iot,
    unknown_grants,
)
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Value


class NamedPolicy(Protocol):
    """One policy of a role, by its document or its ARN."""

    @property
    def name(self) -> str:
        """How messages call it."""

    @property
    def document(self) -> Value:
        """Its document, absent where the scan does not show it."""

    @property
    def arn(self) -> Value:
        """Its ARN, absent where the document is there."""

    @property
    def is_sure(self) -> bool:
        """Whether the role surely has it."""


class RoleGrants:
    """The grants of a role. A Deny of a policy that it surely has takes back what another allows."""

    def __init__(self, policies: Iterable[NamedPolicy]) -> None:
        self._documents: list[tuple[str, tuple[Document, ...]]] = []
        self._sure: list[Document] = []
        for policy in policies:
            documents = attached_documents(policy.document, policy.arn)
            self._documents.append((policy.name, documents))
            if policy.is_sure and len(documents) == 1:
                self._sure.extend(documents)

    @property
    def name_iot(self) -> bool:
        """Whether an Allow of a policy names an action of AWS IoT, or all actions."""
        return any(names_iot(each) for _, documents in self._documents for each in documents)

    def excess(self) -> Iterator[tuple[str, ExcessGrant] | Unknown]:
        """Every grant that may be too much, with the name of its policy; each policy not known."""
        for name, documents in self._documents:
            if not documents or any(any(unknown_grants(document)) for document in documents):
                yield Unknown(f"{name} is not known")
            for document in documents:
                for grant in excess_grants(document, self._sure):
                    yield grant if isinstance(grant, Unknown) else (name, grant)
