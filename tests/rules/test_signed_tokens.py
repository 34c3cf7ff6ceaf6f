"""CKV_IOT_105: custom authorizers and the signatures of tokens."""

from __future__ import annotations

import pytest
from neutral_graphs import cloudformation, judge, terraform

from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.resources.kinds.iot.authorizer import Authorizer
from checkov_aws_iot.rules.signed_tokens import SignedTokens

RULE = SignedTokens()
HCL = """
variable "anything" {}
resource "aws_iot_authorizer" "a" {
  name                    = "tokens"
  authorizer_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:tokens"
  %s
}
"""
TEMPLATE = """
Parameters:
  Anything: {Type: String}
  Either: {Type: String, AllowedValues: ["true", "false"]}
Conditions:
  Lax: !Equals [!Ref Anything, "yes"]
Resources:
  A:
    Type: AWS::IoT::Authorizer
    Properties:
      AuthorizerFunctionArn: arn:aws:lambda:us-east-1:123456789012:function:tokens
%s
"""


@pytest.mark.parametrize(
    ("arguments", "verdict"),
    [
        ("signing_disabled = true", Verdict.FAILED),
        ('signing_disabled = "true"', Verdict.FAILED),
        ('signing_disabled = true\n  status = "ACTIVE"', Verdict.FAILED),
        ("signing_disabled = var.anything ? true : false", Verdict.FAILED),
        (
            'signing_disabled = true\n  status = var.anything ? "ACTIVE" : "INACTIVE"',
            Verdict.FAILED,
        ),
        ("signing_disabled = false", Verdict.PASSED),
        ("", Verdict.PASSED),
        ("signing_disabled = null", Verdict.PASSED),
        ("signing_disabled = var.anything", Verdict.UNKNOWN),
        ("signing_disabled = true\n  status = var.anything", Verdict.UNKNOWN),
        ('signing_disabled = true\n  status = "INACTIVE"', Verdict.OUT_OF_SCOPE),
        # One variable: it is never both active and without signing.
        (
            (
                "signing_disabled = var.anything ? true : false\n"
                '  status = var.anything ? "INACTIVE" : "ACTIVE"'
            ),
            Verdict.PASSED,
        ),
    ],
)
def test_terraform(arguments: str, verdict: Verdict):
    (judgement,) = judge(RULE, terraform(HCL % arguments), Authorizer).values()
    assert judgement.verdict is verdict


@pytest.mark.parametrize(
    ("properties", "verdict"),
    [
        (["SigningDisabled: true"], Verdict.FAILED),
        (['SigningDisabled: "true"', "Status: ACTIVE"], Verdict.FAILED),
        (["SigningDisabled: !If [Lax, true, false]"], Verdict.FAILED),
        (["SigningDisabled: !Ref Either"], Verdict.FAILED),
        (["SigningDisabled: false"], Verdict.PASSED),
        ([], Verdict.PASSED),
        (["SigningDisabled: !Ref Anything"], Verdict.UNKNOWN),
        (["SigningDisabled: true", "Status: !Ref Anything"], Verdict.UNKNOWN),
        (["SigningDisabled: true", "Status: INACTIVE"], Verdict.OUT_OF_SCOPE),
    ],
    ids=str,
)
def test_cloudformation(properties: list[str], verdict: Verdict):
    written = "\n".join(f"      {line}" for line in properties)
    (judgement,) = judge(RULE, cloudformation(TEMPLATE % written), Authorizer).values()
    assert judgement.verdict is verdict


def test_the_condition_is_named():
    graph = terraform(HCL % "signing_disabled = var.anything ? true : false")
    (judgement,) = judge(RULE, graph, Authorizer).values()
    (finding,) = judgement.findings
    assert [str(choice) for choice in finding.choices] == ["`var.anything` is true"]
