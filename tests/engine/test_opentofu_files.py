"""A file of OpenTofu takes the place of the file of Terraform with the same name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import CONNECT_POLICY
from engine_records import by_checkov, by_engine
from scans import write_files

from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.terraform.modules.file_names import read_by_tofu


def in_json(name: str, client: str) -> str:
    document = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "iot:Connect", "Resource": f"arn:aws:iot:eu-west-1:1:client/{client}"}
        ],
    }  # fmt: skip
    return json.dumps({"resource": {"aws_iot_policy": {name: {"policy": json.dumps(document)}}}})


def in_hcl(name: str, client: str) -> str:
    return CONNECT_POLICY.format(name=name, id=client)


@pytest.mark.parametrize(
    ("names", "read"),
    [
        (["main.tf", "main.tofu"], ["main.tofu"]),
        (["main.tf.json", "main.tofu.json"], ["main.tofu.json"]),
        (["main.tf", "main.tofu.json"], ["main.tf", "main.tofu.json"]),
        (["main.tf.json", "main.tofu"], ["main.tf.json", "main.tofu"]),
        (["a_override.tf", "a_override.tofu"], ["a_override.tofu"]),
        (["override.tf.json", "override.tofu.json"], ["override.tofu.json"]),
        (["main.tofu.tf", "main.tf.tf"], ["main.tofu.tf", "main.tf.tf"]),
        (["main.tftest.hcl", "main.tofutest.hcl", ".main.tofu", "main.tf"], ["main.tf"]),
    ],
)
def test_the_files_of_a_module(names: list[str], read: list[str]) -> None:
    assert read_by_tofu(names) == read


@pytest.mark.parametrize(
    ("files", "failed"),
    [
        ({"main.tf": in_hcl("p", "*"), "main.tofu": in_hcl("p", "pump")}, set()),
        ({"main.tf": in_hcl("p", "pump"), "main.tofu": in_hcl("p", "*")}, {"main.tofu"}),
        ({"main.tf.json": in_json("p", "*"), "main.tofu.json": in_json("p", "pump")}, set()),
        ({"main.tf.json": in_json("p", "a"), "main.tofu.json": in_json("p", "*")}, {"main.tofu.json"}),
        (
            {
                "main.tf": in_hcl("p", "a"),
                "x_override.tf": in_hcl("p", "*"),
                "x_override.tofu": in_hcl("p", "b"),
            },
            set(),
        ),
        (
            {
                "main.tf": in_hcl("p", "a"),
                "x_override.tf": in_hcl("p", "b"),
                "x_override.tofu": in_hcl("p", "*"),
            },
            {"main.tf"},
        ),
        ({"main.tf": in_hcl("p", "*"), "main.tftest.hcl": 'run "r" {}\n'}, {"main.tf"}),
    ],
)  # fmt: skip
def test_what_is_judged(tmp_path: Path, files: dict[str, str], failed: set[str]) -> None:
    write_files(tmp_path, files)
    lines = by_engine(tmp_path)
    assert {file.lstrip("/") for check, _, file, _, _ in lines if check == "CKV_IOT_101"}
    assert {
        file.lstrip("/") for check, _, file, verdict, _ in lines
        if (check, verdict) == ("CKV_IOT_101", "FAILED")
    } == failed  # fmt: skip


def test_a_file_that_is_not_read_has_no_problem(tmp_path: Path) -> None:
    write_files(
        tmp_path, {"main.tf": 'resource "aws_iot_policy" {', "main.tofu": in_hcl("p", "pump")}
    )
    project = Project.of_directory(str(tmp_path))
    assert len(list(project.resources())) == 1
    assert project.problems == {}


def test_checkov_gets_no_verdict_on_what_opentofu_leaves_out(tmp_path: Path) -> None:
    write_files(tmp_path, {"main.tf": in_hcl("p", "*"), "main.tofu": in_hcl("q", "pump")})
    assert by_checkov(tmp_path) == set()
    # Under the same name, the resource is what the file of OpenTofu says.
    write_files(tmp_path, {"main.tofu": in_hcl("p", "pump")})
    verdicts = {check: verdict for check, _, _, verdict, _ in by_checkov(tmp_path)}
    assert verdicts["CKV_IOT_101"] == "PASSED"
