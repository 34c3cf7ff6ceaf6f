"""What CI systems run: the script of the Action, the template for GitLab, workflows and the image."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from command_line import CONNECT_POLICY
from scans import PACK, ROOT

SCRIPT = ROOT / "ci-templates/github-scan.sh"
OPEN = CONNECT_POLICY.format(name="open", id="*")
CLEAN = CONNECT_POLICY.format(name="clean", id="pump-1")


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """Two directories, one of them with a space, and the command as it is installed."""
    for name, text in (("open code/main.tf", OPEN), ("clean/main.tf", CLEAN)):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "bin").mkdir()
    for name, module in (("python", ""), ("checkov-aws-iot", "-m checkov_aws_iot.commands.main")):
        program = tmp_path / "bin" / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {module} "$@"\n', encoding="utf-8")
        program.chmod(0o755)
    return tmp_path


def run(code: Path, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=code,
        env={**os.environ, "PYTHONPATH": str(PACK), **env},
    )


def action(code: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    given = {"SCANNED": ".", "ARGUMENTS": "", "CONVENTIONS": "", "SARIF": "", "SUMMARY": "true"}
    places = {"GITHUB_OUTPUT": "output", "GITHUB_STEP_SUMMARY": "summary", "BIN": "bin"}
    env = {**given, **{name: str(code / file) for name, file in places.items()}, **inputs}
    return run(code, "bash", str(SCRIPT), **env)


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def test_the_action_scans_several_paths_and_writes_report_output_and_summary(code: Path):
    completed = action(code, SCANNED="open code\nclean\n", SARIF="out.sarif")
    assert completed.returncode == 1, completed.stderr
    assert "aws_iot_policy.open" in completed.stdout
    sarif = json.loads(text_of(code / "out.sarif"))
    assert {r["ruleId"] for r in sarif["runs"][0]["results"]} == {"CKV_IOT_101"}
    assert text_of(code / "output") == "sarif-file=out.sarif\n"
    assert text_of(code / "summary").startswith("## AWS IoT\n")
    assert "CKV_IOT_101" in text_of(code / "summary")


def test_arguments_keep_their_quotes_and_run_nothing(code: Path):
    arguments = "--skip-path 'open code'\n  --check \"HIGH,CKV_IOT_001\" --custom-tool-name '$(touch a) `b`; c'"
    completed = action(code, ARGUMENTS=arguments, SARIF="out.sarif")
    assert completed.returncode == 0, completed.stderr
    sarif = json.loads(text_of(code / "out.sarif"))
    assert sarif["runs"][0]["tool"]["driver"]["name"] == "$(touch a) `b`; c"
    assert not (code / "a").exists()


def test_a_quote_that_is_not_closed_is_no_green_build(code: Path):
    completed = action(code, SCANNED="clean", ARGUMENTS="--check 'HIGH")
    assert completed.returncode not in {0, 2}
    assert "No closing quotation" in completed.stderr


def test_without_a_report_there_is_no_output(code: Path):
    (code / "old.sarif").write_text("of the last run", encoding="utf-8")
    completed = action(code, SCANNED="nowhere", SARIF="old.sarif")
    assert completed.returncode == 2
    assert text_of(code / "output") == text_of(code / "summary") == ""
    assert not (code / "old.sarif").exists()
    assert action(code, SCANNED="clean", SARIF="", SUMMARY="false").returncode == 0
    assert text_of(code / "output") == text_of(code / "summary") == ""


def test_the_action_takes_conventions(code: Path):
    ignore = {"check": "CKV_IOT_101", "resource": "*", "reason": "r"}
    (code / "own.yaml").write_text(json.dumps({"ignore": [ignore]}), encoding="utf-8")
    assert action(code, SCANNED="open code", CONVENTIONS="own.yaml").returncode == 0


def test_the_action_hands_every_input_to_the_script():
    steps = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    env = steps["runs"]["steps"][-1]["env"]
    inputs = set(steps["inputs"]) - {"python-version"}
    assert inputs == {
        name for value in env.values() for name in re.findall(r"inputs\.([\w-]+)", value)
    }
    assert set(env) - {"SCRIPT"} <= set(re.findall(r"\$\{?([A-Z]+)", SCRIPT.read_text("utf-8"))) | {
        "ARGUMENTS"
    }


def test_gitlab_gets_reports_that_it_reads(code: Path):
    job = yaml.safe_load((ROOT / "ci-templates/gitlab.yml").read_text("utf-8"))["checkov-aws-iot"]
    path = f"{code / 'bin'}{os.pathsep}{os.environ['PATH']}"
    arguments = {**job["variables"], "CHECKOV_AWS_IOT_ARGUMENTS": "--check CKV_IOT_*"}
    completed = run(code, "bash", "-e", "-c", "\n".join(job["script"]), PATH=path, **arguments)
    assert completed.returncode == 1, completed.stderr
    reports = job["artifacts"]["reports"]
    sast = json.loads(text_of(code / reports["sast"]))
    assert [found["severity"] for found in sast["vulnerabilities"]] == ["High"]
    assert "<testsuite" in text_of(code / reports["junit"])


WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / "action.yml"], ids=lambda path: path.name)
def test_actions_of_others_are_pinned_by_hash(path: Path):
    used = re.findall(r"uses: (\S+)(.*)", path.read_text("utf-8"))
    assert used
    for action_name, comment in used:
        assert re.fullmatch(r"[\w-]+/[\w./-]+@[0-9a-f]{40}", action_name)
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_may_only_read_unless_a_job_says_more(path: Path):
    workflow = yaml.safe_load(path.read_text("utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    assert all("timeout-minutes" in job for job in workflow["jobs"].values())


def test_one_action_has_one_hash_everywhere():
    texts = [path.read_text("utf-8") for path in (*WORKFLOWS, ROOT / "action.yml")]
    hashes: dict[str, set[str]] = {}
    for name, commit in re.findall(r"uses: (\S+)@(\S+)", "\n".join(texts)):
        hashes.setdefault(name, set()).add(commit)
    assert {name for name, commits in hashes.items() if len(commits) > 1} == set()


def test_the_image_does_not_run_as_root():
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    users = [line for line in lines if line.startswith("USER ")]
    assert users == ["USER 10001:10001"]
    assert lines.index(users[0]) < lines.index('ENTRYPOINT ["checkov-aws-iot"]')
    images = [line.split()[1] for line in lines if line.startswith("FROM ")]
    assert all(re.fullmatch(r"python:3\.\d+-slim-\w+", image) for image in images)


def test_the_image_scans(code: Path):
    docker = shutil.which("docker")
    if not docker or subprocess.run([docker, "info"], capture_output=True, check=False).returncode:
        pytest.skip("docker: no builder here, so nobody has built the image")
    built = run(code, docker, "build", "--quiet", str(ROOT))
    assert built.returncode == 0, built.stderr
    volume = f"{code}:/code:ro"
    command = ("run", "--rm", "--network", "none", "--volume", volume, built.stdout.strip())
    assert run(code, docker, *command, "scan", "open code", "--quiet").returncode == 1


def test_the_notes_of_a_release_are_its_section_of_the_changelog():
    def notes(version: str) -> subprocess.CompletedProcess[str]:
        script = ["bash", "ci-templates/release-notes.sh", version]
        return subprocess.run(script, cwd=ROOT, capture_output=True, text=True, check=False)

    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    first = notes("Unreleased")
    assert first.returncode == 0
    assert first.stdout.strip() in changelog
    assert "## " not in first.stdout
    assert "Added CKV_IOT_000" in first.stdout
    assert notes("99.0.0").returncode == 1
