"""From the arguments of ``authorize`` to the request that they ask about."""

from __future__ import annotations

import re
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Sequence
from ipaddress import ip_address
from typing import Final

from checkov_aws_iot.commands.complaint import Complaint
from checkov_aws_iot.policies.model.actions import Action, action_names, find_action
from checkov_aws_iot.policies.model.cast import ACCOUNT, PARTITION, REGION
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.model.variables import documented_names, documented_variable
from checkov_aws_iot.values.arn import split_arn
from checkov_aws_iot.values.nearest_names import did_you_mean
from checkov_aws_iot.values.request import Identity, Request

# Source: the patterns of thingName, thingTypeName, certificateId and clientId in the API of AWS IoT.
_NAMES: Final = (
    ("account", re.compile(r"\d{12}"), "account: it has twelve digits"),
    ("region", re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d"), "Region such as eu-west-1"),
    ("certificate-id", re.compile(r"[0-9a-fA-F]{64}"), "certificate ID: it has 64 hex digits"),
    ("thing", re.compile(r"[a-zA-Z0-9:_-]{1,128}"), "name of a thing"),
    ("thing-type", re.compile(r"[a-zA-Z0-9:_-]{1,128}"), "name of a thing type"),
    ("client-id", re.compile(r"[^\x00-\x1f\x7f]{1,128}"), "client ID: it has 1 to 128 characters"),
)
_DEFAULTS = (PARTITION, REGION, ACCOUNT)
NO_WILDCARDS = ("iot:Publish", "iot:RetainPublish", "iot:Receive", "iot:GetRetainedMessage")


def add_request_arguments(parser: ArgumentParser) -> None:
    """Declare what says who asks, and for what."""
    who = parser.add_argument_group("the device or caller")
    who.add_argument("--client-id", default="", metavar="ID", help="the MQTT client ID")
    who.add_argument("--thing", default="", metavar="NAME", help="the name of the thing")
    attached = who.add_mutually_exclusive_group()
    attached.add_argument(
        "--attached",
        action="store_true",
        default=True,
        help="the certificate is attached to the thing (the default)",
    )
    attached.add_argument(
        "--not-attached", dest="attached", action="store_false", help="it is attached to no thing"
    )
    who.add_argument(
        "--exclusive", action="store_true", help="the attachment is of type EXCLUSIVE_THING"
    )
    who.add_argument("--thing-type", default="", metavar="NAME")
    who.add_argument("--attribute", action="append", default=[], metavar="NAME=VALUE")
    who.add_argument("--certificate-id", default="", metavar="ID")
    who.add_argument(
        "--certificate",
        action="append",
        default=[],
        metavar="ATTRIBUTE=VALUE",
        help="an attribute of the certificate, such as CommonName=sensor-1 (of the subject) or"
        " Issuer.CommonName=CA; repeatable",
    )
    what = parser.add_argument_group("the request")
    what.add_argument("--action", required=True, metavar="SERVICE:NAME")
    what.add_argument("--topic", metavar="TOPIC", help="the topic, or the filter of iot:Subscribe")
    what.add_argument("--resource-arn", metavar="ARN", help="the resource as a whole")
    what.add_argument("--account", metavar="ID", help="otherwise that of the policies")
    what.add_argument("--region", metavar="REGION", help="otherwise that of the policies")
    what.add_argument("--source-ip", metavar="ADDRESS", help="the value of aws:SourceIp")
    what.add_argument(
        "--context",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="the value of a condition key; repeatable, also for several values of one key",
    )


def asked_request(arguments: Namespace, documents: Sequence[Document]) -> Request:
    """The request; account and Region are those of the policies where they are not given.

    Raises:
        Complaint: the arguments do not make a request, or contradict each other.
    """
    _require_names(arguments)
    action = asked_action(arguments.action)
    name = action.name if action else arguments.action
    if arguments.exclusive and not arguments.thing:
        raise Complaint("--exclusive needs --thing: it says how a certificate belongs to a thing")
    identity = Identity(
        client_id=arguments.client_id,
        thing_name=arguments.thing if arguments.attached else "",
        exclusive=arguments.exclusive,
        certificate_id=arguments.certificate_id,
        certificate=tuple(map(_certificate_attribute, arguments.certificate)),
        thing_type=arguments.thing_type,
        thing_attributes=tuple(_pair("--attribute", text) for text in arguments.attribute),
    )
    context: dict[str, list[str]] = {}
    for text in arguments.context:
        key, value = _pair("--context", text)
        context.setdefault(key, []).append(value)
    if arguments.source_ip:
        context["aws:SourceIp"] = [arguments.source_ip]
    return Request(
        name,
        _resource(arguments, action, documents),
        identity,
        tuple((key, tuple(values)) for key, values in context.items()),
    )


def _require_names(arguments: Namespace) -> None:
    """Raise a complaint about an address or identifier that AWS does not have."""
    if arguments.source_ip:
        try:
            ip_address(arguments.source_ip)
        except ValueError:
            raise Complaint(f'--source-ip: "{arguments.source_ip}" is no IP address') from None
    for option, pattern, what in _NAMES:
        text = getattr(arguments, option.replace("-", "_")) or ""
        if text and not pattern.fullmatch(text):
            raise Complaint(f'--{option}: "{text}" is no {what}')


def asked_action(text: str) -> Action | None:
    """The action of that name; ``None`` for one of another service.

    Raises:
        Complaint: there is no such action.
    """
    service, colon, name = text.partition(":")
    if not colon or not service or not name or "*" in text or "?" in text:
        raise Complaint(f'"{text}" is not the name of an action such as iot:Publish')
    action = find_action(text)
    if action is None and service.lower() in ("iot", "iotjobsdata", "iotdeviceadvisor"):
        names = [name for name in action_names() if name.startswith(f"{service.lower()}:")]
        raise Complaint(f'AWS IoT has no action "{text}"{did_you_mean(text, names)}')
    return action


def _resource(arguments: Namespace, action: Action | None, documents: Sequence[Document]) -> str:
    if arguments.resource_arn:
        if arguments.topic is not None:
            raise Complaint("--topic and --resource-arn both say what the request is about")
        arn = split_arn(arguments.resource_arn)
        if arguments.resource_arn != "*" and (arn is None or arn.prefix != "arn"):
            raise Complaint(f'"{arguments.resource_arn}" is not an ARN')
        return str(arguments.resource_arn)
    if action and action.on_any_resource and not (arguments.thing and action.resource_types):
        return "*"
    return _prefix(arguments, documents) + _named_resource(arguments, action)


def _named_resource(arguments: Namespace, action: Action | None) -> str:
    if action is None:
        raise Complaint(f"what does {arguments.action} act on? Say so with --resource-arn")
    types = action.resource_types
    if arguments.topic is not None:
        return _topic(arguments.topic, action)
    if action.name == "iot:Connect":
        if not arguments.client_id:
            raise Complaint("iot:Connect needs --client-id")
        return f"client/{arguments.client_id}"
    if "iot:thing" in types and arguments.thing:
        return f"thing/{arguments.thing}"
    if {"iot:topic", "iot:topicfilter"} & set(types):
        raise Complaint(f"{action.name} needs --topic")
    needed = "--thing or --resource-arn" if "iot:thing" in types else "--resource-arn"
    raise Complaint(f"{action.name} needs {needed}")


def _topic(topic: str, action: Action) -> str:
    if not topic:
        raise Complaint("a topic is not empty")
    if "iot:topicfilter" in action.resource_types:
        return f"topicfilter/{topic}"
    if "iot:topic" not in action.resource_types:
        raise Complaint(f"{action.name} is not about a topic")
    if action.name in NO_WILDCARDS and ("+" in topic or "#" in topic):
        raise Complaint(f'"{topic}" is a filter, not a topic: + and # are for iot:Subscribe')
    return f"topic/{topic}"


def _prefix(arguments: Namespace, documents: Iterable[Document]) -> str:
    partition, region, account = place_of(documents)
    return f"arn:{partition}:iot:{arguments.region or region}:{arguments.account or account}:"


def place_of(documents: Iterable[Document]) -> tuple[str, str, str]:
    """Partition, Region and account as the policies write them, each where one does."""
    found: list[str | None] = [None, None, None]
    for document in documents:
        for statement in document.statements:
            for element in statement.resources:
                arn = split_arn(element.text)
                if arn is None or arn.service != "iot":
                    continue
                for index, field in enumerate((arn.partition, arn.region, arn.account)):
                    if isinstance(field, str) and field and not set(field) & set("*?$"):
                        found[index] = found[index] or field
    partition, region, account = (
        written or default for written, default in zip(found, _DEFAULTS, strict=True)
    )
    return partition, region, account


def _certificate_attribute(text: str) -> tuple[str, str]:
    """The name of the attribute as in policy variables, and its value."""
    name, value = _pair("--certificate", text)
    name = name.removeprefix("iot:Certificate.")
    for candidate in (name, f"Subject.{name}"):
        facts = documented_variable(f"iot:Certificate.{candidate}")
        if facts is not None:
            return facts.name.removeprefix("iot:Certificate."), value
    hint = did_you_mean(name, [each.removeprefix("Subject.") for each in _certificate_names()])
    raise Complaint(f'"{name}" is no attribute of certificates that policies know{hint}')


def _certificate_names() -> list[str]:
    prefix = "iot:Certificate."
    return [name.removeprefix(prefix) for name in documented_names() if name.startswith(prefix)]


def _pair(option: str, text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise Complaint(f'{option} takes NAME=VALUE, not "{text}"')
    return name, value
