"""CKV_IOT_206."""

from __future__ import annotations

from checkov_aws_iot.findings.ambiguity import of_one_among
from checkov_aws_iot.findings.rule import (
    BestPractice,
    Finding,
    JudgedPolicy,
    JudgedResource,
    Observations,
    PolicyRule,
    Proved,
    ResourceRule,
    Severity,
    Subject,
    Unjudged,
    Unknown,
)
from checkov_aws_iot.policies.advice.wording import described_request
from checkov_aws_iot.policies.questions.callers.open_aliases import OpenAlias, open_aliases
from checkov_aws_iot.policies.questions.roles.role_excess import Excess, ExcessGrant
from checkov_aws_iot.policies.questions.roles.role_grants import RoleGrants
from checkov_aws_iot.resources.kinds.identity.role import Role
from checkov_aws_iot.resources.kinds.iot.role_alias import RoleAlias
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.principals.joint_policies import policies_of_role
from checkov_aws_iot.resources.principals.role_policies import is_limited, roles_meant
from checkov_aws_iot.values.text import Text

_TOO_MUCH = frozenset(
    {Excess.EVERYTHING, Excess.WHOLE_SERVICE, Excess.SECURITY, Excess.IOT_DATA_AT_LARGE}
)


class RoleAliasPermissions(PolicyRule, ResourceRule):
    """A device gets bounded AWS permissions through a role alias.

    ## What it does
    On IoT policies: fails where `iot:AssumeRoleWithCertificate`, by name, is allowed on every role
    alias. On role aliases: follows the alias to its role and to all policies of the role that the
    scan shows - inline, attached, and well-known AWS managed policies - and fails if they allow
    `*` or every action of a service (`dynamodb:*`), anything in IAM, CloudTrail, GuardDuty or
    Inspector, or IoT data-plane actions on every client, topic or thing. These are criteria of AWS
    IoT Device Defender's audit of role aliases.

    ## Why is this bad
    Whoever extracts the key of one device gets the credentials of the role. With a wildcard in
    place of the alias that is every role behind any alias of the account.

    ## What it does not report
    Roles and policies outside of the scan; actions of other services that are named one by one,
    whatever their resource; `iot:*` in an IoT policy, which CKV_IOT_201 reports.

    ## Use instead
    One alias in the policy, `arn:aws:iot:<region>:<account>:rolealias/<alias>`, and in the role the
    actions and resources that the device needs, bound to it with `${credentials-iot:ThingName}`.

    ## References
    - [Authorizing direct calls to AWS services](https://docs.aws.amazon.com/iot/latest/developerguide/authorizing-direct-aws.html)
    - [Role alias overly permissive](https://docs.aws.amazon.com/iot-device-defender/latest/devguide/audit-chk-iot-role-alias-permissive.html)
    """

    id = "CKV_IOT_206"
    title = "Ensure role aliases give devices bounded AWS permissions"
    severity = Severity.HIGH
    subjects = (
        Subject.IOT_POLICY,
        Subject.EMBEDDED_IOT_POLICY,
        Subject.ROLE_ALIAS,
    )
    best_practice = BestPractice.LEAST_PRIVILEGE

    def judge(self, judged: JudgedPolicy | JudgedResource) -> Observations:
        """Yield a finding for a grant on every alias, or for a role that allows too much."""
        if isinstance(judged, JudgedResource):
            yield from _judge_alias(judged)
            return
        for alias in open_aliases(judged.effective):
            yield alias if isinstance(alias, Unknown) else _finding_on_policy(alias)
        yield Proved("no statement reaches every role alias")


def _finding_on_policy(alias: OpenAlias) -> Finding:
    return Finding(
        f"{alias.statement.label}: {alias.text} lets a device {described_request(alias.request)};"
        " use arn:aws:iot:<region>:<account>:rolealias/<alias>",
        path=alias.path,
        span=alias.statement.span,
        witness=alias.request,
    )


def _judge_alias(judged: JudgedResource) -> Observations:
    graph = judged.graph
    reference = judged.resource.of(RoleAlias).attributes.role_arn
    for roles in roles_meant(reference, judged.resource, graph):
        if not roles:
            yield Unjudged("the role of the alias is not in the scan")
        yield from of_one_among([_judge_role(judged, role) for role in roles], "role")


def _judge_role(judged: JudgedResource, role: Resource[Role]) -> Observations:
    if is_limited(role):
        yield Unjudged("the role has a permissions boundary")
        return
    for found in RoleGrants(policies_of_role(role, judged.graph)).excess():
        if isinstance(found, Unknown):
            yield Unjudged(str(found))
        elif found[1].excess in _TOO_MUCH:
            yield _finding_on_alias(judged, f"{role.address}, {found[0]}", found[1])
    yield Proved("the policies of the role give devices bounded permissions")


def _finding_on_alias(judged: JudgedResource, policy: str, grant: ExcessGrant) -> Finding:
    alias = judged.resource.of(RoleAlias).attributes.name
    called = f' "{alias}"' if isinstance(alias, (str, Text)) else ""
    where = f' on "{grant.resource}"' if grant.resource else ""
    return Finding(
        f"{policy}, {grant.statement.label}: {grant.action_text}{where} lets a device that uses the "
        f"alias{called} {grant.example}; name the actions and resources that the device needs",
        path="role_arn",
        span=judged.resource.span,
        witness=grant.request,
    )
