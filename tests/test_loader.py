"""The loading contract: what Checkov executes, how often, and what happens when it cannot."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACK = ROOT / "custom_checks"

RESOURCES = """
resource "aws_iot_policy" "open" {
  name   = "open"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iot:Connect", Resource = "*" }]
  })
}

resource "aws_iot_thing" "pump" {
  name = "pump"
}
"""

TEMPLATE = """
Resources:
  Pump:
    Type: AWS::IoT::Thing
"""

LOAD_TWICE = """
import collections, json, os, sys
from checkov.cloudformation.checks.resource.registry import cfn_registry
from checkov.terraform.checks.data.registry import data_registry
from checkov.terraform.checks.resource.registry import resource_registry
from checkov.common.checks.base_check_registry import BaseCheckRegistry
executed = []
def note(event, arguments):
    # Whichever way a version of Checkov runs a file, Python is told; imports are of other directories.
    path = getattr(arguments[0], "co_filename", "") if event == "exec" else ""
    directory, name = os.path.split(path)
    if "checkov_aws_iot" in path and name != "__init__.py":
        if os.path.exists(os.path.join(directory, "__init__.py")):
            executed.append(name.removesuffix(".py"))
sys.addaudithook(note)
for registry in (resource_registry, cfn_registry, resource_registry, data_registry):
    registry.load_external_checks(sys.argv[1])
counted = collections.Counter(
    (name, entity, check.id)
    for name, registry in (("tf", resource_registry), ("cfn", cfn_registry), ("data", data_registry))
    for entity, check in registry.all_checks()
    if check.id.startswith("CKV_IOT_")
)
mine = [c for c in BaseCheckRegistry.get_all_registered_checks() if c.id.startswith("CKV_IOT_")]
print(json.dumps({
    "executed": executed,
    "most": max(counted.values()),
    "ids": sorted({check for _, _, check in counted}),
    "objects": len(mine),
    "bound": len({(type(c).__name__, c.id) for c in mine}),
}))
"""


def run_python(program: str, *arguments: str) -> dict[str, object]:
    completed = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True
    )
    return json.loads(completed.stdout)


@pytest.mark.parametrize("directory", [PACK, PACK / "checkov_aws_iot"], ids=["above", "package"])
def test_one_file_is_executed_and_registers_every_check_once(directory: Path):
    from checkov_aws_iot.rules.catalog import rules

    found = run_python(LOAD_TWICE, str(directory))
    assert found["executed"] == ["checkov_aws_iot_loader"] * 4
    assert found["most"] == 1
    assert found["objects"] == found["bound"]
    assert found["ids"] == sorted(rule.id for rule in rules())


IMPORT_ALL = """
import importlib, json, os, sys
from pathlib import Path
from checkov.terraform.checks.resource.registry import resource_registry
given, package = Path(sys.argv[1]), Path(sys.argv[2])
before = list(sys.path)
resource_registry.load_external_checks(str(given))
walked = {path for path in sys.path if path not in before}
for path in sorted(package.rglob("*.py")):
    if path.parent != package:
        name = ".".join(path.relative_to(package.parent).with_suffix("").parts)
        assert Path(importlib.import_module(name).__file__) == path, name
executed = {
    name: module.__file__
    for name, module in list(sys.modules.items())
    if (getattr(module, "__file__", None) or "").startswith(str(package))
    and not name.startswith("checkov_aws_iot.") and name != "checkov_aws_iot"
}
print(json.dumps({
    "executed": executed,
    "walked": sorted(os.path.relpath(path, package) for path in walked if path != str(package.parent)),
}))
"""


@pytest.mark.parametrize("directory", [PACK, PACK / "checkov_aws_iot"], ids=["above", "package"])
def test_modules_of_all_folders_are_imported_by_their_dotted_names_alone(directory: Path):
    package = PACK / "checkov_aws_iot"
    found = run_python(IMPORT_ALL, str(directory), str(package))
    assert found["executed"] == {
        "checkov_aws_iot_loader": str(package / "checkov_aws_iot_loader.py")
    }
    # Checkov puts every folder on sys.path, the deeper ones too: that is why names must not collide.
    folders = {p.relative_to(package).as_posix() for p in package.rglob("*") if p.is_dir()}
    assert set(found["walked"]) >= {f for f in folders if "__pycache__" not in f}


def checkov(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    program = "import sys; from checkov.main import Checkov; sys.exit(Checkov().run())"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments, "--skip-download", "--quiet"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **(env or {})},
    )


def failures(completed: subprocess.CompletedProcess[str]) -> dict[str, set[str]]:
    reports = json.loads(completed.stdout)
    found: dict[str, set[str]] = {}
    for report in reports if isinstance(reports, list) else [reports]:
        for record in report["results"]["failed_checks"]:
            found.setdefault(record["resource"], set()).add(record["check_id"])
    return found


@pytest.fixture
def broken_pack(tmp_path: Path) -> Path:
    pack = tmp_path / "pack"
    shutil.copytree(PACK, pack, ignore=shutil.ignore_patterns("__pycache__"))
    return pack


@pytest.fixture
def code(tmp_path: Path) -> Path:
    code = tmp_path / "code"
    code.mkdir()
    (code / "main.tf").write_text(RESOURCES, encoding="utf-8")
    (code / "pump.template").write_text(TEMPLATE, encoding="utf-8")
    return code


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("resources/subject.py", "import no_such_module"),
        ("rules/catalog.py", "this is not Python"),
        ("plugin/registration.py", "raise SystemError('out of luck')"),
    ],
)
def test_a_pack_that_cannot_be_imported_fails_every_iot_resource(
    broken_pack: Path, code: Path, module: str, text: str
):
    (broken_pack / "checkov_aws_iot" / module).write_text(text, encoding="utf-8")
    completed = checkov(
        "-d", str(code), "--external-checks-dir", str(broken_pack), "--check", "CKV_IOT_*",
        "--framework", "terraform", "cloudformation", "-o", "json",
    )  # fmt: skip
    assert completed.returncode == 1
    assert failures(completed) == {
        "aws_iot_policy.open": {"CKV_IOT_000"},
        "aws_iot_thing.pump": {"CKV_IOT_000"},
        "AWS::IoT::Thing.Pump": {"CKV_IOT_000"},
    }
    assert "could not be loaded" in completed.stderr


def test_a_pack_that_breaks_after_registration_fails_too(broken_pack: Path, code: Path):
    # Rules are imported when they first judge something.
    rule = broken_pack / "checkov_aws_iot/rules/named_actions.py"
    rule.write_text("import no_such_module", encoding="utf-8")
    completed = checkov(
        "-d", str(code), "--external-checks-dir", str(broken_pack), "--check", "HIGH",
        "--framework", "terraform", "-o", "json",
    )  # fmt: skip
    assert completed.returncode == 1
    assert "CKV_IOT_101" in failures(completed)["aws_iot_policy.open"]
    assert "could not be loaded: ModuleNotFoundError" in completed.stdout


def test_a_checkov_that_is_too_old_fails_every_iot_resource(broken_pack: Path, code: Path):
    loader = broken_pack / "checkov_aws_iot/checkov_aws_iot_loader.py"
    text = loader.read_text(encoding="utf-8")
    assert "OLDEST_CHECKOV = (3, " in text
    loader.write_text(text.replace("OLDEST_CHECKOV = (3, ", "OLDEST_CHECKOV = (93, "), "utf-8")
    completed = checkov(
        "-d", str(code), "--external-checks-dir", str(broken_pack), "--check", "CKV_IOT_*",
        "--framework", "terraform", "-o", "json",
    )  # fmt: skip
    assert completed.returncode == 1
    assert failures(completed)["aws_iot_thing.pump"] == {"CKV_IOT_000"}
    assert "is too old" in completed.stderr


def test_a_loaded_pack_does_not_register_the_failure(code: Path):
    completed = checkov(
        "-d", str(code), "--external-checks-dir", str(PACK), "--check", "CKV_IOT_*",
        "--framework", "terraform", "-o", "json",
    )  # fmt: skip
    assert all("CKV_IOT_000" not in ids for ids in failures(completed).values())


def test_the_oldest_checkov_is_the_same_everywhere() -> None:
    loader = (PACK / "checkov_aws_iot/checkov_aws_iot_loader.py").read_text(encoding="utf-8")
    (numbers,) = re.findall(r"^OLDEST_CHECKOV = \((.+)\)$", loader, re.MULTILINE)
    oldest = numbers.replace(", ", ".")
    for file, stated in (
        ("pyproject.toml", f'"checkov>={oldest}"'),
        ("noxfile.py", f'OLDEST_CHECKOV = "{oldest}"'),
        ("README.md", f"Checkov {oldest} or later"),
    ):
        assert stated in (ROOT / file).read_text(encoding="utf-8"), file
