"""Which string of a policy a place is in, whether the text parses or not."""

from __future__ import annotations

import pytest

from checkov_aws_iot.editing.spot import spot_at

HCL = """\
# { "not": "this"
resource "aws_iot_policy" "device" {
  name   = "x${var.names["a"]}"
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = ["iot:Connect", "iot:Pu|
      Resource = "*" }]
  })
}
"""
DATA = """\
data "aws_iam_policy_document" "device" {
  statement {
    actions   = ["iot:Connect"]
    resources = [
      "arn:aws:iot:*:*:client/|"
    ]
  }
}
"""
HEREDOC = """\
resource "aws_iot_policy" "device" {
  policy = <<EOT
{ "Statement": [{ "Effect": "Allow", "Action": "iot:|" }] }
EOT
}
"""
JSON = (
    '{"Statement": [{"Action": ["iot:Connect"], "Resource": {"Fn::Sub": "arn:${AWS::Region}|"}}]}'
)
YAML = """\
Resources:
  Device:
    Type: AWS::IoT::Policy
    Properties:
      PolicyDocument:
        Statement:
          - Effect: Allow
            Action:
              - iot:Connect
              - iot:A1
            Resource: !Sub arn:aws:iot:${AWS::Region}:A2
          - Effect: Deny
            Action: [iot:B1, iot:B2]
            Resource:
            - Fn::Sub: "arn:C1"
"""


def marked(text: str) -> tuple[str, int]:
    offset = text.index("|")
    return text[:offset] + text[offset + 1 :], offset


@pytest.mark.parametrize(
    ("text", "file", "keys", "content", "is_sub"),
    [
        (HCL, "main.tf", ("Action", "Statement", "policy", "resource"), "iot:Pu", False),
        (DATA, "main.tf", ("resources", "statement", "data"), "arn:aws:iot:*:*:client/", False),
        (HEREDOC, "main.tf", ("Action", "Statement", "policy", "resource"), "iot:", False),
        (JSON, "policy.json", ("Resource", "Statement"), "arn:${AWS::Region}", True),
        (YAML.replace("A1", "|"), "a.yaml", ("Action", "Statement"), "iot:", False),
        (YAML.replace("A2", "|"), "a.yaml", ("Resource", "Statement"), "arn:aws:iot:${AWS::Region}:", True),
        (YAML.replace("B2", "|"), "a.yaml", ("Action", "Statement"), "iot:", False),
        (YAML.replace("C1", "|"), "a.yaml", ("Resource", "Statement"), "arn:", True),
    ],
)  # fmt: skip
def test_the_string_and_the_keys_around_it(
    text: str, file: str, keys: tuple[str, ...], content: str, is_sub: bool
):
    whole, offset = marked(text)
    spot = spot_at(whole, offset, file)
    assert spot is not None
    assert spot.keys[: len(keys)] == keys
    assert whole[spot.start : offset] == content
    assert spot.is_sub is is_sub


@pytest.mark.parametrize(
    ("text", "name"), [(HCL, "main.tf"), (YAML.replace("A1", "|"), "a.yaml"), (JSON, "a.json")]
)
def test_no_text_is_too_broken(text: str, name: str):
    whole, _ = marked(text)
    for end in range(len(whole) + 1):
        for cut in (whole[:end], whole[end:]):
            spot = spot_at(cut, len(cut), name)
            assert spot is None or 0 <= spot.start <= len(cut) <= spot.end


def test_the_statement_is_the_one_around_the_place():
    whole, offset = marked(YAML.replace("B2", "|"))
    spot = spot_at(whole, offset, "a.yaml")
    assert spot is not None
    statement = whole[slice(*spot.statement)]
    assert "Deny" in statement
    assert "Allow" not in statement
    whole, offset = marked(JSON)
    spot = spot_at(whole, offset, "policy.json")
    assert spot is not None
    assert "iot:Connect" in whole[slice(*spot.statement)]


def test_outside_of_strings_there_is_none():
    assert spot_at(DATA, DATA.index("statement {"), "main.tf") is None
    assert spot_at("# comment", 3, "a.yaml") is None
    assert spot_at("text", 2, "README.md") is None
