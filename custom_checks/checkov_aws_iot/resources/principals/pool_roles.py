"""The roles that an attachment gives the users of an identity pool."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kinds.identity.cognito_role_attachment import CognitoRoleAttachment
from checkov_aws_iot.resources.kinds.identity.identity_pool import IdentityPool
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.values.access import elements
from checkov_aws_iot.values.unknown import Absent
from checkov_aws_iot.values.value import Value

_STRANGERS = "unauthenticated"


@dataclass(frozen=True, slots=True)
class PoolRole:
    """A role of the pool: the attribute that names it, and the reference to it."""

    path: str
    reference: Value = field(hash=False)

    @property
    def for_strangers(self) -> bool:
        """Whether users have it who have not signed in."""
        return self.path == _STRANGERS


def roles_of_pool(
    attachment: Resource[CognitoRoleAttachment], graph: ResourceGraph
) -> Iterator[PoolRole]:
    """The roles that the attachment names, but for strangers where the pool is known to refuse them."""
    named = {"authenticated": attachment.attributes.authenticated}
    if not _refuses_strangers(attachment, graph):
        named = {_STRANGERS: attachment.attributes.unauthenticated, **named}
    for name, reference in named.items():
        if not (reference is None or isinstance(reference, Absent)):
            yield PoolRole(name, reference)
    for reference in elements(attachment.attributes.mapped_roles):
        if reference is not None:
            yield PoolRole("mapped_roles", reference)


def _refuses_strangers(attachment: Resource[CognitoRoleAttachment], graph: ResourceGraph) -> bool:
    pools = graph.referred(attachment.attributes.identity_pool_id, IdentityPool)
    return bool(pools) and all(pool.attributes.allow_unauthenticated is False for pool in pools)
