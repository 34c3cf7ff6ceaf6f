"""JSON documents in files of their own, which only ``scan --documents`` judges."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from command_line import command, reported

from checkov_aws_iot.commands.complaint import Complaint
from checkov_aws_iot.commands.scans.engine_scan import Scan
from checkov_aws_iot.commands.scans.scan_options import parsed
from checkov_aws_iot.engine.projects.documents_project import MOST_CHARACTERS
from checkov_aws_iot.engine.projects.report_names import DOCUMENTS_REPORT
from checkov_aws_iot.engine.reading.document_kinds import MOST_POLICIES

ARN = "arn:aws:iot:eu-west-1:123456789012:"


def policy(action: object, resource: object, **more: object) -> str:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2)


def trust(service: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": statement})


OPEN = policy("iot:Connect", f"{ARN}client/*")
CLEAN = policy("iot:Connect", f"{ARN}client/pump-1")
TEMPLATE: dict[str, Any] = {
    "Parameters": {"SerialNumber": {"Type": "String"}},
    "Resources": {
        "certificate": {
            "Type": "AWS::IoT::Certificate",
            "Properties": {"CertificateId": {"Ref": "AWS::IoT::Certificate::Id"}},
        },
        "policy": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": OPEN}},
        "thing": {
            "Type": "AWS::IoT::Thing",
            "Properties": {"ThingName": {"Ref": "Missing"}},
        },
    },
}
BODY = json.dumps(TEMPLATE, indent=2)


@pytest.fixture
def judged(tmp_path: Path):
    """Write files and give what the runner says: records by (check, resource)."""

    def run(files: dict[str, str | bytes], **options: Any) -> dict[tuple[str, str], Any]:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        config, _ = parsed([], [])
        vars(config).update(options)
        reports = Scan([str(tmp_path)], config, documents=True).reports()
        (report,) = (report for report in reports if report.check_type == DOCUMENTS_REPORT)
        return {
            (record.check_id, record.resource): record
            for record in (*report.failed_checks, *report.passed_checks)
        }

    return run


def failed(records: dict[tuple[str, str], Any]) -> set[tuple[str, str]]:
    return {key for key, record in records.items() if record.check_result["result"] == "FAILED"}


def files_of(records: dict[tuple[str, str], Any]) -> set[str]:
    return {resource for _, resource in records}


IOT_POLICIES = {
    "connect": OPEN,
    "placeholders": policy("iot:Connect", "arn:aws:iot:<%= region %>:ACCOUNT_ID:client/*"),
    "byte order mark": "\ufeff" + OPEN,
    "one statement": json.dumps(
        {"Statement": {"Effect": "Allow", "Action": "iot:Connect", "Resource": "*"}}
    ),
    "request": json.dumps({"policyName": "p", "policyDocument": OPEN}),
    "request with an object": json.dumps({"policyName": "p", "policyDocument": json.loads(OPEN)}),
    "device actions": policy(
        ["iot:Connect", "greengrass:Discover", "iot:AssumeRoleWithCertificate"], "*"
    ),
}


@pytest.mark.parametrize("text", IOT_POLICIES.values(), ids=IOT_POLICIES.keys())
def test_iot_policies_are_judged_as_such(judged, text: str):
    records = judged({"policies/device.json": text})
    assert ("CKV_IOT_101", "policies/device.json") in failed(records)
    assert ("CKV_IOT_102", "policies/device.json") not in records


def test_a_record_says_where_the_fault_stands(judged):
    record = judged({"policies/device.json": OPEN})["CKV_IOT_101", "policies/device.json"]
    assert record.file_path == "/policies/device.json"
    assert record.check_result["evaluated_keys"] == ["Statement/[0]/Resource"]
    (line,) = record.details
    assert line.startswith(f'Statement[0]: Resource "{ARN}client/*" lets device "sensor-1" connect')
    assert line.endswith("[policies/device.json:4]")
    assert record.file_line_range == [1, len(OPEN.splitlines())]
    assert "".join(code for _, code in record.code_block) == OPEN + "\n"
    assert (record.severity.name, record.guideline.rpartition("/")[2]) == ("HIGH", "CKV_IOT_101.md")


def test_a_document_inside_a_string_is_named_by_its_file(judged):
    request = json.dumps({"policyName": "p", "policyDocument": OPEN}, indent=2)
    record = judged({"a.json": request})["CKV_IOT_101", "a.json"]
    assert record.check_result["evaluated_keys"] == ["policyDocument/Statement/[0]/Resource"]
    assert "[a.json:" in record.details[0]


def test_what_is_without_fault_passes(judged):
    records = judged({"a.json": CLEAN})
    assert failed(records) == set()
    assert {("CKV_IOT_101", "a.json"), ("CKV_IOT_202", "a.json")} <= records.keys()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (policy(["iot:DescribeEndpoint", "iot:Publish"], "*"), "CKV_IOT_208"),
        (policy(["s3:GetObject", "iot:Connect"], "*"), "CKV_IOT_102"),
        (trust("iot.amazonaws.com"), "CKV_IOT_301"),
        (trust("credentials.iot.amazonaws.com"), "CKV_IOT_301"),
        (
            policy("sqs:SendMessage", "*", Principal={"Service": "iot.amazonaws.com"}),
            "CKV_IOT_304",
        ),
    ],
)
def test_iam_documents_about_iot_are_judged_as_such(judged, text: str, expected: str):
    records = judged({"a.json": text})
    assert (expected, "a.json") in failed(records)
    assert ("CKV_IOT_101", "a.json") not in records


NOT_OURS = {
    "a bucket's": policy("s3:GetObject", "*"),
    "an administrator's": policy("*", "*"),
    "a function's role": trust("lambda.amazonaws.com"),
    "a list": json.dumps([json.loads(OPEN)]),
    "a plan": json.dumps({"terraform_version": "1.9", "planned_values": {"policy": OPEN}}),
    "a stack": json.dumps({"AWSTemplateFormatVersion": "2010-09-09", **TEMPLATE}),
    "a stack that nothing marks as a template": json.dumps(
        {"Resources": {"P": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": OPEN}}}}
    ),
    "a stack of more": json.dumps(
        {"Resources": {**TEMPLATE["Resources"], "b": {"Type": "AWS::S3::Bucket"}}}
    ),
    "text": '"iot:Connect" "Statement"',
    "a number": "3",
    "nothing": "",
}


@pytest.mark.parametrize("text", [t for n, t in NOT_OURS.items() if n != "text"])
def test_other_json_has_no_record(judged, text: str):
    assert judged({"a.json": text, "a.txt": OPEN, "a.tfvars.json": OPEN}) == {}


@pytest.mark.parametrize(
    ("text", "place", "line"),
    [
        (OPEN.replace('"Version"', '// of the pumps\n  "Version"'), "line 2, column 3", 2),
        (OPEN.replace("\n  ]", "\n  ],"), None, None),
        (OPEN.replace(f'"{ARN}client/*"', "<%= arn %>"), "line 7, column 19", 7),
        (OPEN[:-4], None, None),
    ],
)
def test_broken_policies_are_named_with_line_and_column(judged, text: str, place, line):
    records = judged({"a.json": text})
    assert failed(records) == {("CKV_IOT_001", "a.json")} == records.keys()
    (detail,) = records["CKV_IOT_001", "a.json"].details
    assert "is not valid JSON" in detail
    assert "column" in detail
    if place:
        assert f"({place})" in detail
        assert detail.endswith(f"[a.json:{line}]")


def test_a_template_that_is_a_stack_to_checkov_is_judged_once(judged):
    records = judged({"body.json": BODY})
    assert failed(records) == {("CKV_IOT_402", "body.json")}
    assert not {check for check, _ in records} & {"CKV_IOT_101", "CKV_IOT_401", "CKV_IOT_405"}
    assert records["CKV_IOT_402", "body.json"].check_result["evaluated_keys"] == [
        "Resources/thing/Properties/ThingName/Ref"
    ]


def test_a_template_that_nobody_else_reads_is_judged_with_its_policies(judged):
    records = judged({"body.json": BODY}, framework=["terraform"])
    assert failed(records) == {
        ("CKV_IOT_101", "body.json:Resources/policy"),
        ("CKV_IOT_402", "body.json"),
    }
    assert records["CKV_IOT_101", "body.json:Resources/policy"].check_result["evaluated_keys"] == [
        "Resources/policy/Properties/PolicyDocument/Statement/[0]/Resource"
    ]


def test_a_template_inside_a_request_is_no_stack(judged):
    request = json.dumps({"templateBody": BODY, "roleArn": "arn:aws:iam::123456789012:role/r"})
    records = judged({"jitp.json": request})
    assert failed(records) == {
        ("CKV_IOT_101", "jitp.json:Resources/policy"),
        ("CKV_IOT_402", "jitp.json"),
    }
    assert records["CKV_IOT_402", "jitp.json"].check_result["evaluated_keys"] == [
        "templateBody/Resources/thing/Properties/ThingName/Ref"
    ]


def test_each_policy_of_a_template_is_judged_by_itself(judged):
    resources = {
        **TEMPLATE["Resources"],
        "clean": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": json.loads(CLEAN)}},
        "named": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyName": "of-somebody-else"}},
    }
    text = json.dumps({**TEMPLATE, "Resources": resources})
    records = judged({"body.json": text}, framework=["terraform"])
    verdicts = {
        name: record.check_result["result"].value
        for (check, name), record in records.items()
        if check == "CKV_IOT_101"
    }
    assert verdicts == {
        "body.json:Resources/policy": "FAILED",
        "body.json:Resources/clean": "PASSED",
    }


def test_many_policies_of_a_template_are_judged_together(judged):
    policies = {
        f"p{number}": TEMPLATE["Resources"]["policy"] for number in range(MOST_POLICIES + 1)
    }
    resources = {"certificate": TEMPLATE["Resources"]["certificate"], **policies}
    text = json.dumps({**TEMPLATE, "Resources": resources})
    records = judged({"body.json": text}, framework=["terraform"])
    keys = records["CKV_IOT_101", "body.json"].check_result["evaluated_keys"]
    assert len(keys) == MOST_POLICIES + 1


def test_a_broken_template_is_an_inconsistent_one(judged):
    broken = BODY.replace("{", "{ // of the pumps", 1)
    records = judged({"body.json": broken})
    assert ("CKV_IOT_402", "body.json") in failed(records)
    assert "line 1, column 3" in records["CKV_IOT_402", "body.json"].details[0]


TERRAFORM = """
locals {
  names = { a = "mapped" }
}
resource "aws_iot_policy" "mapped" {
  for_each = local.names
  name     = each.key
  policy   = file("${path.module}/policies/${each.value}.json")
}
module "m" {
  source = "./module"
  file   = "policies/given.json"
}
resource "local_file" "copied" {
  content = templatefile("${path.module}/policies/rendered.json", {})
}
# file("policies/unused.json")
"""
MODULE = """
variable "file" {}
resource "aws_iot_policy" "given" {
  name   = "given"
  policy = templatefile(var.file, {})
}
"""
STACK = """
AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Nested:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./policies/nested.json
  Build:
    Type: AWS::IoT::Thing
    # TemplateURL: policies/unused.json
"""


def test_what_the_scan_uses_is_left_to_who_uses_it(judged):
    names = ("mapped", "given", "rendered", "nested", "unused")
    records = judged(
        {
            "main.tf": TERRAFORM,
            "module/main.tf": MODULE,
            "stack.yaml": STACK,
            "buildspec.yml": "run: aws iot create-policy --policy-document file://policies/unused.json",
            **{f"policies/{name}.json": OPEN for name in names},
        }
    )
    assert files_of(records) == {"policies/unused.json"}


def test_what_checkov_does_not_scan_is_not_looked_at(judged):
    records = judged(
        {
            ".hidden/a.json": OPEN,
            ".a.json": OPEN,
            "node_modules/p/a.json": OPEN,
            "vendor/a.json": OPEN,
            "excluded.json": OPEN,
            "seen/a.json": OPEN,
            "vendor/main.tf": 'resource "x" "y" { p = file("../seen/a.json") }',
        },
        skip_path=["vendor", "excluded.json"],
    )
    assert files_of(records) == {"seen/a.json"}


def test_links_lead_nowhere_else_and_count_once(judged, tmp_path_factory, tmp_path: Path):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "a.json").write_text(OPEN, encoding="utf-8")
    for link, target in (
        ("out.json", outside / "a.json"),
        ("directory", outside),
        ("again.json", tmp_path / "z.json"),
        ("loop.json", tmp_path / "loop.json"),
        ("gone.json", tmp_path / "gone"),
    ):
        (tmp_path / link).symlink_to(target)
    assert files_of(judged({"z.json": OPEN})) == {"z.json"}


HOSTILE: dict[str, str | bytes] = {
    "long.json": OPEN + " " * 10_000_000,
    "deep.json": '{"Statement": ' + "[" * 50_000 + '"iot:Connect"' + "]" * 50_000 + "}",
    "open.json": '{"Statement": "iot:Connect", "a": ' + "[" * 50_000,
    "binary.json": OPEN.encode() + b"\0\xff",
    "utf16.json": OPEN.encode("utf-16"),
    "quotes.json": '{"Statement": "iot:*' + '\\"' * 90_000,
    "spaces.json": '{"Resources": "AWS::IoT::Certificate::' + " " * 190_000,
    "text.json": NOT_OURS["text"],
    "surrogate.json": '{"Statement": ["iot:Connect", "\\ud800"]}',
    "effect.json": '{"Statement": [{"Effect": [], "Action": {"iot:Connect": 1}, "Resource": 3}]}',
}


def test_hostile_files_are_passed_over_or_named(judged):
    records = judged({**HOSTILE, "good.json": OPEN})
    assert {key for key in failed(records) if key[1] == "good.json"} == {
        ("CKV_IOT_101", "good.json")
    }
    assert {
        check for check, name in failed(records) if name not in ("good.json", "spaces.json")
    } == {"CKV_IOT_001"}
    assert ("CKV_IOT_402", "spaces.json") in failed(records)
    assert not {"long.json", "binary.json", "utf16.json"} & files_of(records)
    assert {"deep.json", "open.json", "quotes.json"} <= files_of(records)


def test_a_large_policy_is_judged_and_a_larger_one_is_none(judged):
    statement = {"Effect": "Allow", "Action": "iot:Connect", "Resource": f"{ARN}client/*"}
    document = {"Version": "2012-10-17", "Statement": [statement] * 200}
    text = json.dumps(document)
    records = judged({"a.json": text, "b.json": text + " " * MOST_CHARACTERS})
    assert files_of(records) == {"a.json"}
    assert len(records["CKV_IOT_101", "a.json"].details) == 200


def test_check_filters_hold(judged):
    files = {"a.json": policy(["iot:Connect", "iot:Publish"], "*")}
    everything = failed(judged(files))
    assert everything == {("CKV_IOT_101", "a.json"), ("CKV_IOT_202", "a.json")}
    assert failed(judged(files, check=["CKV_IOT_202"])) == {("CKV_IOT_202", "a.json")}
    assert failed(judged(files, skip_check=["CKV_IOT_202"])) == {("CKV_IOT_101", "a.json")}
    assert failed(judged(files, check=["HIGH"])) == everything
    with pytest.raises(Complaint, match="leave no check to run"):
        judged(files, check=["CKV_AWS_1"])


# --- through the command ---------------------------------------------------------------------------


def findings(completed: subprocess.CompletedProcess[str]) -> set[tuple[str, str, str, str]]:
    return {
        (framework, record["check_id"], record["resource"], record["file_path"])
        for framework, _, record in reported(completed, "failed_checks")
    }


DOCUMENT = ("aws_iot_documents", "CKV_IOT_101", "p/device.json", "/p/device.json")
RESOURCE = ("terraform", "CKV_IOT_101", "aws_iot_policy.used", "/main.tf")


@pytest.fixture
def code(tmp_path: Path) -> Path:
    (tmp_path / "p").mkdir()
    (tmp_path / "p/device.json").write_text(OPEN, encoding="utf-8")
    (tmp_path / "p/used.json").write_text(OPEN, encoding="utf-8")
    (tmp_path / "main.tf").write_text(
        'resource "aws_iot_policy" "used" {\n  name = "u"\n  policy = file("p/used.json")\n}\n',
        encoding="utf-8",
    )
    return tmp_path


def test_never_without_the_option(code: Path):
    without = command("scan", ".", "-o", "json", cwd=code)
    assert (without.returncode, findings(without)) == (1, {RESOURCE})
    given = command("scan", "--documents", ".", "-o", "json", cwd=code)
    assert (given.returncode, findings(given)) == (1, {RESOURCE, DOCUMENT})
    assert command("scan", "p", "--quiet", cwd=code).returncode == 0


def test_every_format_of_output_has_the_records(code: Path):
    formats = ("cli", "json", "sarif", "junitxml", "github_failed_only", "gitlab_sast")
    outputs = [argument for name in formats for argument in ("-o", name)]
    files = ",".join(f"out/{name}" for name in formats)
    completed = command("scan", "p", "--documents", *outputs, "--output-file-path", files, cwd=code)
    assert (completed.returncode, completed.stderr) == (1, "")
    written = {name: (code / "out" / name).read_text(encoding="utf-8") for name in formats}
    results = json.loads(written["sarif"])["runs"][0]["results"]
    assert {(result["ruleId"], _place(result)) for result in results} == {
        ("CKV_IOT_101", "device.json"),
        ("CKV_IOT_101", "used.json"),
    }
    cases = ET.fromstring(written["junitxml"]).iter("testcase")
    assert len([case for case in cases if case.find("failure") is not None]) == 2
    assert all("device.json" in text and "CKV_IOT_101" in text for text in written.values())


def _place(result: dict[str, Any]) -> str:
    uri: str = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    return uri.rpartition("/")[2]


def test_soft_fail_and_baselines_hold(code: Path):
    assert command("scan", "p", "--documents", "--soft-fail", "--quiet", cwd=code).returncode == 0
    made = command("scan", "p", "--documents", "--create-baseline", "--quiet", cwd=code)
    assert made.returncode == 1
    known = ("--baseline", "p/.checkov.baseline", "--quiet")
    assert command("scan", "p", "--documents", *known, cwd=code).returncode == 0
    (code / "p/new.json").write_text(OPEN, encoding="utf-8")
    completed = command("scan", "p", "--documents", *known, "-o", "json", cwd=code)
    assert completed.returncode == 1
    assert {resource for _, _, resource, _ in findings(completed)} == {"new.json"}


def test_several_paths_files_and_frameworks(code: Path):
    mixed = command("scan", "p", "main.tf", "--documents", "-o", "json", cwd=code)
    assert findings(mixed) >= {DOCUMENT, RESOURCE}
    single = command("scan", "p/device.json", "--documents", "-o", "json", cwd=code)
    assert findings(single) == {DOCUMENT}
    chosen = command(
        "scan", ".", "--documents", "--framework", "cloudformation", "-o", "json", cwd=code
    )
    assert findings(chosen) == {DOCUMENT}


@pytest.mark.parametrize("name", ["policy.json.template", "policy.json.in", "answer.json"])
def test_files_that_others_fill_in_and_answers_of_authorizers(judged, name: str) -> None:
    answer = {"isAuthenticated": True, "policyDocuments": [json.loads(CLEAN), json.loads(OPEN)]}
    text = json.dumps(answer) if name == "answer.json" else OPEN
    assert ("CKV_IOT_101", name) in failed(judged({name: text}))
