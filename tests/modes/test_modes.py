"""The same findings, whatever way the pack is run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from scans import PACK, ROOT

CHECKOV = "import sys; from checkov.main import Checkov; sys.exit(Checkov().run())"

TERRAFORM = """
variable "id" {
  default = "*"
}

resource "aws_iot_policy" "p" {
  name = "p"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iot:Connect", Resource = "arn:aws:iot:*:*:client/${var.id}" }]
  })
}
"""
TEMPLATE = """
Resources:
  P:
    Type: AWS::IoT::Policy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: iot:Connect
            Resource: !Sub arn:aws:iot:${AWS::Region}:${AWS::AccountId}:client/*
"""
EXPECTED = {("CKV_IOT_101", "aws_iot_policy.p"), ("CKV_IOT_101", "AWS::IoT::Policy.P")}


@pytest.fixture
def code(tmp_path: Path) -> Path:
    code = tmp_path / "code"
    code.mkdir()
    (code / "main.tf").write_text(TERRAFORM, encoding="utf-8")
    (code / "p.template").write_text(TEMPLATE, encoding="utf-8")
    return code


def run(*arguments: str, cwd: Path = ROOT, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", CHECKOV, *arguments, "--skip-download", "--check", "CKV_IOT_*",
         "-o", "json", "--framework", "terraform", "--framework", "cloudformation"],
        capture_output=True, text=True, check=False, cwd=cwd, env={**os.environ, **env},
    )  # fmt: skip


def findings(completed: subprocess.CompletedProcess[str]) -> set[tuple[str, str]]:
    assert "Traceback" not in completed.stderr
    reports = json.loads(completed.stdout)
    found = set()
    for report in reports if isinstance(reports, list) else [reports]:
        for record in report["results"]["failed_checks"]:
            assert record["details"], record["check_id"]
            found.add((record["check_id"], record["resource"]))
    return found


@pytest.mark.parametrize("directory", [PACK, PACK / "checkov_aws_iot"], ids=["above", "package"])
def test_external_checks_dir(code: Path, directory: Path):
    assert findings(run("-d", str(code), "--external-checks-dir", str(directory))) == EXPECTED


def test_external_checks_dir_relative_from_elsewhere(code: Path):
    pack = os.path.relpath(PACK, code)
    assert findings(run("-d", ".", "--external-checks-dir", pack, cwd=code)) == EXPECTED


@pytest.mark.parametrize("parallelization", ["fork", "thread", "none"])
def test_every_way_in_which_checkov_runs_its_runners(code: Path, parallelization: str):
    completed = run(
        "-d", str(code), "--external-checks-dir", str(PACK),
        CHECKOV_PARALLELIZATION_TYPE=parallelization,
    )  # fmt: skip
    assert findings(completed) == EXPECTED


def test_external_checks_git(code: Path, tmp_path: Path):
    repository = tmp_path / "pack"
    repository.mkdir()
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-C", str(repository)]
    subprocess.run([*git, "init", "--quiet", "--initial-branch=external-checks"], check=True)
    subprocess.run(["cp", "-r", str(PACK / "checkov_aws_iot"), str(repository)], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "--quiet", "-m", "pack"], check=True)
    url = f"file://{repository}?ref=heads/external-checks"
    completed = run("-d", ".", "--external-checks-git", url, cwd=code)
    assert findings(completed) == EXPECTED
