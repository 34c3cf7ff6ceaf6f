"""On whose behalf a service may use what a statement grants."""

from __future__ import annotations

import pytest
from policy_values import ACCOUNT, NAME, UNKNOWN, policy, text

from checkov_aws_iot.policies.model.service_principals import iot_principal
from checkov_aws_iot.policies.questions.callers.source_accounts import (
    ASSUME_ROLE,
    MOST_GRANTS,
    Admission,
    AllowedCall,
    admissions,
    any_use,
    foreign_use,
    meets,
    possible_admissions,
    use_from_elsewhere,
)
from checkov_aws_iot.values.text import Hole
from checkov_aws_iot.values.unknown import Unknown

IOT = "iot.amazonaws.com"
ADVISOR = "iotdeviceadvisor.amazonaws.com"
ME, OTHER = "123456789012", "111122223333"
MY_RULE = f"arn:aws:iot:eu-west-1:{ME}:rule/telemetry"
SUFFIX = Hole("AWS::URLSuffix")


def trust(condition=None, service=IOT, **more):
    written = {"Effect": "Allow", "Principal": {"Service": service}, "Action": ASSUME_ROLE, **more}
    return {**written, "Condition": condition} if condition is not None else written


def deny(condition=None, **more):
    return {**trust(condition, **more), "Effect": "Deny"}


def admission(*statements):
    document = policy(*statements)
    (only, *_) = admissions(document)
    return document, only


def answer(question, *statements, **more):
    """``"use"`` if there is one, the expression of what is not known, or ``None``."""
    found = question(*admission(*statements), **more)
    if isinstance(found, Unknown):
        return found.expression or found.reason
    return "use" if isinstance(found, AllowedCall) else found


def admitted(*statements, action=""):
    return [
        (a.statement.index, a.principal.name, a.named.path)
        for a in admissions(policy(*statements), action)
    ]


def test_each_service_is_admitted_once_by_each_statement():
    each = admitted(
        trust(service=[IOT, "lambda.amazonaws.com", "IOT.amazonaws.com", ADVISOR]), trust()
    )
    assert each == [
        (0, "iot", "Statement/[0]/Principal/Service/[0]"),
        (0, "iotdeviceadvisor", "Statement/[0]/Principal/Service/[3]"),
        (1, "iot", "Statement/[1]/Principal/Service"),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        deny(),
        trust(service="lambda.amazonaws.com"),
        trust(Principal="*"),
        trust(Principal={"AWS": IOT}),
        {"Effect": "Allow", "NotPrincipal": {"Service": IOT}, "Action": ASSUME_ROLE},
        trust(service=text(NAME)),
        trust(service=UNKNOWN),
    ],
)
def test_who_is_not_admitted(statement):
    assert admitted(statement) == []


def test_only_statements_that_grant_the_action_count_if_one_is_asked_for():
    assert admitted(trust(), action=ASSUME_ROLE)
    assert admitted(trust(Action="sts:*"), action=ASSUME_ROLE)
    assert not admitted(trust(Action="sts:TagSession"), action=ASSUME_ROLE)
    assert admitted(trust(Action="sts:TagSession"))
    assert not admitted(trust(Action=UNKNOWN), action=ASSUME_ROLE)
    assert admitted(trust(Principal={"service": IOT}))


@pytest.mark.parametrize(
    ("statement", "action", "found"),
    [
        (trust(), ASSUME_ROLE, []),
        (trust(Action=UNKNOWN), ASSUME_ROLE, [("iot", "var.all")]),
        (trust(Action=text("sts:", NAME)), ASSUME_ROLE, [("iot", "var.name")]),
        (trust(Action=[ASSUME_ROLE, UNKNOWN]), ASSUME_ROLE, []),
        (trust(Action=UNKNOWN), "", []),
        (trust(service=UNKNOWN), ASSUME_ROLE, [("iot", "var.all")]),
        (trust(service=text(NAME, ".amazonaws.com")), ASSUME_ROLE, [("iot", "var.name")]),
        (trust(service=[ADVISOR, UNKNOWN]), ASSUME_ROLE, []),
        (trust(service=UNKNOWN, Action="sts:TagSession"), ASSUME_ROLE, []),
        # A whole text that is not known may be anything, whatever it comes from.
        (trust(service=text(ACCOUNT)), ASSUME_ROLE, [("iot", ACCOUNT.expression)]),
        (trust(service=text(ACCOUNT, ".amazonaws.com")), ASSUME_ROLE, []),
        (trust(Principal={"AWS": UNKNOWN}), ASSUME_ROLE, []),
        (trust(Principal=UNKNOWN), ASSUME_ROLE, [("iot", "var.all")]),
        ({**trust(service=UNKNOWN), "Effect": "Deny"}, ASSUME_ROLE, []),
    ],
)
def test_who_may_be_admitted(statement, action, found):
    each = list(possible_admissions(policy(statement), action))
    assert [(a.principal.name, unknown.expression) for a, unknown in each] == found


@pytest.mark.parametrize(
    ("hole", "reason"), [(NAME, "is not known"), (Hole("var.x", reason="has no default"), None)]
)
def test_why_nobody_knows_who_may_be_admitted(hole, reason):
    ((_, unknown),) = possible_admissions(policy(trust(service=text(hole, ".amazonaws.com"))))
    assert (unknown.reason, unknown.expression) == (reason or hole.reason, hole.expression)


BY_ACCOUNT = {"StringEquals": {"aws:SourceAccount": ME}}
BY_ARN = {"ArnLike": {"aws:SourceArn": f"arn:aws:iot:*:{ME}:*"}}


@pytest.mark.parametrize(
    ("condition", "foreign"),
    [
        (None, "use"),
        (BY_ACCOUNT, None),
        (BY_ARN, None),
        ({"ArnEquals": {"aws:SourceArn": MY_RULE}}, None),
        ({"StringEquals": {"aws:SourceArn": MY_RULE}}, None),
        ({"StringLike": {"aws:SourceArn": f"arn:aws:iot:*:{ME}:*"}}, None),
        ({"StringEquals": {"AWS:sourceaccount": ME}}, None),
        ({"StringEquals": {"aws:SourceAccount": [ME, OTHER]}}, None),
        ({"StringEquals": {"aws:SourceAccount": text(ACCOUNT)}}, None),
        ({"StringEquals": {"aws:SourceAccount": UNKNOWN}}, None),
        ({"ArnLike": {"aws:SourceArn": text("arn:aws:iot:*:", ACCOUNT, ":*")}}, None),
        ({"StringEquals": {"aws:SourceOrgID": "o-mine"}}, None),
        ({"StringLike": {"aws:SourceAccount": "*"}}, "use"),
        ({"StringLike": {"aws:SourceAccount": "1111*"}}, "use"),
        ({"StringLike": {"aws:SourceArn": "arn:aws:iot:*"}}, "use"),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:iot:*:*:*"}}, "use"),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:iot:eu-west-1:*:rule/*"}}, "use"),
        ({"StringLike": {"aws:SourceOrgID": "*"}}, "use"),
        ({"StringEqualsIfExists": {"aws:SourceAccount": ME}}, "use"),
        ({"ForAllValues:StringEquals": {"aws:SourceAccount": ME}}, "use"),
        ({"StringNotEquals": {"aws:SourceAccount": ME}}, "use"),
        ({"Null": {"aws:SourceAccount": "false"}}, "use"),
        # Other keys tie nobody to an account.
        ({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}, "use"),
        ({"Bool": {"aws:SecureTransport": "true"}}, "use"),
        # What no service call ever is.
        ({"Bool": {"aws:SecureTransport": "false"}}, None),
        ({"Bool": {"aws:PrincipalIsAWSService": "false"}}, None),
        ({"ArnLike": {"aws:SourceArn": UNKNOWN}}, "var.all"),
        ({"StringLike": {"aws:SourceAccount": UNKNOWN}}, "var.all"),
        (UNKNOWN, "var.all"),
    ],
)
def test_use_for_somebody_else(condition, foreign):
    assert answer(foreign_use, trust(condition)) == foreign


@pytest.mark.parametrize(
    ("statement", "foreign"),
    [
        (deny(), None),
        (deny({"StringNotEquals": {"aws:SourceAccount": ME}}), None),
        (deny({"StringNotEqualsIfExists": {"aws:SourceAccount": ME}}), None),
        (deny({"StringEquals": {"aws:SourceAccount": ME}}), "use"),
        (deny({"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}), None),
        # Such a Deny is for the calls that say whose they are; others no condition can test.
        (
            deny(
                {
                    "StringNotEquals": {"aws:SourceAccount": ME},
                    "Null": {"aws:SourceAccount": "false"},
                }
            ),
            None,
        ),
        (deny({"Null": {"aws:SourceAccount": "false"}}), "use"),
        (deny({"Bool": {"aws:PrincipalIsAWSService": "true"}}), None),
        (deny({"Bool": {"aws:PrincipalIsAWSService": "false"}}), "use"),
        (deny({"StringNotEquals": {"aws:SourceVpc": "vpc-1"}}), "use"),
        (deny(Principal="*"), None),
        (deny(Principal={"AWS": "*"}), None),
        (deny(service=ADVISOR), "use"),
        (deny(service="lambda.amazonaws.com"), "use"),
        (deny(Action="sts:*"), None),
        (deny(Action="STS:assumerole"), None),
        (deny(Action="sts:TagSession"), "use"),
        (deny(Action=UNKNOWN), "var.all"),
        (deny(service=UNKNOWN), "var.all"),
        (deny(UNKNOWN), "var.all"),
        (
            {"Effect": "Deny", "NotPrincipal": {"Service": ADVISOR}, "Action": ASSUME_ROLE},
            None,
        ),
        ({"Effect": "Deny", "NotPrincipal": {"Service": IOT}, "Action": ASSUME_ROLE}, "use"),
        ({"Effect": "Deny", "Principal": "*", "NotAction": "sts:TagSession"}, None),
        ({"Effect": "Deny", "Principal": "*", "NotAction": ASSUME_ROLE}, "use"),
    ],
)
def test_what_a_deny_takes_back(statement, foreign):
    assert answer(foreign_use, trust(), statement) == foreign


def test_every_action_and_resource_has_to_be_taken_back():
    both = {"Action": ["s3:GetObject", "s3:PutObject"], "Resource": ["arn:aws:s3:::a/*"]}
    grant = trust(**both)
    for action, resource, foreign in (
        ("s3:*", "*", None),
        ("s3:GetObject", "*", "use"),
        (["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::a/*", None),
        ("s3:*", "arn:aws:s3:::a/b", "use"),
        ("s3:*", "arn:aws:s3:::*", None),
    ):
        assert answer(foreign_use, grant, deny(Action=action, Resource=resource)) == foreign
    but = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "NotResource": "arn:aws:s3:::b"}
    # Of a pattern nobody knows that all of it is outside of the list.
    assert answer(foreign_use, grant, but) == "use"
    one = trust(Action="s3:GetObject", Resource="arn:aws:s3:::a")
    assert answer(foreign_use, one, but) is None
    assert answer(foreign_use, one, {**but, "NotResource": "arn:aws:s3:::*"}) == "use"


def test_an_unknown_action_is_taken_back_by_itself_or_a_star():
    grant = trust(Action=text("S3:", NAME), Resource="*")
    for action, foreign in (
        (text("s3:", NAME), None),
        ("s3:*", None),
        ("s3:Get*", "var.name"),
        ("sqs:*", "use"),
    ):
        assert answer(foreign_use, grant, deny(Action=action)) == foreign


def test_the_use_says_what_is_done_for_whom():
    grant = trust(Action="s3:PutObject", Resource="arn:aws:s3:::a/*")
    found = foreign_use(*admission(grant))
    assert (found.action, found.resource) == ("s3:PutObject", "arn:aws:s3:::a/*")
    assert found.caller.account not in (ME, "")
    found = foreign_use(*admission(trust(NotAction="s3:*", Action=ASSUME_ROLE)))
    assert (found.action, found.resource) == (ASSUME_ROLE, "*")
    rest = {"Effect": "Allow", "Principal": {"Service": IOT}, "NotAction": "s3:GetObject"}
    found = foreign_use(*admission(rest))
    assert (found.action, found.resource) == ("*", "*")


def test_with_one_action_in_question_the_others_do_not_count():
    both = trust(Action=[ASSUME_ROLE, "sts:TagSession"])
    document = policy(both, deny())
    (only,) = admissions(document, ASSUME_ROLE)
    assert foreign_use(document, only) is None
    (every,) = admissions(document)
    assert isinstance(foreign_use(document, every), AllowedCall)


@pytest.mark.parametrize(
    ("condition", "used"),
    [
        (None, "use"),
        (BY_ACCOUNT, "use"),
        (BY_ARN, "use"),
        ({**BY_ACCOUNT, **BY_ARN}, "use"),
        ({"StringEquals": {"aws:SourceAccount": text(ACCOUNT)}}, "use"),
        ({"StringEquals": {"aws:SourceAccount": text(ACCOUNT)}, **BY_ARN}, "use"),
        ({"StringEquals": {"aws:SourceAccount": OTHER}, **BY_ARN}, None),
        ({"StringEquals": {"aws:SourceAccount": "*"}}, None),
        ({"StringEquals": {"aws:SourceAccount": "me"}}, None),
        ({"StringEquals": {"aws:SourceArn": f"arn:aws:iot:*:{ME}:*"}}, None),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:iot:x"}}, None),
        ({"ArnLike": {"aws:SourceArn": f"arn:aws:iot:*:{ME[:-1]}:*"}}, None),
        ({"StringEquals": {"aws:SourceArn": ME}}, None),
        ({"StringNotEquals": {"aws:SourceAccount": ME}}, "use"),
        ({"Null": {"aws:SourceAccount": "true"}, **BY_ACCOUNT}, None),
    ],
)
def test_any_use(condition, used):
    assert answer(any_use, trust(condition)) == used


@pytest.mark.parametrize(
    ("condition", "elsewhere"),
    [
        (None, "use"),
        (BY_ACCOUNT, "use"),
        (
            {"ArnLike": {"aws:SourceArn": f"arn:aws:iotdeviceadvisor:*:{ME}:suitedefinition/*"}},
            None,
        ),
        ({"ArnLike": {"aws:SourceArn": f"arn:aws:iotdeviceadvisor:*:{ME}:*"}}, "use"),
        ({"ArnLike": {"aws:SourceArn": f"arn:aws:iot:*:{ME}:suitedefinition/*"}}, "use"),
        (
            {
                "ArnLikeIfExists": {
                    "aws:SourceArn": f"arn:aws:iotdeviceadvisor:*:{ME}:suitedefinition/*"
                }
            },
            "use",
        ),
    ],
)
def test_use_from_elsewhere_than_a_suite(condition, elsewhere):
    document, only = admission(trust(condition, service=ADVISOR))
    found = use_from_elsewhere(document, only, "suitedefinition/")
    assert ("use" if isinstance(found, AllowedCall) else found) == elsewhere
    if condition is None or condition is BY_ACCOUNT:
        assert found.caller.arn == ""


def test_which_conditions_can_be_met():
    document, only = admission(trust({**BY_ACCOUNT, "ArnLike": {"aws:SourceArn": "nonsense"}}))
    by_account, by_arn = only.statement.conditions
    assert meets((by_account,), document, only).account == ME
    assert meets((by_arn,), document, only) is None
    assert meets((by_account, by_arn), document, only) is None
    assert meets((), document, only)


def test_more_than_anybody_writes_is_not_judged():
    many = [f"arn:aws:s3:::{n}" for n in range(MOST_GRANTS)]
    assert answer(foreign_use, trust(Action="s3:GetObject", Resource=many)) == "use"
    said = answer(foreign_use, trust(Action="s3:GetObject", Resource=[*many, "x"]))
    assert "too many" in said
    accounts = {"StringEquals": {"aws:SourceAccount": [f"{n:012}" for n in range(2500)]}}
    assert "too many" in answer(foreign_use, trust(accounts))


def test_an_admission_names_its_place():
    (only,) = admissions(policy(trust()), ASSUME_ROLE)
    assert isinstance(only, Admission)
    assert only.action == ASSUME_ROLE
    assert only.principal is iot_principal(IOT)
    assert only.named.text == IOT
