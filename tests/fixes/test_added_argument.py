"""A resource gets an argument that it lacks; one that is there is never given twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from edited_entries import after, found

from checkov_aws_iot.fixes.proposal import edits_of

PERMISSION = (
    'resource "aws_lambda_permission" "a" {{\n  action        = "lambda:InvokeFunction"\n'
    '  function_name = "f"\n  principal     = "iot.amazonaws.com"{rest}\n}}\n'
)
TEMPLATE = (
    "Resources:\n  A:\n    Type: AWS::Lambda::Permission\n    Properties:\n"
    "      Action: lambda:InvokeFunction\n      FunctionName: f\n"
    "      Principal: iot.amazonaws.com{rest}\n"
)
IDENTITY = '\ndata "aws_caller_identity" "current" {}\n'
CASES = {
    "block": (
        "main.tf",
        "CKV_IOT_304",
        PERMISSION.format(rest=""),
        PERMISSION.format(rest="\n  source_account = data.aws_caller_identity.current.account_id")
        + IDENTITY,
    ),
    "block with a comment": (
        "main.tf",
        "CKV_IOT_304",
        PERMISSION.format(rest=" # rules"),
        PERMISSION.format(
            rest=" # rules\n  source_account = data.aws_caller_identity.current.account_id"
        )
        + IDENTITY,
    ),
    "empty block": (
        "main.tf",
        "CKV_IOT_701",
        'data "aws_iot_endpoint" "e" {}\n',
        'data "aws_iot_endpoint" "e" {\n  endpoint_type = "iot:Data-ATS"\n}\n',
    ),
    "template": (
        "stack.yaml",
        "CKV_IOT_304",
        TEMPLATE.format(rest=""),
        TEMPLATE.format(rest="\n      SourceAccount: !Ref AWS::AccountId"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_it_stands_behind_the_others(tmp_path: Path, case: str):
    name, check, before, expected = CASES[case]
    ((finding, place),) = found(tmp_path, {name: before}, check)
    edits = edits_of(finding, place)
    assert not isinstance(edits, str), edits
    assert after({name: before}, list(edits)) == {name: expected}


def test_it_is_a_member_of_json(tmp_path: Path):
    body = {
        "Action": "lambda:InvokeFunction",
        "FunctionName": "f",
        "Principal": "iot.amazonaws.com",
    }
    template = {"Resources": {"A": {"Type": "AWS::Lambda::Permission", "Properties": body}}}
    files = {"stack.json": json.dumps(template, indent=2)}
    ((finding, place),) = found(tmp_path, files, "CKV_IOT_304")
    edits = edits_of(finding, place)
    assert not isinstance(edits, str)
    body["SourceAccount"] = {"Ref": "AWS::AccountId"}  # type: ignore[assignment]
    assert json.loads(after(files, list(edits))["stack.json"]) == template


@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("main.tf", PERMISSION.format(rest='\n  source_account = ""')),
        ("stack.yaml", TEMPLATE.format(rest="\n      SourceAccount: ''")),
    ],
)
def test_one_that_is_there_stays(tmp_path: Path, name: str, before: str):
    for finding, place in found(tmp_path, {name: before}, "CKV_IOT_304"):
        said = edits_of(finding, place)
        assert isinstance(said, str)
