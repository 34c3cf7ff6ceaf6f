"""However a role and its policies are tied together, the verdict is the same: real scans."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from scans import scan_with_runners

TRUST = """
data "aws_caller_identity" "current" {}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["credentials.iot.amazonaws.com"]
    }
  }
}
"""
ROLE = """
resource "aws_iam_role" "device" {
  name               = "device"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
"""
ALIAS = """
resource "aws_iot_role_alias" "camera" {
  alias    = "camera"
  role_arn = aws_iam_role.device.arn
}
"""
BROAD = """jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }]
  })"""
POLICY = f"""
resource "aws_iam_policy" "broad" {{
  name   = "broad"
  policy = {BROAD}
}}
"""

TERRAFORM = {
    "inline block": TRUST
    + f"""
resource "aws_iam_role" "device" {{
  name               = "device"
  assume_role_policy = data.aws_iam_policy_document.trust.json
  inline_policy {{
    name   = "broad"
    policy = {BROAD}
  }}
}}
"""
    + ALIAS,
    "role policy by id": TRUST
    + ROLE
    + f"""
resource "aws_iam_role_policy" "broad" {{
  role   = aws_iam_role.device.id
  policy = {BROAD}
}}
"""
    + ALIAS,
    "role policy by literal name": TRUST
    + ROLE
    + f"""
resource "aws_iam_role_policy" "broad" {{
  role   = "device"
  policy = {BROAD}
}}
"""
    + ALIAS,
    "attachment by reference": TRUST
    + ROLE
    + POLICY
    + """
resource "aws_iam_role_policy_attachment" "broad" {
  role       = aws_iam_role.device.name
  policy_arn = aws_iam_policy.broad.arn
}
"""
    + ALIAS,
    "attachment by literal ARN": TRUST
    + ROLE
    + POLICY
    + """
resource "aws_iam_role_policy_attachment" "broad" {
  role       = "device"
  policy_arn = "arn:aws:iam::123456789012:policy/broad"
}
"""
    + ALIAS,
    "attachment by ARN with the account of the caller": TRUST
    + ROLE
    + POLICY
    + """
resource "aws_iam_role_policy_attachment" "broad" {
  role       = aws_iam_role.device.name
  policy_arn = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:policy/broad"
}
"""
    + ALIAS,
    "managed policy ARNs of the role": TRUST
    + POLICY
    + """
resource "aws_iam_role" "device" {
  name                = "device"
  assume_role_policy  = data.aws_iam_policy_document.trust.json
  managed_policy_arns = [aws_iam_policy.broad.arn]
}
"""
    + ALIAS,
    "attachment of a policy of AWS": TRUST
    + ROLE
    + """
resource "aws_iam_role_policy_attachment" "broad" {
  role       = aws_iam_role.device.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
}
"""
    + ALIAS,
    "policy of AWS through a data source": TRUST
    + ROLE
    + """
data "aws_iam_policy" "broad" {
  arn = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
}

resource "aws_iam_role_policy_attachment" "broad" {
  role       = aws_iam_role.device.name
  policy_arn = data.aws_iam_policy.broad.arn
}
"""
    + ALIAS,
    "document through a data source": TRUST
    + ROLE
    + """
data "aws_iam_policy_document" "broad" {
  statement {
    actions   = ["s3:*"]
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "broad" {
  role   = aws_iam_role.device.id
  policy = data.aws_iam_policy_document.broad.json
}
"""
    + ALIAS,
    "role by a local": TRUST
    + ROLE
    + f"""
locals {{
  role = aws_iam_role.device
}}

resource "aws_iam_role_policy" "broad" {{
  role   = local.role.name
  policy = {BROAD}
}}
"""
    + ALIAS,
    "alias by literal ARN": TRUST
    + ROLE
    + POLICY
    + """
resource "aws_iam_role_policy_attachment" "broad" {
  role       = aws_iam_role.device.name
  policy_arn = aws_iam_policy.broad.arn
}

resource "aws_iot_role_alias" "camera" {
  alias    = "camera"
  role_arn = "arn:aws:iam::123456789012:role/device"
}
""",
}


ATTACHED = """
resource "aws_iam_role_policy_attachment" "looked_up" {
  role       = aws_iam_role.device.name
  policy_arn = data.aws_iam_policy.looked_up.ATTRIBUTE
}
"""
COPIED = """
resource "aws_iam_role_policy" "copied" {
  role   = aws_iam_role.device.id
  policy = data.aws_iam_policy.looked_up.policy
}
"""


@pytest.mark.parametrize("path", ["/", "/fleet/"])
@pytest.mark.parametrize(
    ("lookup", "failed"),
    [
        ('name = "broad"', True),
        ("name = aws_iam_policy.broad.name", True),
        ("arn = aws_iam_policy.broad.arn", True),
        ('arn = "arn:aws:iam::123456789012:policyPATHbroad"', True),
        ('name = "broad"\n path_prefix = "PATH"', True),
        ('name = "another"', False),
    ],
)
def test_a_policy_of_the_scan_that_is_looked_up(
    tmp_path: Path, path: str, lookup: str, failed: bool
) -> None:
    policy = POLICY.replace('"broad"\n', f'"broad"\n  path = "{path}"\n')
    data = f'data "aws_iam_policy" "looked_up" {{\n {lookup.replace("PATH", path)}\n}}\n'
    uses = {
        "arn": ATTACHED.replace("ATTRIBUTE", "arn"),
        "id": ATTACHED.replace("ATTRIBUTE", "id"),
        "policy": COPIED,
    }
    for name, use in uses.items():
        root = write(tmp_path / name, {"main.tf": TRUST + ROLE + policy + data + use + ALIAS})
        scan = scan_with_runners(root, ("terraform",), ["CKV_IOT_206"])
        assert scan.verdicts == (
            {("CKV_IOT_206", "aws_iot_role_alias.camera"): "FAILED"} if failed else {}
        ), name
        assert not scan.parsing_errors


@pytest.mark.parametrize(
    ("lookup", "failed"),
    [
        ('name = "AmazonS3FullAccess"', True),
        # A customer's path, and a policy that nobody knows.
        ('name = "AmazonS3FullAccess"\n path_prefix = "/fleet/"', False),
        ('name = "FleetAccess"', False),
    ],
)
def test_a_policy_of_aws_that_is_looked_up_by_name(
    tmp_path: Path, lookup: str, failed: bool
) -> None:
    data = f'data "aws_iam_policy" "looked_up" {{\n {lookup}\n}}\n'
    attached = ATTACHED.replace("ATTRIBUTE", "arn")
    root = write(tmp_path, {"main.tf": TRUST + ROLE + data + attached + ALIAS})
    scan = scan_with_runners(root, ("terraform",), ["CKV_IOT_206"])
    assert bool(scan.failed("CKV_IOT_206")) is failed
    assert not scan.passed("CKV_IOT_206")
    assert not scan.parsing_errors


def test_a_policy_of_the_scan_that_is_called_as_one_of_aws(tmp_path: Path) -> None:
    policy = POLICY.replace('"broad"\n', '"AmazonS3FullAccess"\n').replace("s3:*", "s3:GetObject")
    data = 'data "aws_iam_policy" "looked_up" { name = "AmazonS3FullAccess" }\n'
    attached = ATTACHED.replace("ATTRIBUTE", "arn")
    root = write(tmp_path, {"main.tf": TRUST + ROLE + policy + data + attached + ALIAS})
    scan = scan_with_runners(root, ("terraform",), ["CKV_IOT_206"])
    assert scan.passed("CKV_IOT_206")


@pytest.mark.parametrize(
    ("owner", "failed"), [("aws", False), ("123456789012", True), ("${var.account}", True)]
)
def test_a_policy_of_aws_that_is_called_as_one_of_the_scan(
    tmp_path: Path, owner: str, failed: bool
) -> None:
    attached = ATTACHED.replace(
        "data.aws_iam_policy.looked_up.ATTRIBUTE", f'"arn:aws:iam::{owner}:policy/broad"'
    )
    variable = 'variable "account" {}\n'
    root = write(tmp_path, {"main.tf": variable + TRUST + ROLE + POLICY + attached + ALIAS})
    scan = scan_with_runners(root, ("terraform",), ["CKV_IOT_206"])
    assert bool(scan.failed("CKV_IOT_206")) is failed
    assert not scan.passed("CKV_IOT_206")


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
    return root


def test_every_way_to_give_a_role_its_policy(tmp_path: Path) -> None:
    files = {f"case{n}/main.tf": text for n, text in enumerate(TERRAFORM.values())}
    for n, name in enumerate(TERRAFORM):
        root = write(tmp_path / f"case{n}", {"main.tf": files[f"case{n}/main.tf"]})
        scan = scan_with_runners(root, frameworks=("terraform",))
        assert scan.failed("CKV_IOT_206") == {"aws_iot_role_alias.camera"}, name
        (detail,) = scan.details("CKV_IOT_301", "aws_iam_role.device")
        assert "rolealias/camera" in detail, name


def test_role_and_policy_in_modules(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        {
            "main.tf": """
                module "role" {
                  source = "./role"
                }

                module "policy" {
                  source = "./policy"
                  role   = module.role.name
                }
                """
            + ALIAS.replace("aws_iam_role.device.arn", "module.role.arn"),
            "role/main.tf": TRUST
            + ROLE
            + """
output "name" {
  value = aws_iam_role.device.name
}

output "arn" {
  value = aws_iam_role.device.arn
}
""",
            "policy/main.tf": f"""
variable "role" {{
  type = string
}}

resource "aws_iam_role_policy" "broad" {{
  role   = var.role
  policy = {BROAD}
}}
""",
        },
    )
    scan = scan_with_runners(root, frameworks=("terraform",))
    assert scan.failed("CKV_IOT_206") == {"aws_iot_role_alias.camera"}
    (detail,) = scan.details("CKV_IOT_301", "module.role.aws_iam_role.device")
    assert "rolealias/camera" in detail


CLOUDFORMATION_ROLE = """
  Device:
    Type: AWS::IAM::Role
    Properties:{properties}
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: credentials.iot.amazonaws.com
            Action: sts:AssumeRole
"""
CLOUDFORMATION_ALIAS = """
  Camera:
    Type: AWS::IoT::RoleAlias
    Properties:
      RoleAlias: camera
      RoleArn: {arn}
"""
BROAD_DOCUMENT = """
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:*
            Resource: "*"
"""
CLOUDFORMATION = {
    "policies of the role": (
        """
      Policies:
        - PolicyName: broad
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: s3:*
                Resource: "*\"""",
        "",
        "!GetAtt Device.Arn",
    ),
    "policy with a reference to the role": (
        "",
        "\n  Broad:\n    Type: AWS::IAM::Policy\n    Properties:\n      PolicyName: broad\n"
        "      Roles:\n        - !Ref Device\n      PolicyDocument:" + BROAD_DOCUMENT,
        "!GetAtt Device.Arn",
    ),
    "managed policy that the role refers to": (
        "\n      ManagedPolicyArns:\n        - !Ref Broad",
        "\n  Broad:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:"
        + BROAD_DOCUMENT,
        "!GetAtt [Device, Arn]",
    ),
    "managed policy of AWS": (
        (
            "\n      ManagedPolicyArns:\n"
            "        - !Sub arn:${AWS::Partition}:iam::aws:policy/AmazonS3FullAccess"
        ),
        "",
        "!GetAtt Device.Arn",
    ),
    "role by name": (
        "\n      RoleName: device",
        "\n  Broad:\n    Type: AWS::IAM::Policy\n    Properties:\n      PolicyName: broad\n"
        "      Roles:\n        - device\n      PolicyDocument:" + BROAD_DOCUMENT,
        "!Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:role/device",
    ),
    "role by Fn::Join": (
        (
            "\n      RoleName: device\n      ManagedPolicyArns:\n"
            "        - arn:aws:iam::aws:policy/AmazonS3FullAccess"
        ),
        "",
        '!Join ["", ["arn:aws:iam::", !Ref "AWS::AccountId", ":role/device"]]',
    ),
}


@pytest.mark.parametrize(
    ("properties", "policy", "arn"), CLOUDFORMATION.values(), ids=CLOUDFORMATION
)
def test_every_way_in_cloudformation(
    tmp_path: Path, properties: str, policy: str, arn: str
) -> None:
    template = (
        'AWSTemplateFormatVersion: "2010-09-09"\nResources:'
        + CLOUDFORMATION_ROLE.format(properties=properties)
        + policy
        + CLOUDFORMATION_ALIAS.format(arn=arn)
    )
    (tmp_path / "stack.template").write_text(template, encoding="utf-8")
    scan = scan_with_runners(tmp_path, frameworks=("cloudformation",))
    assert scan.failed("CKV_IOT_206") == {"AWS::IoT::RoleAlias.Camera"}
    (detail,) = scan.details("CKV_IOT_301", "AWS::IAM::Role.Device")
    assert "rolealias/camera" in detail


def test_lambda_permissions_name_their_caller(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        {
            "main.tf": """
resource "aws_lambda_function" "on_message" {
  function_name = "on-message"
  role          = "arn:aws:iam::123456789012:role/function"
  filename      = "f.zip"
  handler       = "f.g"
  runtime       = "python3.12"
}

resource "aws_lambda_permission" "open" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.on_message.function_name
  principal     = "iot.amazonaws.com"
}

resource "aws_lambda_permission" "pinned" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.on_message.function_name
  principal     = "iot.amazonaws.com"
  source_arn    = aws_iot_topic_rule.telemetry.arn
}

resource "aws_iot_topic_rule" "telemetry" {
  name        = "telemetry"
  enabled     = true
  sql         = "SELECT * FROM 'a'"
  sql_version = "2016-03-23"
  lambda {
    function_arn = aws_lambda_function.on_message.arn
  }
}
"""
        },
    )
    scan = scan_with_runners(root, frameworks=("terraform",))
    assert scan.failed("CKV_IOT_304") == {"aws_lambda_permission.open"}
    assert scan.passed("CKV_IOT_304") == {"aws_lambda_permission.pinned"}
    (detail,) = scan.details("CKV_IOT_304", "aws_lambda_permission.open")
    assert ':rule/telemetry"' in detail
