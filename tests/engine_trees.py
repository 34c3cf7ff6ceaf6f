"""Trees of files of every kind that the engine and Checkov's runners read."""

from __future__ import annotations

import json

from command_line import CONNECT_POLICY

MODULE = 'variable "id" {}\nvariable "number" {\n  default = 1\n}\n' + CONNECT_POLICY.format(
    name="called", id="${var.id}"
)
MANY = CONNECT_POLICY.format(name="many", id="${var.id}-${count.index}").replace(
    "{\n", "{\n  count = var.number\n", 1
)


def call(name: str, source: str, *arguments: str) -> str:
    lines = "\n".join(f"  {argument}" for argument in arguments)
    return f'module "{name}" {{\n  source = "{source}"\n{lines}\n}}\n'


def repeated(name: str, repetition: str, client: str = "*") -> str:
    return CONNECT_POLICY.format(name=name, id=client).replace("{\n", f"{{\n  {repetition}\n", 1)


STACK = """\
Parameters:
  Open: {Type: String, AllowedValues: [yes, no]}
Conditions:
  IsOpen: !Equals [!Ref Open, yes]
Resources:
  Device:
    Type: AWS::IoT::Policy
    Metadata:
      checkov: {skip: [{id: CKV_IOT_202, comment: known}]}
    Properties:
      # checkov:skip=CKV_IOT_201:known
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Action: "iot:*", Resource: "*"}
  Maybe:
    Type: AWS::IoT::Policy
    Condition: IsOpen
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Action: "iot:Connect", Resource: !Sub "arn:aws:iot:*:*:client/${Open}*"}
"""
SERVERLESS = """\
service: s
provider:
  name: aws
  iam: {role: {statements: [{Effect: Allow, Action: "iot:*", Resource: "*"}]}}
functions:
  own:
    handler: a.main
    iamRoleStatements:
      - {Effect: Allow, Action: "iot:Connect", Resource: "*"}
    events:
      - iot: {sql: SELECT * FROM 'a/b'}
resources:
  Resources:
    Device:
      Type: AWS::IoT::Policy
      Properties:
        PolicyDocument:
          Version: "2012-10-17"
          Statement:
            - {Effect: Allow, Action: "iot:*", Resource: "*"}
"""
COMMENTS_IN_SERVERLESS = """\
service: s
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: Allow
          Action: iot:*
          Resource: "*"
functions:
  open:
    # checkov:skip=CKV_IOT_208:for a test
    handler: a.main
    iamRoleStatements:
      - Effect: Allow
        Action: iot:Publish
        Resource: "*"
  two:
    handler: a.main
    iamRoleStatements:
      # checkov:skip=CKV_IOT_102:for a test
      - Effect: Allow
        Action: iot:Publish
        Resource: "*"
  three: # checkov:skip=CKV_IOT_208:three
    handler: a.main
    iamRoleStatements:
      - Effect: Allow
        Action: iot:Publish
        Resource: "*"
resources:
  Resources:
    # checkov:skip=CKV_IOT_201:above
    A: # checkov:skip=CKV_IOT_202:name
      Type: AWS::IoT::Policy # checkov:skip=CKV_IOT_206:x
      Properties:
        PolicyDocument: {Statement: [{Effect: Allow, Action: "iot:*", Resource: "*"}]}
    # checkov:skip=CKV_IOT_205:below
"""
COMMENTS_IN_STACK = """\
# checkov:skip=CKV_IOT_101:top
Resources:
  # checkov:skip=CKV_IOT_201:above
  A: # checkov:skip=CKV_IOT_202:name
    Type: AWS::IoT::Policy # checkov:skip=CKV_IOT_206:x
    Properties:
      PolicyDocument: {Statement: [{Effect: Allow, Action: "iot:*", Resource: "*"}]}
    # checkov:skip=CKV_IOT_205:below

  # checkov:skip=CKV_IOT_203:below
  B:
    # checkov:skip=CKV_IOT_204,CKV_IOT_101:two
    Type: AWS::IoT::Policy
    Properties:
      PolicyDocument: {Statement: [{Effect: Allow, Action: "iot:*", Resource: "*"}]}
"""
PLANNED = {
    "address": "module.m[0].aws_iot_policy.p",
    "module_address": "module.m[0]",
    "mode": "managed",
    "type": "aws_iot_policy",
    "name": "p",
    "values": {"name": "p", "policy": '{"Statement": {"Effect": "Allow", "Action": "iot:*", "Resource": "*"}}'},
}  # fmt: skip
PLAN = {
    "format_version": "1.2",
    "terraform_version": "1.11.0",
    "planned_values": {
        "root_module": {"child_modules": [{"address": "module.m[0]", "resources": [PLANNED]}]}
    },
    "resource_changes": [
        {**PLANNED, "change": {"actions": ["create"], "before": None, "after": PLANNED["values"], "after_unknown": {}}}
    ],
    "configuration": {"root_module": {}},
}  # fmt: skip

TREES: dict[str, dict[str, str]] = {
    "modules": {
        "modules/device/main.tf": MODULE + MANY,
        "modules/outer/main.tf": 'variable "id" {}\n'
        + call("inner", "../device", "id = var.id", "number = 2")
        + call("open", "../device", 'id = "*"', "# checkov:skip=CKV_IOT_101:known"),
        "live/a/main.tf": call("one", "../../modules/outer", 'id = "a"')
        + call("two", "../../modules/device", 'id = "b"', "count = 2"),
        "live/b/main.tf": call("one", "../../modules/outer", 'id = "*"')
        + call("each", "../../modules/device", 'for_each = toset(["x", "y"])', "id = each.key"),
        "live/c/main.tf": 'variable "ids" {\n  type = list(string)\n}\n'
        + call("open", "../../modules/device", "for_each = toset(var.ids)", "id = each.key"),
        "gone/main.tf": call("gone", "../nowhere", 'id = "*"')
        + call("fetched", "git::https://example.com/x.git", 'id = "*"'),
    },
    "repeated": {
        "a.tf": 'variable "on" {\n  default = true\n}\nvariable "off" {\n  default = false\n}\n'
        'variable "maybe" {}\nlocals {\n  ids = { a = "1", b = "*" }\n}\n',
        "b.tf": repeated("on", "count = var.on ? 1 : 0")
        + repeated("off", "count = var.off ? 1 : 0")
        + repeated("maybe", "count = var.maybe ? 1 : 0")
        + repeated("never", "count = 0")
        + repeated("each", "for_each = local.ids", "${each.value}"),
        "c.tf": 'data "aws_iot_endpoint" "old" {}\n',
    },
    "skipped": {
        "main.tf": repeated("one", "# checkov:skip=CKV_IOT_101:known")
        + repeated("two", "# checkov:skip=CKV_IOT_101,CKV_IOT_202")
        + repeated("other", "# checkov:skip=CKV_AWS_1")
        + "# checkov:skip=CKV_IOT_101:outside\n",
    },
    "templates": {
        "a.yaml": STACK,
        "b.template": STACK,
        "c.json": json.dumps({"Resources": {"P": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": {}}}}}),
        "values.yaml": "a: [1, 2]\n",
        "empty.template": "",
    },
    "serverless": {
        "serverless.yml": SERVERLESS,
        "included/serverless.yaml": "service: s\nprovider:\n  name: aws\nresources:\n  - ${file(more.yml)}\n",
        "included/more.yml": STACK,
        "other/serverless.yml": SERVERLESS.replace("name: aws", "name: google"),
    },
    "comments": {
        "serverless.yml": COMMENTS_IN_SERVERLESS,
        "short/serverless.yml": COMMENTS_IN_SERVERLESS.replace(
            COMMENTS_IN_SERVERLESS[: COMMENTS_IN_SERVERLESS.index("functions")],
            "service: s\nprovider: {name: aws}\n",
        ),
        "stack.yaml": COMMENTS_IN_STACK,
    },
    "JSON": {
        "main.tf.json": json.dumps(
            {"resource": {"aws_iot_policy": {"p": {"name": "p", "policy": '{"Statement": []}'}}}}
        ),
        "plan.json": json.dumps(PLAN, indent=2),
        "package.json": "{",
    },
    "hidden and vendored": {
        directory + "/main.tf": repeated("hidden", "count = 1")
        for directory in (".hidden", ".terraform/modules/m", "node_modules/m", ".external_modules/m", "seen")
    },
    "broken": {
        "broken.tf": 'resource "aws_iot_policy" "p" {',
        "broken.yaml": "Resources:\n  P:\n    Type: AWS::IoT::Policy\n   Properties: [",
        "number.tf": 'resource "aws_iot_policy" "number" {\n  policy = 3\n}\n',
        "good.tf": CONNECT_POLICY.format(name="good", id="*"),
    },
}  # fmt: skip
