"""How a principal reaches AWS IoT, and which keys of a request have a value then.

Source: AWS IoT Core Developer Guide, "Thing policy variables", "Exclusive thing", "AWS IoT Core policy
actions", "HTTPS".
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum

from checkov_aws_iot.policies.authoriser.references import own_key
from checkov_aws_iot.policies.authoriser.solver.key_domains import (
    CLIENT,
    THING,
    is_always_present,
    is_documented,
    is_thing_key,
)

_MQTT_ALONE = frozenset(("iot:connect", "iot:subscribe", "iot:receive"))
_BOTH = frozenset(("iot:publish", "iot:retainpublish"))


class Attachment(Enum):
    """How the principal of a request is attached to its thing."""

    NON_EXCLUSIVE = "NON_EXCLUSIVE_THING"
    EXCLUSIVE = "EXCLUSIVE_THING"
    NONE = "no thing"


EVERY_ATTACHMENT = tuple(Attachment)
OVER_HTTPS: tuple[Attachment, ...] = ()
"""The attachments of a question about requests without a connection."""


@dataclass(frozen=True, slots=True)
class Situation:
    """One way to ask.

    ``attachment`` is ``None`` for a caller with an IAM policy, whose keys are all taken to have any
    value or none. Without ``mqtt`` the request comes over HTTPS, where there is no client ID and no
    connection of a thing.
    """

    attachment: Attachment | None
    mqtt: bool = True

    @property
    def has_thing(self) -> bool:
        """Whether the connection is that of a thing."""
        return self.mqtt and self.attachment in (Attachment.EXCLUSIVE, Attachment.NON_EXCLUSIVE)

    def presence(self, key: str) -> bool | None:
        """Whether the key has a value; ``None`` if it may have one."""
        key = own_key(key)
        if key.startswith(("resource:", "hole:")) or is_always_present(key):
            return True
        if self.attachment is None:
            return None
        if key == CLIENT:
            return self.mqtt
        if key == THING:
            return self.has_thing
        if is_thing_key(key):
            return None if self.has_thing else False
        return None if is_documented(key) else False

    def attached(self, *, for_deny: bool) -> tuple[tuple[str, ...], ...]:
        """The values that ``iot:Connection.Thing.IsAttached`` may have; empty if it is like any key.

        Over HTTPS it has none. AWS documents it as true or false, so that a Deny counts as well if it
        holds where it is false: that the key is missing is no way around.
        """
        if self.attachment is None:
            return ()
        if self.mqtt:
            return (("true",),) if self.has_thing else (("false",),)
        return ((), ("false",)) if for_deny else ((),)


def comes_over_https_alone(action: str) -> bool:
    """Whether there is no MQTT request for the action, so that none has a client ID or a thing."""
    return action.lower() not in _MQTT_ALONE | _BOTH


def different_attachments(
    attachments: tuple[Attachment, ...], keys: Collection[str], *, connects: bool
) -> tuple[Attachment, ...]:
    """The attachments without those that decide nothing for a question that speaks of the keys.

    Where nothing speaks of the thing, the first one stands for all; but a client ID that must be the
    name of the thing cannot be every client ID, so that one without that tie is asked about, too.
    """
    if any(key.startswith("iot:connection.thing.") for key in keys):
        return attachments
    free = [one for one in attachments if one is not Attachment.NON_EXCLUSIVE]
    if (connects or CLIENT in keys) and Attachment.NON_EXCLUSIVE in attachments[:1]:
        return (attachments[0], *free[:1])
    return attachments[:1]


def situations(
    action: str, attachments: tuple[Attachment, ...], *, iot_policy: bool
) -> Iterator[Situation]:
    """The situations in which there may be a request for the action."""
    if not iot_policy:
        yield Situation(None)
        return
    name = action.lower()
    if name in _MQTT_ALONE or name in _BOTH:
        yield from (Situation(attachment) for attachment in attachments)
    if name not in _MQTT_ALONE:
        yield Situation(Attachment.NONE, mqtt=False)
