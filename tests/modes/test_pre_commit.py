"""The hook as pre-commit runs it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from command_line import CONNECT_POLICY
from oracles import pre_commit
from scans import PACK, ROOT

GOOD = CONNECT_POLICY.format(name="good", id="pump-1")
BAD = CONNECT_POLICY.format(name="bad", id="*")


def repository(directory: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(text, encoding="utf-8")
    subprocess.run(["git", "init", "--quiet", str(directory)], check=True)
    subprocess.run(["git", "-C", str(directory), "add", "."], check=True)
    return directory


def run(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [pre_commit(), *arguments, "--all-files", "--color", "never"],
        capture_output=True, text=True, check=False, cwd=directory,
        env={**environment, "PRE_COMMIT_HOME": str(directory.parent / "home")},
    )  # fmt: skip


def test_try_repo_builds_an_environment_and_fails_for_the_bad_file_alone(tmp_path: Path):
    if not (ROOT / ".git").exists():
        pytest.skip("this is no git repository, which is what pre-commit installs hooks from")
    code = repository(tmp_path / "code", {"good/main.tf": GOOD, "bad/main.tf": BAD})
    completed = run(code, "try-repo", str(ROOT))
    assert completed.returncode == 1, completed.stdout + completed.stderr
    assert re.findall(r"HIGH (\S+) .*\n  bad/main.tf:\S+ in (\S+)", completed.stdout) == [
        ("CKV_IOT_101", "aws_iot_policy.bad")
    ]


@pytest.fixture
def configuration() -> str:
    """The hooks as published, run by this Python: what is tested is what pre-commit makes of them."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    commands = {hook["id"]: hook["entry"] for hook in hooks}
    assert commands == {
        "checkov-aws-iot": "checkov-aws-iot hook",
        "checkov-aws-iot-fix": "checkov-aws-iot fix --write",
    }
    program = f"env PYTHONPATH={PACK} {sys.executable} -m checkov_aws_iot.commands.main "
    for hook in hooks:
        entry = hook["entry"].replace("checkov-aws-iot ", program, 1)
        hook.update(language="system", entry=entry)
    return yaml.safe_dump({"repos": [{"repo": "local", "hooks": hooks}]})


def test_nothing_is_printed_where_nothing_is_wrong(tmp_path: Path, configuration: str):
    files = {".pre-commit-config.yaml": configuration, "good/main.tf": GOOD}
    completed = run(repository(tmp_path / "code", files), "run")
    assert completed.returncode == 0, completed.stdout + completed.stderr
    assert re.fullmatch(r"checkov-aws-iot\.+Passed\n", completed.stdout)


def test_other_files_do_not_start_the_hook(tmp_path: Path, configuration: str):
    code = repository(tmp_path / "code", {"README.md": BAD, "main.py": "", "tf": ""})
    (code / ".pre-commit-config.yaml").write_text(configuration, encoding="utf-8")
    completed = run(code, "run")
    assert completed.returncode == 0, completed.stdout + completed.stderr
    assert "no files to check" in completed.stdout


def test_the_hook_that_mends_is_run_by_hand_alone(tmp_path: Path, configuration: str):
    files = {".pre-commit-config.yaml": configuration, "good/main.tf": GOOD, "bad/main.tf": BAD}
    code = repository(tmp_path / "code", files)
    completed = run(code, "run")
    assert completed.returncode == 1, completed.stdout + completed.stderr
    assert "checkov-aws-iot-fix" not in completed.stdout
    assert (code / "bad/main.tf").read_text(encoding="utf-8") == BAD
    completed = run(code, "run", "--hook-stage", "manual", "checkov-aws-iot-fix")
    assert "files were modified by this hook" in completed.stdout, completed.stderr
    assert "mends 1 of 1 findings" in completed.stdout
    text = (code / "bad/main.tf").read_text(encoding="utf-8")
    assert text == BAD.replace("client/*", "client/$${iot:Connection.Thing.ThingName}")
    assert (code / "good/main.tf").read_text(encoding="utf-8") == GOOD
    completed = run(code, "run", "--hook-stage", "manual", "checkov-aws-iot-fix")
    assert completed.returncode == 0, completed.stdout + completed.stderr
