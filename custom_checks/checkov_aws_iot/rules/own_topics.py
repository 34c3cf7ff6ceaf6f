"""CKV_IOT_203."""

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
from checkov_aws_iot.patterns.limits import Budget
from checkov_aws_iot.policies.advice.grant_places import place_of
from checkov_aws_iot.policies.advice.remedies import own_resources
from checkov_aws_iot.policies.advice.replacements import (
    DeviceNames,
    instead_of,
    names_of_devices,
    quoted_element,
    replacement_of,
)
from checkov_aws_iot.policies.advice.wording import (
    described_attachment,
    described_device,
    described_request,
)
from checkov_aws_iot.policies.authoriser.allowed_names import AllowedNames
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.questions.devices.meeting_devices import (
    STEPS_OF_MEETINGS,
    meeting_devices,
)
from checkov_aws_iot.policies.questions.grants.shared_names import SharedGrant, SharedNames
from checkov_aws_iot.policies.questions.policy_profiles import profile_of
from checkov_aws_iot.resources.principals.device_roles import is_attached_to_cognito
from checkov_aws_iot.resources.principals.thing_attachments import attaches_exclusively
from checkov_aws_iot.values.text import Text


class OwnTopics(PolicyRule):
    """Topics and things in the IoT policy are fixed or belong to the device.

    ## What it does
    Looks at the topics, topic filters and things that CKV_IOT_202 does not report, and fails if one
    has a wildcard and two devices can have a name of it in common: `topic/building/*`,
    `topicfilter/some/+/topic`, `thing/pump-*`. The finding names the two devices. What keeps devices
    apart is a variable that identifies the device, as a level at a fixed distance from one end:
    `topic/${iot:Connection.Thing.ThingName}/*` or
    `topic/fleet/*/vehicles/${iot:Connection.Thing.ThingName}/state`; with wildcards before and behind
    it, as in `topic/x/*/${iot:Connection.Thing.ThingName}/*`, both may take the other's place. A name whose
    length tells the device is its own as well: `topic/${iot:Connection.Thing.ThingName}?` without the last
    character. Each Resource is judged by itself. A whole level keeps devices apart, too, if it is a
    client ID which the policy spells out in `iot:Connect`. `${iot:ClientId}` counts unless the policy
    lets the client choose its ID. In `$share/<group>/<filter>` the filter decides. Conditions on who
    asks, when and from where do not limit what is reached. Topics that the project's conventions
    declare to be shared on purpose are left out; variables that they declare count, too.

    ## Why is this bad
    One device that is taken over can then read and write what belongs to all devices that share the
    wildcard. `topic/${iot:Connection.Thing.ThingName}*` without a slash lets device "sensor-1" into the
    topics of "sensor-10".

    ## What it does not report
    Names without wildcards: topics that devices share on purpose. Parts that are not known before
    deployment count as fixed text. `iot:Receive`, unless the policy allows a subscription with a shared
    wildcard. What the documented policies of claim certificates and Greengrass cores need. What Deny
    statements take back.

    ## Use instead
    ```json
    {
      "Effect": "Allow",
      "Action": "iot:Publish",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/building/${iot:Connection.Thing.ThingName}/*"
    }
    ```

    ## References
    - [Security best practices in AWS IoT Core](https://docs.aws.amazon.com/iot/latest/developerguide/security-best-practices.html)
    - [Publish/Subscribe policy examples](https://docs.aws.amazon.com/iot/latest/developerguide/pub-sub-policy.html)
    - [Thing policy variables](https://docs.aws.amazon.com/iot/latest/developerguide/thing-policy-variables.html)
    """

    id = "CKV_IOT_203"
    title = "Ensure MQTT topics and things are fixed or belong to the device"
    severity = Severity.MEDIUM
    subjects = (Subject.IOT_POLICY, Subject.EMBEDDED_IOT_POLICY)
    best_practice = BestPractice.LEAST_PRIVILEGE
    is_mended = True

    def judge(self, judged: JudgedPolicy) -> Observations:
        """Yield a finding for each Resource with a wildcard that devices share."""
        document = judged.unshared
        profile = profile_of(document)
        cognito = is_attached_to_cognito(judged.holder, judged.graph)
        names = names_of_devices(document, cognito=cognito)
        shared_names = SharedNames(
            document, profile, exclusive=attaches_exclusively(judged.graph) is True
        )
        budget = Budget(STEPS_OF_MEETINGS)
        for found in shared_names.shared():
            if isinstance(found, Unknown):
                yield found
            else:
                yield _finding(found, shared_names.unbounded.allowed, names, budget)
        if shared_names.unbounded.fails and not shared_names.judges_something_else():
            yield OUT_OF_SCOPE
        else:
            yield Proved("the topics and things that it allows are fixed or the device's own")


def _finding(
    found: SharedGrant, allowed: AllowedNames, names: DeviceNames, budget: Budget
) -> Finding:
    grant, statement = found.grant, found.grant.statement
    instead = instead_of(grant, found.action.resource_type, names.topic, names.thing)
    replacement = replacement_of(grant, instead)
    around = allowed.around(grant, found.action.name)
    mended = None if replacement is None else _around_mended(allowed, found, replacement)
    pair = meeting_devices(around, found.request, mended, budget)
    request, second = pair or (found.request, None)
    devices = f"{described_device(request)}{described_attachment(request)}"
    if second is not None and described_device(second) != described_device(request):
        devices += f" and {described_device(second)}"
    chosen = f' as client "{request.identity.client_id}"' if found.client_chooses else ""
    return Finding(
        message=f"{statement.label}: {quoted_element(grant)} lets {devices}"
        f" {described_request(request)}{chosen};"
        f" use {instead}",
        path=place_of(grant),
        span=statement.span,
        witness=request,
        second=second,
        remedy=own_resources(grant, names),
    )


def _around_mended(allowed: AllowedNames, found: SharedGrant, replacement: str | Text) -> Document:
    """The document as far as it matters to the grant once its Resource is the replacement."""
    element = replace(found.grant.element, text=replacement) if found.grant.element else None
    return allowed.around(replace(found.grant, element=element), found.action.name)
