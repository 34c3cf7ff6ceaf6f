"""Authorizers verify tokens again where the keys for it stand there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.fixes.mending import mended

if TYPE_CHECKING:
    from pathlib import Path

HCL = """\
resource "aws_iot_authorizer" "a" {
  name                    = "tokens"
  authorizer_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:tokens"
  signing_disabled        = %s # for the trial
%s}
"""
KEYS = """\
  token_key_name          = "token"

  token_signing_public_keys = {
    first = file("first.pem")
  }
"""
YAML = """\
Resources:
  A:
    Type: AWS::IoT::Authorizer
    Properties:
      AuthorizerFunctionArn: arn:aws:lambda:us-east-1:123456789012:function:tokens
      SigningDisabled: %s
%s"""
PROPERTIES = "      TokenKeyName: token\n      TokenSigningPublicKeys: {first: pem}\n"
JSON = """\
{"Resources": {"A": {"Type": "AWS::IoT::Authorizer", "Properties": {
  "AuthorizerFunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:tokens",
  "SigningDisabled": %s%s}}}}
"""
MEMBERS = ', "TokenKeyName": "token", "TokenSigningPublicKeys": {"first": "pem"}'


def result_of(root: Path, name: str, text: str) -> tuple[str, list[str]]:
    (root / name).write_text(text, encoding="utf-8")
    result = mended(
        Project.of_directory(str(root)), lambda entry, _: bool(entry.id == "CKV_IOT_105")
    )
    return result.after.get(name, ""), [one.reason for one in result.left]


@pytest.mark.parametrize(
    ("name", "form", "keys"),
    [("main.tf", HCL, KEYS), ("stack.yaml", YAML, PROPERTIES), ("stack.json", JSON, MEMBERS)],
)
def test_signing_is_switched_on(tmp_path: Path, name: str, form: str, keys: str):
    expected = form % ("false", keys)
    assert result_of(tmp_path, name, form % ("true", keys)) == (expected, [])


def test_a_text_stays_a_text(tmp_path: Path):
    text = HCL % ('"true"', KEYS)
    assert result_of(tmp_path, "main.tf", text)[0] == HCL % ('"false"', KEYS)


@pytest.mark.parametrize(
    ("name", "text"), [("main.tf", HCL % ("true", "")), ("stack.yaml", YAML % ("true", ""))]
)
def test_keys_are_not_made_up(tmp_path: Path, name: str, text: str):
    after, left = result_of(tmp_path, name, text)
    assert after == ""
    assert left == ["the key name and the public keys of the signatures are not in the scan"]
