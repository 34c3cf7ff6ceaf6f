"""Texts that are not saved are judged as if they stood in their files."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from command_line import CONNECT_POLICY
from scans import write_files

from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.engine.reading import kept_files
from checkov_aws_iot.engine.reading.overlay import OverlayError

OPEN = CONNECT_POLICY.format(name="p", id="*")
NARROW = CONNECT_POLICY.format(name="p", id="pump-1")
DOCUMENT = json.dumps(
    {"Statement": [{"Effect": "Allow", "Action": "iot:Connect", "Resource": "*"}]}
)
CLEAN = json.dumps(
    {
        "Statement": [
            {"Effect": "Allow", "Action": "iot:Connect", "Resource": "arn:aws:iot:eu-west-1:123456789012:client/pump-1"}
        ]
    }
)  # fmt: skip
READING = 'resource "aws_iot_policy" "p" {\n  name = "p"\n  policy = %s\n}\n'
STACK = "Resources:\n  P:\n    Type: AWS::IoT::Policy\n    Properties:\n      PolicyDocument: %s\n"
SERVERLESS = "service: s\nprovider:\n  name: aws\nresources:\n  %s"
INDENTED = STACK.replace("\n", "\n  ").rstrip()


def failing(project: Project) -> set[tuple[str, str]]:
    return {
        (record.resource.span.file, record.resource.name)
        for record in project.records()
        if record.result == "FAILED" and record.entry.id in {"CKV_IOT_101", "CKV_IOT_001"}
    }


# On disk: what is open; in the overlay: what mends it.
MENDED: dict[str, tuple[dict[str, str], dict[str, str | None]]] = {
    "Terraform": ({"a/main.tf": OPEN}, {"a/main.tf": NARROW}),
    "OpenTofu": ({"main.tofu": OPEN}, {"main.tofu": NARROW}),
    "Terraform in JSON": (
        {"main.tf.json": json.dumps({"resource": {"aws_iot_policy": {"p": {"policy": DOCUMENT}}}})},
        {"main.tf.json": json.dumps({"resource": {"aws_iot_policy": {"p": {"policy": CLEAN}}}})},
    ),
    "file()": (
        {"main.tf": READING % 'file("${path.module}/p.json")', "p.json": DOCUMENT},
        {"p.json": CLEAN},
    ),
    "templatefile()": (
        {
            "main.tf": READING % 'templatefile("p.tftpl", {})',
            "p.tftpl": DOCUMENT,
        },
        {"p.tftpl": CLEAN},
    ),
    "variables": (
        {
            "main.tf": 'variable "id" {}\n' + CONNECT_POLICY.format(name="p", id="${var.id}"),
            "terraform.tfvars": 'id = "*"\n',
        },
        {"terraform.tfvars": 'id = "pump-1"\n'},
    ),
    "a called module": (
        {"main.tf": 'module "m" {\n  source = "./m"\n}\n', "m/main.tf": OPEN},
        {"m/main.tf": NARROW},
    ),
    "CloudFormation": ({"a.yaml": STACK % DOCUMENT}, {"a.yaml": STACK % CLEAN}),
    "CloudFormation in JSON": (
        {"a.json": json.dumps({"Resources": {"P": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": json.loads(DOCUMENT)}}}})},
        {"a.json": json.dumps({"Resources": {"P": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": json.loads(CLEAN)}}}})},
    ),
    "Serverless": (
        {"serverless.yml": SERVERLESS % (INDENTED % DOCUMENT)},
        {"serverless.yml": SERVERLESS % (INDENTED % CLEAN)},
    ),
    "a file that goes away": ({"main.tf": OPEN, "other.tf": ""}, {"main.tf": None}),
}  # fmt: skip


@pytest.mark.parametrize("name", MENDED)
def test_a_policy_mended_in_the_overlay_has_no_finding(tmp_path: Path, name: str) -> None:
    on_disk, overlay = MENDED[name]
    write_files(tmp_path, on_disk)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert failing(Project.of_directory(str(tmp_path)))
    project = Project.of_directory(str(tmp_path), overlay=overlay)
    assert failing(project) == set()
    assert project.problems == {}
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    absolute = {str(tmp_path / path): text for path, text in overlay.items()}
    assert failing(Project.of_directory(str(tmp_path), overlay=absolute)) == set()


def test_files_that_only_the_overlay_has(tmp_path: Path) -> None:
    write_files(tmp_path, {"main.tf": 'module "m" {\n  source = "./new/m"\n}\n'})
    overlay = {
        "new/m/main.tf": OPEN,
        "new/stack.yaml": STACK % DOCUMENT,
        "node_modules/x/main.tf": OPEN,
        ".hidden/main.tf": OPEN,
        "kept/out/main.tf": OPEN,
    }
    project = Project.of_directory(str(tmp_path), excluded=("kept/out",), overlay=overlay)
    assert failing(project) == {
        ("new/m/main.tf", "module.m.aws_iot_policy.p"),
        ("new/stack.yaml", "AWS::IoT::Policy.P"),
    }
    assert [path.name for path in tmp_path.iterdir()] == ["main.tf"]


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("main.tf", 'resource "aws_iot_policy" "p" {', "is not valid HCL"),
        ("a.yaml", "Resources:\n  P: {Type: AWS::IoT::Policy\n", "is no template"),
        ("main.tf", OPEN + "\0", "is not a text file"),
        ("main.tf", OPEN + "# \ud800\n", "is not UTF-8 text"),
        ("main.tf", OPEN + "#" * 5_000_000, "is longer than"),
    ],
)
def test_a_broken_text_is_a_file_that_cannot_be_read(
    tmp_path: Path, file: str, text: str, said: str
) -> None:
    write_files(tmp_path, {file: "", "other/main.tf": OPEN})
    project = Project.of_directory(str(tmp_path), overlay={file: text})
    assert failing(project) == {("other/main.tf", "aws_iot_policy.p")}
    assert list(project.problems) == [file]
    assert said in project.problems[file]


@pytest.mark.parametrize(
    "path", ["../x.tf", "/etc/x.tf", "a/../../x.tf", "link/x.tf", "..", "", "a\0.tf"]
)
def test_a_file_outside_the_root_is_refused(tmp_path: Path, path: str) -> None:
    write_files(tmp_path, {"root/main.tf": OPEN, "outside/x.tf": OPEN})
    (tmp_path / "root/link").symlink_to(tmp_path / "outside")
    with pytest.raises(OverlayError):
        Project.of_directory(str(tmp_path / "root"), overlay={path: NARROW})


def test_a_file_of_variables_that_was_named_may_lie_outside(tmp_path: Path) -> None:
    write_files(
        tmp_path, {"root/main.tf": MENDED["variables"][0]["main.tf"], "v.tfvars": 'id = "*"'}
    )
    named = str(tmp_path / "v.tfvars")
    root = str(tmp_path / "root")
    assert failing(Project.of_directory(root, var_files=(named,)))
    overlay = {named: 'id = "pump-1"'}
    assert failing(Project.of_directory(root, var_files=(named,), overlay=overlay)) == set()


def test_a_link_and_its_file_are_one(tmp_path: Path) -> None:
    write_files(tmp_path, {"shared.tf.txt": OPEN})
    (tmp_path / "main.tf").symlink_to("shared.tf.txt")
    for path in ("main.tf", "shared.tf.txt"):
        assert failing(Project.of_directory(str(tmp_path), overlay={path: NARROW})) == set()


def test_what_has_not_changed_is_not_parsed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(
        tmp_path,
        {"a/main.tf": OPEN, "b/main.tf": OPEN, "s.yaml": STACK % DOCUMENT}
        | MENDED["Serverless"][0],
    )
    parsed: list[str] = []
    for name in ("parsed_file", "parse_file"):
        parse = getattr(kept_files, name)
        monkeypatch.setattr(
            kept_files,
            name,
            lambda text, path, parse=parse: parsed.append(path) or parse(text, path),
        )
    first = Project.of_directory(str(tmp_path), overlay={})
    everything = set(first.records())
    known = {
        (r.entry.id, r.resource.name, r.resource.span, r.result, r.details) for r in everything
    }
    assert sorted(parsed) == ["a/main.tf", "b/main.tf", "s.yaml", "serverless.yml"]
    parsed.clear()
    second = first.with_overlay({"a/main.tf": NARROW})
    changed = failing(second)
    assert parsed == ["a/main.tf"]
    assert changed == failing(Project.of_directory(str(tmp_path), overlay={"a/main.tf": NARROW}))
    again = first.with_overlay({}).records()
    assert known == {
        (r.entry.id, r.resource.name, r.resource.span, r.result, r.details) for r in again
    }


def test_paths_may_lead_through_a_link_to_the_root(tmp_path: Path) -> None:
    write_files(tmp_path, {"real/a/main.tf": OPEN})
    (tmp_path / "link").symlink_to("real")
    root = os.path.join(tmp_path, "link")
    for path in ("a/main.tf", os.path.join(root, "a/main.tf"), str(tmp_path / "real/a/main.tf")):
        assert failing(Project.of_directory(root, overlay={path: NARROW})) == set()
