"""Two attachments as people write them: whether they give one certificate to two things."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from scans import scan_with_runners

if TYPE_CHECKING:
    from pathlib import Path

DECLARED = """
variable "on" {}
variable "devices" {}
resource "aws_iot_certificate" "c" { csr = "x" }
resource "aws_iot_certificate" "d" { csr = "y" }
resource "aws_iot_certificate" "each" {
  for_each = { a = "1", b = "2" }
  csr      = each.value
}
resource "aws_iot_thing" "each" {
  for_each = { a = "1", b = "2" }
  name     = each.key
}
module "certificates" {
  source = "registry/x/y"
  count  = 2
}
module "open" {
  source   = "registry/x/y"
  for_each = var.devices
}
data "terraform_remote_state" "s" { backend = "s3" }
data "aws_region" "current" {}
data "aws_caller_identity" "current" {}
provider "aws" { region = "us-east-1" }
provider "aws" {
  alias  = "there"
  region = "eu-west-1"
}
"""
C, D = "aws_iot_certificate.c.arn", "aws_iot_certificate.d.arn"
NUMBERED = '"d-${count.index}"'
BOTH = 'for_each = toset(["a", "b"])'
STATE = "data.terraform_remote_state.s.outputs"
LITERAL = "arn:aws:iot:us-east-1:123456789012:cert/"
SOMEWHERE = (
    "arn:aws:iot:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}"
    ":cert/"
)


def attachments(*each: tuple[str, str, str]) -> str:
    return DECLARED + "".join(
        f"""
        resource "aws_iot_thing_principal_attachment" "x{at}" {{
          thing     = {thing}
          principal = {principal}
          {more}
        }}"""
        for at, (thing, principal, more) in enumerate(each)
    )


def two(one: str, other: str, more: str = "", otherwise: str = "") -> str:
    """Attachments to things called a and b."""
    return attachments(('"a"', one, more), ('"b"', other, otherwise))


def each(thing: str, principal: str, repeated: str = BOTH) -> str:
    return attachments((thing, principal, repeated))


@pytest.mark.parametrize(
    ("text", "failed"),
    [
        (two(C, D), False),
        (two(f"var.on ? {C} : {D}", f"var.on ? {D} : {C}"), False),
        (two(C, C, "count = var.on ? 1 : 0", "count = var.on ? 0 : 1"), False),
        (two(C, C, "count = var.on ? 1 : 0", "count = !var.on ? 1 : 0"), False),
        (
            two(
                "values(aws_iot_certificate.each)[0].arn", "values(aws_iot_certificate.each)[1].arn"
            ),
            False,
        ),
        (two("module.certificates[0].arn", "module.certificates[1].arn"), False),
        (two('module.open["a"].arn', 'module.open["b"].arn'), False),
        (each("each.key", "module.open[each.key].arn", "for_each = var.devices"), False),
        (two("var.devices[0]", "var.devices[1]"), False),
        (two("element(var.devices, 0)", "element(var.devices, 1)"), False),
        (two(f"{STATE}.one", f"{STATE}.other"), False),
        (two("uuid()", "uuid()"), False),
        (
            each("aws_iot_thing.each[each.key].name", "aws_iot_certificate.each[each.key].arn"),
            False,
        ),
        (each("each.key", "each.value.arn", "for_each = aws_iot_certificate.each"), False),
        (each("each.key", "var.devices[each.key]"), False),
        (each("each.key", "lookup(var.devices, each.key)"), False),
        (each("each.key", "each.value", f'for_each = zipmap(["a", "b"], [{C}, {D}])'), False),
        (each('"d-${count.index}"', "var.devices[count.index]", "count = 2"), False),
        (two(C, C), True),
        (two(f"var.on ? {C} : {D}", C), True),
        (two(C, C, "count = var.on ? 1 : 0"), True),
        (two(C, C, "count = var.on ? 1 : 0", "count = var.on ? 1 : 0"), True),
        (two(f"trimspace({C})", f"trimspace({C})"), True),
        (two("var.devices[0]", "var.devices[0]"), True),
        (two("module.certificates[0].arn", "module.certificates[0].arn"), True),
        (two(f"{STATE}.one", f"{STATE}.one"), True),
        (attachments(('var.on ? "a" : "b"', C, ""), ('"b"', C, "")), True),
        (each("each.key", "var.on"), True),
        # As many as nobody knows, or one.
        (each(NUMBERED, C, "count = var.on ? var.devices : 1"), True),
        (each(NUMBERED, C, "count = var.on ? 1 : length(var.devices)"), True),
        (each("each.key", C, 'for_each = var.on ? toset(var.devices) : toset(["a"])'), True),
        (each(NUMBERED, C, "count = var.on ? 3 : 1"), True),
        (each(NUMBERED, C, "count = var.on ? 1 : 0"), False),
        (each('"a"', C, "count = var.on ? var.devices : 1"), False),
        (each(NUMBERED, "var.devices[count.index]", "count = var.on ? var.devices : 1"), False),
        (two(f'"{LITERAL}abc"', f'"{SOMEWHERE}abc"'), True),
        (two(f'"{LITERAL}abc"', f'"{SOMEWHERE}abc"', "", "provider = aws.there"), False),
        (each("each.key", 'aws_iot_certificate.each["a"].arn'), True),
        (each("each.key", "each.value", f'for_each = zipmap(["a", "b"], [{C}, {C}])'), True),
        (
            each(
                '"d-${count.index}"',
                "values(aws_iot_certificate.each)[count.index % 2].arn",
                "count = 4",
            ),
            True,
        ),
    ],
)
def test_terraform(tmp_path: Path, text: str, failed: bool) -> None:
    (tmp_path / "main.tf").write_text(text)
    scan = scan_with_runners(tmp_path, ["terraform"], ["CKV_IOT_103"])
    assert bool(scan.failed("CKV_IOT_103")) is failed
    assert not scan.parsing_errors


@pytest.mark.parametrize(
    ("default", "other", "failed"),
    [
        ("true", "count = var.blue ? 0 : 1", False),
        ("false", "count = var.blue ? 0 : 1", False),
        # One that is always there meets one that only the default leaves out.
        ("false", "", True),
    ],
)
def test_attachments_that_defaults_leave_out(
    tmp_path: Path, default: str, other: str, failed: bool
) -> None:
    blue = f'variable "blue" {{ default = {default} }}\n'
    (tmp_path / "main.tf").write_text(blue + two(C, C, "count = var.blue ? 1 : 0", other))
    scan = scan_with_runners(tmp_path, ["terraform"], ["CKV_IOT_103"])
    assert bool(scan.failed("CKV_IOT_103")) is failed


ITEM = '!Join ["", ["arn:aws:iot:us-east-1:123456789012:cert/", !Select [%d, !Ref Several]]]'
ELSEWHERE = "arn:aws:iot:eu-west-1:123456789012:cert/"
HERE = "arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:cert/"
AWS = "arn:aws:iot:${AWS::Region}:${AWS::AccountId}:cert/"
STACK = """
Parameters:
  Flag: {Type: String}
  Several: {Type: CommaDelimitedList}
  Cert: {Type: String}
  Other: {Type: String}
  Stored: {Type: "AWS::SSM::Parameter::Value<String>"}
Conditions: {IsOn: !Equals [!Ref Flag, "yes"], IsOff: !Not [!Condition IsOn]}
Resources:
  C: {Type: AWS::IoT::Certificate, Properties: {Status: ACTIVE, CertificateSigningRequest: x}}
  D: {Type: AWS::IoT::Certificate, Properties: {Status: ACTIVE, CertificateSigningRequest: y}}
  Unnamed: {Type: AWS::IoT::Thing}
  Custom: {Type: "Custom::Certificates", Properties: {ServiceToken: x}}
"""


@pytest.mark.parametrize(
    ("one", "other", "failed"),
    [
        ("b, Principal: !GetAtt C.Arn}", "a, Principal: !GetAtt D.Arn}", False),
        ("b, Principal: !GetAtt C.Arn}", "b, Principal: !GetAtt C.Arn}", False),
        (
            "b, Principal: !GetAtt C.Arn}\n    Condition: IsOn",
            "a, Principal: !GetAtt C.Arn}\n    Condition: IsOff",
            False,
        ),
        ("b, Principal: !GetAtt C.Arn}", "a, Principal: !GetAtt C.Arn}", True),
        ("b, Principal: !GetAtt C.Arn}\n    Condition: IsOn", "a, Principal: !GetAtt C.Arn}", True),
        ("b, Principal: !Sub '${C.Arn}'}", "!Ref Unnamed, Principal: !GetAtt C.Arn}", True),
        ("b, Principal: !ImportValue x}", "a, Principal: !ImportValue y}", False),
        (
            "b, Principal: !Select [0, !Ref Several]}",
            "a, Principal: !Select [1, !Ref Several]}",
            False,
        ),
        (
            "b, Principal: !Select [0, !Split [';', !ImportValue module.x]]}",
            "a, Principal: !Select [1, !Split [';', !ImportValue module.x]]}",
            False,
        ),
        (f"b, Principal: {ITEM % 0}}}", f"a, Principal: {ITEM % 1}}}", False),
        (f"b, Principal: {ITEM % 0}}}", f"a, Principal: {ITEM % 0}}}", True),
        ("b, Principal: !GetAtt Custom.One}", "a, Principal: !GetAtt Custom.Other}", False),
        # A parameter has one value.
        ("b, Principal: !Ref Cert}", "a, Principal: !Ref Cert}", True),
        ("b, Principal: !Ref Stored}", "a, Principal: !Ref Stored}", True),
        ("b, Principal: !Sub '${Cert}'}", "a, Principal: !Ref Cert}", True),
        ("b, Principal: !Join ['', [!Ref Cert]]}", "a, Principal: !Ref Cert}", True),
        ("b, Principal: !Ref Cert}", "b, Principal: !Ref Cert}", False),
        ("b, Principal: !Ref Cert}", "a, Principal: !Ref Other}", False),
        ("b, Principal: !Ref Cert}", "!Ref Other, Principal: !Ref Cert}", False),
        (
            "b, Principal: !FindInMap [!Ref Flag, x, y]}",
            "a, Principal: !FindInMap [!Ref Flag, x, z]}",
            False,
        ),
        (
            "b, Principal: !Select [1, !Split ['/', !Sub 'a/${Cert}']]}",
            "a, Principal: !Ref Cert}",
            False,
        ),
        (
            "b, Principal: !Join [':', !Ref Several]}",
            "a, Principal: !Join ['/', !Ref Several]}",
            False,
        ),
        # Partition, Region and account are those of the stack, known or not.
        (f"b, Principal: '{LITERAL}abc'}}", f"a, Principal: !Sub '{HERE}abc'}}", True),
        (f"b, Principal: !Sub '{HERE}${{Cert}}'}}", f"a, Principal: !Sub '{AWS}${{Cert}}'}}", True),
        (f"b, Principal: '{LITERAL}abc'}}", f"a, Principal: !Sub '{HERE}abcd'}}", False),
        (f"b, Principal: '{LITERAL}abc'}}", f"a, Principal: '{ELSEWHERE}abc'}}", False),
    ],
)
def test_cloudformation(tmp_path: Path, one: str, other: str, failed: bool) -> None:
    each = "".join(
        f"  {name}:\n    Type: AWS::IoT::ThingPrincipalAttachment\n    Properties: {{ThingName: {rest}\n"
        for name, rest in (("One", one), ("Other", other))
    )
    (tmp_path / "stack.template").write_text(STACK + each)
    scan = scan_with_runners(tmp_path, ["cloudformation"], ["CKV_IOT_103"])
    assert bool(scan.failed("CKV_IOT_103")) is failed
    assert not scan.parsing_errors


def test_a_parameter_of_another_template_is_another_one(tmp_path: Path) -> None:
    for name in "ab":
        attachment = f"{{ThingName: {name}, Principal: !Ref Cert}}"
        (tmp_path / f"{name}.template").write_text(
            f"{STACK}  A: {{Type: AWS::IoT::ThingPrincipalAttachment, Properties: {attachment}}}\n"
        )
    scan = scan_with_runners(tmp_path, ["cloudformation"], ["CKV_IOT_103"])
    assert not scan.failed("CKV_IOT_103")
    assert not scan.parsing_errors


def test_a_claim_certificate_however_its_arn_is_written(tmp_path: Path) -> None:
    provision = f"{HERE[:-5]}topic/$aws/provisioning-templates/fleet/provision/*"
    (tmp_path / "stack.template").write_text(
        f"""{STACK}
  Policy:
    Type: AWS::IoT::Policy
    Properties:
      PolicyName: claim
      PolicyDocument:
        Version: "2012-10-17"
        Statement: [{{Effect: Allow, Action: iot:Publish, Resource: !Sub "{provision}"}}]
  Attached:
    Type: AWS::IoT::PolicyPrincipalAttachment
    Properties: {{PolicyName: !Ref Policy, Principal: !Sub "{HERE}abc"}}
  One:
    Type: AWS::IoT::ThingPrincipalAttachment
    Properties: {{ThingName: a, Principal: "{LITERAL}abc"}}
  Two:
    Type: AWS::IoT::ThingPrincipalAttachment
    Properties: {{ThingName: b, Principal: "{LITERAL}abc"}}
"""
    )
    scan = scan_with_runners(tmp_path, ["cloudformation"], ["CKV_IOT_103"])
    assert not scan.of("CKV_IOT_103")
    assert not scan.parsing_errors


def planned(principal: str) -> str:
    """A plan with two attachments whose principals are computed from the reference."""
    described = {
        "mode": "managed",
        "type": "aws_iot_thing_principal_attachment",
        "name": "x",
        "provider_name": "registry.terraform.io/hashicorp/aws",
    }
    address = "aws_iot_thing_principal_attachment.x"
    each = [{**described, "address": f'{address}["{key}"]', "index": key} for key in "ab"]
    change = {"actions": ["create"], "before": None, "after_unknown": {"principal": True}}
    changes = [{**one, "change": {**change, "after": {"thing": one["index"]}}} for one in each]
    values = [{**one, "values": {"thing": one["index"]}} for one in each]
    certificate = {**described, "type": "aws_iot_certificate", "name": "c"}
    certificate["address"] = "aws_iot_certificate.c"
    made = {"actions": ["create"], "before": None, "after": {}, "after_unknown": {"arn": True}}
    changes.append({**certificate, "change": made})
    values.append({**certificate, "values": {}})
    reference = {"references": [principal, principal.rpartition(".")[0]]}
    configured = {**described, "address": address, "expressions": {"principal": reference}}
    return json.dumps(
        {
            "format_version": "1.2",
            "terraform_version": "1.11.4",
            "planned_values": {"root_module": {"resources": values}},
            "resource_changes": changes,
            "configuration": {"root_module": {"resources": [configured, certificate]}},
        }
    )


@pytest.mark.parametrize(
    ("principal", "failed"),
    [
        ("each.value.arn", False),
        ("local.certificates", False),
        ("aws_iot_certificate.each", False),
        ("aws_iot_certificate.c.arn", True),
    ],
)
def test_plans(tmp_path: Path, principal: str, failed: bool) -> None:
    (tmp_path / "plan.json").write_text(planned(principal))
    scan = scan_with_runners(tmp_path, ["terraform_plan"], ["CKV_IOT_103"])
    assert bool(scan.failed("CKV_IOT_103")) is failed
