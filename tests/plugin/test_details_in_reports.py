"""Details of findings in CloudFormation templates reach every form of the report."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from command_line import command

TEMPLATE = """\
Resources:
  Device:
    Type: AWS::IoT::Policy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Sid: Connect
            Effect: Allow
            Action: iot:Connect
            Resource: arn:aws:iot:us-east-1:123456789012:client/*
"""
DETAIL = (
    'Statement[0] "Connect": Resource "arn:aws:iot:us-east-1:123456789012:client/*" lets device '
    '"sensor-1" connect as "another-device"; use client/${iot:Connection.Thing.ThingName} '
    "[case.template:8]"
)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """One scan by the command, in every form."""
    directory = tmp_path_factory.mktemp("reports")
    (directory / "case.template").write_text(TEMPLATE, encoding="utf-8")
    forms = {"cli": "a.txt", "json": "a.json", "sarif": "a.sarif", "junitxml": "a.xml"}
    options = [option for form in forms for option in ("-o", form)]
    options += ["--output-file-path", ",".join(forms.values())]
    completed = command("scan", "case.template", *options, cwd=directory)
    assert completed.returncode == 1, completed.stderr
    return {form: Path(directory, name).read_text("utf-8") for form, name in forms.items()}


def test_cli(reports: dict[str, str]) -> None:
    text = " ".join(reports["cli"].split())
    fault, _, instead = DETAIL.partition("; use ")
    assert fault.rpartition(" lets ")[2] in text
    assert f"instead: {instead.partition(' [')[0]}" in text.replace("instead: use ", "instead: ")


def test_json(reports: dict[str, str]) -> None:
    (failed,) = json.loads(reports["json"])["results"]["failed_checks"]
    assert failed["check_id"] == "CKV_IOT_101"
    assert failed["details"] == [DETAIL]


def test_sarif(reports: dict[str, str]) -> None:
    (run,) = json.loads(reports["sarif"])["runs"]
    (result,) = run["results"]
    # The place is that of the result, and need not be said in its message.
    assert DETAIL.startswith(result["message"]["text"])
    assert result["message"]["text"].endswith("client/${iot:Connection.Thing.ThingName}")
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["helpUri"].endswith("CKV_IOT_101.md")
    assert rule["name"] == "OwnClientIds"


def test_junit(reports: dict[str, str]) -> None:
    (failure,) = ET.fromstring(reports["junitxml"]).iter("failure")
    assert DETAIL in (failure.text or "")
