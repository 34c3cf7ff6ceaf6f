"""CKV_IOT_204."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from checkov_aws_iot.findings.finding import Finding
from checkov_aws_iot.findings.rule import Rule
from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.findings.subject import Subject
from checkov_aws_iot.findings.verdict import Observation
from checkov_aws_iot.policies.advice.wording import described_device, described_request
from checkov_aws_iot.policies.model.document import Document, Effect, Statement
from checkov_aws_iot.policies.questions.denials import (
    BypassedDenial,
    bypassed_denials,
    failing_open,
)
from checkov_aws_iot.policies.questions.resource_fit import mqtt_wildcard_level
from checkov_aws_iot.policies.questions.statement_fit import misfits_of
from checkov_aws_iot.rules.judged import JudgedPolicy
from checkov_aws_iot.values.unknown import Unknown


class EffectiveDenials(Rule):
    """Deny statements take effect.

    ## What it does
    Fails if a Deny of an IoT policy takes away less than it says: it holds the MQTT wildcards `+` or
    `#`; it denies subscriptions to topics that an allowed wildcard filter delivers all the same, and
    no Deny of `iot:Receive` covers those topics; it holds a policy variable that AWS IoT does not
    have; or it names a resource that its actions never have.

    ## Why is this bad
    AWS IoT compares a policy with the text of the filter that a client sends. A Deny on
    `topicfilter/building/control_room/*` does not match the subscription `building/#`, and a Deny on
    `topicfilter/building/#` matches only a client that sends these very characters. A variable
    without a value matches nothing, so a Deny that depends on one lets everything through.

    ## What it does not report
    Allow statements, which CKV_IOT_205 judges. A Deny with `NotResource`, which denies more where it
    is wrong. Conditions: they are taken to hold.

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

    id: ClassVar[str] = "CKV_IOT_204"
    title: ClassVar[str] = "Ensure Deny statements take effect"
    severity: ClassVar[Severity] = Severity.MEDIUM
    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject.IOT_POLICY,
        Subject.EMBEDDED_IOT_POLICY,
    )

    def judge(self, judged: JudgedPolicy) -> Iterator[Observation]:
        """Yield a finding for each Deny, or part of one, that does not do what it says."""
        document = judged.document
        yield from document.unknowns
        for statement in document.statements:
            if statement.effect is Effect.DENY:
                yield from statement.unknown_actions
                yield from statement.unknown_resources
                yield from _faults(document, statement)
        for statement, bypassed in bypassed_denials(document):
            yield _bypassed(statement, bypassed)


def _faults(document: Document, statement: Statement) -> Iterator[Observation]:
    reported: set[str] = set()
    for path, element, text, variable in failing_open(statement, document.has_variables):
        reported.add(path)
        yield _finding(
            statement,
            path,
            f'{element} "{text}" denies nothing: {variable} has no value in an IoT policy'
            + ("" if document.has_variables else " of this Version"),
            "${iot:Connection.Thing.ThingName}"
            if document.has_variables
            else '"Version": "2012-10-17"',
        )
    if not statement.negated_resources:
        for resource in statement.resources:
            sign = mqtt_wildcard_level(resource.text)
            if sign and resource.path not in reported:
                reported.add(resource.path)
                yield _finding(
                    statement,
                    resource.path,
                    f'Resource "{resource.text}" denies only a name with the character "{sign}" in'
                    " it: MQTT wildcards are plain text in a policy",
                    _with_policy_wildcards(str(resource.text)),
                )
    for found in misfits_of(statement, document.has_variables):
        if isinstance(found, Unknown):
            yield found
        elif found.path not in reported:
            yield _finding(
                statement,
                found.path,
                f'{found.element} "{found.text}" denies nothing: {found.misfit.reason}',
                found.misfit.instead,
            )


def _bypassed(statement: Statement, bypassed: BypassedDenial) -> Finding:
    request = bypassed.subscription
    receive = str(bypassed.element.text).replace(":topicfilter/", ":topic/", 1)
    return Finding(
        message=f'{statement.label}: Resource "{bypassed.element.text}" still lets'
        f" {described_device(request)} {described_request(request)} and receive"
        f' "{bypassed.topic}"; use a Deny of iot:Receive on {receive} as well',
        path=bypassed.element.path,
        span=statement.span,
        witness=request,
    )


def _finding(statement: Statement, path: str, fault: str, instead: str) -> Finding:
    return Finding(
        message=f"{statement.label}: {fault}; use {instead}", path=path, span=statement.span
    )


def _with_policy_wildcards(text: str) -> str:
    return "/".join("*" if level in ("+", "#") else level for level in text.split("/"))
