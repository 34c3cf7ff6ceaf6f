"""Everyone who has policies in a project, each with all of them together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice, product
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from checkov_aws_iot.policies.model.attached_documents import attached_documents
from checkov_aws_iot.resources.kinds.identity.role import Role
from checkov_aws_iot.resources.kinds.iot.certificate import Certificate
from checkov_aws_iot.resources.neutral_resource import Resource, is_of
from checkov_aws_iot.resources.principals.policy_attachments import (
    AttachedThings,
    PolicyHolder,
    RoleUse,
    holders_of_policy,
    things_of_certificate,
    uses_of_role,
)
from checkov_aws_iot.resources.principals.role_policies import is_limited, possible_policies
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import ABSENT, Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.engine.documents.deployed_documents import DeployedDocument
    from checkov_aws_iot.policies.model.document import Document
    from checkov_aws_iot.resources.graph import ResourceGraph
    from checkov_aws_iot.values.alternatives import Choice

MOST_COMBINATIONS: Final = 32

TEMPLATE: Final = "devices of provisioning template"
UNATTACHED: Final = "holders of"
"""What stands for whoever a policy is attached to outside of the scan."""

_OF_PRINCIPALS: Final = (Subject.IOT_POLICY, Subject.EMBEDDED_IOT_POLICY, Subject.IDENTITY_POLICY)


@dataclass(slots=True)
class Holder:
    """One who has policies: a certificate, role or other principal, or whoever a policy is for.

    ``policies`` are the alternatives of each, ``managed`` those of AWS, ``attachments`` the resources
    that give them. ``unseen`` says what may be missing.
    """

    kind: str
    name: str
    is_device: bool
    is_sure: bool = True
    policies: dict[tuple[str, str], list[DeployedDocument]] = field(default_factory=dict)
    managed: list[tuple[str, Document]] = field(default_factory=list)
    attachments: dict[str, None] = field(default_factory=dict)
    resource: Resource[Any] | None = None
    graph: ResourceGraph | None = None
    unseen: Unknown | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The policies as messages name them."""
        own = dict.fromkeys(address for address, _ in self.policies)
        return (*own, *(name for name, _ in self.managed))

    def things(self) -> AttachedThings | None:
        """The things of a certificate, if the scan attaches it to some that are known."""
        if self.resource is None or self.graph is None or not is_of(self.resource, Certificate):
            return None
        return things_of_certificate(self.resource, self.graph)

    def uses(self) -> tuple[RoleUse, ...]:
        """What gives the role, if it is one."""
        if self.resource is None or self.graph is None or not is_of(self.resource, Role):
            return ()
        return tuple(uses_of_role(self.resource, self.graph))

    def alternatives(self) -> Iterator[tuple[tuple[Choice, ...], tuple[Document, ...]]]:
        """The documents that there may be at once; conditions always turn out alike."""
        return islice(self._alternatives(), MOST_COMBINATIONS)

    def _alternatives(self) -> Iterator[tuple[tuple[Choice, ...], tuple[Document, ...]]]:
        for chosen in product(*self.policies.values()):
            choices = tuple(dict.fromkeys(c for one in chosen for c in one.held.choices))
            labels: dict[str, str] = {}
            if any(labels.setdefault(c.condition, c.label) != c.label for c in choices):
                continue
            documents = (*(one.held.document for one in chosen), *(d for _, d in self.managed))
            yield choices, documents


_Key: TypeAlias = "tuple[str, str, str]"


def policy_holders(documents: Iterable[DeployedDocument]) -> tuple[Holder, ...]:
    """Everyone who has a policy of the documents, in their order."""
    found: dict[_Key, Holder] = {}
    for one in documents:
        if one.holder is not None and is_of(one.holder, Role):
            _add_managed(found, one, one.holder)
        if one.subject not in _OF_PRINCIPALS:
            continue
        for named in _named(one):
            key = (one.configuration, named.kind, named.name)
            holder = found.setdefault(key, _new(named, one))
            holder.policies.setdefault((one.address, one.place), []).append(one)
            holder.is_sure = holder.is_sure and named.is_sure
            if named.attachment:
                holder.attachments[named.attachment] = None
    return tuple(holder for holder in found.values() if holder.policies or holder.managed)


def _new(named: PolicyHolder, one: DeployedDocument) -> Holder:
    is_device = one.subject is not Subject.IDENTITY_POLICY
    return Holder(named.kind, named.name, is_device, resource=named.resource, graph=one.graph)


def _named(one: DeployedDocument) -> Iterator[PolicyHolder]:
    if one.subject is Subject.EMBEDDED_IOT_POLICY:
        yield PolicyHolder(TEMPLATE, one.address)
        return
    holders = list(holders_of_policy(one.holder, one.graph)) if one.holder is not None else []
    yield from holders or [PolicyHolder(UNATTACHED, one.address)]


def _add_managed(found: dict[_Key, Holder], one: DeployedDocument, role: Resource[Role]) -> None:
    """The policies of AWS that the role has; of others that are not in the scan nothing is known."""
    key = (one.configuration, Role.title, role.address)
    if key in found:
        return
    holder = found[key] = Holder(
        Role.title, role.address, is_device=False, resource=role, graph=one.graph
    )
    for policy in possible_policies(role, one.graph):
        if policy.document is not ABSENT:
            continue
        documents = attached_documents(policy.document, policy.arn)
        holder.managed.extend((policy.name, document) for document in documents)
        if not documents:
            holder.unseen = Unknown(f"has {policy.name}, which is not in the scan")
    if is_limited(role):
        holder.unseen = Unknown("has a permissions boundary, which may take something away")
