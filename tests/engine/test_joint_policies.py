"""What a principal has together is judged together, as far as a scan shows it: real scans."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from scans import scan_with_runners

if TYPE_CHECKING:
    from pathlib import Path

PREFIX = "arn:aws:iot:us-east-1:123456789012:"
ALLOW = {"Effect": "Allow", "Action": "iot:Publish", "Resource": "*"}
OWN = f"{PREFIX}topic/${{iot:Connection.Thing.ThingName}}/*"
DENY = {"Effect": "Deny", "Action": "iot:Publish", "NotResource": OWN}
LIMITED, OPEN = "PASSED", "FAILED"


def written(*statements: object) -> str:
    document = json.dumps({"Version": "2012-10-17", "Statement": statements})
    return json.dumps(document).replace("${", "$${")


POLICIES = f"""
variable "on" {{}}
variable "arn" {{}}
variable "some" {{}}
variable "more" {{}}
resource "aws_iot_certificate" "one" {{ csr = "x" }}
resource "aws_iot_certificate" "two" {{ csr = "y" }}
resource "aws_iot_certificate" "each" {{
  for_each = var.some
  csr      = each.value
}}
resource "aws_iot_thing_group" "pumps" {{ name = "pumps" }}
resource "aws_iot_policy" "a" {{
  name   = "a"
  policy = {written(ALLOW)}
}}
resource "aws_iot_policy" "b" {{
  name   = "b"
  policy = {written(DENY)}
}}
"""
ONE, TWO = "aws_iot_certificate.one.arn", "aws_iot_certificate.two.arn"
EACH, GROUP = "aws_iot_certificate.each[each.key].arn", "aws_iot_thing_group.pumps.arn"
COGNITO = '"us-east-1:5f2e9c1a-0b7d-4c3e-9a68-d41f70b2e853"'
NEVER, SOMETIMES = "count = 0", "count = var.on ? 1 : 0"
OF_SOME, OF_MORE = "for_each = var.some", "for_each = var.more"


@pytest.mark.parametrize(
    ("attachments", "verdict"),
    [
        ([], OPEN),
        ([("b", ONE)], OPEN),
        ([("a", ONE), ("b", ONE)], LIMITED),
        ([("a", ONE), ("a", TWO), ("b", ONE), ("b", TWO)], LIMITED),
        ([("a", ONE), ("a", TWO), ("b", ONE)], OPEN),
        ([("a", ONE), ("b", TWO)], OPEN),
        ([("a", ONE), ("b", ONE, NEVER)], OPEN),
        ([("a", ONE), ("b", ONE, SOMETIMES)], OPEN),
        ([("a", ONE, SOMETIMES), ("b", ONE)], LIMITED),
        ([("a", ONE), ("a", TWO, NEVER), ("b", ONE)], LIMITED),
        ([("a", ONE), ("a", TWO, SOMETIMES), ("b", ONE)], OPEN),
        ([("a", GROUP), ("b", GROUP)], LIMITED),
        ([("a", COGNITO), ("b", COGNITO)], LIMITED),
        ([("a", "var.arn"), ("b", "var.arn")], LIMITED),
        ([("a", "var.arn"), ("b", ONE)], OPEN),
        ([("a", ONE), ("a", "var.on ? var.arn : null"), ("b", ONE)], OPEN),
        ([("a", EACH, OF_SOME), ("b", EACH, OF_MORE)], OPEN),
        ([("a", ONE), ("b", ONE, OF_SOME)], OPEN),
    ],
    ids=str,
)
def test_a_deny_of_another_policy_counts_if_every_holder_surely_has_it(
    tmp_path: Path, attachments: list[tuple[str, ...]], verdict: str
):
    attached = "".join(
        f"""
        resource "aws_iot_policy_attachment" "x{at}" {{
          {"".join(more)}
          policy = aws_iot_policy.{policy}.name
          target = {target}
        }}
        """
        for at, (policy, target, *more) in enumerate(attachments)
    )
    (tmp_path / "main.tf").write_text(POLICIES + attached)
    scan = scan_with_runners(tmp_path)
    assert scan.of("CKV_IOT_202")["CKV_IOT_202", "aws_iot_policy.a"] == verdict


@pytest.mark.parametrize(
    ("attachments", "verdict"),
    [
        ([], OPEN),
        ([("A", "cert/1"), ("B", "cert/1")], LIMITED),
        ([("A", "cert/1"), ("A", "cert/2"), ("B", "cert/1")], OPEN),
        ([("A", "cert/1"), ("B", "cert/1", "Never")], OPEN),
        ([("A", "cert/1"), ("B", "cert/1", "Sometimes")], OPEN),
    ],
    ids=str,
)
def test_so_it_is_in_a_template(tmp_path: Path, attachments: list[tuple[str, ...]], verdict: str):
    resources = {
        name: {
            "Type": "AWS::IoT::Policy",
            "Properties": {
                "PolicyName": name,
                "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]},
            },
        }
        for name, statement in (("A", ALLOW), ("B", DENY))
    }
    for at, (policy, principal, *conditions) in enumerate(attachments):
        resources[f"X{at}"] = {
            "Type": "AWS::IoT::PolicyPrincipalAttachment",
            **({"Condition": conditions[0]} if conditions else {}),
            "Properties": {"PolicyName": {"Ref": policy}, "Principal": PREFIX + principal},
        }
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Parameters": {"On": {"Type": "String"}},
        "Conditions": {
            "Never": {"Fn::Equals": ["a", "b"]},
            "Sometimes": {"Fn::Equals": [{"Ref": "On"}, "yes"]},
        },
        "Resources": resources,
    }
    (tmp_path / "stack.json").write_text(json.dumps(template))
    assert scan_with_runners(tmp_path).of("CKV_IOT_202")["CKV_IOT_202", "AWS::IoT::Policy.A"] == (
        verdict
    )


ADVISOR = {"Effect": "Allow", "Action": "iotdeviceadvisor:*", "Resource": "*"}
PASS = {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}
NAMED = "arn:aws:iam::123456789012:role/DeviceAdvisorDeviceRole"
NO_OTHER = {"Effect": "Deny", "Action": "iam:PassRole", "NotResource": NAMED}
NO_OTHER_SERVICE = {
    "Effect": "Deny",
    "Action": "iam:PassRole",
    "Resource": "*",
    "Condition": {
        "StringNotEquals": {"iam:PassedToService": "iotdeviceadvisor.amazonaws.com"},
    },
}
TRUST = written(
    {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
    }
)


def role(name: str, *more: str) -> str:
    return f"""
    resource "aws_iam_role" "{name}" {{
      name               = "{name}"
      assume_role_policy = {TRUST}
      {"".join(more)}
    }}
    """


def policy(name: str, *statements: object, of: str = "", kind: str = "role") -> str:
    held = f"{kind} = {of}" if of else ""
    resource = f"aws_iam_{kind}_policy" if of else "aws_iam_policy"
    return f"""
    resource "{resource}" "{name}" {{
      name   = "{name}"
      policy = {written(*statements)}
      {held}
    }}
    """


def attachment(name: str, policy: str, of: str, kind: str = "role", more: str = "") -> str:
    return f"""
    resource "aws_iam_{kind}_policy_attachment" "{name}" {{
      {more}
      {kind}     = {of}
      policy_arn = aws_iam_policy.{policy}.arn
    }}
    """


TESTER, OTHER = "aws_iam_role.tester.name", "aws_iam_role.other.name"
VARIABLES = 'variable "on" {}\n'
TWO_INLINE = role("tester") + policy("a", ADVISOR, of=TESTER) + policy("p", PASS, of=TESTER)
ATTACHED = (
    role("tester")
    + policy("a", ADVISOR)
    + policy("p", PASS)
    + attachment("a", "a", TESTER)
    + attachment("p", "p", TESTER)
)


@pytest.mark.parametrize(
    ("text", "failed"),
    [
        (TWO_INLINE, {"aws_iam_role_policy.p"}),
        (TWO_INLINE + policy("d", NO_OTHER, NO_OTHER_SERVICE, of=TESTER), set()),
        (ATTACHED, {"aws_iam_policy.p"}),
        (
            role("tester")
            + policy("a", ADVISOR)
            + policy("p", PASS)
            + attachment("a", "a", TESTER, more="count = var.on ? 1 : 0")
            + attachment("p", "p", TESTER),
            set(),
        ),
        (
            role("tester")
            + role("other")
            + policy("a", ADVISOR, of=OTHER)
            + policy("p", PASS, of=TESTER),
            set(),
        ),
        (
            policy("a", ADVISOR, of='"jo"', kind="user")
            + policy("p", PASS, of='"jo"', kind="user"),
            {"aws_iam_user_policy.p"},
        ),
        (
            policy("a", ADVISOR, of='"jo"', kind="user")
            + policy("p", PASS, of='"al"', kind="user"),
            set(),
        ),
    ],
)
def test_two_policies_of_one_principal_grant_together(tmp_path: Path, text: str, failed: set[str]):
    (tmp_path / "main.tf").write_text(VARIABLES + text)
    scan = scan_with_runners(tmp_path)
    assert scan.failed("CKV_IOT_209") == failed
    for resource in failed:
        (line,) = scan.details("CKV_IOT_209", resource)
        assert "policy.a" in line


def test_two_inline_policies_of_one_role_in_a_template(tmp_path: Path):
    def inline(name: str, statement: object) -> dict[str, object]:
        document = {"Version": "2012-10-17", "Statement": [statement]}
        return {"PolicyName": name, "PolicyDocument": document}

    properties = {
        "AssumeRolePolicyDocument": json.loads(json.loads(TRUST)),
        "Policies": [inline("run", ADVISOR), inline("pass", PASS)],
    }
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Resources": {"Tester": {"Type": "AWS::IAM::Role", "Properties": properties}},
    }
    (tmp_path / "stack.json").write_text(json.dumps(template))
    scan = scan_with_runners(tmp_path)
    (line,) = scan.details("CKV_IOT_209", "AWS::IAM::Role.Tester")
    assert 'inline policy "run"' in line


LIMIT = {
    "Effect": "Deny",
    "Action": "iot:*",
    "NotResource": f"{PREFIX}topic/commands/*",
}
SENDS = {"Effect": "Allow", "Action": "iot:Publish", "Resource": "*"}


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (role("tester") + policy("p", SENDS), OPEN),
        (
            role("tester")
            + policy("p", SENDS)
            + attachment("p", "p", TESTER)
            + policy("d", LIMIT, of=TESTER),
            LIMITED,
        ),
        (
            role("tester")
            + policy("p", SENDS)
            + attachment("p", "p", TESTER)
            + attachment("q", "p", '"jo"', kind="user")
            + policy("d", LIMIT, of=TESTER),
            OPEN,
        ),
        (
            role("tester")
            + policy("p", SENDS)
            + attachment("p", "p", TESTER)
            + attachment("q", "p", '"jo"', kind="user")
            + policy("d", LIMIT, of=TESTER)
            + policy("e", LIMIT, of='"jo"', kind="user"),
            LIMITED,
        ),
    ],
)
def test_a_deny_of_another_policy_of_a_role(tmp_path: Path, text: str, verdict: str):
    (tmp_path / "main.tf").write_text(VARIABLES + text)
    scan = scan_with_runners(tmp_path)
    assert scan.of("CKV_IOT_208")["CKV_IOT_208", "aws_iam_policy.p"] == verdict


ALIAS = """
resource "aws_iot_role_alias" "camera" {
  alias    = "camera"
  role_arn = aws_iam_role.tester.arn
}
"""
BROAD = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
NOTHING = {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}


@pytest.mark.parametrize(
    ("more", "verdict"),
    [
        ("", OPEN),
        (policy("d", NOTHING, of=TESTER), LIMITED),
        (policy("d", NOTHING) + attachment("d", "d", TESTER), LIMITED),
        (policy("d", NOTHING) + attachment("d", "d", TESTER, more=SOMETIMES), OPEN),
        (policy("d", NOTHING) + attachment("d", "d", TESTER, more=NEVER), OPEN),
        (
            policy("d", NOTHING) + attachment("d", "d", "var.on ? aws_iam_role.tester.name : null"),
            OPEN,
        ),
    ],
)
def test_a_deny_that_the_role_of_an_alias_may_not_have_takes_nothing_back(
    tmp_path: Path, more: str, verdict: str
):
    text = VARIABLES + role("tester") + ALIAS + policy("p", BROAD, of=TESTER) + more
    (tmp_path / "main.tf").write_text(text)
    scan = scan_with_runners(tmp_path)
    assert scan.of("CKV_IOT_206")["CKV_IOT_206", "aws_iot_role_alias.camera"] == verdict
