"""Whether a document leaves any connection at all."""

from __future__ import annotations

from checkov_aws_iot.patterns.limits import PatternTooComplexError
from checkov_aws_iot.policies.authoriser.allowed_names import AllowedNames, Circumstances
from checkov_aws_iot.policies.authoriser.resource_names import CLIENT, Resolution, names_in_use
from checkov_aws_iot.values.arn import Arn

CONNECT = "iot:Connect"


def never_connects(allowed: AllowedNames, arn: Arn | None, *, iot_policy: bool) -> bool:
    """Whether the Denies take back every client ID, of devices with a thing and without one.

    ``arn`` says in which partition, Region and account. Another policy cannot grant what is denied
    here, so that there is no MQTT connection. What cannot be told is a connection.

    Source: AWS IoT Core Developer Guide, "AWS IoT Core policy actions": to subscribe and to receive
    takes a connection, to publish over HTTPS does not.
    """
    variables = allowed.document.has_variables
    if not iot_policy:
        # Whether a thing is attached has no value here, and counts as if it could have any.
        resolution = Resolution(variables, iot_policy=False, connecting=True)
        return _denies_all(allowed, arn, Circumstances(resolution))
    return all(
        _denies_all(
            allowed,
            arn,
            Circumstances(
                Resolution(variables, things=attached, connecting=True), attached, (attached,)
            ),
        )
        for attached in (False, True)
    )


def _denies_all(allowed: AllowedNames, arn: Arn | None, circumstances: Circumstances) -> bool:
    if not allowed.denials(CONNECT, circumstances):
        return False
    denied = allowed.denied(CONNECT, CLIENT, circumstances, arn)
    try:
        return (names_in_use(CLIENT) - denied).is_empty(allowed.budget)
    except PatternTooComplexError:
        return False
