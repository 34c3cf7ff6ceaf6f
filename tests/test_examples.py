"""Every example does what its name says, in both frameworks, and is valid for its owner."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import oracles
import pytest
from scans import ROOT, Scan, scan_with_runners

from checkov_aws_iot.rules.catalog import rules

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = ROOT / "iac_examples"
VERDICTS = {"fail": "FAILED", "pass": "PASSED", "unknown": None}

# What cannot be valid for its owner, or has no example in one framework, each with its reason.
TERRAFORM_ONLY = {
    "CKV_IOT_104": "private keys in the state exist only where there is a state",
    "CKV_IOT_701": "data sources exist only in Terraform",
}
CLOUDFORMATION_ONLY: dict[str, str] = {}
NOT_VALIDATED: dict[str, str] = {
    "CKV_IOT_103": "thing_principal_type exists from version 6 of the provider on",
    "CKV_IOT_104": "uses the provider hashicorp/tls",
    "CKV_IOT_603": "the provider hashicorp/aws has no such resource; this is hashicorp/awscc",
}
CFN_LINT_EXCEPTIONS: dict[str, tuple[str, ...]] = {}

# A directory without an id is an example of how things go together.
DIRECTORIES = sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir())
IDS = [name for name in DIRECTORIES if name.startswith("CKV_IOT_")]


@cache
def scanned() -> dict[str, Scan]:
    """The examples, each framework scanned once."""
    frameworks = ("terraform", "cloudformation")
    return {
        framework: scan_with_runners(EXAMPLES, frameworks=(framework,)) for framework in frameworks
    }


def records(check_id: str, framework: str) -> dict[str, str]:
    return {
        record.resource: record.check_result["result"].value
        for record in scanned()[framework].records
        if record.check_id == check_id and f"/{check_id}/" in record.file_path
    }


def declared(check_id: str, framework: str) -> Iterator[tuple[str, str | None]]:
    """The names in an example that state a verdict, with that verdict."""
    if framework == "terraform":
        pattern = r'^(?:resource|data) "\w+" "((fail|pass|unknown)_\w+)"'
        files = sorted((EXAMPLES / check_id).glob("*.tf"))
    else:
        pattern = r"^  ((Fail|Pass|Unknown)\w+):\s*$"
        files = sorted((EXAMPLES / check_id).glob("*.template"))
    for file in files:
        for match in re.finditer(pattern, file.read_text(encoding="utf-8"), re.MULTILINE):
            yield match[1], VERDICTS[match[2].lower()]


def bare(resource: str) -> str:
    """The name in an address: no module, no type, no key."""
    return re.sub(r"\[[^\]]*\]", "", resource).rpartition(".")[2]


@pytest.mark.parametrize("framework", ["terraform", "cloudformation"])
@pytest.mark.parametrize("check_id", IDS)
def test_resources_get_the_verdict_that_their_name_states(check_id: str, framework: str):
    expected = {name: verdict for name, verdict in declared(check_id, framework) if verdict}
    unknown = {name for name, verdict in declared(check_id, framework) if verdict is None}
    found = {bare(resource): verdict for resource, verdict in records(check_id, framework).items()}
    stated = {name: verdict for name, verdict in found.items() if name in {*expected, *unknown}}
    assert stated == expected
    other_failures = {name for name, verdict in found.items() if verdict == "FAILED"} - set(
        expected
    )
    assert other_failures == set(), "a resource fails whose name does not say so"


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_every_rule_has_examples_of_both_kinds(rule):
    for framework, exceptions in (
        ("terraform", CLOUDFORMATION_ONLY),
        ("cloudformation", TERRAFORM_ONLY),
    ):
        stated = {verdict for _, verdict in declared(rule.id, framework)}
        if rule.id in exceptions:
            assert stated == set(), exceptions[rule.id]
        else:
            assert {"FAILED", "PASSED"} <= stated, f"{rule.id} lacks an example in {framework}"


def test_there_are_no_examples_of_rules_that_do_not_exist():
    assert set(IDS) <= {rule.id for rule in rules()}


@pytest.mark.oracle
@pytest.mark.parametrize("check_id", [i for i in DIRECTORIES if list((EXAMPLES / i).glob("*.tf"))])
def test_terraform_would_not_format_it_otherwise(check_id: str):
    completed = subprocess.run(
        [oracles.terraform(), "fmt", "-check", "-diff", str(EXAMPLES / check_id)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert completed.returncode == 0, completed.stdout + completed.stderr


def variables_without_default(check_id: str) -> list[str]:
    text = "\n".join(p.read_text(encoding="utf-8") for p in (EXAMPLES / check_id).glob("*.tf"))
    blocks = re.findall(r'^variable "(\w+)" \{(.*?)\}$', text, re.MULTILINE | re.DOTALL)
    return [name for name, body in blocks if not re.search(r"^\s*default\s*=", body, re.MULTILINE)]


@pytest.mark.oracle
def test_terraform_accepts_the_examples(tmp_path: Path):
    """All in one process: each example is a module, so the provider starts once."""
    calls = []
    for check_id in DIRECTORIES:
        if check_id in NOT_VALIDATED or not list((EXAMPLES / check_id).glob("*.tf")):
            continue
        shutil.copytree(EXAMPLES / check_id, tmp_path / check_id)
        inputs = [(name, f"{check_id}_{name}") for name in variables_without_default(check_id)]
        calls += [f'variable "{variable}" {{}}\n' for _, variable in inputs]
        arguments = "".join(f"  {name} = var.{variable}\n" for name, variable in inputs)
        calls.append(f'module "{check_id}" {{\n  source = "./{check_id}"\n{arguments}}}\n')
    (tmp_path / "main.tf").write_text("\n".join(calls), encoding="utf-8")
    terraform = oracles.terraform()
    init = subprocess.run(
        [terraform, *oracles.initialisation()],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert init.returncode == 0, init.stderr
    completed = subprocess.run(
        [terraform, "validate", "-json"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    problems = [
        f"{found['range']['filename']}:{found['range']['start']['line']}: "
        f"{found['summary']}: {found['detail']}"
        for found in json.loads(completed.stdout)["diagnostics"]
        if found["severity"] == "error"
    ]
    assert problems == [], "\n".join(problems)


@pytest.mark.oracle
def test_cfn_lint_finds_no_errors():
    templates = [str(path) for path in sorted(EXAMPLES.glob("*/*.template"))]
    completed = subprocess.run(
        ["cfn-lint", "--format", "json", "--non-zero-exit-code", "error", *templates],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
    )
    problems = [
        f"{found['Filename']}:{found['Location']['Start']['LineNumber']}: "
        f"{found['Rule']['Id']} {found['Message']}"
        for found in json.loads(completed.stdout or "[]")
        if found["Level"] == "Error"
        and found["Rule"]["Id"]
        not in CFN_LINT_EXCEPTIONS.get(Path(found["Filename"]).parent.name, ())
    ]
    assert problems == [], "\n".join(problems)
