"""A file of JSON gets the account by the call that reads it, if that is the only one."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.fixes.mending import mended

TRUST = """\
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": { "Service": "iot.amazonaws.com" },
      "Action": "sts:AssumeRole"
    }
  ]
}
"""
ROLE = 'resource "aws_iam_role" "{name}" {{\n  assume_role_policy = {call}\n}}\n'
IDENTITY = '\ndata "aws_caller_identity" "current" {}\n'
VALUES = "{ account_id = data.aws_caller_identity.current.account_id }"
LEFT = "the file cannot refer to the account, which has to be written there"


def result_of(root: Path, *calls: str, text: str = TRUST):
    roles = "".join(ROLE.format(name=f"r{n}", call=call) for n, call in enumerate(calls))
    (root / "main.tf").write_text(roles, encoding="utf-8")
    (root / "trust.json").write_text(text, encoding="utf-8")
    return mended(Project.of_directory(str(root)))


@pytest.mark.parametrize(
    "call",
    [
        'file("${path.module}/trust.json")',
        'file("trust.json")',
        'templatefile("${path.module}/trust.json", {})',
    ],
)
def test_the_call_gives_it_the_account(tmp_path: Path, call: str):
    result = result_of(tmp_path, call)
    assert result.left == []
    path = call[call.index('"') :].rstrip(")").partition(",")[0]
    expected = ROLE.format(name="r0", call=f"templatefile({path}, {VALUES})") + IDENTITY
    assert result.after["main.tf"] == expected
    assert '"aws:SourceAccount": "${account_id}"' in result.after["trust.json"]


@pytest.mark.parametrize(
    ("calls", "text"),
    [
        (['file("trust.json")', 'file("./trust.json")'], TRUST),
        (['templatefile("trust.json", { a = "b" })'], TRUST),
        (['file("trust.json")'], TRUST.replace('"Effect"', '"Sid": "${a}", "Effect"')),
        (['file("trust.json") # trust.json'], TRUST),
    ],
    ids=["read twice", "with values", "with sequences", "named twice"],
)
def test_another_use_is_left_alone(tmp_path: Path, calls: list[str], text: str):
    result = result_of(tmp_path, *calls, text=text)
    assert result.after == {}
    assert {one.reason for one in result.left if one.fault.check == "CKV_IOT_301"} == {LEFT}
