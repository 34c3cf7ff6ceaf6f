"""CKV_IOT_201."""

from __future__ import annotations

from checkov_aws_iot.findings.rule import (
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
from checkov_aws_iot.policies.advice.wording import described_device, described_request
from checkov_aws_iot.policies.model.document import Document, Effect, Statement
from checkov_aws_iot.policies.model.remedy import Entries, Inverted, NoRemedy, Remedy
from checkov_aws_iot.policies.questions.fit.device_actions import (
    is_open_device_action,
    named_actions,
    named_instead,
    unwanted_request,
)
from checkov_aws_iot.policies.questions.policy_profiles import is_for_cores, profile_of
from checkov_aws_iot.values.request import Request

_GREENGRASS = "greengrass:"


class NamedActions(PolicyRule):
    """The IoT policy names its actions.

    ## What it does
    Fails if an Allow statement of an IoT policy names actions by a wildcard - `*`, `iot:*`,
    `iot:Pub*`, any `iot:`, `iotjobsdata:` or `greengrass:` action with `*` or `?` - or by
    `NotAction`.

    ## Why is this bad
    A wildcard grants more than its author thinks of: `iot:*` lets a device delete its shadow, read
    retained messages and assume the AWS permissions behind a role alias. It also grants every action
    that AWS adds later.

    ## What it does not report
    Wildcards in Deny statements, which take away rather than give: `iot:*` in a Deny is how a
    certificate is put in quarantine. Wildcards in Resource are judged by CKV_IOT_101 and
    CKV_IOT_202.

    ## Use instead
    ```json
    {
      "Effect": "Allow",
      "Action": ["iot:Publish", "iot:Receive"],
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/${iot:Connection.Thing.ThingName}/*"
    }
    ```

    ## References
    - [Security best practices in AWS IoT Core](https://docs.aws.amazon.com/iot/latest/developerguide/security-best-practices.html)
    - [AWS IoT Core policy actions](https://docs.aws.amazon.com/iot/latest/developerguide/iot-policy-actions.html)
    """

    id = "CKV_IOT_201"
    title = "Ensure the IoT policy names its actions"
    severity = Severity.HIGH
    subjects = (Subject.IOT_POLICY, Subject.EMBEDDED_IOT_POLICY)
    best_practice = BestPractice.INTENDED_ACTIONS
    is_mended = True

    def judge(self, judged: JudgedPolicy) -> Observations:
        """Yield a finding for each wildcard action and each NotAction of an Allow."""
        for statement in judged.document.statements:
            if statement.effect is not Effect.ALLOW:
                continue
            yield from statement.unknown_actions
            if statement.negated_actions:
                excluded = ", ".join(f'"{element.text}"' for element in statement.actions) or "[]"
                yield _finding(judged, statement, f"NotAction {excluded}", None)
                continue
            for index, element in enumerate(statement.actions):
                is_open = is_open_device_action(element.text)
                if isinstance(is_open, Unknown):
                    yield is_open
                elif is_open:
                    yield _finding(judged, statement, f'Action "{element.text}"', index)
        yield Proved("every action that it allows is named")


def _finding(
    judged: JudgedPolicy, statement: Statement, written: str, index: int | None
) -> Finding:
    """The finding at one element of Action, or at the NotAction as a whole."""
    witness = unwanted_request(judged.document, statement, index)
    path = f"{statement.path}/NotAction" if index is None else statement.actions[index].path
    return Finding(
        message=f"{statement.label}: {written} {_consequence(witness)}; use "
        + named_instead(statement, index, witness),
        path=path,
        span=statement.span,
        witness=witness,
        remedy=_remedy(judged.document, statement, index, witness),
    )


def _remedy(
    document: Document, statement: Statement, index: int | None, witness: Request | None
) -> Remedy:
    of_cores = "" if index is None else str(statement.actions[index].text)
    if is_for_cores(document, profile_of(document)) and not of_cores.startswith(_GREENGRASS):
        return NoRemedy("which actions of AWS IoT the core needs depends on its components")
    names = named_actions(statement, index, witness)
    if index is None and names and statement.actions:
        return Inverted("Action", "", Entries(names))
    return Entries(names) if names else NoRemedy("which actions the device needs is not known")


def _consequence(witness: Request | None) -> str:
    if witness is None:
        return "grants every action that it may ever mean, also those that AWS adds later"
    return f"lets {described_device(witness)} {described_request(witness)}"
