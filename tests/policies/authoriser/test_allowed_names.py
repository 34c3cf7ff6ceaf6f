"""What a document grants and takes back, name by name."""

from __future__ import annotations

import pytest
from policy_values import ACCOUNT, ARN, NAME, THING, UNKNOWN, allow, deny, policy, text

from checkov_aws_iot.patterns.alphabet import symbol_of
from checkov_aws_iot.policies.authoriser.allowed_names import (
    MOST_SETS,
    AllowedNames,
    Circumstances,
    holes_in_denials,
)
from checkov_aws_iot.policies.authoriser.resource_names import FILTER, TOPIC, Resolution
from checkov_aws_iot.values.arn import split_arn

PUBLISH = "iot:Publish"
ANY = Circumstances(Resolution())
ATTACHED = {"Bool": {"iot:Connection.Thing.IsAttached": "true"}}
NOT_ATTACHED = {"Bool": {"iot:Connection.Thing.IsAttached": "false"}}
OFFICE = {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}


def grants(*statements, action=PUBLISH, kind=TOPIC, circumstances=ANY):
    return list(AllowedNames(policy(*statements)).grants(action, kind, circumstances))


def denied(*statements, circumstances=ANY, arn=None, **more):
    return AllowedNames(policy(*statements)).denied(PUBLISH, TOPIC, circumstances, arn, **more)


def members(language, *names):
    return [name for name in names if language.contains(name)]


def test_each_resource_is_a_grant_of_its_own():
    found = grants(allow(PUBLISH, ["topic/a", "topic/b*", "client/c", "a"]), allow("iot:*", "*"))
    assert [grant.element.path for grant in found] == [
        "Statement/[0]/Resource/[0]",
        "Statement/[0]/Resource/[1]",
        "Statement/[1]/Resource",
    ]
    assert [members(grant.names, "a", "b", "bc", "$aws/x", "#") for grant in found] == [
        ["a"],
        ["b", "bc"],
        ["a", "b", "bc", "$aws/x"],
    ]
    assert all(grant.doubt is None for grant in found)


@pytest.mark.parametrize(
    "statement",
    [
        deny(PUBLISH, "topic/a"),
        allow("iot:Receive", "topic/a"),
        {"Effect": "Allow", "NotAction": PUBLISH, "Resource": "*"},
        {"Effect": "Allow", "Action": PUBLISH},
        allow(PUBLISH, "topicfilter/a"),
        allow(PUBLISH, "topic/${iot:Nope}"),
    ],
)
def test_what_grants_nothing(statement):
    assert grants(statement) == []


def test_not_action_grants_the_others():
    (grant,) = grants({"Effect": "Allow", "NotAction": "iot:Connect", "Resource": f"{ARN}topic/a"})
    assert members(grant.names, "a", "b") == ["a"]


def test_not_resource_is_one_grant_of_the_rest():
    (grant,) = grants({"Effect": "Allow", "Action": PUBLISH, "NotResource": [f"{ARN}topic/a*"]})
    assert grant.element is None
    assert grant.patterns == ()
    assert members(grant.names, "a", "ab", "b", "+") == ["b"]


@pytest.mark.parametrize(
    ("statement", "doubt"),
    [
        ({**allow(PUBLISH, "topic/a"), "Action": UNKNOWN}, True),
        ({**allow(PUBLISH, "topic/a"), "Action": [PUBLISH, UNKNOWN]}, False),
        ({**allow(PUBLISH, "topic/a"), "Action": ["iot:Receive", UNKNOWN]}, True),
        ({**allow(PUBLISH, "topic/a"), "Action": text("iot:", NAME)}, True),
        ({"Effect": "Allow", "NotAction": UNKNOWN, "Resource": f"{ARN}topic/a"}, True),
        ({"Effect": "Allow", "NotAction": ["iot:Connect", UNKNOWN], "Resource": "*"}, True),
        ({**allow(PUBLISH, "topic/a"), "Resource": text(NAME, "*")}, True),
        ({**allow(PUBLISH, "topic/a"), "Resource": UNKNOWN}, True),
        ({"Effect": "Allow", "Action": PUBLISH, "NotResource": text(NAME, "*")}, True),
        ({"Effect": "Allow", "Action": PUBLISH, "NotResource": [f"{ARN}topic/a", UNKNOWN]}, True),
        ({**allow(PUBLISH, "topic/a"), "Condition": UNKNOWN}, False),
        (UNKNOWN, True),
    ],
)
def test_what_may_be_a_grant_has_a_doubt(statement, doubt):
    (grant,) = grants(statement)
    assert (grant.doubt is not None) is doubt
    if doubt:
        assert grant.doubt.expression in ("var.all", "var.name")


def test_not_action_that_excludes_the_action_for_sure_grants_nothing():
    unknown_too = {"Effect": "Allow", "NotAction": [PUBLISH, UNKNOWN], "Resource": "*"}
    assert grants(unknown_too) == []


def test_an_unknown_resource_beside_a_known_one_is_a_second_grant():
    known, unknown = grants({**allow(PUBLISH, "topic/a"), "Resource": [f"{ARN}topic/a", UNKNOWN]})
    assert known.doubt is None
    assert unknown.doubt == UNKNOWN
    assert members(known.names, "a", "b") == ["a"]
    assert members(unknown.names, "a", "b") == ["a", "b"]


@pytest.mark.parametrize(
    ("condition", "attached", "granted"),
    [
        (None, True, True),
        (ATTACHED, True, True),
        (ATTACHED, False, False),
        (ATTACHED, None, True),
        (NOT_ATTACHED, True, False),
        (NOT_ATTACHED, False, True),
        ({"BoolIfExists": {"iot:Connection.Thing.IsAttached": "true"}}, False, True),
        ({"Bool": {"IOT:connection.thing.isattached": "true"}}, False, False),
        # Where the request comes from may always be as the Allow wants it.
        (OFFICE, False, True),
        ({**OFFICE, **ATTACHED}, False, False),
        ({"Bool": {"iot:Connection.Thing.IsAttached": UNKNOWN}}, True, None),
        (UNKNOWN, True, None),
    ],
)
def test_an_allow_may_depend_on_the_attachment(condition, attached, granted):
    statement = allow(PUBLISH, "topic/a")
    if condition is not None:
        statement["Condition"] = condition
    found = grants(statement, circumstances=Circumstances(Resolution(), attached))
    assert bool(found) is (granted is not False)
    assert any(grant.doubt is not None for grant in found) is (granted is None)


NAMES = ("a", "ab", "b")


@pytest.mark.parametrize(
    ("statement", "taken"),
    [
        (deny(PUBLISH, "topic/a"), ["a"]),
        (deny(PUBLISH, ["topic/a", "topic/b"]), ["a", "b"]),
        (deny("iot:*", "*"), ["a", "ab", "b"]),
        (deny("iot:Receive", "topic/a"), []),
        (allow(PUBLISH, "topic/a"), []),
        ({"Effect": "Deny", "NotAction": "iot:Receive", "Resource": f"{ARN}topic/a"}, ["a"]),
        ({"Effect": "Deny", "NotAction": PUBLISH, "Resource": f"{ARN}topic/a"}, []),
        ({"Effect": "Deny", "Action": PUBLISH, "NotResource": f"{ARN}topic/a*"}, ["b"]),
        (deny(PUBLISH, "topic/${iot:Nope}"), []),
        # What is not known takes nothing back for sure.
        ({**deny(PUBLISH, "topic/a"), "Action": UNKNOWN}, []),
        ({**deny(PUBLISH, "topic/a"), "Action": [PUBLISH, UNKNOWN]}, ["a"]),
        ({**deny(PUBLISH, "topic/a"), "Resource": [f"{ARN}topic/a", UNKNOWN]}, ["a"]),
        ({**deny(PUBLISH, "topic/a"), "Resource": text(NAME, "*")}, []),
        ({**deny(PUBLISH, "topic/a"), "Resource": text(f"{ARN}topic/", NAME)}, []),
        ({"Effect": "Deny", "Action": PUBLISH, "NotResource": text(NAME, "*")}, []),
        ({"Effect": "Deny", "Action": PUBLISH, "NotResource": [f"{ARN}topic/a", UNKNOWN]}, []),
        ({"Effect": "Deny", "NotAction": ["iot:Receive", UNKNOWN], "Resource": "*"}, []),
        # It holds whether the key is there or not.
        (
            {**deny(PUBLISH, "topic/a"), "Condition": {"StringLikeIfExists": {"aws:x": "*"}}},
            ["a"],
        ),
        ({**deny(PUBLISH, "topic/a"), "Condition": UNKNOWN}, []),
        ({**deny(PUBLISH, "topic/a"), "Condition": OFFICE}, []),
        ({**deny(PUBLISH, "topic/a"), "Condition": {"Null": {"aws:SourceIp": "maybe"}}}, []),
        (UNKNOWN, []),
    ],
)
def test_what_denies_surely_take_back(statement, taken):
    assert members(denied(statement), *NAMES) == taken


def test_at_most_an_unknown_part_is_any_text():
    hole = {**deny(PUBLISH, "topic/a"), "Resource": text(f"{ARN}topic/a", NAME)}
    assert members(denied(hole, at_most=True), *NAMES) == ["ab"]
    whole = {**deny(PUBLISH, "topic/a"), "Resource": text(NAME, "*")}
    assert members(denied(whole, at_most=True), *NAMES) == ["a", "ab", "b"]
    outside = {"Effect": "Deny", "Action": PUBLISH, "NotResource": text(f"{ARN}topic/a", NAME)}
    assert not denied(outside, at_most=True).contains((*"a", symbol_of(NAME)))
    assert members(denied(outside, at_most=True), *NAMES) == ["a", "ab", "b"]


def test_a_deny_elsewhere_takes_nothing_from_a_grant_here():
    here = split_arn("arn:aws:iot:us-east-1:123456789012:topic/*")
    for place, taken in (("us-east-1:123456789012", ["a"]), ("*:*", ["a"]), ("eu-west-1:*", [])):
        one = {**deny(PUBLISH, "*"), "Resource": f"arn:aws:iot:{place}:topic/a"}
        assert members(denied(one, arn=here), *NAMES) == taken
        assert members(denied(one), *NAMES) == ["a"]
    account = {**deny(PUBLISH, "*"), "Resource": text("arn:aws:iot:*:", ACCOUNT, ":topic/a")}
    assert members(denied(account, arn=here), *NAMES) == ["a"]
    outside = {"Effect": "Deny", "Action": PUBLISH, "NotResource": "arn:aws:iot:eu-*:*:topic/a"}
    assert members(denied(outside, arn=here), *NAMES) == ["ab", "b"]


@pytest.mark.parametrize(
    ("condition", "for_deny", "holds"),
    [
        (NOT_ATTACHED, (), False),
        (NOT_ATTACHED, (False,), True),
        (NOT_ATTACHED, (True,), False),
        (NOT_ATTACHED, (True, False), True),
        (ATTACHED, (True,), True),
        ({**ATTACHED, **OFFICE}, (True,), False),
        ({"Bool": {"iot:Connection.Thing.IsAttached": ["true", "false"]}}, (False,), True),
    ],
)
def test_a_deny_may_depend_on_the_attachment(condition, for_deny, holds):
    circumstances = Circumstances(Resolution(), None, for_deny)
    taken = denied(
        {**deny(PUBLISH, "topic/a"), "Condition": condition}, circumstances=circumstances
    )
    assert taken.contains("a") is holds


def test_denies_whose_conditions_may_hold_together():
    allowed = AllowedNames(
        policy(
            deny(PUBLISH, "topic/sure"),
            {**deny(PUBLISH, "topic/a"), "Condition": OFFICE},
            {**deny(PUBLISH, "topic/b"), "Condition": {"Null": {"aws:SourceVpce": "true"}}},
            deny("iot:Receive", "topic/other"),
        )
    )
    sets = [
        members(taken, "sure", "a", "b", "other")
        for taken in allowed.perhaps_denied(PUBLISH, TOPIC, ANY)
    ]
    assert sets == [["sure", "a", "b"], ["sure", "a"], ["sure", "b"]]


def test_where_all_denies_are_sure_there_is_nothing_to_choose():
    allowed = AllowedNames(policy(deny(PUBLISH, "topic/a")))
    assert list(allowed.perhaps_denied(PUBLISH, TOPIC, ANY)) == []
    single = AllowedNames(policy({**deny(PUBLISH, "topic/a"), "Condition": OFFICE}))
    assert len(list(single.perhaps_denied(PUBLISH, TOPIC, ANY))) == 1
    many = [{**deny(PUBLISH, f"topic/{n}"), "Condition": OFFICE} for n in range(8)]
    assert len(list(AllowedNames(policy(*many)).perhaps_denied(PUBLISH, TOPIC, ANY))) == MOST_SETS
    alike = [{**deny(PUBLISH, "topic/a"), "Condition": OFFICE} for _ in range(3)]
    assert len(list(AllowedNames(policy(*alike)).perhaps_denied(PUBLISH, TOPIC, ANY))) == 1


def test_the_document_around_a_grant_is_what_decides_about_it():
    document = policy(
        allow(PUBLISH, ["topic/a", "topic/b"]),
        allow(PUBLISH, "topic/c"),
        deny(PUBLISH, "topic/d"),
        deny("iot:Receive", "topic/e"),
        {**deny(PUBLISH, "topic/f"), "Action": UNKNOWN},
        {**deny(PUBLISH, "topic/g"), "Action": text("iot:", NAME)},
    )
    allowed = AllowedNames(document)
    _, second, _ = allowed.grants(PUBLISH, TOPIC, ANY)
    around = allowed.around(second, PUBLISH)
    assert [s.index for s in around.statements] == [0, 2, 4, 5]
    assert [e.text for e in around.statements[0].resources] == [f"{ARN}topic/b"]


def test_around_a_not_resource_the_statement_stays_whole():
    statement = {"Effect": "Allow", "Action": PUBLISH, "NotResource": [f"{ARN}topic/a", "b"]}
    allowed = AllowedNames(policy(statement))
    (grant,) = allowed.grants(PUBLISH, TOPIC, ANY)
    assert len(allowed.around(grant, PUBLISH).statements[0].resources) == 2


def test_a_variable_in_a_name_is_one_text():
    (grant,) = grants(allow(PUBLISH, f"topic/{THING}/*"))
    assert grant.patterns[0].letters[1] == "/"
    assert not grant.names.contains("a/b")


def test_unknown_parts_of_denies_are_named():
    one = {**deny("iot:Subscribe", "topicfilter/a"), "Resource": text(f"{ARN}topicfilter/", NAME)}
    outside = {"Effect": "Deny", "Action": "iot:Subscribe", "NotResource": one["Resource"]}
    for statement, expression in ((one, "var.name"), (outside, None), (deny("*", "*"), None)):
        hole = holes_in_denials(AllowedNames(policy(statement)), "iot:Subscribe", ANY)
        assert (hole and hole.expression) == expression
    assert holes_in_denials(AllowedNames(policy(one)), PUBLISH, ANY) is None
    found = list(AllowedNames(policy(one)).names_in(policy(one).statements[0], FILTER, ANY))
    assert [str(pattern) for _, names in found for pattern in names.patterns] == ["${var.name}"]
