"""Conditions on the source of a call, and the calls that put them to the test."""

from __future__ import annotations

import pytest
from policy_values import ACCOUNT, NAME, PARTITION, REGION, UNKNOWN, statement, text

from checkov_aws_iot.policies.model.service_principals import iot_principal
from checkov_aws_iot.policies.questions.source_conditions import (
    Caller,
    callers,
    is_account_id,
    is_carried,
    is_source_key,
    stranger,
    without_holes,
)
from checkov_aws_iot.values.unknown import Unknown

ME, OTHER = "123456789012", "111122223333"
IOT = iot_principal("iot.amazonaws.com")
ADVISOR = iot_principal("iotdeviceadvisor.amazonaws.com")
ACCOUNT_KEY, ARN_KEY = "aws:SourceAccount", "aws:SourceArn"
ORGANISATION, PATHS = "aws:SourceOrgID", "aws:SourceOrgPaths"
ARN_BEGIN = "arn:aws:iot:us-east-1"


def condition(operator, key, values):
    (only,) = statement(Condition={operator: {key: values}}).conditions
    return only


def settled(operator, key, value, has_variables=True):
    """What the one value is once nothing in it is open."""
    (only,) = without_holes(condition(operator, key, value), ME, has_variables).values
    return only.expression if isinstance(only, Unknown) else only


@pytest.mark.parametrize(
    ("operator", "key", "value", "expected"),
    [
        ("StringEquals", ACCOUNT_KEY, OTHER, OTHER),
        ("StringEquals", ACCOUNT_KEY, "", ME),
        ("StringEquals", ACCOUNT_KEY, text(ACCOUNT), ME),
        ("StringEquals", ACCOUNT_KEY, text(NAME), ME),
        ("StringEquals", ACCOUNT_KEY, UNKNOWN, ME),
        ("StringEqualsIgnoreCase", ACCOUNT_KEY, UNKNOWN, ME),
        ("StringLike", ACCOUNT_KEY, UNKNOWN, "var.all"),
        ("StringLike", ACCOUNT_KEY, text(NAME, "x"), ME),
        ("StringLike", ACCOUNT_KEY, text(NAME, "*"), "example*"),
        ("StringEquals", ORGANISATION, UNKNOWN, ME),
        ("StringEquals", ORGANISATION, text("o-", NAME), "o-example"),
        ("StringEquals", ORGANISATION, "", ""),
        ("ArnLike", ARN_KEY, UNKNOWN, "var.all"),
        ("StringEquals", ARN_KEY, UNKNOWN, "var.all"),
        ("ArnLike", ARN_KEY, f"{ARN_BEGIN}:{OTHER}:*", f"{ARN_BEGIN}:{OTHER}:*"),
        # Who leaves the account of a service empty that always sends one.
        ("ArnLike", ARN_KEY, f"{ARN_BEGIN}::rule/a", f"{ARN_BEGIN}:{ME}:rule/a"),
        ("ArnLike", ARN_KEY, "arn:aws:s3:::bucket", "arn:aws:s3:::bucket"),
        (
            "ArnLike",
            ARN_KEY,
            text("arn:", PARTITION, ":iot:", REGION, ":", ACCOUNT, ":rule/", NAME),
            f"{ARN_BEGIN}:{ME}:rule/example",
        ),
        ("ArnLike", ARN_KEY, text("arn:aws:iot:", NAME), "var.name"),
        ("ArnLike", ARN_KEY, "*", "*:*:*:*:*:*"),
        ("ArnLike", ARN_KEY, "arn:aws:iot:*", "arn:aws:iot:*:*:*"),
        ("ArnLike", ARN_KEY, "arn:aws:iot", "arn:aws:iot"),
        ("StringLike", ARN_KEY, "arn:aws:iot:*", "arn:aws:iot:*"),
        # Variables: the resource's own account, the source itself, what is not in AWS, the rest.
        ("StringEquals", ACCOUNT_KEY, "${aws:ResourceAccount}", ME),
        ("StringLike", ACCOUNT_KEY, "${aws:SourceAccount}", "*"),
        ("StringEquals", ACCOUNT_KEY, "${aws:SourceAccount}", "${aws:SourceAccount}"),
        ("StringEquals", ACCOUNT_KEY, "${aws:Nothing}", "${aws.Nothing}"),
        ("StringEquals", ACCOUNT_KEY, "${aws:PrincipalAccount}", "${aws:PrincipalAccount}"),
        ("StringEquals", ACCOUNT_KEY, "${*}", "$"),
        (
            "ArnLike",
            ARN_KEY,
            f"{ARN_BEGIN}:${{aws:SourceAccount}}:rule/*",
            f"{ARN_BEGIN}:*:rule/*",
        ),
        (
            "ArnLike",
            ARN_KEY,
            f"{ARN_BEGIN}:${{aws:ResourceAccount}}:rule/*",
            f"{ARN_BEGIN}:{ME}:rule/*",
        ),
    ],
)
def test_values_without_open_parts(operator, key, value, expected):
    assert settled(operator, key, value) == expected


def test_without_variables_they_are_text():
    written = "${aws:ResourceAccount}"
    assert settled("StringEquals", ACCOUNT_KEY, written, has_variables=False) == written


@pytest.mark.parametrize(
    ("arn", "carried"),
    [
        (f"{ARN_BEGIN}:{ME}:rule/a", True),
        (f"{ARN_BEGIN}:{ME}:", True),
        ("arn:aws-us-gov:s3:::bucket", True),
        (f"arn:aws-cn:iot:cn-north-1:{ME}:rule/a", True),
        (f"arn:aws:iot:r:{ME}:a:b", True),
        (f"{ARN_BEGIN}:{ME}", False),
        (f"urn:aws:iot:r:{ME}:rule/a", False),
        (f"arn:AWS:iot:r:{ME}:rule/a", False),
        (f"arn:azure:iot:r:{ME}:rule/a", False),
        (f"arn:aws::r:{ME}:rule/a", False),
        ("arn:aws:iot:r:12345:rule/a", False),
        (f"{ARN_BEGIN}:{ME}::rule", False),
        (f"{ARN_BEGIN}:{ME}:rule/*", False),
        (f"{ARN_BEGIN}:{ME}:rule/?", False),
        (f"{ARN_BEGIN}:{ME}:rule/${{a}}", False),
        (f"{ARN_BEGIN}:{ME}:rule/a b", False),
    ],
)
def test_arns_that_a_request_can_carry(arn, carried):
    assert is_carried(arn) is carried


def test_a_stranger_stands_nowhere_in_the_document():
    assert is_account_id(stranger([]))
    first = stranger([])
    assert stranger([f"arn:aws:iot:r:{first}:x"]) != first
    examples = ["111122223333", "444455556666", "777788889999", "999999999999", "123456789012"]
    found = stranger(examples)
    assert is_account_id(found)
    assert found not in examples


@pytest.mark.parametrize(
    ("written", "is_account", "is_key"),
    [
        ("123456789012", True, False),
        ("12345678901", False, False),
        ("1234567890123", False, False),
        ("aws:SourceAccount", False, True),
        ("AWS:sourcearn", False, True),
        ("aws:SourceOrgPaths", False, True),
        ("aws:SourceVpc", False, False),
    ],
)
def test_accounts_and_keys(written, is_account, is_key):
    assert is_account_id(written) is is_account
    assert is_source_key(written) is is_key


def calls(*conditions, principal=IOT, accounts=(ME,), foreign=False):
    return list(callers(conditions, principal, accounts, foreign=foreign))


def keys_of(call):
    return {key.removeprefix("aws:") for key in call.keys}


def test_a_call_carries_each_key_or_not():
    found = calls()
    outside = [call for call in found if not call.keys & {ORGANISATION, PATHS}]
    assert {frozenset(keys_of(call)) for call in outside} == {
        frozenset(),
        frozenset({"SourceAccount"}),
        frozenset({"SourceArn"}),
        frozenset({"SourceAccount", "SourceArn"}),
    }
    inside = [call for call in found if call.keys & {ORGANISATION, PATHS}]
    assert len(inside) == len(outside)
    assert all({"SourceOrgID", "SourceOrgPaths"} <= keys_of(call) for call in inside)
    assert {call.account for call in found} == {ME}


def test_account_and_arn_of_a_call_agree():
    for call in calls(accounts=(ME, OTHER)):
        context = dict(call.context)
        if ACCOUNT_KEY in context and ARN_KEY in context:
            assert call.arn.split(":")[4] == call.account
        assert context.get(ACCOUNT_KEY, (call.account,)) == (call.account,)


def arns_of(*conditions, **more):
    return {call.arn for call in calls(*conditions, **more)} - {""}


def test_a_service_sends_arns_of_its_own_kind_and_others():
    assert arns_of() == {f"{ARN_BEGIN}:{ME}:rule/example", f"{ARN_BEGIN}:{ME}:other/example"}
    assert arns_of(principal=ADVISOR) == {
        f"arn:aws:iotdeviceadvisor:us-east-1:{ME}:suitedefinition/example",
        f"arn:aws:iotdeviceadvisor:us-east-1:{ME}:suiterun/example",
    }


@pytest.mark.parametrize(
    ("pattern", "arn"),
    [
        (f"arn:aws:iot:eu-west-1:{ME}:rule/mine", f"arn:aws:iot:eu-west-1:{ME}:rule/mine"),
        (f"arn:aws:iot:*:{ME}:job/*", f"{ARN_BEGIN}:{ME}:job/example"),
        (f"arn:aws:iot:*:{ME}:*", f"{ARN_BEGIN}:{ME}:example"),
        (f"arn:aws*:iot:*:{ME}:rule/a?", None),
        (f"*:*:*:*:{ME}:rule/a", f"arn:aws:iot:us-east-1:{ME}:rule/a"),
        ("arn:aws:s3:::bucket", "arn:aws:s3:::bucket"),
        (f"arn:aws:iot:*:{OTHER}:rule/mine", None),
        ("nonsense", None),
    ],
)
def test_arns_are_made_from_the_patterns(pattern, arn):
    found = arns_of(condition("ArnLike", ARN_KEY, pattern)) - arns_of()
    assert {one for one in found if OTHER not in one} == ({arn} if arn else set())


@pytest.mark.parametrize(
    ("key", "pattern", "mine", "foreign"),
    [
        (ACCOUNT_KEY, OTHER, {ME, OTHER}, {ME}),
        (ACCOUNT_KEY, "1111*", {ME, "111100000000"}, {ME, "111100000000"}),
        (ACCOUNT_KEY, "11112222333?", {ME, "111122223330"}, {ME, "111122223330"}),
        (ACCOUNT_KEY, "*3333", {ME, "000000003333"}, {ME, "000000003333"}),
        (ACCOUNT_KEY, "1*1*", {ME, "100000000001"}, {ME, "100000000001"}),
        (ACCOUNT_KEY, "1111222233334*", {ME}, {ME}),
        (ACCOUNT_KEY, "a*", {ME}, {ME}),
        (ACCOUNT_KEY, "me", {ME}, {ME}),
        (ARN_KEY, f"arn:aws:iot:*:{OTHER}:*", {ME, OTHER}, {ME}),
        (ARN_KEY, "arn:aws:iot:*:1111*:*", {ME, "111100000000"}, {ME, "111100000000"}),
    ],
)
def test_accounts_that_the_values_let_in(key, pattern, mine, foreign):
    written = condition("StringLike" if key == ACCOUNT_KEY else "ArnLike", key, pattern)
    assert {call.account for call in calls(written)} == mine
    assert {call.account for call in calls(written, foreign=True)} == foreign


@pytest.mark.parametrize(
    ("key", "pattern", "organisation", "path", "foreign"),
    [
        (ORGANISATION, "o-mine", "o-mine", None, False),
        (ORGANISATION, "o-*", "o-example", None, True),
        (PATHS, "o-mine/r-1/*", "o-mine", "o-mine/r-1/example", False),
        (PATHS, "o-*/r-1/", "o-example", "o-example/r-1/", True),
    ],
)
def test_organisations_that_the_values_let_in(key, pattern, organisation, path, foreign):
    written = condition("StringLike", key, pattern)

    def memberships(**more):
        contexts = [dict(call.context) for call in calls(written, **more)]
        return {(c.get(ORGANISATION, ("",))[0], c.get(PATHS, ("",))[0]) for c in contexts}

    usual = {("", ""), ("o-exampleorgid", "o-exampleorgid/r-ab12/ou-ab12-11111111/")}
    made = {(organisation, path or f"{organisation}/r-ab12/ou-ab12-11111111/")}
    assert memberships() == usual | made
    assert memberships(foreign=True) == (usual | made if foreign else usual)


def test_each_of_several_conditions_is_put_to_the_test():
    written = [
        condition("StringEquals", ACCOUNT_KEY, OTHER),
        condition("StringLike", "aws:SourceVpc", "*"),
        condition("StringLike", PATHS, ["o-mine/*", "o-other/*"]),
        condition("StringEquals", ORGANISATION, ["o-mine", "o-fourth"]),
        condition("ArnLike", ARN_KEY, ["nonsense", f"arn:aws:iot:r:{ME}:rule/mine"]),
    ]
    found = calls(*written)
    organisations = {dict(call.context).get(ORGANISATION, ("",))[0] for call in found}
    assert organisations == {"", "o-exampleorgid", "o-mine", "o-other", "o-fourth"}
    assert {call.account for call in found} == {ME, OTHER}
    assert f"arn:aws:iot:r:{ME}:rule/mine" in {call.arn for call in found}
    wide = condition("StringLike", ORGANISATION, ["o-mine", "o-*"])
    abroad = {dict(call.context).get(ORGANISATION, ("",))[0] for call in calls(wide, foreign=True)}
    assert abroad == {"", "o-exampleorgid", "o-example"}


def test_other_keys_suggest_no_calls():
    vpc = condition("StringEquals", "aws:SourceVpc", OTHER)
    assert calls(vpc) == calls()


def test_a_caller_without_an_arn():
    bare = Caller(ME, ())
    assert bare.arn == ""
    assert bare.keys == frozenset()
