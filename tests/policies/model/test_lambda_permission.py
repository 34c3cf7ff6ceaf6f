"""The statement that the arguments of a Lambda permission stand for."""

from __future__ import annotations

import pytest
from policy_values import ACCOUNT, NAME, UNKNOWN, text, value_of

from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.policies.model.lambda_permission import argument_of, permission_document
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import OneOf

USUAL = {
    "action": "lambda:InvokeFunction",
    "function": "verify",
    "principal": "iot.amazonaws.com",
    "statement_id": "AllowIot",
}


def statement(**arguments):
    document = read_document(permission_document(value_of({**USUAL, **arguments})))
    (only,) = document.statements
    return only


def test_the_arguments_are_the_elements():
    one = statement()
    assert one.sid == "AllowIot"
    assert [e.text for e in one.actions] == ["lambda:InvokeFunction"]
    assert [e.text for e in one.resources] == ["verify"]
    assert [(p.kind, p.text) for p in one.principals] == [("Service", "iot.amazonaws.com")]
    assert one.conditions == ()


@pytest.mark.parametrize(
    ("argument", "operator", "key"),
    [
        ("source_arn", "ArnLike", "aws:SourceArn"),
        ("source_account", "StringEquals", "aws:SourceAccount"),
        ("principal_org_id", "StringEquals", "aws:PrincipalOrgID"),
        ("event_source_token", "StringEquals", "lambda:EventSourceToken"),
        ("function_url_auth_type", "StringEquals", "lambda:FunctionUrlAuthType"),
    ],
)
def test_arguments_that_are_conditions(argument, operator, key):
    (condition,) = statement(**{argument: "x"}).conditions
    assert (condition.operator, condition.key, condition.values) == (operator, key, ("x",))
    assert argument_of(condition.path) == argument
    for nothing in (None, "", ABSENT):
        assert statement(**{argument: nothing}).conditions == ()
    (condition,) = statement(**{argument: UNKNOWN}).conditions
    assert condition.values == (UNKNOWN,)


def test_conditions_of_one_operator_stand_together():
    both = statement(source_account="1", principal_org_id="o", source_arn="arn")
    assert {c.key for c in both.conditions} == {
        "aws:SourceAccount",
        "aws:PrincipalOrgID",
        "aws:SourceArn",
    }


@pytest.mark.parametrize(
    ("principal", "kind"),
    [
        ("iot.amazonaws.com", "Service"),
        (text("iot.", NAME), "Service"),
        ("123456789012", "AWS"),
        ("arn:aws:iam::123456789012:root", "AWS"),
        (text("arn:aws:iam::", ACCOUNT, ":root"), "AWS"),
        (text(ACCOUNT, "x"), "AWS"),
        ("*", "*"),
    ],
)
def test_whom_the_principal_means(principal, kind):
    assert [p.kind for p in statement(principal=principal).principals] == [kind]


def test_an_unknown_principal_may_be_a_service():
    assert statement(principal=UNKNOWN).unknown_principals == (UNKNOWN,)
    assert statement(principal=ABSENT).principals == ()


def test_one_of_several_values_stays_that():
    choice = OneOf("var.arn", (("true", "arn:aws:iot:r:1:x"), ("false", "")))
    document = permission_document(value_of({**USUAL, "source_arn": choice}))
    (written,) = document["Statement"]
    assert isinstance(written["Condition"]["ArnLike"]["aws:SourceArn"], OneOf)


@pytest.mark.parametrize(
    ("path", "argument"),
    [
        ("Statement/[0]/Action", "action"),
        ("Statement/[0]/Resource", "function"),
        ("Statement/[0]/Principal", "principal"),
        ("Statement/[0]/Principal/Service", "principal"),
        ("Statement/[0]", ""),
        ("Statement/[0]/Condition/Null/aws:SourceArn", ""),
    ],
)
def test_which_argument_made_an_element(path, argument):
    assert argument_of(path) == argument
