"""CKV_IOT_101."""

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
    Unjudged,
    Unknown,
)
from checkov_aws_iot.policies.advice.grant_places import place_of
from checkov_aws_iot.policies.advice.remedies import own_resources
from checkov_aws_iot.policies.advice.replacements import (
    DeviceNames,
    names_of_devices,
    quoted_element,
)
from checkov_aws_iot.policies.advice.wording import described_device, described_request
from checkov_aws_iot.policies.questions.devices.foreign_clients import (
    ForeignClient,
    foreign_clients,
)
from checkov_aws_iot.policies.questions.policy_profiles import profile_of
from checkov_aws_iot.resources.principals.device_roles import is_attached_to_cognito
from checkov_aws_iot.resources.principals.thing_attachments import attaches_exclusively


class OwnClientIds(PolicyRule):
    """A device can connect under its own MQTT client ID only.

    ## What it does
    Works out which client IDs an IoT policy allows in `iot:Connect` - all Allow statements, minus
    what its Deny statements certainly take back - and fails if one of them is neither spelled out in
    the policy nor bound to one device. Bound is an ID with a variable that identifies the device,
    such as `${iot:Connection.Thing.ThingName}` or `${iot:CertificateId}`, as long as no wildcard
    makes it match other devices: `client/${iot:Connection.Thing.ThingName}*` lets device "sensor-1"
    connect as "sensor-10", and with `client/x/*/${iot:Connection.Thing.ThingName}/*` two devices may have
    one ID. The name of another thing is an ID of another device, whatever else this policy says. Also bound is any ID where the condition
    `"Bool": {"iot:Connection.Thing.IsAttached": "true"}` holds, because then the client ID is the name
    of an attached thing; with attachments of the type `EXCLUSIVE_THING` it is not, and the condition
    does not count. `${iot:ClientId}` matches whatever ID the client sends and binds nothing. A
    condition on the key `iot:ClientId` leaves the IDs that meet it. Further variables that tell one
    device from all others can be declared in the project's conventions.

    ## Why is this bad
    AWS IoT lets one connection have a client ID and cuts off the other. Whoever can connect with the
    ID of another device, or of a server, takes it off the network, and inherits its persistent
    session with the messages queued for it.

    ## What it does not report
    Client IDs that the policy lists. Claim certificates, which connect before they have a name
    (CKV_IOT_403 judges their policies). Greengrass cores, where thing variables do not work and
    `client/<name of the core>*` is documented. Grants that match no request (CKV_IOT_205). Conditions
    on features of the connection, on the will, on time or on the network decide nothing: they are not
    about the client ID. Those on the thing bind only where the client ID is its name, which it need not
    be for attachments of the type `EXCLUSIVE_THING`.

    ## Use instead
    ```json
    {
      "Effect": "Allow",
      "Action": "iot:Connect",
      "Resource": "arn:aws:iot:us-east-1:123456789012:client/${iot:Connection.Thing.ThingName}",
      "Condition": { "Bool": { "iot:Connection.Thing.IsAttached": "true" } }
    }
    ```

    ## References
    - [Security best practices in AWS IoT Core](https://docs.aws.amazon.com/iot/latest/developerguide/security-best-practices.html)
    - [AWS IoT policies overly permissive](https://docs.aws.amazon.com/iot-device-defender/latest/devguide/audit-chk-iot-policy-permissive.html)
    - [Thing policy variables](https://docs.aws.amazon.com/iot/latest/developerguide/thing-policy-variables.html)
    """

    id = "CKV_IOT_101"
    title = "Ensure the IoT policy restricts MQTT client IDs to the device's own"
    severity = Severity.HIGH
    subjects = (Subject.IOT_POLICY, Subject.EMBEDDED_IOT_POLICY)
    best_practice = BestPractice.CLIENT_IDS
    is_mended = True

    def judge(self, judged: JudgedPolicy) -> Observations:
        """Yield a finding for each grant of a client ID that is not the device's own."""
        document = judged.effective
        profile = profile_of(document)
        exclusive = attaches_exclusively(judged.graph)
        cognito = is_attached_to_cognito(judged.holder, judged.graph)
        names = names_of_devices(document, cognito=cognito)
        failed = False
        for found in foreign_clients(document, profile, exclusive=exclusive is True):
            failed = failed or isinstance(found, ForeignClient)
            yield found if isinstance(found, Unknown) else _finding(found, names)
        if isinstance(exclusive, Unknown) and not failed:
            for found in foreign_clients(document, profile, exclusive=True):
                if isinstance(found, ForeignClient):
                    yield Unjudged(f"how things are attached decides, and {exclusive}")
        yield Proved("every client ID that it grants is spelled out or the device's own")


def _finding(found: ForeignClient, names: DeviceNames) -> Finding:
    association = found.association.value
    attached = f", attached with {association}," if association else ""
    statement = found.grant.statement
    return Finding(
        message=f"{statement.label}: {quoted_element(found.grant)} lets {described_device(found.request)}"
        f"{attached} {described_request(found.request)}; use client/{names.client}",
        path=place_of(found.grant),
        span=statement.span,
        witness=found.request,
        remedy=own_resources(found.grant, names),
    )
