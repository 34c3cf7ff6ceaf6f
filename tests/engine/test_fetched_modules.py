"""Modules from git or a registry, where something has fetched them into the scanned directory."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import oracles
import pytest
from checkov.common.util.env_vars_config import env_vars_config
from command_line import CONNECT_POLICY, command
from engine_records import by_checkov, by_engine
from scans import write_files

from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.engine.reading import path_filters
from checkov_aws_iot.engine.records import records

DEVICE = 'variable "id" {}\n' + CONNECT_POLICY.format(name="device", id="${var.id}") + (
    'output "policy" {\n  value = aws_iot_policy.device.policy\n}\n'
)  # fmt: skip
SOURCE = "git::https://example.com/acme/device.git//modules/device?ref=v1"
THERE = ".terraform/modules/m/modules/device"


def call(source: str, client: str = "*", name: str = "m", *more: str) -> str:
    lines = "".join(f"  {one}\n" for one in more)
    return f'module "{name}" {{\n  source = "{source}"\n  id     = "{client}"\n{lines}}}\n'


def listed(*modules: tuple[str, str, str], version: str = "") -> str:
    """What Terraform writes of the modules: key, source, directory."""
    entries = [
        {
            "Key": key,
            "Source": source,
            "Dir": directory,
            **({"Version": version} if version else {}),
        }
        for key, source, directory in (("", "", "."), *modules)
    ]
    return json.dumps({"Modules": entries})


def found(path: Path, check: str = "CKV_IOT_101") -> dict[str, str]:
    """The resources with a record of the check, and its verdict."""
    return {
        record.resource.name: record.result
        for record in records(Project.of_directory(str(path)).resources(), lambda _, __: True)
        if record.entry.id == check
    }


def unfetched(path: Path) -> set[tuple[str, str, int, str]]:
    project = Project.of_directory(str(path))
    list(project.resources())
    return {(u.source, u.span.file, u.span.start_line, u.root) for u in project.unfetched}


def test_a_module_that_terraform_fetched_is_judged_in_its_caller(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "live/main.tf": call(SOURCE) + call(SOURCE, "pump-1", "n"),
            f"live/{THERE}/main.tf": DEVICE,
            "live/.terraform/modules/n/modules/device/main.tf": DEVICE,
            "live/.terraform/modules/m/examples/all/main.tf": DEVICE,
            "live/.terraform/modules/modules.json": listed(
                ("m", SOURCE, THERE), ("n", SOURCE, THERE.replace("/m/", "/n/"))
            ),
        },
    )
    assert found(tmp_path) == {
        "module.m.aws_iot_policy.device": "FAILED",
        "module.n.aws_iot_policy.device": "PASSED",
    }
    assert unfetched(tmp_path) == set()


@pytest.mark.oracle
def test_what_terraform_itself_fetches(tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    write_files(
        repository,
        {
            "main.tf": 'variable "id" {}\n' + call("./inner").replace('"*"', "var.id"),
            "inner/main.tf": DEVICE,
        },
    )
    git = ["git", "-c", "user.email=a@example.com", "-c", "user.name=a"]
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "a"], ["tag", "v1"]):
        subprocess.run([*git, *arguments], cwd=repository, check=True)
    tree = tmp_path / "tree"
    url = f"git::file://{repository}"
    write_files(
        tree,
        {
            "shared/main.tf": 'variable "id" {}\n' + call(f"{url}?ref=v1", "x", "far").replace('"x"', "var.id"),
            "live/main.tf": call("../shared", "*", "near") + call(f"{url}//inner?ref=v1", "pump", "sub"),
        },
    )  # fmt: skip
    assert unfetched(tree) == {
        (f"{url}?ref=v1", "shared/main.tf", 2, "live"),
        (f"{url}//inner?ref=v1", "live/main.tf", 5, "live"),
    }
    assert found(tree) == {}
    subprocess.run([oracles.terraform(), "get"], cwd=tree / "live", check=True, capture_output=True)
    assert unfetched(tree) == set()
    assert found(tree) == {
        "module.near.module.far.module.m.aws_iot_policy.device": "FAILED",
        "module.sub.aws_iot_policy.device": "PASSED",
    }


@pytest.mark.parametrize(
    ("source", "directory"),
    [
        ("github.com/acme/terraform-iot?ref=v1", "github.com/acme/terraform-iot/v1"),
        ("github.com/acme/terraform-iot//a/b", "github.com/acme/terraform-iot/HEAD/a/b"),
        ("git@github.com:acme/terraform-iot.git", "git@github.com/acme/terraform-iot/HEAD"),
        ("git::https://git.example.com/iot.git?ref=v2", "git.example.com/iot/v2"),
    ],
)
def test_a_module_that_checkov_downloaded_is_judged_as_in_checkov(
    tmp_path: Path, source: str, directory: str
) -> None:
    write_files(
        tmp_path,
        {
            "live/main.tf": call(source) + 'resource "aws_iot_policy" "p" {\n  policy = module.m.policy\n}\n',
            f".external_modules/{directory}/main.tf": DEVICE,
        },
    )  # fmt: skip
    assert found(tmp_path) == {
        "aws_iot_policy.p": "FAILED",
        "module.m.aws_iot_policy.device": "FAILED",
    }
    assert by_engine(tmp_path) == by_checkov(tmp_path, download_external_modules=True)


def test_modules_that_checkov_takes_from_terraform(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(env_vars_config, "CHECKOV_EXPERIMENTAL_TERRAFORM_MANAGED_MODULES", True)
    policy = 'resource "aws_iot_policy" "p" {\n  policy = module.m.policy\n}\n'
    write_files(
        tmp_path,
        {
            "main.tf": call("acme/iot/aws") + policy,
            ".terraform/modules/m/main.tf": DEVICE,
            ".terraform/modules/modules.json": listed(
                ("m", "registry.terraform.io/acme/iot/aws", ".terraform/modules/m"), version="1.2.3"
            ),
        },
    )
    assert len(found(tmp_path)) == 2
    assert by_engine(tmp_path) == by_checkov(tmp_path)


def test_a_scan_tells_once_what_fetches_modules(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "live/a/main.tf": call("acme/iot/aws") + call("acme/iot/aws", "x", "n"),
            "live/b/main.tf": call("../shared") + call("git::https://example.com/x\ty.git", "x", "n"),
            "live/shared/main.tf": call("acme/net/aws"),
        },
    )  # fmt: skip
    ran = command("scan", str(tmp_path), "--quiet", "--compact", cwd=tmp_path)
    (line,) = (line for line in ran.stderr.splitlines() if "fetched" in line)
    for part in ("acme/iot/aws (live/a/main.tf)", "acme/net/aws (live/shared/main.tf)"):
        assert line.count(part) == 1
    assert "run terraform init in live/a, live/b" in line
    assert "\t" not in line


def test_downloads_are_no_roots_where_hidden_directories_are_scanned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(path_filters, "hidden_are_ignored", lambda: False)
    write_files(tmp_path, {".external_modules/a/main.tf": DEVICE, ".b/main.tf": DEVICE})
    project = Project.of_directory(str(tmp_path))
    assert {resource.span.file for resource in project.resources()} == {".b/main.tf"}


@pytest.mark.parametrize(
    ("directories", "version", "judged"),
    [
        (["github.com/acme/terraform-aws-iot/0a1b"], "1.2.3", True),
        (["github.com/acme/terraform-aws-iot/0a1b", "github.com/acme/terraform-aws-iot/2c"], "~> 1", False),
        (["registry.terraform.io/acme/iot/aws/1.2.3", "registry.terraform.io/acme/iot/aws/2.0.0"], "1.2.3", True),
        (["registry.terraform.io/acme/iot/aws/2.0.0"], "1.2.3", False),
        (["registry.terraform.io/acme/iot/aws/2.0.0"], "> 1", True),
    ],
)  # fmt: skip
def test_a_module_of_the_registry_that_checkov_downloaded(
    tmp_path: Path, directories: list[str], version: str, judged: bool
) -> None:
    files = {f".external_modules/{one}/main.tf": DEVICE for one in directories}
    main = call("acme/iot/aws", "*", "m", f'version = "{version}"')
    write_files(tmp_path, {"main.tf": main, **files})
    assert found(tmp_path) == ({"module.m.aws_iot_policy.device": "FAILED"} if judged else {})
    assert bool(unfetched(tmp_path)) is not judged


@pytest.mark.parametrize(
    ("source", "version", "judged"),
    [
        ("acme/iot/aws", "~> 1.0", True),
        ("registry.terraform.io/acme/iot/aws", "1.2.3", True),
        ("acme/iot/aws", "1.2.4", False),
        ("other/iot/aws", "1.2.3", False),
        ("acme/iot/aws//modules/device", "1.2.3", False),
    ],
)
def test_a_module_that_is_another_one_than_was_fetched(
    tmp_path: Path, source: str, version: str, judged: bool
) -> None:
    files = {
        "main.tf": call(source, "*", "m", f'version = "{version}"'),
        ".terraform/modules/m/main.tf": DEVICE,
        ".terraform/modules/modules.json": listed(
            ("m", "registry.terraform.io/acme/iot/aws", ".terraform/modules/m"), version="1.2.3"
        ),
    }
    write_files(tmp_path, files)
    assert bool(found(tmp_path)) is judged


def test_001_names_the_module_that_decides(tmp_path: Path) -> None:
    policy = 'resource "aws_iot_policy" "p" {\n  policy = module.m.policy\n}\n'
    write_files(tmp_path, {"main.tf": call("acme/iot/aws") + policy})
    lines = [
        line
        for record in records(Project.of_directory(str(tmp_path)).resources(), lambda _, __: True)
        if record.entry.id == "CKV_IOT_001" and record.result == "FAILED"
        for line in record.details
    ]
    assert len(lines) == 1
    assert 'source = "acme/iot/aws"' in lines[0]
    assert "terraform init" in lines[0]


HOSTILE: dict[str, str] = {
    "no JSON": "{",
    "a list": "[]",
    "null": "null",
    "modules that are text": '{"Modules": "m"}',
    "a module that is text": '{"Modules": ["m", null, 3, {"Key": 3, "Dir": {}}]}',
    "a directory above": listed(("m", "acme/iot/aws", "../outside")),
    "an absolute directory": listed(("m", "acme/iot/aws", "/etc")),
    "a way out and back": listed(("m", "acme/iot/aws", ".terraform/../../outside")),
    "a link": listed(("m", "acme/iot/aws", ".terraform/link")),
    "NUL": listed(("m", "acme/iot/aws", "a\0b")),
    "itself": listed(("m", "acme/iot/aws", ".")),
    "nested": '{"Modules": ' + "[" * 5000 + "]" * 5000 + "}",
    "huge": '{"Modules": [' + '{"Key": "m", "Source": "acme/iot/aws", "Dir": "."},' * 90_000 + "{}]}",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_list_of_modules_leads_nowhere(tmp_path: Path, name: str) -> None:
    write_files(
        tmp_path,
        {
            "tree/main.tf": call("acme/iot/aws"),
            "tree/.terraform/modules/modules.json": HOSTILE[name],
            "outside/main.tf": DEVICE,
        },
    )
    (tmp_path / "tree/.terraform/link").symlink_to(tmp_path / "outside")
    assert found(tmp_path / "tree") == {}


def test_fetched_modules_that_call_each_other_end(tmp_path: Path) -> None:
    keys = [".".join("ab"[: 1 + depth % 2] for depth in range(length)) for length in range(1, 40)]
    files = {
        "main.tf": call("acme/iot/aws", "*", "a", "for_each = toset(['1', '2'])".replace("'", '"')),
        ".terraform/modules/a/main.tf": DEVICE + call("acme/iot/aws", "*", "ab") + call("acme/iot/aws", "*", "a"),
        ".terraform/modules/modules.json": listed(
            *((key, "acme/iot/aws", ".terraform/modules/a") for key in keys)
        ),
    }  # fmt: skip
    write_files(tmp_path, files)
    assert 'module.a["1"].aws_iot_policy.device' in found(tmp_path)
