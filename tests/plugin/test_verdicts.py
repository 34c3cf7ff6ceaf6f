"""Verdicts, details and evaluated keys, through Checkov's own runners."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from scans import Scan, scan_with_runners

if TYPE_CHECKING:
    from collections.abc import Callable

    Scanned = Callable[..., Scan]

POLICY = "aws_iot_policy.p"


def iot_policy(document: str, name: str = "p", more: str = "") -> str:
    return f'resource "aws_iot_policy" "{name}" {{\n  name = "{name}"\n{more}\n  policy = {document}\n}}\n'


def statement(action: str, resource: str) -> str:
    return (
        'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", '
        f'Action = "{action}", Resource = {resource} }}] }})'
    )


EVERYTHING = statement("iot:*", '"*"')
OWN_ID = statement(
    "iot:Connect", '"arn:aws:iot:eu-west-1:123456789012:client/$${iot:Connection.Thing.ThingName}"'
)


def template(properties: object, resource_type: str = "AWS::IoT::Policy", **more: object) -> str:
    resource = {"Type": resource_type, "Properties": properties, **more}
    return json.dumps({"Resources": {"P": resource}}, indent=1)


def document(
    action: str = "iot:*", resource: object = "*", effect: str = "Allow"
) -> dict[str, object]:
    statement = {"Effect": effect, "Action": action, "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement]}


def test_a_fault_fails_with_detail_and_exact_path_in_terraform(scan: Scanned):
    found = scan({"main.tf": iot_policy(EVERYTHING)})
    assert POLICY in found.failed("CKV_IOT_201")
    (detail,) = found.details("CKV_IOT_201", POLICY)
    assert detail.startswith('Statement[0]: Action "iot:*"')
    assert found.evaluated_keys("CKV_IOT_201", POLICY) == ["policy/Statement/[0]/Action"]
    assert found.passed("CKV_IOT_001") == {POLICY}


def test_a_fault_fails_with_detail_and_exact_path_in_cloudformation(scan: Scanned):
    found = scan({"p.template": template({"PolicyDocument": document()})})
    resource = "AWS::IoT::Policy.P"
    assert resource in found.failed("CKV_IOT_201")
    (detail,) = found.details("CKV_IOT_201", resource)
    assert detail.startswith('Statement[0]: Action "iot:*"')
    keys = found.evaluated_keys("CKV_IOT_201", resource)
    assert keys == ["Properties/PolicyDocument/Statement/[0]/Action"]


def test_both_frameworks_say_the_same(scan: Scanned):
    found = scan(
        {"main.tf": iot_policy(EVERYTHING), "p.template": template({"PolicyDocument": document()})}
    )
    verdicts = found.verdicts
    ids = {check_id for check_id, _ in verdicts}
    assert len(ids) > 5
    for check_id in ids:
        pair = [verdicts.get((check_id, name)) for name in (POLICY, "AWS::IoT::Policy.P")]
        assert pair[0] == pair[1], check_id


def test_severity_and_guideline_are_on_every_record(scan: Scanned):
    found = scan(
        {"main.tf": iot_policy(EVERYTHING), "p.template": template({"PolicyDocument": document()})}
    )
    for record in found.records:
        assert record.severity.name in {"LOW", "MEDIUM", "HIGH", "CRITICAL"}
        assert record.guideline.endswith(f"/docs/checks/{record.check_id}.md")
    high = scan_with_runners(Path(found.records[0].file_abs_path).parent, checks=("HIGH",))
    assert {r.severity.name for r in high.records if r.check_id.startswith("CKV_IOT")} == {"HIGH"}


def test_a_literal_count_of_zero_hides_and_a_default_does_not(scan: Scanned):
    found = scan(
        {
            "main.tf": 'variable "n" {\n  default = 0\n}\n'
            + iot_policy(EVERYTHING, "hidden", "  count = 0")
            + iot_policy(EVERYTHING, "judged", "  count = var.n")
        }
    )
    failed = found.failed("CKV_IOT_201")
    assert {name.partition("[")[0] for name in failed} == {"aws_iot_policy.judged"}
    assert not any("hidden" in resource for _, resource in found.verdicts)


def test_unknown_is_no_record_and_one_blind_spot(scan: Scanned):
    found = scan({"main.tf": 'variable "w" {}\n' + iot_policy("var.w")})
    assert found.verdicts == {("CKV_IOT_001", POLICY): "FAILED"}
    (detail,) = found.details("CKV_IOT_001", POLICY)
    assert "var.w" in detail
    assert "no default" in detail


def test_a_known_fault_beats_an_unknown(scan: Scanned):
    found = scan(
        {
            "main.tf": 'variable "w" {}\n'
            + iot_policy(
                'jsonencode({ Version = "2012-10-17", Statement = ['
                '{ Effect = "Allow", Action = "iot:*", Resource = "*" },'
                '{ Effect = "Allow", Action = var.w, Resource = "*" }] })'
            )
        }
    )
    assert found.failed("CKV_IOT_201") == {POLICY}


def test_blind_spots_are_reported_also_if_the_rule_is_filtered_out(scan: Scanned):
    found = scan({"main.tf": 'variable "w" {}\n' + iot_policy("var.w")}, checks=("CKV_IOT_001",))
    assert found.verdicts == {("CKV_IOT_001", POLICY): "FAILED"}


def test_a_skip_comment_skips_one_check(scan: Scanned):
    text = iot_policy(EVERYTHING).replace("{\n", "{\n  # checkov:skip=CKV_IOT_201:known\n", 1)
    found = scan({"main.tf": text})
    assert found.verdicts[("CKV_IOT_201", POLICY)] == "SKIPPED"
    assert found.verdicts[("CKV_IOT_101", POLICY)] == "FAILED"


def test_text_that_terraform_would_reject_is_a_blind_spot(scan: Scanned):
    found = scan({"main.tf": iot_policy(statement("iot:Connect", '"client/${iot:ClientId}"'))})
    assert found.failed("CKV_IOT_001") == {POLICY}


@pytest.mark.parametrize("text", ['"{"', '"[1]"', '"3"', "3", "true", '"null"', '""'])
def test_what_is_no_policy_is_a_blind_spot(scan: Scanned, text: str):
    found = scan({"main.tf": iot_policy(text)})
    assert found.failed("CKV_IOT_001") == {POLICY}
    assert {check_id for check_id, _ in found.verdicts} == {"CKV_IOT_001"}


def test_what_lies_outside_of_the_scanned_directory_is_not_read(scan: Scanned, tmp_path: Path):
    outside = tmp_path.parent / f"{tmp_path.name}-outside.json"
    outside.write_text(json.dumps(document()), encoding="utf-8")
    os.symlink(outside, tmp_path / "link.json")
    found = scan(
        {
            "main.tf": iot_policy(f'file("{outside}")', "absolute")
            + iot_policy(f'file("${{path.module}}/../{outside.name}")', "above")
            + iot_policy('file("${path.module}/link.json")', "linked")
            + iot_policy('file("${path.module}/inside.json")', "inside"),
            "inside.json": json.dumps(document()),
        }
    )
    outsiders = {f"aws_iot_policy.{name}" for name in ("absolute", "above", "linked")}
    assert found.failed("CKV_IOT_001") == outsiders
    assert found.failed("CKV_IOT_201") == {"aws_iot_policy.inside"}


def test_a_module_is_judged_with_what_each_caller_gives_it(scan: Scanned):
    module = 'variable "action" {}\n' + iot_policy(statement("${var.action}", '"*"'))
    found = scan(
        {
            "main.tf": 'module "wide" {\n  source = "./device"\n  action = "iot:*"\n}\n'
            'module "narrow" {\n  source = "./device"\n  action = "iot:Publish"\n}\n',
            "device/main.tf": module,
        }
    )
    assert found.failed("CKV_IOT_201") == {"module.wide.aws_iot_policy.p"}
    assert found.passed("CKV_IOT_201") == {"module.narrow.aws_iot_policy.p"}


def test_two_root_modules_with_the_same_address_are_told_apart(scan: Scanned):
    found = scan(
        {"a/main.tf": iot_policy(EVERYTHING), "b/main.tf": iot_policy(OWN_ID)},
        frameworks=("terraform",),
    )
    by_file = {
        record.file_path: record.check_result["result"].value
        for record in found.records
        if record.check_id == "CKV_IOT_201"
    }
    assert by_file == {"/a/main.tf": "FAILED", "/b/main.tf": "PASSED"}


def test_variable_files_of_the_command_line_count(scan: Scanned, tmp_path: Path):
    values = tmp_path.parent / f"{tmp_path.name}.tfvars"
    values.write_text('action = "iot:*"\n', encoding="utf-8")
    found = scan(
        {"main.tf": 'variable "action" {}\n' + iot_policy(statement("${var.action}", '"*"'))},
        var_files=[str(values)],
    )
    assert found.failed("CKV_IOT_201") == {POLICY}


@pytest.mark.parametrize("framework", ["terraform", "cloudformation"])
def test_single_files_are_scanned(tmp_path: Path, framework: str):
    (tmp_path / "main.tf").write_text(iot_policy(EVERYTHING), encoding="utf-8")
    (tmp_path / "p.template").write_text(template({"PolicyDocument": document()}), encoding="utf-8")
    name = "main.tf" if framework == "terraform" else "p.template"
    found = scan_with_runners(tmp_path, (framework,), files=[name])
    assert len(found.failed("CKV_IOT_201")) == 1
    assert found.failed("CKV_IOT_001") == set()


def test_terraform_json_is_judged(scan: Scanned):
    resource = {"name": "p", "policy": json.dumps(document())}
    found = scan({"main.tf.json": json.dumps({"resource": {"aws_iot_policy": {"p": resource}}})})
    assert found.failed("CKV_IOT_201") == {"aws_iot_policy.p"}


def test_a_condition_that_decides_is_named(scan: Scanned):
    found = scan(
        {
            "main.tf": 'variable "wide" {\n  type = bool\n}\n'
            + iot_policy(f"var.wide ? {EVERYTHING} : {OWN_ID}")
        }
    )
    (detail,) = found.details("CKV_IOT_201", POLICY)
    assert "var.wide" in detail
    assert "is true" in detail


def test_a_condition_that_does_not_matter_is_not_named(scan: Scanned):
    other = EVERYTHING.replace('"*"', '"arn:aws:iot:*:*:*"')
    found = scan(
        {
            "main.tf": 'variable "a" {\n  type = bool\n}\n'
            + iot_policy(f"var.a ? {EVERYTHING} : {EVERYTHING}")
            + iot_policy(f"var.a ? {EVERYTHING} : {other}", "q")
        }
    )
    (detail,) = found.details("CKV_IOT_201", POLICY)
    assert "when" not in detail


PLAN = {
    "format_version": "1.2",
    "terraform_version": "1.11.4",
    "planned_values": {"root_module": {"resources": []}},
    "resource_changes": [],
    "configuration": {"provider_config": {}, "root_module": {}},
}


def planned(policy: str | None, address: str = POLICY) -> str:
    resource = {
        "address": address, "mode": "managed", "type": "aws_iot_policy", "name": "p",
        "provider_name": "registry.terraform.io/hashicorp/aws", "schema_version": 0,
    }  # fmt: skip
    after = {"name": "p"} | ({"policy": policy} if policy else {})
    unknown = {"arn": True} | ({} if policy else {"policy": True})
    change = {"actions": ["create"], "before": None, "after": after, "after_unknown": unknown}
    return json.dumps(
        {
            **PLAN,
            "planned_values": {"root_module": {"resources": [{**resource, "values": after}]}},
            "resource_changes": [{**resource, "change": change}],
        }
    )


def test_a_plan_is_judged_by_what_will_be(scan: Scanned):
    found = scan({"plan.json": planned(json.dumps(document()))}, frameworks=("terraform_plan",))
    assert found.failed("CKV_IOT_201") == {POLICY}
    assert found.details("CKV_IOT_201", POLICY)


def test_what_a_plan_does_not_know_advises_to_scan_the_source(scan: Scanned):
    found = scan({"plan.json": planned(None)}, frameworks=("terraform_plan",))
    assert found.failed("CKV_IOT_001") == {POLICY}
    assert "scan the Terraform source" in found.details("CKV_IOT_001", POLICY)[0]


def test_an_open_condition_on_the_resource_is_named(scan: Scanned):
    text = {
        "Parameters": {"Wide": {"Type": "String"}},
        "Conditions": {"IsWide": {"Fn::Equals": [{"Ref": "Wide"}, "yes"]}},
        **json.loads(template({"PolicyDocument": document()}, Condition="IsWide")),
    }
    found = scan({"p.template": json.dumps(text, indent=1)})
    (detail,) = found.details("CKV_IOT_201", "AWS::IoT::Policy.P")
    assert "when" in detail


def test_a_policy_without_a_document_is_out_of_scope(scan: Scanned):
    found = scan({"p.json": template({"PolicyName": "of somebody else"})})
    assert found.verdicts == {}


def test_a_policy_inside_a_provisioning_template_is_judged(scan: Scanned):
    body = {
        "Parameters": {"Serial": {"Type": "String"}},
        "Resources": {
            "certificate": {"Type": "AWS::IoT::Certificate", "Properties": {"Status": "ACTIVE"}},
            "policy": {
                "Type": "AWS::IoT::Policy",
                "Properties": {"PolicyDocument": json.dumps(document())},
            },
        },
    }
    properties = {
        "ProvisioningRoleArn": "arn:aws:iam::123456789012:role/r",
        "TemplateBody": json.dumps(body),
    }
    found = scan({"p.template": template(properties, "AWS::IoT::ProvisioningTemplate")})
    resource = "AWS::IoT::ProvisioningTemplate.P"
    assert resource in found.failed("CKV_IOT_201")
    assert found.evaluated_keys("CKV_IOT_201", resource) == [
        "Properties/TemplateBody/Resources/policy/Properties/PolicyDocument/Statement/[0]/Action"
    ]


def test_serverless_files_are_judged(scan: Scanned):
    text = (
        "service: s\nprovider:\n  name: aws\n  runtime: python3.12\nresources:\n  Resources:\n"
        "    P:\n      Type: AWS::IoT::Policy\n      Properties:\n        PolicyDocument:\n"
        '          Version: "2012-10-17"\n          Statement:\n            - Effect: Allow\n'
        '              Action: "iot:*"\n              Resource: "*"\n'
    )
    found = scan({"serverless.yml": text}, frameworks=("serverless",))
    assert found.failed("CKV_IOT_201") == {"AWS::IoT::Policy.P"}
    assert found.details("CKV_IOT_201", "AWS::IoT::Policy.P")


def test_a_lambda_permission_is_one_statement(scan: Scanned):
    found = scan(
        {
            "main.tf": 'resource "aws_lambda_permission" "p" {\n'
            '  action        = "lambda:InvokeFunction"\n'
            '  function_name = "f"\n  principal     = "iot.amazonaws.com"\n}\n'
        }
    )
    assert found.failed("CKV_IOT_304") == {"aws_lambda_permission.p"}
    (key,) = found.evaluated_keys("CKV_IOT_304", "aws_lambda_permission.p")
    assert key in {"principal", "source_arn", "source_account"}


@pytest.mark.parametrize(
    ("arguments", "written"),
    [
        ({"source_arn": "var.x"}, "source_arn"),
        ({"source_arn": '"${var.x}"'}, "source_arn"),
        ({"source_account": "var.x[0]", "source_arn": "var.y"}, "source_arn"),
    ],
)
def test_what_is_not_known_in_a_permission_is_named_as_written(scan, arguments, written):
    known = {"action": '"lambda:InvokeFunction"', "function_name": '"f"'}
    lines = {**known, "principal": '"iot.amazonaws.com"', **arguments}.items()
    body = "\n".join(f"{name} = {value}" for name, value in lines)
    declared = 'variable "x" {}\nvariable "y" {}\n'
    names = {name: name.title().replace("_", "") for name in lines.mapping}
    properties = {
        names[name]: {"Fn::ImportValue": value} if "var" in value else value.strip('"')
        for name, value in lines
    }
    found = scan(
        {
            "main.tf": f'{declared}resource "aws_lambda_permission" "p" {{\n{body}\n}}',
            "p.template": template(properties, "AWS::Lambda::Permission"),
        }
    )
    (terraform,) = found.details("CKV_IOT_001", "aws_lambda_permission.p")
    (cloudformation,) = found.details("CKV_IOT_001", "AWS::Lambda::Permission.P")
    assert terraform.partition(":")[0] == written
    assert cloudformation.partition(":")[0] == f"Properties/{names[written]}"


UNRELATED = {
    "main.tf": 'variable "w" {}\n'
    'resource "aws_iam_policy" "a" {\n  policy = var.w\n}\n'
    'resource "aws_s3_bucket_policy" "b" {\n  bucket = "b"\n  policy = var.w\n}\n'
    'resource "aws_iam_role" "r" {\n  assume_role_policy = var.w\n}\n'
}


def test_policies_of_others_are_no_blind_spot(scan: Scanned):
    assert scan(UNRELATED).verdicts == {}


def test_a_role_that_iot_refers_to_is_one(scan: Scanned):
    alias = (
        'resource "aws_iot_role_alias" "x" {\n  alias = "x"\n  role_arn = aws_iam_role.r.arn\n}\n'
    )
    found = scan({"main.tf": UNRELATED["main.tf"] + alias})
    assert found.failed("CKV_IOT_001") == {"aws_iam_role.r"}


def test_a_policy_whose_known_part_names_iot_is_one(scan: Scanned):
    text = 'variable "w" {}\nresource "aws_iam_policy" "a" {\n  policy = '
    found = scan({"main.tf": text + statement("iot:Publish", "var.w") + "\n}\n"})
    assert found.failed("CKV_IOT_001") == {"aws_iam_policy.a"}
