"""CKV_IOT_207."""

from __future__ import annotations

from checkov_aws_iot.findings.rule import (
    OUT_OF_SCOPE,
    BestPractice,
    Finding,
    JudgedResource,
    Observations,
    Proved,
    ResourceRule,
    Severity,
    Subject,
    Unjudged,
    Unknown,
)
from checkov_aws_iot.policies.questions.roles.role_excess import Excess, ExcessGrant
from checkov_aws_iot.policies.questions.roles.role_grants import RoleGrants
from checkov_aws_iot.resources.kinds.identity.cognito_role_attachment import CognitoRoleAttachment
from checkov_aws_iot.resources.kinds.identity.role import Role
from checkov_aws_iot.resources.principals.joint_policies import policies_of_role
from checkov_aws_iot.resources.principals.pool_roles import PoolRole, roles_of_pool
from checkov_aws_iot.resources.principals.role_policies import is_limited

_AUTHENTICATED = frozenset(
    {
        Excess.EVERYTHING,
        Excess.WHOLE_SERVICE,
        Excess.IOT_ADMINISTRATION,
        Excess.IOT_DATA_AT_LARGE,
    }
)
_UNAUTHENTICATED = _AUTHENTICATED | {Excess.SOME_THINGS}


class CognitoRolePermissions(ResourceRule):
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

    id = "CKV_IOT_207"
    title = "Ensure Cognito roles reach only their own IoT resources"
    severity = Severity.HIGH
    subjects = (Subject.COGNITO_ROLE_ATTACHMENT,)
    best_practice = BestPractice.LEAST_PRIVILEGE

    def judge(self, judged: JudgedResource) -> Observations:
        """Yield a finding for every grant that is too much for users of the pool."""
        observations = [
            observation
            for role in roles_of_pool(judged.resource.of(CognitoRoleAttachment), judged.graph)
            for observation in _judge_role(judged, role)
        ]
        yield from observations or [OUT_OF_SCOPE]


def _judge_role(judged: JudgedResource, pool_role: PoolRole) -> Observations:
    """What there is to say of the role; nothing if it does not name AWS IoT."""
    path, graph = pool_role.path, judged.graph
    too_much = _UNAUTHENTICATED if pool_role.for_strangers else _AUTHENTICATED
    roles = graph.referred(pool_role.reference, Role)
    if not roles:
        yield Unjudged(f"the {path} role is not in the scan")
    for role in roles:
        if is_limited(role):
            yield Unjudged("the role has a permissions boundary")
            continue
        grants = RoleGrants(policies_of_role(role, graph))
        for found in grants.excess():
            if isinstance(found, Unknown):
                yield Unjudged(str(found))
            elif found[1].reaches_iot and found[1].excess in too_much:
                yield _finding(judged, pool_role, f"{role.address}, {found[0]}", found[1])
        if grants.name_iot:
            yield Proved(f"the {path} role reaches no more of AWS IoT than its users may")


def _finding(judged: JudgedResource, role: PoolRole, policy: str, grant: ExcessGrant) -> Finding:
    where = f' on "{grant.resource}"' if grant.resource else ""
    who = "anybody" if role.for_strangers else "every user of the pool"
    instead = (
        "use resources bound to the identity, such as topic/${cognito-identity.amazonaws.com:sub}/*"
        if grant.excess is Excess.IOT_DATA_AT_LARGE
        else "name the data-plane actions that the app needs"
    )
    return Finding(
        f"{policy}, {grant.statement.label}: {grant.action_text}{where} lets {who} {grant.example}; "
        f"{instead}",
        path=role.path,
        span=judged.resource.span,
        witness=grant.request,
    )
