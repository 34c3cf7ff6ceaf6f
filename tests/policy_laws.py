"""Laws that what rules say of a policy obeys, each checked on one policy."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

from brute_force import (
    ATTACHED,
    CERTIFICATE,
    CERTIFICATE_ID,
    CLIENT_ID,
    DEVICE,
    ENDPOINT,
    IDS,
    PREFIX,
    THING,
    Connections,
    OwnIds,
    Statement,
    bound_by_attachment,
    foreign_ids,
)

from checkov_aws_iot.findings.subject import Subject
from checkov_aws_iot.findings.verdict import Judgement, Verdict, conclude
from checkov_aws_iot.policies.authorisation import Outcome, authorise
from checkov_aws_iot.policies.document import Document
from checkov_aws_iot.policies.foreign_clients import ForeignClient, foreign_clients
from checkov_aws_iot.policies.profiles import Profile
from checkov_aws_iot.policies.reading import read_document
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.rules.catalog import rules
from checkov_aws_iot.rules.judged import JudgedPolicy
from checkov_aws_iot.values.request import Identity, Request

RULES: dict[str, Any] = {rule.id[-3:]: rule for rule in rules()}
ORDERLESS = ("101", "201", "202", "203", "204", "205")


def document_of(statements: list[Statement]) -> Document:
    """The policy that has these statements."""
    return read_document(json.dumps({"Version": "2012-10-17", "Statement": statements}))


def judgement(check: str, statements: list[Statement]) -> Judgement:
    """What a rule says of the policy."""
    empty = ResourceGraph(lambda _: ())
    policy = JudgedPolicy(Subject.IOT_POLICY, document_of(statements), None, empty)
    return conclude(RULES[check].judge(policy))


# Generated policies ------------------------------------------------------------------------

_VARIABLES = [f"${{{key}}}" for key in (THING, CLIENT_ID, CERTIFICATE)]
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
_CONDITIONS: list[Any] = [None] * 8 + [
    {"Bool": {ATTACHED: "true"}},
    {"Bool": {ATTACHED: ["false"]}},
    {"StringEquals": {ENDPOINT: "vpce-1"}},
    {"StringNotEquals": {ENDPOINT: "vpce-1"}},
    {"Null": {ENDPOINT: "true"}},
    {"StringLike": {ENDPOINT: ["vpce-*", "other"]}},
]


def client_policy(chance: Random) -> list[Statement]:
    """Statements about connecting."""
    return [
        _statement(chance, _CONNECT_ACTIONS, lambda: _client(chance))
        for _ in range(chance.randint(1, 4))
    ]


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

    return _statement(chance, _ACTIONS, resource)


def _client(chance: Random) -> str:
    if chance.random() < 0.12:
        return chance.choice(_WIDE)
    return f"{PREFIX}client/{_name(chance, _CLIENT_PIECES)}"


def _name(chance: Random, pieces: list[str]) -> str:
    return "".join(chance.choices(pieces, k=chance.randint(1, 4)))


def _statement(chance: Random, actions: list[str], resource: Callable[[], str]) -> Statement:
    action = chance.choice(actions)
    texts = [resource() for _ in range(chance.choice((1, 1, 2, 3)))]
    key = "NotResource" if chance.random() < 0.2 else "Resource"
    statement: Statement = {
        "Effect": chance.choice(("Allow", "Allow", "Deny")),
        "NotAction" if action[0] == "!" else "Action": action.lstrip("!"),
        key: texts if len(texts) > 1 or chance.random() < 0.3 else texts[0],
    }
    if condition := chance.choice(_CONDITIONS):
        statement["Condition"] = condition
    if chance.random() < 0.3:
        statement["Sid"] = "One"
    return statement


# Laws --------------------------------------------------------------------------------------


def law_of_foreign_clients(statements: list[Statement]) -> None:
    """101 fails exactly if some client ID of a small alphabet is foreign, attached either way."""
    document = document_of(statements)
    found = list(foreign_clients(document, Profile.DEVICE))
    for one in found:
        assert isinstance(one, ForeignClient), one
        identity = one.request.identity
        assert authorise((document,), one.request).outcome is Outcome.ALLOWED, one.request
        assert identity.client_id not in OwnIds(statements, identity.thing_name), one.request
    if not found:
        for client_id in foreign_ids(statements, exclusive=False):
            raise AssertionError(f"{client_id} is foreign")
        for client_id in foreign_ids(bound_by_attachment(statements), exclusive=True):
            raise AssertionError(f"{client_id} is foreign if things are attached exclusively")


def law_of_exclusive_attachment(statements: list[Statement]) -> None:
    """With exclusive attachment known, being attached binds nothing."""
    if not list(foreign_clients(document_of(statements), Profile.DEVICE, exclusive=True)):
        for client_id in foreign_ids(statements, exclusive=True):
            raise AssertionError(f"{client_id} is foreign")


def law_of_the_authoriser(statements: list[Statement], chance: Random) -> None:
    """The authoriser and brute force decide alike."""
    document = document_of(statements)
    for exclusive in (False, True):
        connections = Connections(statements, exclusive=exclusive)
        for client_id in chance.sample(IDS, 3):
            identity = Identity(client_id, DEVICE, exclusive, CERTIFICATE_ID)
            decisions = {
                authorise(
                    (document,),
                    Request("iot:Connect", f"{PREFIX}client/{client_id}", identity, context),
                ).outcome
                for context in ((), ((ENDPOINT, ("vpce-1",)),))
            }
            allowed = Outcome.ALLOWED in decisions
            assert allowed is connections.allows(client_id), (client_id, exclusive)


def law_of_witnesses(statements: list[Statement]) -> None:
    """Every witness is allowed, and every finding has one."""
    document = document_of(statements)
    for check in ("101", "202", "203"):
        judged = judgement(check, statements)
        assert not judged.unknowns, judged.unknowns
        for finding in judged.findings:
            assert finding.witness is not None, finding.message
            outcome = authorise((document,), finding.witness).outcome
            assert outcome is Outcome.ALLOWED, finding.message


UNHEARD = "zqzq"
STRANGERS = (
    ("iot:Publish", f"topic/$aws/things/{UNHEARD}/shadow/update"),
    ("iot:Subscribe", f"topicfilter/$aws/things/{UNHEARD}/shadow/update"),
    ("iot:Subscribe", "topicfilter/$aws/things/+/shadow/update"),
    ("iot:Subscribe", "topicfilter/#"),
    ("iot:UpdateThingShadow", f"thing/{UNHEARD}"),
)


def law_of_strangers(statements: list[Statement]) -> None:
    """202 fails if a thing is reached that nobody wrote about; what it passes, 203 reports no more."""
    document = document_of(statements)
    passed = judgement("202", statements).verdict is Verdict.PASSED
    identity = Identity(client_id="sensor-1", thing_name="sensor-1")
    for action, resource in STRANGERS if passed else ():
        request = Request(action, PREFIX + resource, identity)
        assert authorise((document,), request).outcome is not Outcome.ALLOWED, request
    for finding in judgement("203", statements).findings if passed else ():
        name = finding.witness.resource.partition("/")[2] if finding.witness else ""
        # AWS has no topic that ends with the slash.
        stranger = name.removeprefix("$aws/things/another-device/") if name[-1:] != "/" else name
        assert stranger == name, finding.message


def law_of_another_deny(statements: list[Statement], another: Statement) -> None:
    """A Deny makes no policy worse."""
    narrowed = [*statements, {**another, "Effect": "Deny"}]
    if judgement("101", statements).verdict is Verdict.PASSED:
        assert judgement("101", narrowed).verdict is Verdict.PASSED
    if {judgement(check, statements).verdict for check in ("202", "203")} == {Verdict.PASSED}:
        for check in ("202", "203"):
            assert judgement(check, narrowed).verdict is Verdict.PASSED, check


def law_of_writing(statements: list[Statement], chance: Random) -> None:
    """Order, Sids, and lists of one decide nothing."""
    written = [dict(statement) for statement in statements]
    chance.shuffle(written)
    for number, statement in enumerate(written):
        statement["Sid"] = f"S{number}"
        for key in ("Action", "NotAction", "Resource", "NotResource"):
            if isinstance(statement.get(key), str):
                statement[key] = [statement[key]]
    for check in ORDERLESS:
        before, after = judgement(check, statements), judgement(check, written)
        assert before.verdict is after.verdict, check


def obeys_all(seed: int) -> None:
    """The policies that the seed makes obey all laws.

    Raises:
        AssertionError: one does not; the message holds the policy.
    """
    chance = Random(seed)
    connecting, device, another = (
        client_policy(chance),
        device_policy(chance),
        any_statement(chance),
    )
    for law, policy in (
        (lambda: law_of_foreign_clients(connecting), connecting),
        (lambda: law_of_exclusive_attachment(connecting), connecting),
        (lambda: law_of_the_authoriser(connecting, chance), connecting),
        (lambda: law_of_another_deny(connecting, client_policy(chance)[0]), connecting),
        (lambda: law_of_witnesses(device), device),
        (lambda: law_of_strangers(device), device),
        (lambda: law_of_another_deny(device, another), [*device, another]),
        (lambda: law_of_writing(device, chance), device),
        (lambda: law_of_writing(connecting, chance), connecting),
    ):
        try:
            law()
        except AssertionError as error:  # noqa: PERF203 - the policy belongs to the message
            raise AssertionError(f"seed {seed}: {error}\n{json.dumps(policy, indent=1)}") from error
