"""What the words of a policy mean: its actions, the types of their resources, its variables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from checkov_aws_iot.policies.model.actions import (
    Action,
    actions_as_of,
    matching_actions,
    resource_patterns,
)
from checkov_aws_iot.policies.model.variables import VariableFacts, documented_variable

MOST_LISTED: Final = 12

_NAMES: Final = {
    "iot:client": "the client ID of the connection",
    "iot:topic": "the topic of the message",
    "iot:topicfilter": "the topic filter of the subscription, compared as text",
    "iot:thing": "the name of the thing",
    "iot:cert": "the ID of the certificate",
    "iot:job": "the ID of the job",
    "iot:rolealias": "the name of the role alias",
    "iot:policy": "the name of the policy",
    "iot:rule": "the name of the topic rule",
}
_CONNECTION: Final = (
    "Whoever connects chooses it; only the policy that allows the connection limits it."
)
_STANDS_FOR: Final = {
    "iot:clientid": ("the client ID that the connection was made with", _CONNECTION),
    "iot:connection.thing.thingname": (
        "the name of the thing that the certificate or identity is attached to; over MQTT, the client ID",
        "Who may register things and attach certificates to them controls it, not the device.",
    ),
    "iot:connection.thing.thingtypename": (
        "the thing type of that thing",
        "Who may change things controls it. Many devices have the same.",
    ),
    "iot:connection.thing.isattached": (
        "whether the certificate or identity is attached to the thing of that name",
        "Who may attach certificates to things controls it.",
    ),
    "iot:certificateid": (
        "the ID of the certificate of the connection",
        "AWS IoT makes it from the certificate.",
    ),
    "iot:domainname": ("the domain name that the device connects to", "The device chooses it."),
    "aws:sourceip": ("the address that the request comes from", "The network decides it."),
    "aws:sourcevpce": (
        "the VPC endpoint that the request comes through",
        "The network decides it.",
    ),
    "cognito-identity.amazonaws.com:sub": (
        "the ID of the Amazon Cognito identity",
        "Amazon Cognito makes it.",
    ),
    "aws:username": ("the name of the IAM user", "Who may make IAM users controls it."),
    "credentials-iot:thingname": (
        "the name of the thing for which the credentials provider gave the credentials",
        "Who may register things and attach certificates to them controls it.",
    ),
    "credentials-iot:awscertificateid": (
        "the ID of the certificate for which the credentials provider gave the credentials",
        "AWS IoT makes it from the certificate.",
    ),
    "credentials-iot:thingtypename": (
        "the thing type of the thing for which the credentials provider gave the credentials",
        "Who may change things controls it. Many devices have the same.",
    ),
}
_FAMILIES: Final = (
    (
        "iot:connection.thing.attributes[",
        "an attribute of the thing of the connection",
        "Who may change things controls it. Whether two devices can have the same is not known to AWS.",
    ),
    (
        "iot:certificate.issuer.",
        "a field of the issuer of the certificate",
        "The certificate authority decides it. All devices with certificates of one issuer have the same.",
    ),
    (
        "iot:certificate.",
        "a field of the certificate of the connection",
        "The certificate authority that signs the certificate decides it.",
    ),
    (
        "cognito-identity.amazonaws.com:",
        "a fact about the Amazon Cognito identity",
        "Amazon Cognito decides it.",
    ),
    ("aws:principaltag/", "a tag of the principal", "Who may tag principals controls it."),
    ("aws:requesttag/", "a tag in the request", "Whoever asks chooses it."),
    ("aws:", "a fact about the request, for IAM policies", "AWS decides it for each request."),
)


def variable_page(name: str, declared: tuple[str, ...] = ()) -> str:
    """What a policy variable stands for, who controls it and whether it binds, as Markdown.

    ``declared`` are variables of which the conventions of the project say that they identify a device.
    Empty for what is none of AWS.
    """
    facts = documented_variable(name)
    if facts is None:
        return "" if ":" not in name or "::" in name else _unknown_page(name)
    meaning, control = _meaning(name.lower())
    lines = [f"**`${{{name}}}`** stands for {meaning}.", control, _binding(name, facts, declared)]
    if facts.needs_thing:
        lines.append(
            "It has no value where no thing is attached, and a statement with it then allows nothing."
        )
    if not facts.in_iot_policies:
        lines.append("In a policy of AWS IoT it has no value; IAM policies have it.")
    return "\n\n".join(lines)


def _unknown_page(name: str) -> str:
    return (
        f"**`${{{name}}}`**: AWS documents no such policy variable for AWS IoT, so it has no value."
    )


def _meaning(key: str) -> tuple[str, str]:
    known = _STANDS_FOR.get(key)
    if known is not None:
        return known
    found = ((what, who) for prefix, what, who in _FAMILIES if key.startswith(prefix))
    return next(found, ("a fact about the request", "AWS decides it for each request."))


def _binding(name: str, facts: VariableFacts, declared: tuple[str, ...]) -> str:
    if name.lower() in map(str.lower, declared):
        return "**Binds**: the conventions of the project say that no two devices have the same."
    if not facts.identifies_device:
        return "**Does not bind**: another device can have the same value."
    return "**Binds**: no two devices have the same, and none can choose it."


def action_page(text: str) -> str:
    """The actions that a text names, their resource types and what AWS checks, as Markdown."""
    actions = matching_actions(text)
    if not actions:
        return ""
    if len(actions) > 1 or "*" in text or "?" in text:
        names = ", ".join(f"`{action.name}`" for action in actions[:MOST_LISTED])
        more = f" and {len(actions) - MOST_LISTED} more" if len(actions) > MOST_LISTED else ""
        return f"**`{text}`** names {len(actions)} actions: {names}{more}.\n\n{_as_of()}"
    (action,) = actions
    plane = "What devices do (data plane)." if action.data_plane else "What the control plane does."
    return "\n\n".join([f"**`{action.name}`**", plane, *_checked(action), _as_of()])


def _checked(action: Action) -> Iterator[str]:
    if action.resource_types:
        yield "AWS checks the resource of the request:"
        yield "\n".join(f"- {resource_line(one)}" for one in action.resource_types)
    if action.on_any_resource or not action.resource_types:
        also = "also " if action.resource_types else ""
        yield f"A request may {also}be authorised on no resource: then `Resource` has to be `*`."


def resource_line(resource_type: str) -> str:
    """The type with the end of its ARNs, and what stands in it."""
    service, _, kind = resource_type.partition(":")
    ends = " or ".join(f"`arn:aws:{service}:...:{end}`" for end in resource_patterns(resource_type))
    name = _NAMES.get(resource_type, "")
    return f"**{kind}**: {ends}" + (f", where `*` is {name}" if name else "")


def _as_of() -> str:
    return f"*Actions as of {actions_as_of()}.*"
