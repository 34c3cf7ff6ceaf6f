"""Independent root modules in one scan, with resources of the same names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from scans import Scan, scan_with_runners
from twin_roots import SHARED, TWINS

if TYPE_CHECKING:
    from pathlib import Path

ROLE = """
resource "aws_iam_role" "p" {
  name               = "provisioning"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Principal = { Service = "iot.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
"""
TEMPLATE = """
resource "aws_iot_provisioning_template" "t" {
  name                  = "fleet-two"
  provisioning_role_arn = aws_iam_role.p.arn
  template_body         = "{}"
}
"""


def test_the_user_of_a_role_is_one_of_its_own_configuration(tmp_path: Path) -> None:
    for name, text in {"one": ROLE, "two": ROLE + TEMPLATE}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.tf").write_text(text)
    scan = scan_with_runners(tmp_path, ["terraform"], ["CKV_IOT_301"])
    found = {record.file_path: " ".join(record.details) for record in scan.records}
    assert {path: "provisioningtemplate/fleet-two" in text for path, text in found.items()} == {
        "/one/main.tf": False,
        "/two/main.tf": True,
    }


POLICY = """
resource "aws_iot_policy" "p" {
  name   = "p"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Action = "iot:Connect", Resource = "arn:aws:iot:*:*:client/*"
    Condition = { Bool = { "iot:Connection.Thing.IsAttached" = "true" } } }] })
}
"""
ATTACHMENT = """
resource "aws_iot_thing_principal_attachment" "a" {
  principal            = "arn:aws:iot:eu-west-1:123456789012:cert/1"
  thing                = "pump"
  thing_principal_type = "TYPE"
}
"""
EXCLUSIVE = ATTACHMENT.replace("TYPE", "EXCLUSIVE_THING")
OTHERWISE = ATTACHMENT.replace("TYPE", "NON_EXCLUSIVE_THING")


def test_how_things_are_attached_is_a_matter_of_the_own_configuration(tmp_path: Path) -> None:
    roots = {"exclusive": POLICY + EXCLUSIVE, "shared": POLICY + OTHERWISE, "neither": POLICY}
    for name, text in roots.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.tf").write_text(text)
    scan = scan_with_runners(tmp_path, ["terraform"], ["CKV_IOT_101"])
    found = {record.file_path: record.check_result["result"].value for record in scan.records}
    assert found == {"/exclusive/main.tf": "FAILED", "/shared/main.tf": "PASSED"}


def found_in(scan: Scan) -> dict[str, dict[str, object]]:
    """By root module: the verdicts and what the details say, without the place."""
    found: dict[str, dict[str, object]] = {}
    for record in scan.records:
        root = record.file_path.strip("/").partition("/")[0]
        said = tuple(line.rpartition(" [")[0] for line in record.details)
        found.setdefault(root, {})[record.resource] = record.check_result["result"].value, said
    return found


def scanned(directory: Path, number: str, **roots: str) -> dict[str, dict[str, object]]:
    for name, text in roots.items():
        (directory / name).mkdir(parents=True)
        (directory / name / "main.tf").write_text(text)
    scan = scan_with_runners(directory, ["terraform"], [f"CKV_IOT_{number}"])
    assert not scan.parsing_errors
    return found_in(scan)


@pytest.mark.parametrize("name", TWINS)
def test_twins_do_not_change_what_is_said_of_each_other(tmp_path: Path, name: str) -> None:
    number, one, other = TWINS[name]
    alone = {
        "one": scanned(tmp_path / "1", number, one=one).get("one"),
        "other": scanned(tmp_path / "2", number, other=other).get("other"),
    }
    assert alone["one"] != alone["other"]
    both = scanned(tmp_path / "3", number, first=one, second=other, third=one)
    assert both.get("first") == both.get("third") == alone["one"]
    assert both.get("second") == alone["other"]


@pytest.mark.parametrize("name", SHARED)
def test_a_root_that_only_completes_another_counts(tmp_path: Path, name: str) -> None:
    number, subject, completion, fails = SHARED[name]
    for directory, failed, more in (("1", not fails, {}), ("2", fails, {"more": completion})):
        found = scanned(tmp_path / directory, number, subject=subject, **more)
        (verdict,) = {v for v, _ in found.get("subject", {"": ("PASSED", ())}).values()}  # type: ignore[misc]
        assert (verdict == "FAILED") is failed
