"""A statement gets a condition where and as the file would have it; a second one of a key is never written."""

from __future__ import annotations

from pathlib import Path

import pytest
from edited_entries import after, found

from checkov_aws_iot.fixes.added_condition import condition_edits
from checkov_aws_iot.policies.model.cast import ACCOUNT
from checkov_aws_iot.policies.model.remedy import AddedCondition

CHECK = "CKV_IOT_301"
PINNED = AddedCondition((("StringEquals", "aws:SourceAccount", (ACCOUNT,)),))
IDENTITY = 'data "aws_caller_identity" "current" {}\n'
DECLARED = 'data "aws_caller_identity" "me" {}\n'


def role(rest: str, close: str = "    }]\n") -> str:
    return (
        'resource "aws_iam_role" "a" {\n  assume_role_policy = jsonencode({\n'
        '    Version = "2012-10-17"\n    Statement = [{\n      Effect    = "Allow"\n'
        '      Action    = "sts:AssumeRole"\n'
        f'      Principal = {{ Service = "iot.amazonaws.com" }}\n{rest}{close}  }})\n}}\n'
    )


def block(rest: str) -> str:
    return (
        'data "aws_iam_policy_document" "a" {\n  statement {\n    actions = ["sts:AssumeRole"]\n\n'
        '    principals {\n      type        = "Service"\n'
        f'      identifiers = ["iot.amazonaws.com"]\n    }}\n{rest}  }}\n}}\n\n'
        'resource "aws_iam_role" "a" {\n'
        "  assume_role_policy = data.aws_iam_policy_document.a.json\n}\n"
    )


def yaml(rest: str) -> str:
    return (
        "Resources:\n  A:\n    Type: AWS::IAM::Role\n    Properties:\n"
        "      AssumeRolePolicyDocument:\n        Version: '2012-10-17'\n        Statement:\n"
        "        - Effect: Allow\n          Action: sts:AssumeRole\n          Principal:\n"
        f"            Service: iot.amazonaws.com\n{rest}"
    )


ACCOUNT_ID = "data.aws_caller_identity.{}.account_id"
CASES = {
    "object without one": (
        "main.tf",
        DECLARED + role(""),
        DECLARED
        + role(
            "      Condition = {\n        StringEquals = {\n"
            f'          "aws:SourceAccount" = {ACCOUNT_ID.format("me")}\n'
            "        }\n      }\n"
        ),
    ),
    "object with another key": (
        "main.tf",
        role('      Condition = { StringEquals = { "aws:PrincipalTag/a" = "b" } }\n'),
        role(
            '      Condition = { StringEquals = { "aws:PrincipalTag/a" = "b", '
            f'"aws:SourceAccount" = {ACCOUNT_ID.format("current")} }} }}\n'
        )
        + "\n"
        + IDENTITY,
    ),
    "block": (
        "main.tf",
        DECLARED + block(""),
        DECLARED
        + block(
            '\n    condition {\n      test     = "StringEquals"\n'
            '      variable = "aws:SourceAccount"\n'
            f"      values   = [{ACCOUNT_ID.format('me')}]\n    }}\n"
        ),
    ),
    "block mapping": (
        "stack.yaml",
        yaml(""),
        yaml(
            "          Condition:\n            StringEquals:\n"
            "              aws:SourceAccount: !Ref AWS::AccountId\n"
        ),
    ),
    "block mapping with a comment about what follows": (
        "stack.yaml",
        yaml("\n  # Another one.\n  B:\n    Type: AWS::IoT::Thing\n"),
        yaml(
            "          Condition:\n            StringEquals:\n"
            "              aws:SourceAccount: !Ref AWS::AccountId\n"
            "\n  # Another one.\n  B:\n    Type: AWS::IoT::Thing\n"
        ),
    ),
}


def edits(root: Path, name: str, text: str, needed: AddedCondition = PINNED):
    ((_, place),) = found(root, {name: text}, CHECK)
    assert place.walk is not None
    return condition_edits(place.walk, needed)


@pytest.mark.parametrize("case", CASES)
def test_it_is_written_as_the_file_is(tmp_path: Path, case: str):
    name, before, expected = CASES[case]
    made = edits(tmp_path, name, before)
    assert not isinstance(made, str), made
    assert after({name: before}, list(made)) == {name: expected}


def test_nested_mappings_are_as_deep_as_those_around_them(tmp_path: Path):
    before = yaml("").replace("            Service", "              Service")
    made = edits(tmp_path, "stack.yaml", before)
    assert not isinstance(made, str)
    text = after({"stack.yaml": before}, list(made))["stack.yaml"]
    assert "\n          Condition:\n              StringEquals:\n                  aws:" in text


@pytest.mark.parametrize(
    "before",
    [
        role('      Condition = { StringLike = { "aws:SourceAccount" = "*" } }\n'),
        block(
            '    condition {\n      test     = "StringLike"\n      variable = "aws:sourceaccount"\n'
            '      values   = ["*"]\n    }\n'
        ),
    ],
    ids=["object", "block"],
)
def test_a_condition_on_the_key_is_not_widened(tmp_path: Path, before: str):
    like = AddedCondition((("StringLike", "aws:SourceAccount", (ACCOUNT,)),))
    said = edits(tmp_path, "main.tf", before, like)
    assert isinstance(said, str)
    assert "has this condition already" in said


def test_a_condition_that_is_put_together_is_left(tmp_path: Path):
    said = edits(tmp_path, "main.tf", role("      Condition = merge({}, {})\n"))
    assert said == "the statement is written in a way that is not changed by a program"
