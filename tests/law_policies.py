"""Policies made by chance for the laws, and what rules say of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from random import Random
from typing import Any

from brute_force import (
    ATTACHED,
    CERTIFICATE,
    CLIENT_ID,
    COMMON_NAME,
    ENDPOINT,
    FEATURES,
    PREFIX,
    THING,
    Statement,
)
from policy_judging import judgement_of

from checkov_aws_iot.findings.rule import JudgedPolicy
from checkov_aws_iot.findings.verdict import Judgement
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.rules.catalog import rules

RULES: dict[str, Any] = {rule.id[-3:]: rule for rule in rules()}
NEW, OLD = "2012-10-17", "2008-10-17"


def document_of(statements: list[Statement], version: str = NEW) -> Document:
    """The policy that has these statements."""
    return _document(json.dumps({"Version": version, "Statement": statements}))


def judgement(check: str, statements: list[Statement]) -> Judgement:
    """What a rule says of the policy."""
    return _judgement(check, json.dumps({"Version": NEW, "Statement": statements}))


# The laws ask for the same again and again.
@lru_cache(maxsize=64)
def _document(text: str) -> Document:
    return read_document(text)


@lru_cache(maxsize=256)
def _judgement(check: str, text: str) -> Judgement:
    return judged(check, _document(text))


def judged(check: str, document: Document) -> Judgement:
    """What a rule says of the document."""
    rule, empty = RULES[check], ResourceGraph(lambda _: ())
    subject = rule.subjects[0]
    if subject is Subject.IDENTITY_POLICY:
        document = replace(document, completes_arns=True)
    return judgement_of(rule, JudgedPolicy(subject, document, None, empty))


_VARIABLES = [f"${{{key}}}" for key in (THING, CLIENT_ID, CERTIFICATE, COMMON_NAME)]
_CLIENT_PIECES = ["a", "b", "/", "*", "?", "-", "${*}", "dev", *_VARIABLES, _VARIABLES[0]]
_TOPIC_PIECES = ["a", "b/", "/", "*", "?", "$aws/things/", "/shadow/update", "pump-", *_VARIABLES]
_FILTER_PIECES = [*_TOPIC_PIECES, "+", "#", "/#"]
_THING_PIECES = ["a", "*", "?", "pump-", "/", _VARIABLES[0]]
_WIDE = ["*", f"{PREFIX}*", f"{PREFIX}c*/a", "arn:aws:iot:*:*:client/?*", f"{PREFIX}t*", "arn:*"]
_CONNECT_ACTIONS = ["iot:Connect"] * 5 + ["iot:Con*", "*", "!iot:Publish", "IOT:CONNECT"]
_ACTIONS = [
    "iot:Publish",
    "iot:Subscribe",
    "iot:Receive",
    "iot:UpdateThingShadow",
    "iot:RetainPublish",
    "iot:Connect",
    "iot:*",
    "!iot:Connect",
]
_CONDITIONS: list[Any] = [None] * 12 + [
    {"Bool": {ATTACHED: "true"}},
    {"Bool": {ATTACHED: ["false"]}},
    {"BoolIfExists": {ATTACHED: "true"}},
    {"StringEquals": {ENDPOINT: "vpce-1"}},
    {"StringNotEquals": {ENDPOINT: "vpce-1"}},
    {"StringEqualsIfExists": {ENDPOINT: "vpce-1"}},
    {"Null": {ENDPOINT: "true"}},
    {"StringLike": {ENDPOINT: ["vpce-*", "other"]}},
    {"ForAllValues:StringEquals": {FEATURES: ["PersistentConnect"]}},
    {"ForAnyValue:StringEquals": {FEATURES: "LastWill"}},
]
_DEVICE_CONDITIONS: list[Any] = [
    *_CONDITIONS,
    {"BoolIfExists": {ATTACHED: "false"}},
    {"Null": {ATTACHED: "true"}},
    {"Null": {ATTACHED: "false"}},
]
_CLIENT_CONDITIONS: list[Any] = [
    *_CONDITIONS,
    {"StringEquals": {CLIENT_ID: ["a", "dev-a"]}},
    {"StringEquals": {CLIENT_ID: _VARIABLES[0]}},
    {"StringLike": {CLIENT_ID: ["a*", f"{_VARIABLES[2]}/*"]}},
    {"StringLike": {CLIENT_ID: f"{_VARIABLES[0]}*"}},
    {"StringNotEquals": {CLIENT_ID: [_VARIABLES[0], "b"]}},
    {"StringNotLike": {CLIENT_ID: "*a*"}},
    {"StringEquals": {CLIENT_ID: "a"}, "StringNotEquals": {ENDPOINT: "vpce-1"}},
]


def client_policy(chance: Random) -> list[Statement]:
    """Statements about connecting."""
    return [
        _statement(chance, _CONNECT_ACTIONS, lambda: _client(chance), _CLIENT_CONDITIONS)
        for _ in range(chance.randint(1, 4))
    ]


def without_escapes(statements: list[Statement]) -> list[Statement]:
    """The statements without what only documents with policy variables can spell."""
    return json.loads(json.dumps(statements).replace("${*}", "b"))


def device_policy(chance: Random) -> list[Statement]:
    """Statements about anything that devices do."""
    return [any_statement(chance) for _ in range(chance.randint(1, 4))]


def any_statement(chance: Random) -> Statement:
    """A statement about anything that devices do."""
    kinds = {
        "topic": _TOPIC_PIECES,
        "topicfilter": _FILTER_PIECES,
        "thing": _THING_PIECES,
        "client": _CLIENT_PIECES,
    }

    def resource() -> str:
        if chance.random() < 0.1:
            return chance.choice(_WIDE)
        kind = chance.choice(["topic", "topic", "topicfilter", "thing", "client"])
        return f"{PREFIX}{kind}/{_name(chance, kinds[kind])}"

    return _statement(chance, _ACTIONS, resource, _DEVICE_CONDITIONS)


_IAM_ACTIONS = [
    *_ACTIONS[:4],
    "iot:*",
    "iot:CreateThing",
    "iotdeviceadvisor:*",
    "iotdeviceadvisor:StartSuiteRun",
    "iam:PassRole",
    "iam:*",
]
_IAM_RESOURCES = [
    "*",
    "arn:aws:iot",
    f"{PREFIX}topic/*",
    f"{PREFIX}topic/a/*",
    f"{PREFIX}thing/pump-*",
    f"{PREFIX}topicfilter/#",
    "arn:aws:iam::123456789012:role/*",
    "arn:aws:iam::123456789012:role/Device",
    "arn:aws:iam",
    "arn:aws:iam::*:role/iot-*",
]


def iam_policy(chance: Random) -> list[Statement]:
    """Statements of somebody who works with devices and their tests."""

    def statement() -> Statement:
        return {
            "Effect": chance.choice(("Allow", "Allow", "Allow", "Deny")),
            "Action": chance.sample(_IAM_ACTIONS, chance.randint(1, 3)),
            "Resource": chance.sample(_IAM_RESOURCES, chance.randint(1, 2)),
        }

    return [statement() for _ in range(chance.randint(1, 3))]


def _client(chance: Random) -> str:
    if chance.random() < 0.12:
        return chance.choice(_WIDE)
    return f"{PREFIX}client/{_name(chance, _CLIENT_PIECES)}"


def _name(chance: Random, pieces: list[str]) -> str:
    return "".join(chance.choices(pieces, k=chance.randint(1, 4)))


def _statement(
    chance: Random,
    actions: list[str],
    resource: Callable[[], str],
    conditions: list[Any],
) -> Statement:
    action = chance.choice(actions)
    texts = [resource() for _ in range(chance.choice((1, 1, 2, 3)))]
    key = "NotResource" if chance.random() < 0.2 else "Resource"
    statement: Statement = {
        "Effect": chance.choice(("Allow", "Allow", "Deny")),
        "NotAction" if action[0] == "!" else "Action": action.lstrip("!"),
        key: texts if len(texts) > 1 or chance.random() < 0.3 else texts[0],
    }
    if condition := chance.choice(conditions):
        statement["Condition"] = condition
    if chance.random() < 0.3:
        statement["Sid"] = "One"
    return statement
