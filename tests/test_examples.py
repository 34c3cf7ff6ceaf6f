"""Every example does what its name says, in both frameworks, and is valid for its owner."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from typing import TYPE_CHECKING

import oracles
import pytest
from example_oracles import cfn_lint_problems, terraform_problems
from scans import ROOT, Scan, scan_with_runners

from checkov_aws_iot.rules.catalog import rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EXAMPLES = ROOT / "iac_examples"
VERDICTS = {"fail": "FAILED", "pass": "PASSED", "unknown": None}

# What has no example in one framework, each with its reason.
TERRAFORM_ONLY = {
    "CKV_IOT_104": "private keys in the state exist only where there is a state",
    "CKV_IOT_701": "data sources exist only in Terraform",
}
CLOUDFORMATION_ONLY: dict[str, str] = {}

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


@pytest.mark.oracle
def test_terraform_accepts_the_examples(tmp_path: Path):
    problems = terraform_problems(EXAMPLES, tmp_path)
    assert problems == [], "\n".join(problems)


@pytest.mark.oracle
def test_cfn_lint_finds_no_errors():
    problems = cfn_lint_problems(EXAMPLES)
    assert problems == [], "\n".join(problems)
