"""Laws that what rules say of a policy obeys, each checked on one policy."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from random import Random
from typing import Any

from brute_force import (
    ATTACHED,
    CERTIFICATE,
    CLIENT_ID,
    COMMON_NAME,
    DEVICE,
    ENDPOINT,
    FEATURES,
    IDS,
    PREFIX,
    THING,
    Connections,
    Context,
    Device,
    OwnIds,
    Statement,
    allows_request,
    bound_by_attachment,
    foreign_ids,
    longer_ids,
)
from policy_judging import judgement_of

from checkov_aws_iot.findings.rule import JudgedPolicy
from checkov_aws_iot.findings.verdict import Judgement, Verdict
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.policies.questions.foreign_clients import ForeignClient, foreign_clients
from checkov_aws_iot.policies.questions.policy_profiles import Profile
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.rules.catalog import rules
from checkov_aws_iot.values.request import Identity, Request
from checkov_aws_iot.values.text import Hole, join_text
from checkov_aws_iot.values.value import Mapping, Sequence, Value

RULES: dict[str, Any] = {rule.id[-3:]: rule for rule in rules()}
REACH = ("101", "202", "203")
ORDERLESS = ("101", "201", "202", "203", "204", "205")


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
    empty = ResourceGraph(lambda _: ())
    policy = JudgedPolicy(Subject.IOT_POLICY, document, None, empty)
    return judgement_of(RULES[check], policy)


# Generated policies ------------------------------------------------------------------------

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


def _clear(statements: list[Statement]) -> list[Statement]:
    """Whether AWS puts a client ID with wildcards in for its variable is written nowhere."""
    text = json.dumps(statements)
    return without_escapes(statements) if _VARIABLES[1] in text else statements


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


# Laws --------------------------------------------------------------------------------------


def law_of_foreign_clients(statements: list[Statement], version: str = NEW) -> None:
    """101 fails exactly if some client ID is foreign, attached either way.

    What it shows is foreign, and allowed by the authoriser and by brute force. Where it shows
    nothing, no word of up to four pieces is foreign.
    """
    document = document_of(statements, version)
    variables = version == NEW
    found = list(foreign_clients(document, Profile.DEVICE))
    for one in found:
        assert isinstance(one, ForeignClient), one
        identity = one.request.identity
        assert authorise((document,), one.request).outcome is Outcome.ALLOWED, one.request
        device = _device(identity)
        assert identity.client_id not in OwnIds(statements, device, variables=variables), one
        assert Connections(
            statements, exclusive=identity.exclusive, device=device, variables=variables
        ).allows(identity.client_id), one.request
    if not found:
        for foreign in _foreign(statements, bound_by_attachment(statements), variables):
            raise AssertionError(f"{foreign} is foreign")


def _foreign(
    shared: list[Statement], exclusive: list[Statement], variables: bool = True
) -> Iterator[str]:
    """What brute force finds where things are attached in common, and where exclusively."""
    for words in (lambda: IDS, longer_ids):
        yield from foreign_ids(shared, exclusive=False, words=words(), variables=variables)
        yield from foreign_ids(exclusive, exclusive=True, words=words(), variables=variables)


def _device(identity: Identity) -> Device:
    """The device, whose certificate has an ID and a name even if the request does not need them."""
    name = dict(identity.certificate).get("subject.commonname", DEVICE.name)
    return Device(identity.thing_name, identity.certificate_id or DEVICE.certificate, name)


def law_of_exclusive_attachment(statements: list[Statement]) -> None:
    """With exclusive attachment known, being attached binds nothing."""
    found = list(foreign_clients(document_of(statements), Profile.DEVICE, exclusive=True))
    if not found:
        for foreign in _foreign(statements, statements):
            raise AssertionError(f"{foreign} is foreign")


def law_of_the_authoriser(statements: list[Statement], chance: Random) -> None:
    """The authoriser and brute force decide alike."""
    document = document_of(statements)
    certificate = (("Subject.CommonName", DEVICE.name),)
    for exclusive in (False, True):
        connections = Connections(statements, exclusive=exclusive, promised=True)
        for client_id in chance.sample([one for one in IDS.ids if "*" not in one], 3):
            identity = Identity(client_id, DEVICE.thing, exclusive, DEVICE.certificate, certificate)
            resource = f"{PREFIX}client/{client_id}"
            allowed = any(
                authorise(
                    (document,), Request("iot:Connect", resource, identity, tuple(context.items()))
                ).outcome
                is Outcome.ALLOWED
                for context in connections.contexts
            )
            assert allowed is connections.allows(client_id), (client_id, exclusive)


def law_of_witnesses(statements: list[Statement]) -> None:
    """Every witness is allowed, by the authoriser and by brute force, and every finding has one."""
    document = document_of(statements)
    for check in REACH:
        found = judgement(check, statements)
        # What would take too long is not known, and says so.
        assert all(_is_too_complex(one.reason) for one in found.unknowns), found.unknowns
        for finding in found.findings:
            assert finding.witness is not None, finding.message
            outcome = authorise((document,), finding.witness).outcome
            assert outcome is Outcome.ALLOWED, finding.message
            assert is_allowed(statements, finding.witness), finding.message


def _is_too_complex(reason: str) -> bool:
    return "wildcards" in reason or "ties policy variables together" in reason


def is_allowed(statements: list[Statement], request: Request) -> bool:
    """Whether brute force allows the request."""
    identity = request.identity
    variables = {**_device(identity).keys, CLIENT_ID: identity.client_id}
    context: Context = {key.lower(): values for key, values in request.context}
    asked = request.action, str(request.resource)
    if request.action not in OVER_MQTT:
        # There is no connection, and that the key is missing is no way around a Deny.
        del variables[CLIENT_ID], variables[THING]
        context[ATTACHED.lower()] = ("false",)
        denials = [one for one in statements if one["Effect"] == "Deny"]
        if not allows_request([_ANYTHING, *denials], *asked, variables, context):
            return False
        context[ATTACHED.lower()] = ()
        return allows_request(statements, *asked, variables, context)
    if not identity.attached:
        del variables[THING]
    context.setdefault(ATTACHED.lower(), ("true" if identity.attached else "false",))
    return allows_request(statements, *asked, variables, context)


OVER_MQTT = ("iot:Connect", "iot:Publish", "iot:RetainPublish", "iot:Subscribe", "iot:Receive")
_ANYTHING: Statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
UNHEARD = "zqzq"
STRANGERS = (
    ("iot:Publish", f"topic/$aws/things/{UNHEARD}/shadow/update"),
    ("iot:Subscribe", f"topicfilter/$aws/things/{UNHEARD}/shadow/update"),
    ("iot:Subscribe", "topicfilter/$aws/things/+/shadow/update"),
    ("iot:Subscribe", "topicfilter/#"),
    ("iot:UpdateThingShadow", f"thing/{UNHEARD}"),
)


WHO_ASKS: list[Any] = [
    {
        "DateGreaterThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"},
        "DateLessThan": {"aws:CurrentTime": "2027-02-01T00:00:00Z"},
    },
    {"StringLike": {"iot:Certificate.Subject.CommonName": "pump-*"}},
    {"StringEquals": {"aws:SourceVpce": "vpce-7"}},
]


def law_of_who_asks(statements: list[Statement], chance: Random) -> None:
    """A condition on who asks, when or from where never makes 202 or 203 pass."""
    condition = chance.choice(WHO_ASKS)
    if any("Condition" in statement for statement in statements):
        return
    narrowed = [
        {**statement, "Condition": condition} if statement["Effect"] == "Allow" else statement
        for statement in statements
    ]
    for check in ("202", "203"):
        if judgement(check, statements).verdict is Verdict.FAILED:
            assert judgement(check, narrowed).verdict is not Verdict.PASSED, (check, condition)


def law_of_strangers(statements: list[Statement]) -> None:
    """202 fails if a thing is reached that nobody wrote about; what it passes, 203 reports no more."""
    passed = judgement("202", statements).verdict is Verdict.PASSED
    identity = Identity(client_id="sensor-1", thing_name="sensor-1")
    for thing in ("sensor-1", "") if passed else ():
        for action, resource in STRANGERS:
            if action == "iot:Subscribe" and never_connects(statements):
                continue
            request = Request(action, PREFIX + resource, replace(identity, thing_name=thing))
            assert not is_allowed(statements, request), request
    for finding in judgement("203", statements).findings if passed else ():
        name = finding.witness.resource.partition("/")[2] if finding.witness else ""
        # Behind the name of a thing AWS has topics such as this one, and not whatever one likes. To
        # choose one's client ID is 203's alone.
        chosen = finding.witness and finding.witness.identity.client_id != identity.client_id
        reserved = name.startswith("$aws/things/another-device/") and name.endswith("/update")
        assert chosen or not reserved, finding.message


def never_connects(statements: list[Statement]) -> bool:
    """Whether no client ID is left, whatever else is attached to the device."""
    anything: Statement = {"Effect": "Allow", "Action": "iot:Connect", "Resource": "*"}
    return not any(
        Connections([*statements, anything], exclusive=exclusive).allowed(IDS)
        for exclusive in (False, True)
    )


def law_of_another_deny(statements: list[Statement], another: Statement) -> None:
    """A Deny makes no policy fail. One of many wildcards may make it too complex to tell."""
    narrowed = [*statements, {**another, "Effect": "Deny"}]
    if judgement("101", statements).verdict is Verdict.PASSED:
        assert judgement("101", narrowed).verdict is not Verdict.FAILED
    if {judgement(check, statements).verdict for check in ("202", "203")} == {Verdict.PASSED}:
        for check in ("202", "203"):
            assert judgement(check, narrowed).verdict is not Verdict.FAILED, check


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


def law_of_holes(statements: list[Statement], piece: str) -> None:
    """An unknown piece of a name counts as the fixed text that it is, or the verdict is open.

    What 202 cannot tell because of a Deny is left to 203.
    """
    denials = [one for one in statements if one["Effect"] == "Deny" and piece in str(one)]
    document = read_document(with_holes(statements, piece))
    for check in REACH[:2] if denials else REACH:
        known, verdict = judgement(check, statements).verdict, judged(check, document).verdict
        assert verdict in (Verdict.UNKNOWN, known), (check, verdict, piece)


def with_holes(statements: list[Statement], piece: str) -> Value:
    """The policy in which nobody knows the piece of its texts."""

    def opened(value: Any) -> Value:
        if isinstance(value, dict):
            return Mapping({key: opened(one) for key, one in value.items()})
        if isinstance(value, list):
            return Sequence(map(opened, value))
        first, *rest = value.split(piece)
        hole = Hole("var.piece", reason="has no default")
        return join_text([first, *(part for text in rest for part in (hole, text))])

    return Mapping({"Version": NEW, "Statement": opened(statements)})


def obeys_all(seed: int) -> None:
    """The policies that the seed makes obey all laws.

    Raises:
        AssertionError: one does not; the message holds the policy.
    """
    chance = Random(seed)
    connecting, device, another = (
        _clear(client_policy(chance)),
        device_policy(chance),
        any_statement(chance),
    )
    for law, policy in (
        (lambda: law_of_foreign_clients(connecting), connecting),
        (lambda: law_of_foreign_clients(without_escapes(connecting), OLD), connecting),
        (lambda: law_of_exclusive_attachment(connecting), connecting),
        (lambda: law_of_the_authoriser(connecting, chance), connecting),
        (lambda: law_of_another_deny(connecting, client_policy(chance)[0]), connecting),
        (lambda: law_of_witnesses(device), device),
        (lambda: law_of_strangers(device), device),
        (lambda: law_of_who_asks(device, Random(seed)), device),
        (lambda: law_of_another_deny(device, another), [*device, another]),
        (lambda: law_of_holes(connecting, "dev"), connecting),
        (lambda: law_of_holes(device, "pump-"), device),
        (lambda: law_of_writing(device, chance), device),
        (lambda: law_of_writing(connecting, chance), connecting),
    ):
        try:
            law()
        except AssertionError as error:  # noqa: PERF203 - the policy belongs to the message
            raise AssertionError(f"seed {seed}: {error}\n{json.dumps(policy, indent=1)}") from error
