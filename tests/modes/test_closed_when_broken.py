"""A command that is broken says so in one sentence, and is never green."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from command_line import command
from scans import PACK

CODE = """
resource "aws_iot_policy" "bound" {
  name = "bound"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iot:Connect", Resource = "arn:aws:iot:*:*:client/pump-1" }]
  })
}
"""


@pytest.fixture
def code(tmp_path: Path) -> Path:
    code = tmp_path / "code"
    code.mkdir()
    (code / "main.tf").write_text(CODE, encoding="utf-8")
    return code


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    pack = tmp_path / "pack"
    shutil.copytree(PACK, pack, ignore=shutil.ignore_patterns("__pycache__"))
    return pack


def change(pack: Path, module: str, old: str, new: str) -> None:
    path = pack / "checkov_aws_iot" / module
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{module} no longer holds what this test breaks"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def assert_refused(completed: subprocess.CompletedProcess[str], reason: str) -> None:
    assert completed.returncode == 2, completed.stdout + completed.stderr
    assert completed.stdout == ""
    assert completed.stderr.count("\n") == 1, completed.stderr
    assert completed.stderr.startswith("checkov-aws-iot: ")
    assert reason in completed.stderr


FUTURE = "from __future__ import annotations"
BROKEN = {
    "the catalogue is not Python": ("rules/catalog.py", FUTURE, "def no Python", "SyntaxError"),
    "registration raises": (
        "plugin/registration.py", FUTURE, "raise SystemError('out of luck')", "out of luck",
    ),
    "a check is not registered": (
        "plugin/registration.py", "for declared in CATALOGUE:", "for declared in CATALOGUE[:-1]:",
        "these checks could not be registered: CKV_IOT_",
    ),
    "Checkov is too old": (
        "checkov_aws_iot_loader.py", "OLDEST_CHECKOV = (3, ", "OLDEST_CHECKOV = (93, ", "is too old",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_scan_with_a_broken_installation_is_refused(code: Path, pack: Path, name: str):
    module, old, new, reason = BROKEN[name]
    change(pack, module, old, new)
    # The engine asks the rules themselves and registers nothing.
    engine = ["--engine", "checkov"] if module == "plugin/registration.py" else []
    assert_refused(command("scan", ".", "--soft-fail", *engine, cwd=code, pack=pack), reason)


def test_a_hook_that_cannot_look_at_the_changes_is_refused(code: Path, pack: Path):
    change(pack, "resources/subject.py", FUTURE, "import no_such_module")
    completed = command("hook", "main.tf", cwd=code, pack=pack)
    assert_refused(completed, "the installation is broken: ModuleNotFoundError")


def test_a_hook_whose_parser_was_overwritten_is_refused(code: Path, tmp_path: Path):
    shadow = tmp_path / "shadow/hcl2"
    shadow.mkdir(parents=True)
    (shadow / "__init__.py").write_text("from os import path\n", encoding="utf-8")
    completed = command("hook", "main.tf", cwd=code, PYTHONPATH=str(shadow.parent))
    assert_refused(completed, "has overwritten the package hcl2")


def test_a_rule_that_raises_is_reported_for_the_resource_it_broke_on(code: Path, pack: Path):
    judge = "    def judge("
    raising = "    def judge(self, *_: object):\n        raise RuntimeError('out of luck')\n\n"
    change(pack, "rules/named_actions.py", judge, f"{raising}    def not_judge(")
    completed = command("scan", ".", "-o", "json", cwd=code, pack=pack)
    assert completed.returncode == 1, completed.stderr
    assert "Traceback" not in completed.stdout + completed.stderr
    failed = json.loads(completed.stdout)["results"]["failed_checks"]
    assert [(one["check_id"], one["resource"]) for one in failed] == [
        ("CKV_IOT_001", "aws_iot_policy.bound")
    ]
    (details,) = failed[0]["details"]
    assert "RuntimeError: out of luck" in details
