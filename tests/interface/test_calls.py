"""The functions for Python programs give what the commands print."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import CONNECT_POLICY, command
from scans import PACK, ROOT

import checkov_aws_iot
from checkov_aws_iot import authorize, resolve, scan

OPEN = CONNECT_POLICY.format(name="open", id="*")


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "main.tf").write_text(OPEN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_scan_has_the_records_of_the_command(code: Path):
    report = scan(code)
    printed = json.loads(command("scan", ".", "-o", "json", cwd=code).stdout)["results"]
    wanted = {
        (record["check_id"], record["resource"], result)
        for result in ("FAILED", "PASSED")
        for record in printed[f"{result.lower()}_checks"]
    }
    assert {(r["check"], r["resource"], r["result"]) for r in report["records"]} == wanted
    (failed,) = (record for record in report["records"] if record["result"] == "FAILED")
    (record,) = printed["failed_checks"]
    assert failed["details"] == record["details"]
    assert failed["severity"] == record["severity"]
    assert failed["guideline"] == record["guideline"]
    assert failed["findings"] == record["check_result"]["findings"]
    assert (failed["file"], failed["lines"]) == ("main.tf", record["file_line_range"])


def test_checks_are_chosen_and_conventions_are_named_not_looked_for(code: Path):
    (code / ".checkov-aws-iot.yaml").write_text("a mistake", encoding="utf-8")
    own = code / "own.yaml"
    ignore = {"check": "CKV_IOT_101", "resource": "*", "reason": "r"}
    own.write_text(json.dumps({"ignore": [ignore]}), encoding="utf-8")
    (record,) = scan(".", checks=["CKV_IOT_101"])["records"]
    assert record["result"] == "FAILED"
    (record,) = scan(".", checks=["CKV_IOT_101"], conventions=own)["records"]
    assert (record["result"], record["comment"]) == ("SKIPPED", "r")


def test_what_is_wrong_is_one_sentence(code: Path):
    for wrong, sentence in (
        (lambda: scan("nowhere"), 'the path "nowhere" does not exist'),
        (lambda: scan(".", checks=["CKV_IOT_1O1"]), 'did you mean "CKV_IOT_101"?'),
        (lambda: scan(".", conventions="main.tf"), "line"),
        (lambda: resolve("nowhere"), "does not exist"),
        (lambda: authorize("main.tf", action="iot:Fly"), "iot:Fly"),
    ):
        with pytest.raises(ValueError, match=re.escape(sentence)):
            wrong()


def test_files_that_cannot_be_read_are_named(code: Path, capsys: pytest.CaptureFixture[str]):
    (code / "broken.tf").write_text('resource "aws_iot_policy" "p" {', encoding="utf-8")
    (unread,) = scan(".")["unread"]
    assert unread["file"] == "broken.tf"
    assert capsys.readouterr() == ("", "")


def test_resolve_and_authorize_give_the_json_of_the_commands(code: Path):
    printed = json.loads(command("resolve", ".", cwd=code).stdout)
    assert resolve(".") == printed
    assert resolve(".", "aws_iot_policy.open") == printed
    question = ("--action", "iot:Connect", "--client-id", "a", "--thing", "a")
    printed = json.loads(command("authorize", "main.tf", *question, "-o", "json", cwd=code).stdout)
    assert authorize("main.tf", action="iot:Connect", client_id="a", thing="a") == printed
    assert authorize(["main.tf"], action="iot:Connect", client_id="a")["outcome"] == "allowed"


def test_the_program_of_the_docs_runs(monkeypatch: pytest.MonkeyPatch, capsys):
    monkeypatch.chdir(ROOT)
    (program,) = re.findall(
        r"```python\n(.*?)```", (ROOT / "docs/python.md").read_text("utf-8"), re.DOTALL
    )
    exec(compile(program, "docs/python.md", "exec"), {})
    assert "aws_iot_policy.fail_any_client" in capsys.readouterr().out


def test_an_import_of_the_package_imports_nothing_else():
    program = (
        "import sys, checkov_aws_iot; before = set(sys.modules); "
        "assert not [m for m in before if m.startswith('checkov_aws_iot.')]; "
        "assert 'checkov' not in before; from checkov_aws_iot import scan; print(scan.__name__)"
    )
    completed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(PACK)},
    )  # fmt: skip
    assert completed.stdout == "scan\n"


def test_other_names_are_not_there():
    with pytest.raises(AttributeError, match="has no attribute 'hook'"):
        checkov_aws_iot.hook  # noqa: B018
