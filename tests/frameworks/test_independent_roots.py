"""Independent root modules in one scan, with resources of the same names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scans import scan_with_runners

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
