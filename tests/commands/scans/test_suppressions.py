"""Suppressions that do nothing are said, in every framework, and nothing is said of the others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command_line import CONNECT_POLICY, command, reported
from scans import ROOT, write_files

OPTION = "--report-unused-suppressions"

TEMPLATE = """\
Resources:
  Open:
    Type: AWS::IoT::Policy
{metadata}    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: iot:Connect
            Resource: "arn:aws:iot:eu-west-1:123456789012:client/*"
"""
METADATA = """\
    Metadata:
      checkov:
        skip:
          - id: {id}
            comment: for the laboratory
"""
SERVERLESS = """\
service: fleet
provider:
  name: aws
resources:
  Resources:
    Open:
      # checkov:skip={id}:for the laboratory
      Type: AWS::IoT::Policy
      Properties:
        PolicyDocument:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Action: iot:Connect
              Resource: "arn:aws:iot:eu-west-1:123456789012:client/*"
"""


def terraform(check_id: str, policy_id: str = "*") -> str:
    comment = f"\n  # checkov:skip={check_id}:for the laboratory\n  name"
    return CONNECT_POLICY.format(name="open", id=policy_id).replace("\n  name", comment, 1)


def files(check_id: str) -> dict[str, str]:
    return {
        "main.tf": terraform(check_id),
        "template.yaml": TEMPLATE.format(metadata=METADATA.format(id=check_id)),
        "serverless.yml": SERVERLESS.format(id=check_id),
    }


def told(directory: Path, *options: str, path: str = ".") -> tuple[int, list[str]]:
    completed = command("scan", path, "--quiet", *options, cwd=directory)
    return completed.returncode, completed.stderr.splitlines()


@pytest.mark.parametrize("file", ["main.tf", "template.yaml", "serverless.yml"])
def test_nothing_is_said_of_a_suppression_that_suppresses(tmp_path: Path, file: str) -> None:
    write_files(tmp_path, {file: files("CKV_IOT_101")[file]})
    assert told(tmp_path, OPTION) == (0, [])


@pytest.mark.parametrize(
    ("file", "place"),
    [("main.tf", "3:5"), ("template.yaml", "7:17"), ("serverless.yml", "7:9")],
)
def test_a_misspelt_check_is_said_where_it_stands(tmp_path: Path, file: str, place: str) -> None:
    write_files(tmp_path, {file: files("CKV_IOT_1O1")[file]})
    code, lines = told(tmp_path)
    assert code == 1  # the finding itself
    assert lines == [
        (
            f'checkov-aws-iot: {file}:{place}: the suppression names "CKV_IOT_1O1", which is no check; '
            'did you mean "CKV_IOT_101"?'
        )
    ]


@pytest.mark.parametrize("file", ["main.tf", "template.yaml", "serverless.yml"])
def test_a_suppression_of_nothing_is_said_and_fails_by_request(tmp_path: Path, file: str) -> None:
    write_files(tmp_path, {file: files("CKV_IOT_204")[file]})
    chosen = ("--check", "CKV_IOT_204")
    code, lines = told(tmp_path, *chosen)
    assert code == 0
    (line,) = lines
    assert line.endswith("of CKV_IOT_204 suppresses nothing; the check finds nothing there")
    assert told(tmp_path, *chosen, OPTION) == (1, lines)
    assert told(tmp_path, *chosen, OPTION, "--soft-fail") == (0, lines)


def test_a_comment_that_is_above_the_resource_or_none_is_said(tmp_path: Path) -> None:
    above = "# checkov:skip=CKV_IOT_101:too early\n" + terraform("CKV_IOT_101")
    write_files(
        tmp_path, {"main.tf": above.replace("  name", "  # checkov: skip CKV_IOT_202\n  name", 1)}
    )
    _, lines = told(tmp_path, OPTION)
    assert lines == [
        (
            "checkov-aws-iot: main.tf:1:3: the suppression of CKV_IOT_101 suppresses nothing; "
            "it stands in no resource that the check judges"
        ),
        "checkov-aws-iot: main.tf:5:5: is no suppression; write checkov:skip=ID:reason",
    ]


def test_a_suppression_in_a_module_call_is_of_use_if_one_resource_of_the_module_fails(
    tmp_path: Path,
) -> None:
    call = """
module "policies" {
  # checkov:skip=CKV_IOT_101:for the laboratory
  source = "./policies"
}
"""
    closed = CONNECT_POLICY.format(name="closed", id="pump")
    opened = CONNECT_POLICY.format(name="open", id="*")
    write_files(tmp_path, {"main.tf": call, "policies/main.tf": closed + opened})
    assert told(tmp_path, OPTION) == (0, [])
    write_files(tmp_path, {"policies/main.tf": closed})
    code, (line,) = told(tmp_path, OPTION)
    assert code == 1
    assert "main.tf:3:5: the suppression of CKV_IOT_101 suppresses nothing" in line


def test_a_check_that_does_not_run_tells_nothing_of_its_suppressions(tmp_path: Path) -> None:
    write_files(tmp_path, files("CKV_IOT_204"))
    assert told(tmp_path, "--check", "CKV_IOT_202", OPTION) == (0, [])


def test_suppressions_of_what_is_not_known_may_be_of_use(tmp_path: Path) -> None:
    unknown = """
variable "policy" {}
resource "aws_iot_policy" "open" {
  # checkov:skip=CKV_IOT_101:for the laboratory
  name   = "open"
  policy = var.policy
}
"""
    write_files(tmp_path, {"main.tf": unknown})
    _, lines = told(tmp_path, OPTION)
    assert not [line for line in lines if "CKV_IOT_101" in line]


def test_a_scan_names_ten_and_all_by_request(tmp_path: Path) -> None:
    write_files(tmp_path, {"main.tf": "# checkov:skip=CKV_IOT_101:nothing\n" * 12})
    _, lines = told(tmp_path)
    assert len(lines) == 12
    assert "2 more suppressions do nothing" in lines[10]
    assert len(told(tmp_path, OPTION)[1]) == 13  # one is that nothing is judged


def test_the_hook_says_it_only_by_request(tmp_path: Path) -> None:
    write_files(tmp_path, {"main.tf": terraform("CKV_IOT_101,CKV_IOT_204")})
    assert command("hook", "main.tf", cwd=tmp_path).stderr == ""
    assert "CKV_IOT_204" in command("hook", "main.tf", OPTION, cwd=tmp_path).stderr


def documented() -> dict[str, str]:
    page = (ROOT / "docs" / "suppressions.md").read_text(encoding="utf-8")
    return dict(re.findall(r"<!-- suppression (\S+) -->\n```\w+\n(.*?)```", page, re.DOTALL))


@pytest.mark.parametrize("name", documented())
def test_every_way_that_is_documented_suppresses(tmp_path: Path, name: str) -> None:
    text = documented()[name]
    write_files(tmp_path, {name: text})
    completed = command("scan", ".", OPTION, "-o", "json", cwd=tmp_path)
    assert (completed.returncode, completed.stderr) == (0, "")
    (skipped,) = (record for _, _, record in reported(completed, "skipped_checks"))
    assert skipped["check_id"] == "CKV_IOT_101"
    assert skipped["check_result"]["suppress_comment"].startswith("devices of the laboratory")
    write_files(tmp_path, {name: text.replace("CKV_IOT_101", "CKV_IOT_102")})
    assert command("scan", ".", cwd=tmp_path).returncode == 1
