"""Checkov by itself, without the pack: a test here fails when a patch is no longer needed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from scans import PACK

PATCHES = PACK / "checkov_aws_iot/plugin/patches"

CHECK = """
from checkov.{framework}.checks.{kind} import {base}
from checkov.common.models.enums import CheckCategories, CheckResult

class Always({base}):
    def __init__(self):
        super().__init__("Always fails", "CKV_TEST_1", [CheckCategories.IAM], {types!r})
    def scan_resource_conf(self, conf):
        self.details = ["a detail"]
        return CheckResult.FAILED
    scan_function_conf = scan_resource_conf

Always()
"""
TEMPLATE = "Resources:\n  Thing:\n    Type: AWS::IoT::Thing\n    Properties:\n      ThingName: a\n"
SERVERLESS = "service: s\nprovider:\n  name: aws\nfunctions:\n  one:\n    handler: a.b\n"
RESOURCE = 'resource "aws_iot_thing" "a" {\n  name = "a"\n}\n'
JSON_RESOURCE = json.dumps({"resource": {"aws_iot_thing": {"a": {"name": "a"}}}})
CALL = 'module "called" {\n  source = "./module"\n}\n'

PROGRAM = """
import json, os, sys
from pathlib import Path
from checkov.cloudformation.runner import Runner as CloudFormationRunner
from checkov.common.bridgecrew.integration_features.features.licensing_integration import (
    integration as licences,
)
from checkov.common.bridgecrew.platform_integration import bc_integration
from checkov.common.output.sarif import Sarif
from checkov.runner_filter import RunnerFilter
from checkov.serverless.runner import Runner as ServerlessRunner
from checkov.terraform.module_loading.module_finder import find_modules
from checkov.terraform.runner import Runner as TerraformRunner
from checkov.terraform_json.runner import TerraformJsonRunner

code, checks = sys.argv[1:]
facts = {"key": bc_integration.bc_api_key}

def records(runner, framework):
    report = runner.run(
        code, external_checks_dir=[os.path.join(checks, framework)],
        runner_filter=RunnerFilter(checks=["CKV_TEST_1"], show_progress_bar=False),
    )
    return report, report.failed_checks

for runner in (CloudFormationRunner(), ServerlessRunner(), TerraformRunner()):
    report, (record,) = records(runner, runner.check_type)
    facts[runner.check_type] = record.details
json_record, *_ = records(TerraformJsonRunner(), "terraform")[1]
facts["json_resource"] = json_record.resource
facts["junit"] = report._create_test_case_failure_output(record)
facts["sarif"] = Sarif([report], tool="x").json
facts["modules"] = [len(find_modules(code, excluded_paths=out)) for out in (None, ["elsewhere"])]
try:
    facts["framework"] = licences.is_runner_valid("aws_iot_documents")
except KeyError:
    facts["framework"] = None
facts["pack"] = [name for name in sys.modules if name.startswith("checkov_aws_iot")]
print(json.dumps(facts))
"""


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What Checkov does with checks that have details, and in the rest of the program above."""
    top = tmp_path_factory.mktemp("bare")
    files = {
        "code/fleet.yaml": TEMPLATE,
        "code/serverless.yml": SERVERLESS,
        "code/main.tf": RESOURCE + CALL,
        "code/module/main.tf": "",
        "code/fleet.tf.json": JSON_RESOURCE,
        "home/.bridgecrew/credentials": "a-key",
    }
    for framework, kind, base, types in (
        ("cloudformation", "resource.base_resource_check", "BaseResourceCheck", ["AWS::IoT::*"]),
        ("terraform", "resource.base_resource_check", "BaseResourceCheck", ["aws_iot_*"]),
        ("serverless", "function.base_function_check", "BaseFunctionCheck", ["serverless_aws"]),
    ):
        text = CHECK.format(framework=framework, kind=kind, base=base, types=types)
        files[f"checks/{framework}/__init__.py"] = ""
        files[f"checks/{framework}/always_{framework}.py"] = text
    for name, text in files.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    environment = dict(os.environ)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(top / "code"), str(top / "checks")],
        capture_output=True,
        text=True,
        check=True,
        env={**environment, "HOME": str(top / "home")},
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert found["pack"] == []
    assert found["terraform"] == ["a detail"]
    return found


def test_cloudformation_details(facts: dict[str, Any]) -> None:
    assert (facts["cloudformation"], facts["serverless"]) == ([], [])


def test_json_addresses(facts: dict[str, Any]) -> None:
    assert facts["json_resource"] == "resource.a"


def test_junit_details(facts: dict[str, Any]) -> None:
    assert "Resource: aws_iot_thing.a" in facts["junit"]
    assert "a detail" not in facts["junit"]


def test_sarif_details(facts: dict[str, Any]) -> None:
    (run,) = facts["sarif"]["runs"]
    (result,) = run["results"]
    assert result["attachments"] == [{"description": "a detail"}]
    assert "a detail" not in result["message"]["text"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert "aws_iot_thing.a" in rule["help"]["text"]


def test_platform_key(facts: dict[str, Any]) -> None:
    assert facts["key"] == "a-key"


def test_files_left_out(facts: dict[str, Any]) -> None:
    assert facts["modules"] == [1, 0]


@pytest.mark.parametrize("patch", sorted(PATCHES.glob("*.py")), ids=lambda path: path.stem)
def test_a_patch_names_the_versions_that_need_it_and_has_a_test_here(patch: Path) -> None:
    assert "Needed by Checkov 3.2.500 to 3.3.30" in patch.read_text("utf-8")
    assert f"test_{patch.stem}" in globals()
