"""What a rule is, what it judges, and the words in which it answers: all that a rule imports."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from checkov_aws_iot.conventions.conventions import NO_CONVENTIONS, Conventions
from checkov_aws_iot.findings.best_practice import BestPractice
from checkov_aws_iot.findings.finding import Finding
from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.findings.verdict import OUT_OF_SCOPE, Observation, Proved, Unjudged
from checkov_aws_iot.policies.model.attached_documents import attached_documents
from checkov_aws_iot.policies.model.declared_things import among_things
from checkov_aws_iot.policies.model.declared_variables import with_stand_ins
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.model.joint_documents import with_denials
from checkov_aws_iot.policies.model.shared_topics import without_shared
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.identity.function_permission import FunctionPermission
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.principals.joint_policies import holders_of
from checkov_aws_iot.resources.principals.role_policies import HeldPolicy
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import Unknown

__all__ = [
    "OUT_OF_SCOPE",
    "BestPractice",
    "Finding",
    "JudgedPolicy",
    "JudgedResource",
    "Observation",
    "Observations",
    "PolicyRule",
    "Proved",
    "ResourceRule",
    "Rule",
    "Severity",
    "Subject",
    "Unjudged",
    "Unknown",
]

Observations: TypeAlias = Iterator[Observation]


@dataclass(frozen=True, slots=True)
class JudgedPolicy:
    """One alternative of a policy document, the resource that holds it, its neighbours and conventions."""

    subject: Subject
    document: Document
    holder: Resource[Kind] | None
    graph: ResourceGraph
    conventions: Conventions = NO_CONVENTIONS

    @property
    def effective(self) -> Document:
        """The document with the Denies of other policies that all certainly have who have this one.

        It is the document itself where nothing is known to have it, or not all that may. Variables
        that the conventions declare identify the device in it, and things have names that they declare.
        """
        holders = holders_of(self.holder, self.graph)
        document = self.document
        if holders.complete:
            documents = (
                (known for _, known in _documents(held, self.graph)) for held in holders.policies
            )
            document = with_denials(document, documents)
        named = among_things(document, self.conventions.things)
        return with_stand_ins(named, self.conventions.variables)

    @property
    def unshared(self) -> Document:
        """The effective document without what the conventions declare to be shared on purpose."""
        return without_shared(self.effective, (each.topic for each in self.conventions.shared))

    def beside(self) -> Iterator[tuple[tuple[str, Document], ...]]:
        """For each principal that has the document: the others that it certainly has, by name."""
        for held in holders_of(self.holder, self.graph).policies:
            yield tuple(
                (name, document)
                for name, document in _documents(held, self.graph)
                if document.statements != self.document.statements
            )

    @property
    def is_permission(self) -> bool:
        """Whether arguments of a Lambda permission stand for the document."""
        return self.holder is not None and self.holder.kind is FunctionPermission


def _documents(
    policies: Iterable[HeldPolicy], graph: ResourceGraph
) -> Iterator[tuple[str, Document]]:
    """The documents of the policies, but for those that may be one of several."""
    read = graph.once(_no_documents)
    for policy in policies:
        # The graph keeps the policies, so no other one gets the id.
        documents = read.get(id(policy))
        if documents is None:
            documents = read[id(policy)] = attached_documents(policy.document, policy.arn)
        if policy.is_sure and len(documents) == 1:
            yield policy.name, documents[0]


def _no_documents(_: ResourceGraph) -> dict[int, tuple[Document, ...]]:
    return {}


@dataclass(frozen=True, slots=True)
class JudgedResource:
    """A resource, its neighbours and conventions."""

    subject: Subject
    resource: Resource[Kind]
    graph: ResourceGraph
    conventions: Conventions = NO_CONVENTIONS


class Rule(ABC):
    """A question about some kinds of subjects, declared once and bound to every framework.

    Subclasses set the class attributes and write a docstring in the fixed sections "What it does",
    "Why is this bad", "What it does not report", "Use instead" and "References": it is the page of
    the rule. The index, the pages and the tables are generated from both. Rules are stateless and
    made once. ``since`` is the version that brought the rule, ``is_mended`` says whether there is a fix
    for some of its findings.
    """

    id: ClassVar[str]
    title: ClassVar[str]
    severity: ClassVar[Severity]
    subjects: ClassVar[tuple[Subject, ...]]
    best_practice: ClassVar[BestPractice]
    since: ClassVar[str] = "0.1.0"
    is_mended: ClassVar[bool] = False


class PolicyRule(Rule):
    """A rule about policy documents."""

    @abstractmethod
    def judge(self, judged: JudgedPolicy) -> Observations:
        """Yield what there is to say about the policy, and at least one thing.

        Findings, what is not known and decides, ``OUT_OF_SCOPE``, or what was proved. What is not
        known of the document as a whole (``Document.unknowns``) is added by those who judge.
        """


class ResourceRule(Rule):
    """A rule about whole resources and their neighbours."""

    @abstractmethod
    def judge(self, judged: JudgedResource) -> Observations:
        """Yield what there is to say about the resource, and at least one thing.

        Findings, what is not known and decides, ``OUT_OF_SCOPE``, or what was proved.
        """
