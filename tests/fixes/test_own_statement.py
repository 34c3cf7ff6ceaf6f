"""A statement goes from the list that it is one of, in the layout of the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.fixes.mending import mended

ARN = "arn:aws:iot:us-east-1:123456789012"
CLAIM = f"{ARN}:topic/$aws/provisioning-templates/fleet/provision/*"
THINGS = f"{ARN}:thing/*"


def hcl(*statements: str) -> str:
    return (
        'resource "aws_iot_policy" "claim" {\n  name = "claim"\n  policy = jsonencode({\n'
        f'    Version   = "2012-10-17"\n    Statement = [\n{"".join(statements)}    ]\n  }})\n}}\n'
    )


def of_hcl(action: str, resource: str) -> str:
    return f'      {{ Effect = "Allow", Action = "{action}", Resource = "{resource}" }},\n'


def yaml(*statements: str) -> str:
    return (
        "Resources:\n  Claim:\n    Type: AWS::IoT::Policy\n    Properties:\n      PolicyDocument:\n"
        f"        Version: '2012-10-17'\n        Statement:\n{''.join(statements)}"
    )


def of_yaml(action: str, resource: str) -> str:
    return f"          - Effect: Allow\n            Action: {action}\n            Resource: {resource}\n"


@pytest.mark.parametrize(
    ("name", "document", "statement"),
    [("main.tf", hcl, of_hcl), ("stack.yaml", yaml, of_yaml)],
    ids=["HCL", "YAML"],
)
@pytest.mark.parametrize("number", [0, 1])
def test_what_a_claim_certificate_does_not_need_goes(
    tmp_path: Path, name: str, document, statement, number: int
):
    needed = statement("iot:Publish", CLAIM)
    others = [needed]
    others.insert(number, statement("iot:GetThingShadow", THINGS))
    (tmp_path / name).write_text(document(*others), encoding="utf-8")
    result = mended(Project.of_directory(str(tmp_path)))
    assert result.left == []
    assert result.after == {name: document(needed)}
