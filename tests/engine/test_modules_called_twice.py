"""A module that several root modules call under one address is one resource."""

from __future__ import annotations

from pathlib import Path

import pytest
from scans import scan_with_runners

from checkov_aws_iot import scan

ADDRESS = "module.iot.aws_iot_policy.p"
MODULE = """
variable "client" {}
resource "aws_iot_policy" "p" {
  name   = "p"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect   = "Allow"
    Action   = "iot:Connect"
    Resource = "arn:aws:iot:us-east-1:123456789012:client/${var.client}"
  }] })
}
"""


def call(client: str, comment: str = "") -> str:
    return f'module "iot" {{\n  {comment}\n  source = "../mod"\n  client = "{client}"\n}}\n'


def written(directory: Path, dev: str, prod: str) -> Path:
    for name, text in (("dev", dev), ("prod", prod), ("mod", MODULE)):
        (directory / name).mkdir()
        (directory / name / "main.tf").write_text(text)
    return directory


@pytest.mark.parametrize(
    ("dev", "prod", "callers"),
    [
        ("*", "pump-1", [["dev"]]),
        ("pump-1", "*", [["prod"]]),
        ("*", "*", [["dev", "prod"]]),
        ("*", "pump-*", [["dev"], ["prod"]]),
        ("pump-1", "pump-2", []),
    ],
)
def test_it_fails_if_one_call_does(tmp_path: Path, dev: str, prod: str, callers: list[list[str]]):
    root = written(tmp_path, call(dev), call(prod))
    (record,) = scan(root, checks=["CKV_IOT_101"])["records"]
    assert record["result"] == ("FAILED" if callers else "PASSED")
    places = [line.partition(", called at ")[2] for line in record["details"]]
    expected = [" and ".join(f"{name}/main.tf:1" for name in names) for names in callers]
    assert places == expected
    checked = scan_with_runners(root, ["terraform"])
    assert (ADDRESS in checked.failed("CKV_IOT_101")) is bool(callers)


def test_one_caller_is_not_named(tmp_path: Path):
    root = written(tmp_path, call("*"), "")
    (record,) = scan(root, checks=["CKV_IOT_101"])["records"]
    assert "called at" not in record["details"][0]


@pytest.mark.parametrize("prod", ["", "# checkov:skip=CKV_IOT_101: on purpose"])
def test_it_is_suppressed_where_every_call_is(tmp_path: Path, prod: str):
    root = written(tmp_path, call("*", "# checkov:skip=CKV_IOT_101: on purpose"), call("*", prod))
    records = scan(root, checks=["CKV_IOT_101"])["records"]
    expected = {"SKIPPED"} if prod else {"SKIPPED", "FAILED"}
    assert {record["result"] for record in records} == expected
