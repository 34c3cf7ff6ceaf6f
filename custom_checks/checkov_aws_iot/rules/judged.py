"""What a rule is given to judge."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.findings.subject import Subject
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.identity.function_permission import FunctionPermission
from checkov_aws_iot.resources.neutral_resource import Resource


@dataclass(frozen=True, slots=True)
class JudgedPolicy:
    """One alternative of a policy document, the resource that holds it, and its neighbours."""

    subject: Subject
    document: Document
    holder: Resource[Kind] | None
    graph: ResourceGraph

    @property
    def is_permission(self) -> bool:
        """Whether arguments of a Lambda permission stand for the document."""
        return self.holder is not None and self.holder.kind is FunctionPermission


@dataclass(frozen=True, slots=True)
class JudgedResource:
    """A resource and its neighbours."""

    subject: Subject
    resource: Resource[Kind]
    graph: ResourceGraph
