"""What rules 101, 202 and 203 say of generated policies, against the authoriser and brute force."""

from __future__ import annotations

import json
import os
from itertools import product
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

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

# More than CI has time for: CHECKOV_AWS_IOT_EXAMPLES=500 makes some 100 000 policies.
FACTOR = int(os.environ.get("CHECKOV_AWS_IOT_EXAMPLES", "1"))

RULES = {rule.id: rule for rule in rules()}
PREFIX = "arn:aws:iot:us-east-1:123456789012:"
THING = "${iot:Connection.Thing.ThingName}"
ATTACHED = "iot:Connection.Thing.IsAttached"

Statement = dict[str, Any]


def examples(number: int) -> settings:
    """So many generated policies, however long one takes."""
    return settings(
        max_examples=number * FACTOR,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )


def document_of(statements: list[Statement]) -> Document:
    return read_document(json.dumps({"Version": "2012-10-17", "Statement": statements}))


def judge(check_id: str, statements: list[Statement]) -> Judgement:
    empty = ResourceGraph(lambda kind: ())
    judged = JudgedPolicy(Subject.IOT_POLICY, document_of(statements), None, empty)
    return conclude(RULES[check_id].judge(judged))  # type: ignore[attr-defined]


def names(*pieces: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(pieces), min_size=1, max_size=4).map("".join)


def statements_of(
    resources: st.SearchStrategy[str], actions: list[str], conditions: list[Any]
) -> st.SearchStrategy[Statement]:
    def build(
        effect: str, action: str, negated: bool, texts: list[str], condition: Any, sid: str
    ) -> Statement:
        statement: Statement = {
            "Effect": effect,
            "Action": action,
            "NotResource" if negated else "Resource": texts if len(texts) > 1 else texts[0],
        }
        if action.startswith("!"):
            statement["NotAction"] = statement.pop("Action")[1:]
        if condition:
            statement["Condition"] = condition
        if sid:
            statement["Sid"] = sid
        return statement

    return st.builds(
        build,
        st.sampled_from(["Allow", "Allow", "Deny"]),
        st.sampled_from(actions),
        st.sampled_from([False, False, False, True]),
        st.lists(resources, min_size=1, max_size=3),
        st.sampled_from(conditions),
        st.sampled_from(["", "One"]),
    )


CLIENTS = st.one_of(
    names("a", "b", "/", "*", "?", THING, "-").map(lambda name: f"{PREFIX}client/{name}"),
    names("a", "*", "${iot:ClientId}", THING).map(lambda name: f"{PREFIX}client/{name}"),
    st.sampled_from(["*", f"{PREFIX}*", f"{PREFIX}c*/a", "arn:aws:iot:*:*:client/?*"]),
)
CONNECT_CONDITIONS = [
    None,
    None,
    None,
    {"Bool": {ATTACHED: "true"}},
    {"Bool": {ATTACHED: "false"}},
    {"StringEquals": {"aws:SourceVpce": "vpce-1"}},
]
CONNECTS = st.lists(
    statements_of(
        CLIENTS, ["iot:Connect", "iot:Con*", "*", "!iot:Publish", "iot:Publish"], CONNECT_CONDITIONS
    ),
    min_size=1,
    max_size=4,
)

DEVICE = "t"
IDS = ["".join(word) for length in (1, 2, 3) for word in product("ab/t-", repeat=length)]


def literal_ids(statements: list[Statement]) -> set[str]:
    """Client IDs that the policy spells out, with the thing name of the device filled in."""
    found = set()
    for statement in statements:
        key = "Resource" if statement["Effect"] == "Allow" else "NotResource"
        if statement.get("Action") == "iot:Publish" or key not in statement:
            continue
        texts = statement[key]
        for text in texts if isinstance(texts, list) else [texts]:
            name = text.partition(":client/")[2].replace(THING, DEVICE)
            if name and not set(name) & set("*?$"):
                found.add(name)
    return found


def is_foreign(client_id: str, statements: list[Statement]) -> bool:
    return client_id not in literal_ids(statements) and DEVICE not in client_id.split("/")


def connects(document: Document, client_id: str, exclusive: bool) -> bool:
    identity = Identity(client_id=client_id, thing_name=DEVICE, exclusive=exclusive)
    resource = f"{PREFIX}client/{client_id}"
    return any(
        authorise((document,), Request("iot:Connect", resource, identity, context)).outcome
        is Outcome.ALLOWED
        for context in ((), (("aws:SourceVpce", ("vpce-1",)),))
    )


def with_attachment_binding(statements: list[Statement]) -> list[Statement]:
    """As the policy is judged under exclusive attachment where nobody knows of one.

    A condition on being attached binds an Allow: with "true" as if nothing were exclusive, with
    "false" because whoever is attached exclusively is attached. A Deny with either counts.
    """
    result = []
    for statement in statements:
        condition = statement.get("Condition", {}).get("Bool", {}).get(ATTACHED)
        if condition is None:
            result.append(statement)
        elif statement["Effect"] == "Deny":
            result.append({k: v for k, v in statement.items() if k != "Condition"})
    return result


@given(CONNECTS)
@examples(60)
def test_101_fails_exactly_if_some_client_id_is_foreign(statements: list[Statement]) -> None:
    document = document_of(statements)
    found = list(foreign_clients(document, Profile.DEVICE))
    assert all(isinstance(one, ForeignClient) for one in found)
    for one in found:
        assert isinstance(one, ForeignClient)
        client_id = one.request.identity.client_id
        assert authorise((document,), one.request).outcome is Outcome.ALLOWED
        own = client_id.replace("sensor-1", DEVICE) if one.request.identity.exclusive else client_id
        assert is_foreign(own, statements), one.request
    if not found:
        both_ways = document_of(with_attachment_binding(statements))
        for client_id in IDS:
            if is_foreign(client_id, statements):
                assert not connects(document, client_id, exclusive=False), client_id
                assert not connects(both_ways, client_id, exclusive=True), client_id


@given(CONNECTS)
@examples(30)
def test_with_exclusive_attachment_being_attached_binds_nothing(
    statements: list[Statement],
) -> None:
    document = document_of(statements)
    found = list(foreign_clients(document, Profile.DEVICE, exclusive=True))
    if not found:
        for client_id in IDS:
            if is_foreign(client_id, statements):
                assert not connects(document, client_id, exclusive=True), client_id


TOPIC_NAMES = names(
    "a", "b/", "/", "*", "?", THING, "${iot:ClientId}", "$aws/things/", "/shadow/update", "pump-"
)
RESOURCES = st.one_of(
    TOPIC_NAMES.map(lambda name: f"{PREFIX}topic/{name}"),
    names("a", "b/", "/", "*", "+", "#", THING, "$aws/things/", "/shadow/update").map(
        lambda name: f"{PREFIX}topicfilter/{name}"
    ),
    names("a", "*", "?", THING, "pump-").map(lambda name: f"{PREFIX}thing/{name}"),
    CLIENTS,
    st.sampled_from(["*", f"{PREFIX}*", f"{PREFIX}t*", "arn:*", f"{PREFIX}topic/$aws/*"]),
)
ACTIONS = [
    "iot:Publish",
    "iot:Subscribe",
    "iot:Receive",
    "iot:UpdateThingShadow",
    "iot:Connect",
    "iot:*",
    "!iot:Connect",
]
POLICIES = st.lists(statements_of(RESOURCES, ACTIONS, CONNECT_CONDITIONS), min_size=1, max_size=4)
CHECKS = ("CKV_IOT_101", "CKV_IOT_202", "CKV_IOT_203")


@given(POLICIES)
@examples(60)
def test_every_witness_is_allowed(statements: list[Statement]) -> None:
    document = document_of(statements)
    for check_id in CHECKS:
        judgement = judge(check_id, statements)
        assert not judgement.unknowns
        for finding in judgement.findings:
            assert finding.witness is not None
            decision = authorise((document,), finding.witness)
            assert decision.outcome is Outcome.ALLOWED, finding.message
            assert "\n" not in finding.message


UNHEARD = "zqzq"


@given(POLICIES)
@examples(40)
def test_202_fails_if_a_thing_nobody_wrote_about_is_reached(statements: list[Statement]) -> None:
    document = document_of(statements)
    identity = Identity(client_id="sensor-1", thing_name="sensor-1")
    for action, resource in (
        ("iot:Publish", f"topic/$aws/things/{UNHEARD}/shadow/update"),
        ("iot:Subscribe", f"topicfilter/$aws/things/{UNHEARD}/shadow/update"),
        ("iot:Subscribe", "topicfilter/$aws/things/+/shadow/update"),
        ("iot:Subscribe", "topicfilter/#"),
        ("iot:UpdateThingShadow", f"thing/{UNHEARD}"),
    ):
        request = Request(action, PREFIX + resource, identity)
        if authorise((document,), request).outcome is Outcome.ALLOWED:
            assert judge("CKV_IOT_202", statements).verdict is Verdict.FAILED, request


@given(POLICIES, statements_of(RESOURCES, ACTIONS, CONNECT_CONDITIONS))
@examples(60)
def test_another_deny_never_makes_a_policy_worse(
    statements: list[Statement], another: Statement
) -> None:
    narrowed = [*statements, {**another, "Effect": "Deny"}]
    if judge("CKV_IOT_101", statements).verdict is Verdict.PASSED:
        assert judge("CKV_IOT_101", narrowed).verdict is Verdict.PASSED
    before = {judge(check_id, statements).verdict for check_id in CHECKS[1:]}
    if before == {Verdict.PASSED}:
        after = {judge(check_id, narrowed).verdict for check_id in CHECKS[1:]}
        assert after == {Verdict.PASSED}


@given(POLICIES, st.randoms(use_true_random=False))
@examples(40)
def test_order_names_and_lists_of_one_decide_nothing(
    statements: list[Statement], random: Any
) -> None:
    shuffled = [dict(statement) for statement in statements]
    random.shuffle(shuffled)
    for number, statement in enumerate(shuffled):
        statement["Sid"] = f"S{number}"
        for key in ("Action", "NotAction", "Resource", "NotResource"):
            if isinstance(statement.get(key), str):
                statement[key] = [statement[key]]
    for check_id in CHECKS:
        assert judge(check_id, statements).verdict is judge(check_id, shuffled).verdict, check_id


@given(POLICIES)
@examples(30)
def test_what_passes_101_and_202_reaches_no_stranger(statements: list[Statement]) -> None:
    assume(judge("CKV_IOT_202", statements).verdict is Verdict.PASSED)
    document = document_of(statements)
    for finding in judge("CKV_IOT_203", statements).findings:
        assert finding.witness is not None
        name = finding.witness.resource.partition("/")[2]
        assert not name.startswith("$aws/things/another-device/")
        assert authorise((document,), finding.witness).outcome is Outcome.ALLOWED
