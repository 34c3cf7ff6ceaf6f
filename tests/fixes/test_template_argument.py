"""A file that Terraform reads gets the account from the call that reads it, and says the same besides."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.fixes.mending import Mended, mended

ROLE = 'resource "aws_iam_role" "{name}" {{\n  name               = "{name}"\n  assume_role_policy = {expression}\n}}\n'
IDENTITY = '\ndata "aws_caller_identity" "current" {}\n'
ACCOUNT = "data.aws_caller_identity.current.account_id"
TRUST = """\
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "%s",
      "Effect": "Allow",
      "Principal": { "Service": "iot.amazonaws.com" },
      "Action": "sts:AssumeRole"
    }
  ]
}
"""


def role(expression: str, name: str = "a") -> str:
    return ROLE.format(name=name, expression=expression)


def result_of(root: Path, files: dict[str, str]) -> Mended:
    for name, text in files.items():
        (root / name).write_text(text, encoding="utf-8")
    return mended(Project.of_directory(str(root)))


CALLS = {
    "file": ('file("p.json")', f'templatefile("p.json", {{ account_id = {ACCOUNT} }})'),
    "no variables": (
        'templatefile("p.json", {})',
        f'templatefile("p.json", {{\n    account_id = {ACCOUNT}\n  }})',
    ),
    "another variable": (
        'templatefile("p.json", { x = "y" })',
        f'templatefile("p.json", {{ x = "y", account_id = {ACCOUNT} }})',
    ),
}


@pytest.mark.parametrize("case", CALLS)
def test_the_call_gives_the_account(tmp_path: Path, case: str):
    before, expected = CALLS[case]
    result = result_of(tmp_path, {"main.tf": role(before), "p.json": TRUST % "s"})
    assert result.left == []
    assert result.after["main.tf"] == role(expected) + IDENTITY
    statement = json.loads(result.after["p.json"])["Statement"][0]
    assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": "${account_id}"}


def test_an_account_that_is_given_already_keeps_its_name(tmp_path: Path):
    main = role(f'templatefile("p.json", {{ mine = {ACCOUNT} }})') + IDENTITY
    result = result_of(tmp_path, {"main.tf": main, "p.json": TRUST % "s"})
    assert set(result.after) == {"p.json"}
    assert '"aws:SourceAccount": "${mine}"' in result.after["p.json"]


def test_what_would_be_an_interpolation_is_escaped(tmp_path: Path):
    text = TRUST % "${a} %{b} $c"
    result = result_of(tmp_path, {"main.tf": role('file("p.json")'), "p.json": text})
    assert '"Sid": "$${a} %%{b} $c"' in result.after["p.json"]


def test_a_file_that_somebody_else_reads_as_it_is_stays(tmp_path: Path):
    """Otherwise the other role would trust the account named "${account_id}"."""
    main = role('file("p.json")') + role('file("./p.json")', "b")
    result = result_of(tmp_path, {"main.tf": main, "p.json": TRUST % "s"})
    assert "file(" not in result.after.get("main.tf", "").replace("templatefile(", "")


def test_terraform_in_json_is_left(tmp_path: Path):
    body = {"name": "a", "assume_role_policy": '${file("p.json")}'}
    files = {
        "main.tf.json": json.dumps({"resource": {"aws_iam_role": {"a": body}}}),
        "p.json": TRUST % "s",
    }
    result = result_of(tmp_path, files)
    assert [one.fault.check for one in result.left] == ["CKV_IOT_301"]
    assert result.after == {}
