"""CKV_IOT_205."""

from __future__ import annotations

from dataclasses import replace

from checkov_aws_iot.findings.rule import (
    OUT_OF_SCOPE,
    BestPractice,
    Finding,
    JudgedPolicy,
    Observations,
    PolicyRule,
    Proved,
    Severity,
    Subject,
    Unknown,
)
from checkov_aws_iot.policies.advice.remedies import (
    fitting_action,
    fitting_resource,
    resource_beside,
)
from checkov_aws_iot.policies.advice.replacements import DeviceNames, names_of_devices
from checkov_aws_iot.policies.model.actions import without_spaces
from checkov_aws_iot.policies.model.document import Document, Effect, Element, Statement
from checkov_aws_iot.policies.model.remedy import Remedy
from checkov_aws_iot.policies.questions.callers.pass_role import names_iot
from checkov_aws_iot.policies.questions.fit.condition_fit import unmet
from checkov_aws_iot.policies.questions.fit.nonexistent_actions import (
    UnheardAction,
    unheard_actions,
)
from checkov_aws_iot.policies.questions.fit.statement_fit import MisfitElement, misfits_of
from checkov_aws_iot.policies.questions.fit.ungrantable_actions import (
    UngrantableAction,
    ungrantable_actions,
)
from checkov_aws_iot.policies.questions.fit.valueless_keys import ValuelessKey, valueless_keys
from checkov_aws_iot.resources.principals.device_roles import is_attached_to_cognito

_OF_CALLERS = (
    "${credentials-iot:ThingName} for devices behind a role alias,"
    " ${cognito-identity.amazonaws.com:sub} for Cognito identities"
)


class MatchingGrants(PolicyRule):
    """Every grant can match a request.

    ## What it does
    Fails if an Allow statement of an IoT policy has an action for which none of its resources can
    match, or a resource that fits none of its actions: a resource type that the action never has
    (`iot:Subscribe` on `topic/`, `iot:Connect` on `thing/`), an ARN with fewer than six fields,
    without a type or with a stray slash, a policy variable that AWS IoT does not have, `+` or `#`
    where only subscriptions have them, `$$aws` or `${aws}` left by a wrong escape, or a policy
    variable in a policy whose Version is not `2012-10-17`. Also fails for conditions that no request
    meets, alone or together with a resource, and for an action, or a pattern of actions, of AWS IoT,
    its jobs data plane, Greengrass or Device Advisor that names no action that these services have,
    such as `iot:Publsh`; and for one that no IoT policy can grant: of another service (`s3:PutObject`),
    or of the control plane (`iot:CreateThing`). In IAM identity policies fails for nothing but actions of AWS IoT with white
    space in them, and the policy variables and condition keys of IoT policies, such as `iot:ClientId`:
    a request that is signed with IAM credentials has no value for them.

    ## Why is this bad
    The statement looks like a permission and is none. The device fails at run time, and the usual
    remedy is a wildcard.

    ## What it does not report
    The text of partition, Region and account. Deny statements, which CKV_IOT_204 judges. The
    message names the day of the list of actions: if AWS has added the action since, skip the
    finding with a comment.

    ## Use instead
    ```json
    {
      "Effect": "Allow",
      "Action": "iot:Subscribe",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topicfilter/${iot:Connection.Thing.ThingName}/*"
    }
    ```

    ## References
    - [AWS IoT Core action resources](https://docs.aws.amazon.com/iot/latest/developerguide/iot-action-resources.html)
    - [Thing policy variables](https://docs.aws.amazon.com/iot/latest/developerguide/thing-policy-variables.html)
    - [Actions, resources, and condition keys for AWS IoT](https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiot.html)
    """

    id = "CKV_IOT_205"
    title = "Ensure every grant can match a request"
    severity = Severity.LOW
    subjects = (Subject.IOT_POLICY, Subject.EMBEDDED_IOT_POLICY, Subject.IDENTITY_POLICY)
    best_practice = BestPractice.INTENDED_ACTIONS
    is_mended = True

    def judge(self, judged: JudgedPolicy) -> Observations:
        """Yield a finding for each resource or action of an Allow that can match no request."""
        if judged.subject is Subject.IDENTITY_POLICY:
            yield from tuple(_in_iam(judged.document)) or (OUT_OF_SCOPE,)
            return
        for statement in judged.document.statements:
            if statement.effect is Effect.ALLOW:
                yield from statement.unknown_actions
                yield from statement.unknown_resources
                for found in unheard_actions(statement):
                    yield _finding_for_action(statement, found)
                ungrantable = tuple(ungrantable_actions(statement))
                for one in ungrantable:
                    yield _finding_for_ungrantable(statement, one)
                if not ungrantable or len(ungrantable) < len(statement.actions):
                    without = {one.element.path for one in ungrantable}
                    cognito = is_attached_to_cognito(judged.holder, judged.graph)
                    names = names_of_devices(judged.document, cognito=cognito)
                    yield from _observations(judged.document, statement, without, names)
        yield Proved("every resource and action that it allows can match a request")


def _in_iam(document: Document) -> Observations:
    yield from map(_finding_for_key, valueless_keys(document))
    for statement in document.statements:
        if statement.effect is Effect.ALLOW and names_iot(
            replace(document, statements=(statement,))
        ):
            for found in unheard_actions(statement):
                if without_spaces(found.element.text):
                    yield _finding_for_action(statement, found)


def _observations(
    document: Document, statement: Statement, without: set[str], names: DeviceNames
) -> Observations:
    """What is wrong with the resources and conditions; ``without`` is said already."""
    misfits = tuple(misfits_of(statement, document.has_variables))
    for found in misfits:
        if isinstance(found, Unknown):
            yield found
        elif found.path not in without:
            yield _finding(statement, found, names)
    reported = {found.path for found in misfits if isinstance(found, MisfitElement)}
    for resource in unmet(document, statement):
        if isinstance(resource, Unknown):
            yield resource
        elif resource is None:
            yield _finding_for_conditions(statement)
        elif resource.path not in reported:
            yield _finding_for_resource(statement, resource)


def _finding(statement: Statement, found: MisfitElement, names: DeviceNames) -> Finding:
    return Finding(
        message=f'{statement.label}: {found.element} "{found.text}" can match no request:'
        f" {found.misfit.reason}; use {found.misfit.instead}",
        path=found.path,
        span=statement.span,
        remedy=_remedy(statement, found, names),
    )


def _remedy(statement: Statement, found: MisfitElement, names: DeviceNames) -> Remedy:
    """What makes a Resource fit, or the Resource that an action needs beside those that are there."""
    if found.element == "Resource":
        return fitting_resource(statement, found, names)
    return resource_beside(statement, found.misfit.instead)


def _finding_for_key(found: ValuelessKey) -> Finding:
    return Finding(
        message=f'{found.statement.label}: {found.element} "{found.text}" can match no request:'
        f" {found.key} has no value in an IAM policy; use {_OF_CALLERS}",
        path=found.path,
        span=found.statement.span,
    )


def _finding_for_conditions(statement: Statement) -> Finding:
    keys = ", ".join(dict.fromkeys(condition.key for condition in statement.conditions))
    return Finding(
        message=f"{statement.label}: Condition on {keys} can match no request: no value of these keys"
        " meets all that it asks for; use conditions that a request of a device can meet",
        path=f"{statement.path}/Condition",
        span=statement.span,
    )


def _finding_for_resource(statement: Statement, resource: Element) -> Finding:
    keys = ", ".join(dict.fromkeys(condition.key for condition in statement.conditions))
    return Finding(
        message=f'{statement.label}: Resource "{resource.text}" can match no request: none for it meets'
        f" the Condition on {keys}; use a Resource and conditions that one request can meet",
        path=resource.path,
        span=statement.span,
    )


def _finding_for_ungrantable(statement: Statement, found: UngrantableAction) -> Finding:
    return Finding(
        message=f'{statement.label}: Action "{found.element.text}" can match no request:'
        f" {found.reason}; use {found.instead}",
        path=found.element.path,
        span=statement.span,
    )


def _finding_for_action(statement: Statement, found: UnheardAction) -> Finding:
    instead = found.close or "the name of an action that there is"
    return Finding(
        message=f'{statement.label}: Action "{found.element.text}" can match no request:'
        f" {found.reason}; use {instead}",
        path=found.element.path,
        span=statement.span,
        remedy=fitting_action(found),
    )
