"""CKV_IOT_207."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from checkov_aws_iot.findings.finding import Finding
from checkov_aws_iot.findings.rule import Rule
from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.findings.subject import Subject
from checkov_aws_iot.findings.verdict import OUT_OF_SCOPE, Observation, Unjudged
from checkov_aws_iot.policies.model.attached_documents import attached_documents
from checkov_aws_iot.policies.questions.role_excess import (
    Excess,
    Reach,
    names_iot,
    reach_of,
    unknown_grants,
)
from checkov_aws_iot.resources.kinds.identity.cognito_role_attachment import CognitoRoleAttachment
from checkov_aws_iot.resources.kinds.identity.identity_pool import IdentityPool
from checkov_aws_iot.resources.kinds.identity.role import Role
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.role_policies import RolePolicy, is_limited, policies_of_role
from checkov_aws_iot.rules.judged import JudgedResource
from checkov_aws_iot.values.access import elements
from checkov_aws_iot.values.unknown import Absent
from checkov_aws_iot.values.value import Value

_UNAUTHENTICATED = frozenset(
    {
        Excess.EVERYTHING,
        Excess.WHOLE_SERVICE,
        Excess.IOT_ADMINISTRATION,
        Excess.SOME_THINGS,
        Excess.IOT_DATA_AT_LARGE,
    }
)
_AUTHENTICATED = _UNAUTHENTICATED - {Excess.SOME_THINGS}


class CognitoRolePermissions(Rule):
    """Users of a Cognito identity pool reach only their own AWS IoT resources.

    ## What it does
    Follows the role attachment of an identity pool to its roles and to all their policies that the
    scan shows, and fails by the criteria of AWS IoT Device Defender. An unauthenticated role may not
    have a single AWS IoT action outside of the data plane. An authenticated one may read what the
    registry says about some things, by name or prefix, but not about all. Neither may connect,
    publish, subscribe, or reach shadows and jobs, on every client, topic or thing.

    ## Why is this bad
    Anybody on the Internet can get the credentials of an unauthenticated role, and often those of an
    authenticated one by signing up. With such a role they read and command every device of the fleet.

    ## What it does not report
    Roles and policies outside of the scan; actions of other services; an unauthenticated role
    of a pool that does not allow unauthenticated identities.

    ## Use instead
    Data-plane actions on resources bound to the identity, such as
    `arn:aws:iot:<region>:<account>:topic/${cognito-identity.amazonaws.com:sub}/*`.

    ## References
    - [Unauthenticated Cognito role overly permissive](https://docs.aws.amazon.com/iot-device-defender/latest/devguide/audit-chk-unauth-cognito-role-permissive.html)
    - [Authenticated Cognito role overly permissive](https://docs.aws.amazon.com/iot-device-defender/latest/devguide/audit-chk-auth-cognito-role-permissive.html)
    """

    id: ClassVar[str] = "CKV_IOT_207"
    title: ClassVar[str] = "Ensure Cognito roles reach only their own IoT resources"
    severity: ClassVar[Severity] = Severity.HIGH
    subjects: ClassVar[tuple[Subject, ...]] = (Subject.COGNITO_ROLE_ATTACHMENT,)

    def judge(self, judged: JudgedResource) -> Iterator[Observation]:
        """Yield a finding for every grant that is too much for users of the pool."""
        attachment, in_scope = judged.resource.of(CognitoRoleAttachment), False
        roles = [("authenticated", attachment.attributes.authenticated, _AUTHENTICATED)]
        roles += [
            ("mapped_roles", role, _AUTHENTICATED)
            for role in elements(attachment.attributes.mapped_roles)
        ]
        if not _refuses_strangers(judged):
            unauthenticated = attachment.attributes.unauthenticated
            roles.insert(0, ("unauthenticated", unauthenticated, _UNAUTHENTICATED))
        for path, reference, excesses in roles:
            for observation in _judge_role(judged, path, reference, excesses):
                in_scope = True
                if not isinstance(observation, _InScope):
                    yield observation
        if not in_scope:
            yield OUT_OF_SCOPE


class _InScope:
    """A role whose policies name actions of AWS IoT, whatever else is said about it."""


def _judge_role(
    judged: JudgedResource, path: str, reference: Value, excesses: frozenset[Excess]
) -> Iterator[Observation | _InScope]:
    if reference is None or isinstance(reference, Absent):
        return
    roles = judged.graph.referred(reference, Role)
    if not roles:
        yield Unjudged(f"the {path} role is not in the scan")
    for role in roles:
        if is_limited(role):
            yield Unjudged("the role has a permissions boundary")
        else:
            yield from _judge_policies(judged, path, role, excesses)


def _judge_policies(
    judged: JudgedResource, path: str, role: Resource[Role], excesses: frozenset[Excess]
) -> Iterator[Observation | _InScope]:
    policies = policies_of_role(role, judged.graph)
    known = [(policy, attached_documents(policy.document, policy.arn)) for policy in policies]
    every = [document for _, documents in known for document in documents]
    if any(names_iot(document) for document in every):
        yield _InScope()
    for policy, documents in known:
        if not documents or any(any(unknown_grants(document)) for document in documents):
            yield Unjudged(f"{policy.name} is not known")
        for document in documents:
            for reach in reach_of(document, every):
                if reach.reaches_iot and reach.excess in excesses:
                    yield _finding(judged, path, role, policy, reach)


def _refuses_strangers(judged: JudgedResource) -> bool:
    """Whether the pool is in the scan and does not allow unauthenticated identities."""
    pools = judged.graph.referred(
        judged.resource.of(CognitoRoleAttachment).attributes.identity_pool_id, IdentityPool
    )
    return bool(pools) and all(pool.attributes.allow_unauthenticated is False for pool in pools)


def _finding(
    judged: JudgedResource, path: str, role: Resource[Role], policy: RolePolicy, reach: Reach
) -> Finding:
    where = f' on "{reach.resource}"' if reach.resource else ""
    who = "anybody" if path == "unauthenticated" else "every user of the pool"
    instead = (
        "use resources bound to the identity, such as topic/${cognito-identity.amazonaws.com:sub}/*"
        if reach.excess is Excess.IOT_DATA_AT_LARGE
        else "name the data-plane actions that the app needs"
    )
    return Finding(
        f"{role.address}, {policy.name}, {reach.statement.label}: {reach.written}{where} lets "
        f"{who} {reach.example}; {instead}",
        path=path,
        span=judged.resource.span,
    )
