"""Makes trees of infrastructure code to measure on.

A relevant module holds what the rules read: an IoT policy (every other one as a data document), a
role that AWS IoT trusts, a topic rule and the bucket behind it. An irrelevant one holds resources
that no rule reads. The same for templates. Each further kind of tree adds to every relevant module
what makes rules look from one resource to others.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

RELEVANT_HEAD = """\
variable "stage" {{
  default = "dev"
}}

data "aws_caller_identity" "current" {{}}

data "aws_region" "current" {{}}

locals {{
  prefix = "arn:aws:iot:${{data.aws_region.current.name}}:${{data.aws_caller_identity.current.account_id}}"
  name   = "device-{number}-${{var.stage}}"
}}

data "aws_iam_policy_document" "trust" {{
  statement {{
    actions = ["sts:AssumeRole"]

    principals {{
      type        = "Service"
      identifiers = ["iot.amazonaws.com"]
    }}

    condition {{
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }}
  }}
}}

resource "aws_iam_role" "rule" {{
  name               = "rule-${{local.name}}"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}}

resource "aws_s3_bucket" "archive" {{
  bucket = "archive-${{local.name}}"
}}

resource "aws_iot_topic_rule" "archive" {{
  name        = "archive_{number}"
  enabled     = true
  sql         = "SELECT * FROM 'data/{number}/+'"
  sql_version = "2016-03-23"

  s3 {{
    bucket_name = aws_s3_bucket.archive.bucket
    key         = "$${{topic()}}"
    role_arn    = aws_iam_role.rule.arn
  }}
}}
"""

AS_DOCUMENT = """
data "aws_iam_policy_document" "device" {{
  statement {{
    actions   = ["iot:Connect"]
    resources = ["${{local.prefix}}:client/&{{iot:Connection.Thing.ThingName}}"]
  }}

  statement {{
    actions   = ["iot:Publish", "iot:Receive"]
    resources = ["${{local.prefix}}:topic/data/{number}/&{{iot:Connection.Thing.ThingName}}/*"]
  }}
}}

resource "aws_iot_policy" "device" {{
  name   = local.name
  policy = data.aws_iam_policy_document.device.json
}}
"""

AS_EXPRESSION = """
resource "aws_iot_policy" "device" {{
  name = local.name

  policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [
      {{
        Effect   = "Allow"
        Action   = "iot:Connect"
        Resource = "${{local.prefix}}:client/$${{iot:Connection.Thing.ThingName}}"
      }},
      {{
        Effect   = "Allow"
        Action   = ["iot:Publish", "iot:Receive"]
        Resource = "${{local.prefix}}:topic/data/{number}/$${{iot:Connection.Thing.ThingName}}/*"
      }},
    ]
  }})
}}
"""

ALIAS = """
data "aws_iam_policy_document" "device_role" {{
  statement {{
    actions   = ["kinesis:PutRecord"]
    resources = ["arn:aws:kinesis:eu-west-1:${{data.aws_caller_identity.current.account_id}}:stream/data-{number}"]
  }}
}}

resource "aws_iam_role" "device" {{
  name               = "device-${{local.name}}"
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect    = "Allow"
      Principal = {{ Service = "credentials.iot.amazonaws.com" }}
      Action    = "sts:AssumeRole"
    }}]
  }})
}}

resource "aws_iam_role_policy" "device" {{
  role   = aws_iam_role.device.name
  policy = data.aws_iam_policy_document.device_role.json
}}

resource "aws_iot_role_alias" "device" {{
  alias    = "alias-${{local.name}}"
  role_arn = aws_iam_role.device.arn
}}
"""

ATTACHMENT = """
variable "bucket" {{}}

resource "aws_iot_thing" "device" {{
  name = "thing-${{local.name}}"
}}

resource "aws_iot_certificate" "device" {{
  csr    = file("device.csr")
  active = true
}}

resource "aws_iot_thing_principal_attachment" "device" {{
  principal = aws_iot_certificate.device.arn
  thing     = aws_iot_thing.device.name
}}

resource "aws_iot_policy_attachment" "device" {{
  policy = aws_iot_policy.device.name
  target = aws_iot_certificate.device.arn
}}

resource "aws_iam_policy" "rule" {{
  name   = "rule-${{local.name}}"
  policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "s3:PutObject", Resource = "arn:aws:s3:::${{var.bucket}}/*" }}]
  }})
}}

resource "aws_iam_role_policy_attachment" "rule" {{
  role       = aws_iam_role.rule.name
  policy_arn = aws_iam_policy.rule.arn
}}
"""

REPLICATION = """
provider "aws" {{
  region = "eu-west-1"
}}

provider "aws" {{
  alias  = "second"
  region = "eu-central-1"
}}

resource "aws_s3_bucket" "copy" {{
  provider = aws.second
  bucket   = "copy-${{local.name}}"
}}

resource "aws_s3_bucket_versioning" "archive" {{
  bucket = aws_s3_bucket.archive.id

  versioning_configuration {{
    status = "Enabled"
  }}
}}

resource "aws_s3_bucket_replication_configuration" "archive" {{
  bucket = aws_s3_bucket.archive.id
  role   = aws_iam_role.rule.arn

  rule {{
    status = "Enabled"

    destination {{
      bucket = aws_s3_bucket.copy.arn
    }}
  }}
}}
"""

COGNITO = """
resource "aws_cognito_identity_pool" "app" {{
  identity_pool_name               = "pool-${{local.name}}"
  allow_unauthenticated_identities = true
}}

resource "aws_iam_role" "app" {{
  name               = "app-${{local.name}}"
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect    = "Allow"
      Principal = {{ Federated = "cognito-identity.amazonaws.com" }}
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {{ StringEquals = {{ "cognito-identity.amazonaws.com:aud" = aws_cognito_identity_pool.app.id }} }}
    }}]
  }})
}}

resource "aws_iam_role_policy" "app" {{
  role   = aws_iam_role.app.id
  policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "iot:Connect", Resource = "${{local.prefix}}:client/app-{number}" }}]
  }})
}}

resource "aws_cognito_identity_pool_roles_attachment" "app" {{
  identity_pool_id = aws_cognito_identity_pool.app.id

  roles = {{
    authenticated   = aws_iam_role.app.arn
    unauthenticated = aws_iam_role.app.arn
  }}
}}
"""

SHARED = """
module "device" {{
  source = "../shared/device"
  number = "{number}"
}}

module "rule" {{
  source = "../shared/rule"
  number = "{number}"
}}
"""

PIECES = {
    "plain": "",
    "alias": ALIAS,
    "attachment": ATTACHMENT,
    "replication": REPLICATION,
    "cognito": COGNITO,
    "shared": SHARED,
}
"""What a tree of each kind has in every relevant module beside the common."""

KINDS = (*PIECES, "all")

IRRELEVANT = """\
variable "stage" {{
  default = "dev"
}}

locals {{
  name = "service-{number}-${{var.stage}}"
}}

resource "aws_vpc" "main" {{
  cidr_block = "10.0.0.0/16"

  tags = {{
    Name = local.name
  }}
}}

resource "aws_subnet" "main" {{
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}}

resource "aws_security_group" "main" {{
  name   = local.name
  vpc_id = aws_vpc.main.id

  ingress {{
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }}
}}

resource "aws_cloudwatch_log_group" "main" {{
  name              = "/service/${{local.name}}"
  retention_in_days = 30
}}
"""

RELEVANT_TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Stage:
    Type: String
    Default: dev
Resources:
  Device:
    Type: AWS::IoT::Policy
    Properties:
      PolicyName: !Sub device-{number}-${{Stage}}
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: iot:Connect
            Resource: !Sub arn:${{AWS::Partition}}:iot:${{AWS::Region}}:${{AWS::AccountId}}:client/${{!iot:Connection.Thing.ThingName}}
          - Effect: Allow
            Action: [iot:Publish, iot:Receive]
            Resource: !Sub arn:${{AWS::Partition}}:iot:${{AWS::Region}}:${{AWS::AccountId}}:topic/data/${{!iot:Connection.Thing.ThingName}}/*
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: iot.amazonaws.com
            Action: sts:AssumeRole
            Condition:
              StringEquals:
                aws:SourceAccount: !Ref AWS::AccountId
  Archive:
    Type: AWS::S3::Bucket
  Rule:
    Type: AWS::IoT::TopicRule
    Properties:
      TopicRulePayload:
        Sql: SELECT * FROM 'data/{number}/+'
        Actions:
          - S3:
              BucketName: !Ref Archive
              Key: ${{topic()}}
              RoleArn: !GetAtt Role.Arn
"""

IRRELEVANT_TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Network:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.{number_byte}.0.0/16
  Subnet:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Network
      CidrBlock: 10.{number_byte}.1.0/24
  Logs:
    Type: AWS::Logs::LogGroup
    Properties:
      RetentionInDays: 30
"""


def make_modules(root: Path, count: int, relevant: int, kind: str = "plain") -> None:
    """``count`` Terraform modules stand below ``root``, ``relevant`` per cent of them relevant."""
    pieces = "".join(PIECES.values()) if kind == "all" else PIECES[kind]
    if SHARED in pieces and count:
        for path, text in _shared_modules():
            _write(root / path, text)
    for number in range(count):
        if _is_relevant(number, relevant):
            policy = AS_DOCUMENT if number % 2 else AS_EXPRESSION
            text = (RELEVANT_HEAD + policy + pieces).format(number=number)
        else:
            text = IRRELEVANT.format(number=number)
        _write(root / f"module{number:05}" / "main.tf", text)


def make_templates(root: Path, count: int, relevant: int) -> None:
    """``count`` templates stand below ``root``, ``relevant`` per cent of them relevant."""
    for number in range(count):
        relevant_here = _is_relevant(number, relevant)
        text = RELEVANT_TEMPLATE if relevant_here else IRRELEVANT_TEMPLATE
        text = text.format(number=number, number_byte=number % 256)
        _write(root / f"stack{number:05}" / "stack.yaml", text)


def _shared_modules() -> Iterator[tuple[str, str]]:
    """The modules that every relevant one calls, with the number as an input."""
    variable = 'variable "number" {\n  type = string\n}\n\n'
    head = RELEVANT_HEAD.format(number="${var.number}")
    yield "shared/rule/main.tf", variable + head
    policy = AS_EXPRESSION.format(number="${var.number}")
    yield "shared/device/main.tf", variable + head[: head.index('data "aws_iam')] + policy


def _is_relevant(number: int, percent: int) -> bool:
    """Spread evenly, whatever the share."""
    return (number + 1) * percent // 100 > number * percent // 100


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def main() -> None:
    """Make one tree from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=Path)
    parser.add_argument("--modules", type=int, default=0)
    parser.add_argument("--templates", type=int, default=0)
    parser.add_argument("--relevant", type=int, default=100, help="share in per cent")
    parser.add_argument("--kind", choices=KINDS, default="plain")
    arguments = parser.parse_args()
    make_modules(arguments.root, arguments.modules, arguments.relevant, arguments.kind)
    make_templates(arguments.root, arguments.templates, arguments.relevant)


if __name__ == "__main__":
    main()
