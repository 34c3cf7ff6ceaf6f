"""CKV_IOT_202."""

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
from checkov_aws_iot.policies.advice.remedies import own_resources
from checkov_aws_iot.policies.advice.replacements import (
    DeviceNames,
    instead_of,
    names_of_devices,
    quoted_element,
)
from checkov_aws_iot.policies.advice.wording import (
    described_attachment,
    described_device,
    described_request,
)
from checkov_aws_iot.policies.questions.grants.unbounded_grants import BroadGrant, unbounded_grants
from checkov_aws_iot.resources.principals.device_roles import is_attached_to_cognito


class NamedResources(PolicyRule):
    """The IoT policy names the topics, filters and things that it allows.

    ## What it does
    Works out what the Allow statements for data-plane actions other than Connect leave after the
    Deny statements, and fails if that is every topic, topic filter or thing but a few, or a reserved
    `$aws/things/...` topic or a thing of whatever device, however the pattern is written: `*`,
    `topic/*`, `arn:aws:iot:*:*:*`, `topic/$aws/*`, `thing/*`, `NotResource`, and for subscriptions
    also the MQTT wildcards in `topicfilter/#` and `topicfilter/$aws/things/+/shadow/update`.

    ## Why is this bad
    `topic/*` includes the reserved topics, so a device whose certificate leaks can change the shadow
    of every other device, read its messages, and answer for its jobs.

    ## What it does not report
    `iot:Connect` (CKV_IOT_101). Wildcards behind a fixed beginning, such as `topic/building/*` or
    `thing/pump-*` (CKV_IOT_203). Actions that AWS authorises on `*` only, such as
    `iot:ListRetainedMessages`; `greengrass:` actions. `iot:Receive`, unless the same policy allows
    subscriptions to everything: a device receives what it has subscribed to. Subscriptions where
    the policy denies every connection. Grants that match no request (CKV_IOT_205).

    ## Use instead
    ```json
    {
      "Effect": "Allow",
      "Action": ["iot:Publish", "iot:Receive"],
      "Resource": [
        "arn:aws:iot:us-east-1:123456789012:topic/telemetry/${iot:Connection.Thing.ThingName}/*",
        "arn:aws:iot:us-east-1:123456789012:topic/$aws/things/${iot:Connection.Thing.ThingName}/shadow/*"
      ]
    }
    ```

    ## References
    - [Security best practices in AWS IoT Core](https://docs.aws.amazon.com/iot/latest/developerguide/security-best-practices.html)
    - [AWS IoT policies overly permissive](https://docs.aws.amazon.com/iot-device-defender/latest/devguide/audit-chk-iot-policy-permissive.html)
    - [Reserved topics](https://docs.aws.amazon.com/iot/latest/developerguide/reserved-topics.html)
    """

    id = "CKV_IOT_202"
    title = "Ensure the IoT policy names its resources"
    severity = Severity.HIGH
    subjects = (Subject.IOT_POLICY, Subject.EMBEDDED_IOT_POLICY)
    best_practice = BestPractice.INTENDED_ACTIONS
    is_mended = True

    def judge(self, judged: JudgedPolicy) -> Observations:
        """Yield a finding for each Resource that reaches an unbounded set."""
        document = judged.unshared
        cognito = is_attached_to_cognito(judged.holder, judged.graph)
        names = names_of_devices(document, cognito=cognito)
        for found in unbounded_grants(document, iot_policy=True).unbounded():
            yield found if isinstance(found, Unknown) else _finding(found, names)
        yield Proved("no resource that it allows reaches an unbounded set of names")


def _finding(found: BroadGrant, names: DeviceNames) -> Finding:
    statement, kind = found.grant.statement, found.action.resource_type
    instead = instead_of(found.grant, kind, names.topic, names.thing)
    return Finding(
        message=f"{statement.label}: {quoted_element(found.grant)} lets {described_device(found.request)}"
        f"{described_attachment(found.request)} {described_request(found.request)}; use {instead}",
        path=found.path,
        span=statement.span,
        witness=found.request,
        remedy=own_resources(found.grant, names),
    )
