"""CKV_IOT_206."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_lowercase, digits
from typing import ClassVar

from checkov_aws_iot.findings.finding import Finding
from checkov_aws_iot.findings.rule import Rule
from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.findings.subject import Subject
from checkov_aws_iot.findings.verdict import Observation, Unjudged
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.authoriser.example_request import example_device
from checkov_aws_iot.policies.model.actions import covers_action
from checkov_aws_iot.policies.model.arn import split_arn
from checkov_aws_iot.policies.model.attached_documents import attached_documents
from checkov_aws_iot.policies.model.document import Document, Effect, Statement
from checkov_aws_iot.policies.questions.role_excess import (
    Excess,
    Reach,
    open_resource,
    reach_of,
    unknown_grants,
)
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.role_policies import RolePolicy, is_limited, policies_of_role
from checkov_aws_iot.rules.judged import JudgedPolicy, JudgedResource
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.text import Text

_ASSUME = "iot:AssumeRoleWithCertificate"
_TOO_MUCH = frozenset(
    {Excess.EVERYTHING, Excess.WHOLE_SERVICE, Excess.SECURITY, Excess.IOT_DATA_AT_LARGE}
)
_NAME_CHARACTERS = frozenset(ascii_lowercase + digits + "-")


class RoleAliasPermissions(Rule):
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

    id: ClassVar[str] = "CKV_IOT_206"
    title: ClassVar[str] = "Ensure role aliases give devices bounded AWS permissions"
    severity: ClassVar[Severity] = Severity.HIGH
    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject.IOT_POLICY,
        Subject.EMBEDDED_IOT_POLICY,
        Subject.ROLE_ALIAS,
    )

    def judge(self, judged: JudgedPolicy | JudgedResource) -> Iterator[Observation]:
        """Yield a finding for a grant on every alias, or for a role that allows too much."""
        if isinstance(judged, JudgedPolicy):
            yield from _judge_policy(judged.document)
        else:
            yield from _judge_alias(judged)


def _judge_policy(document: Document) -> Iterator[Observation]:
    yield from document.unknowns
    for statement in document.statements:
        if statement.effect is not Effect.ALLOW:
            continue
        if not _names_assume(statement):
            if open_resource(statement, "iot:rolealias"):
                yield from statement.unknown_actions
            continue
        resource = open_resource(statement, "iot:rolealias")
        if resource:
            yield from _finding_on_policy(document, statement, resource)
        else:
            yield from statement.unknown_resources


def _names_assume(statement: Statement) -> bool:
    """Whether an action text means this action: ``iot:*`` does not, ``iot:AssumeRole*`` does."""
    return (
        not statement.negated_actions
        and covers_action(statement, _ASSUME) is True
        and any(
            str(element.text).lower().startswith("iot:assumerole") for element in statement.actions
        )
    )


def _finding_on_policy(
    document: Document, statement: Statement, resource: str
) -> Iterator[Finding]:
    request = Request(_ASSUME, _another_alias(resource), example_device(document))
    if authorise([document], request).outcome is Outcome.DENIED:
        return
    written = next((e for e in statement.resources if str(e.text) == resource), None)
    element = "NotResource" if statement.negated_resources else "Resource"
    shown = f'{element} "{resource}"' if written else element
    yield Finding(
        f'{statement.label}: {shown} lets device "{request.identity.thing_name}" assume the role of '
        'the alias "another-alias"; use arn:aws:iot:<region>:<account>:rolealias/<alias>',
        path=written.path if written else f"{statement.path}/{element}",
        span=statement.span,
        witness=request,
    )


def _another_alias(resource: str) -> str:
    """The ARN of an alias that nobody meant, where the resource says so in its Region and account."""
    arn = split_arn(resource)
    known = {"partition": "aws", "region": "us-east-1", "account": "123456789012"}
    for field in known:
        written = getattr(arn, field, "")
        if isinstance(written, str) and written and _NAME_CHARACTERS.issuperset(written):
            known[field] = written
    return "arn:{partition}:iot:{region}:{account}:rolealias/another-alias".format(**known)


def _judge_alias(judged: JudgedResource) -> Iterator[Observation]:
    alias, graph = judged.resource, judged.graph
    roles = graph.referred(alias.get("role_arn"), Kind.ROLE)
    if not roles:
        yield Unjudged("the role of the alias is not in the scan")
    for role in roles:
        if is_limited(role):
            yield Unjudged("the role has a permissions boundary")
            continue
        known = [(p, attached_documents(p.document, p.arn)) for p in policies_of_role(role, graph)]
        every = [document for _, documents in known for document in documents]
        for policy, documents in known:
            if not documents or any(any(unknown_grants(document)) for document in documents):
                yield Unjudged(f"{policy.name} is not known")
            for document in documents:
                for reach in reach_of(document, every):
                    if reach.excess in _TOO_MUCH:
                        yield _finding_on_alias(judged, role, policy, reach)


def _finding_on_alias(
    judged: JudgedResource, role: Resource, policy: RolePolicy, reach: Reach
) -> Finding:
    alias = judged.resource.get("alias")
    called = f' "{alias}"' if isinstance(alias, (str, Text)) else ""
    where = f' on "{reach.resource}"' if reach.resource else ""
    return Finding(
        f"{role.address}, {policy.name}, {reach.statement.label}: {reach.written}{where} lets a "
        f"device that uses the alias{called} {reach.example}; name the actions and resources that "
        "the device needs",
        path="role_arn",
        span=judged.resource.span,
    )
