"""CKV_IOT_209."""

from __future__ import annotations

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
from checkov_aws_iot.policies.model.joint_documents import with_denials
from checkov_aws_iot.policies.model.remedy import AddedCondition, NoRemedy, Remedy
from checkov_aws_iot.policies.questions.callers.pass_role import (
    DEVICE_ADVISOR,
    PASSED_TO,
    PassedRole,
    grants_device_advisor,
    may_pass_roles,
    names_iot,
    passed_roles,
)


class DeviceAdvisorRole(PolicyRule):
    """Who runs Device Advisor can hand it its device role and no other.

    ## What it does
    Fails if an IAM identity policy that grants `iotdeviceadvisor:` actions also allows
    `iam:PassRole` on `*` or on every role, or without the condition that the role goes to
    `iotdeviceadvisor.amazonaws.com`. Policies that one role, user or group has together, as far as
    the scan shows it, are judged together, on the one with `iam:PassRole`.

    ## Why is this bad
    Passing a role to a service is how a user gets at the permissions of the role. With
    `iam:PassRole` on every role, somebody who may run tests may make a service run as the
    administrator.

    ## What it does not report
    Policies that do not name `iotdeviceadvisor:` actions. `iotdeviceadvisor:*` on `*` and the IoT
    actions beside it: the Device Advisor console needs them.

    ## Use instead
    ```json
    {
      "Effect": "Allow",
      "Action": "iam:PassRole",
      "Resource": "arn:aws:iam::123456789012:role/DeviceAdvisorDeviceRole",
      "Condition": {
        "StringEquals": { "iam:PassedToService": "iotdeviceadvisor.amazonaws.com" }
      }
    }
    ```

    ## References
    - [Security best practices in AWS IoT Core](https://docs.aws.amazon.com/iot/latest/developerguide/security-best-practices.html)
    - [Granting a user permissions to pass a role to an AWS service](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html)
    """

    id = "CKV_IOT_209"
    title = "Ensure iam:PassRole for Device Advisor is limited to its device role"
    severity = Severity.HIGH
    subjects = (Subject.IDENTITY_POLICY,)
    best_practice = BestPractice.DEVICE_ADVISOR_PERMISSIONS
    is_mended = True

    def judge(self, judged: JudgedPolicy) -> Observations:
        """Yield a finding for each role that may be passed too widely."""
        document = judged.document
        if grants_device_advisor(document):
            for passed in passed_roles(judged.effective):
                yield passed if isinstance(passed, Unknown) else _finding(passed)
            yield Proved("every role that it may pass is named and goes to Device Advisor alone")
            return
        together = tuple(_together(judged))
        yield from together
        if names_iot(document):
            for statement in document.statements:
                yield from statement.unknown_actions
            yield Proved("it grants no action of Device Advisor")
        elif not together:
            yield OUT_OF_SCOPE


def _together(judged: JudgedPolicy) -> Observations:
    """What is wrong with the roles that it lets those pass who may run Device Advisor besides."""
    for others in judged.beside():
        granting = next((name for name, other in others if grants_device_advisor(other)), "")
        if granting:
            whole = with_denials(judged.document, [[other for _, other in others]])
            for passed in passed_roles(whole):
                yield passed if isinstance(passed, Unknown) else _finding(passed, granting)
            if may_pass_roles(judged.document):
                yield Proved(f"with {granting}, it passes named roles to Device Advisor alone")


def _finding(passed: PassedRole, granting: str = "") -> Finding:
    who = f"the caller, who runs Device Advisor by {granting}," if granting else "the caller"
    role = str(passed.request.resource).partition(":role/")[2] or str(passed.request.resource)
    service = next((v[0] for key, v in passed.request.context if key == PASSED_TO), "")
    receiver = f"to {service}" if service else "to any service"
    if passed.unbounded:
        instead = "arn:aws:iam::<account>:role/<device role of Device Advisor>"
    else:
        instead = f'"StringEquals": {{"{PASSED_TO}": "{DEVICE_ADVISOR}"}}'
    return Finding(
        message=f'{passed.statement.label}: Resource "{passed.text}" lets {who} pass the role'
        f' "{role}" {receiver}; use {instead}',
        path=passed.path,
        span=passed.statement.span,
        witness=passed.request,
        remedy=_remedy(passed),
    )


def _remedy(passed: PassedRole) -> Remedy:
    if passed.unbounded:
        return NoRemedy("which role Device Advisor is to use is not known from the policy")
    return AddedCondition((("StringEquals", PASSED_TO, (DEVICE_ADVISOR,)),))
