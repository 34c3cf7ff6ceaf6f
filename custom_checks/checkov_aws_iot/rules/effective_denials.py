"""CKV_IOT_204."""

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
from checkov_aws_iot.policies.advice.remedies import also_received
from checkov_aws_iot.policies.advice.wording import described_device, described_request
from checkov_aws_iot.policies.model.document import Effect, Statement
from checkov_aws_iot.policies.questions.grants.bypassed_denials import (
    BypassedDenial,
    bypassed_denials,
)
from checkov_aws_iot.policies.questions.grants.ineffective_denials import (
    IneffectivePart,
    ineffective_parts,
)


class EffectiveDenials(PolicyRule):
    """Deny statements take effect.

    ## What it does
    Fails if a Deny of an IoT policy takes away less than it says: it holds the MQTT wildcards `+` or
    `#`; it denies subscriptions to topics that an allowed wildcard filter delivers all the same, and
    no Deny of `iot:Receive` covers those topics; it holds a policy variable that AWS IoT does not
    have; it names a resource that its actions never have, or an action that there is not; or no
    request meets its conditions.

    ## Why is this bad
    AWS IoT compares a policy with the text of the filter that a client sends. A Deny on
    `topicfilter/building/control_room/*` does not match the subscription `building/#`, and a Deny on
    `topicfilter/building/#` matches only a client that sends these very characters. A variable
    without a value matches nothing, so a Deny that depends on one lets everything through.

    ## What it does not report
    Allow statements, which CKV_IOT_205 judges. A Deny with `NotResource`, which denies more where it
    is wrong. Subscriptions that no caller may make whom the conditions of the Deny are about. A part
    of a name that is not known before deployment counts as a text that nothing else has.

    ## Use instead
    ```json
    [
      {
        "Effect": "Deny",
        "Action": "iot:Subscribe",
        "Resource": "arn:aws:iot:us-east-1:123456789012:topicfilter/building/control_room/*"
      },
      {
        "Effect": "Deny",
        "Action": "iot:Receive",
        "Resource": "arn:aws:iot:us-east-1:123456789012:topic/building/control_room/*"
      }
    ]
    ```

    ## References
    - [AWS IoT policy potentially misconfigured](https://docs.aws.amazon.com/iot-device-defender/latest/devguide/audit-chk-iot-misconfigured-policies.html)
    - [Publish/Subscribe policy examples](https://docs.aws.amazon.com/iot/latest/developerguide/pub-sub-policy.html)
    """

    id = "CKV_IOT_204"
    title = "Ensure Deny statements take effect"
    severity = Severity.MEDIUM
    subjects = (Subject.IOT_POLICY, Subject.EMBEDDED_IOT_POLICY)
    best_practice = BestPractice.INTENDED_ACTIONS
    is_mended = True

    def judge(self, judged: JudgedPolicy) -> Observations:
        """Yield a finding for each Deny, or part of one, that does not do what it says."""
        document = judged.document
        for statement in document.statements:
            if statement.effect is Effect.DENY:
                yield from statement.unknown_actions
                yield from statement.unknown_resources
                for part in ineffective_parts(document, statement):
                    yield part if isinstance(part, Unknown) else _ineffective(statement, part)
        for found in bypassed_denials(document, judged.effective):
            yield found if isinstance(found, Unknown) else _bypassed(*found)
        yield Proved("every Deny takes effect")


def _ineffective(statement: Statement, part: IneffectivePart) -> Finding:
    return Finding(
        f"{statement.label}: {part.fault}; use {part.instead}",
        path=part.path,
        span=statement.span,
        remedy=part.remedy,
    )


def _bypassed(statement: Statement, bypassed: BypassedDenial) -> Finding:
    request = bypassed.subscription
    receive = str(bypassed.element.text).replace(":topicfilter/", ":topic/", 1)
    return Finding(
        f'{statement.label}: Resource "{bypassed.element.text}" still lets'
        f" {described_device(request)} {described_request(request)} and receive"
        f' "{bypassed.topic}"; use a Deny of iot:Receive on {receive} as well',
        path=bypassed.element.path,
        span=statement.span,
        witness=request,
        remedy=also_received(statement, bypassed.element),
    )
