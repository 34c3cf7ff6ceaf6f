"""The entry that a finding speaks of is found in every way of writing it."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING

import pytest

from checkov_aws_iot.engine.finding_places import place_of
from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.engine.projects.report_names import DOCUMENTS_REPORT
from checkov_aws_iot.engine.records import entries_for, outcome_of

if TYPE_CHECKING:
    from pathlib import Path

    from checkov_aws_iot.positions.location import Location
    from checkov_aws_iot.positions.text_range import TextRange

TOPIC = "arn:aws:iot:us-east-1:123456789012:topic/*"
CONNECT = "arn:aws:iot:us-east-1:123456789012:client/x"


def text_in(root: Path, where: TextRange) -> str:
    lines = (root / where.file).read_text(encoding="utf-8").split("\n")
    chosen = lines[where.start_line - 1 : where.end_line]
    chosen[-1] = chosen[-1][: where.end_column - 1]
    chosen[0] = chosen[0][where.start_column - 1 :]
    return "\n".join(chosen)


def places(root: Path, check_id: str) -> list[Location]:
    found = []
    for resource in Project.of_directory(str(root)).resources():
        for entry in entries_for(resource.framework, resource.type):
            if entry.id == check_id:
                for finding in outcome_of(resource.judging, entry.id).findings:
                    place = place_of(resource, finding)
                    assert place is not None
                    found.append(place)
    return found


def only_place(root: Path, files: dict[str, str], check_id: str = "CKV_IOT_202") -> Location:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8", newline="")
    (place,) = places(root, check_id)
    assert place.is_exact, place
    assert text_in(root, place.range).startswith(place.text) or place.text in text_in(
        root, place.range
    )
    return place


def policy(expression: str, around: str = "") -> dict[str, str]:
    return {
        "main.tf": f'resource "aws_iot_policy" "p" {{\n  name   = "p"\n  policy = {expression}\n}}\n{around}'
    }


PUBLISH = f'{{ Effect = "Allow", Action = "iot:Publish", Resource = "{TOPIC}" }}'
NAMED = PUBLISH.replace("topic/*", "topic/a")
DOCUMENT = f'{{ Version = "2012-10-17", Statement = [{NAMED}, {PUBLISH}] }}'
NAMED_DOCUMENT = f'{{ Version = "2012-10-17", Statement = [{NAMED}] }}'
JSON = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iot:Publish", '
    f'"Resource": ["{TOPIC[:-1]}a", "{TOPIC}"]}}]}}'
)
ESCAPED = JSON.replace('"', '\\"')

HCL = {
    "jsonencode": policy(f"jsonencode({DOCUMENT})"),
    "yamlencode in a local": policy("local.p", f"locals {{\n p = jsonencode({DOCUMENT})\n}}\n"),
    "a document in a local": policy("jsonencode(local.p)", f"locals {{\n p = {DOCUMENT}\n}}\n"),
    "statements in a local": policy(
        'jsonencode({ Version = "2012-10-17", Statement = local.s })',
        f"locals {{\n s = concat([{NAMED}], [{PUBLISH}])\n}}\n",
    ),
    "the resource in a local": policy(
        'jsonencode({ Version = "2012-10-17", Statement = { Effect = "Allow", '
        'Action = "iot:Publish", Resource = local.topics[*] } })'.replace("[*]", ""),
        f'locals {{\n topics = ["{TOPIC[:-1]}a", "{TOPIC}"]\n}}\n',
    ),
    "a default": policy(
        'jsonencode({ Version = "2012-10-17", Statement = { Effect = "Allow", '
        'Action = "iot:Publish", Resource = var.topics } })',
        f'variable "topics" {{\n default = ["{TOPIC}"]\n}}\n',
    ),
    "merge": policy(
        f'jsonencode(merge({{ Version = "2012-10-17" }}, {{ Statement = [{NAMED}, {PUBLISH}] }}))'
    ),
    "a conditional": policy(f'true ? jsonencode({DOCUMENT}) : "{{}}"'),
    "for over a list": policy(
        'jsonencode({ Version = "2012-10-17", Statement = [for t in '
        f'["{TOPIC[:-1]}a", "{TOPIC}"] : {{ Effect = "Allow", Action = "iot:Publish", Resource = t }}] }})'
    ),
    "a heredoc": policy(f"<<EOF\n  {JSON}\n  EOF\n".replace("  EOF", "EOF").rstrip()),
    "an indented heredoc": policy(f"<<-EOF\n    {JSON}\n    EOF"),
    "a quoted string": policy(f'"{ESCAPED}"'),
    "a file": {**policy('file("${path.module}/p.json")'), "p.json": JSON},
    "a template file": {
        **policy(f'templatefile("p.tpl", {{ topic = "{TOPIC}" }})'),
        "p.tpl": JSON.replace(TOPIC + '"]', '${topic}"]'),
    },
    "a rendered template": {
        **policy(
            "data.template_file.p.rendered",
            'data "template_file" "p" {\n template = file("p.json")\n}\n',
        ),
        "p.json": JSON,
    },
    "an entry encoded in a heredoc": policy(
        '<<EOF\n{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iot:Publish", '
        '"Resource": ${jsonencode(local.topics)}}]}\nEOF',
        f'locals {{\n topics = ["{TOPIC}"]\n}}\n',
    ),
    "a data document": policy(
        "data.aws_iam_policy_document.p.json",
        f"""
data "aws_iam_policy_document" "p" {{
  statement {{
    actions   = ["iot:Publish"]
    resources = ["{TOPIC[:-1]}a", "{TOPIC}", "{TOPIC[:-1]}b"]
  }}
}}
""",
    ),
    "a source document": policy(
        "data.aws_iam_policy_document.p.json",
        f"""
data "aws_iam_policy_document" "p" {{
  source_policy_documents = [data.aws_iam_policy_document.q.json]
  statement {{
    actions   = ["iot:Publish"]
    resources = ["{TOPIC[:-1]}a"]
  }}
}}
data "aws_iam_policy_document" "q" {{
  statement {{
    actions   = ["iot:Publish"]
    resources = ["{TOPIC}"]
  }}
}}
""",
    ),
    "a dynamic statement": policy(
        "data.aws_iam_policy_document.p.json",
        f"""
data "aws_iam_policy_document" "p" {{
  dynamic "statement" {{
    for_each = ["{TOPIC[:-1]}a", "{TOPIC}"]
    content {{
      actions   = ["iot:Publish"]
      resources = [statement.value]
    }}
  }}
}}
""",
    ),
    "JSON syntax": {
        "main.tf.json": '{"resource": {"aws_iot_policy": {"p": {"name": "p", "policy": "'
        + ESCAPED
        + '"}}}}'
    },
    "an expression in JSON syntax": {
        "main.tf.json": json.dumps(
            {
                "resource": {
                    "aws_iot_policy": {
                        "p": {"name": "p", "policy": f"${{jsonencode({DOCUMENT})}}"},
                        "q": {"name": "q", "policy": f"${{jsonencode({NAMED_DOCUMENT})}}"},
                    }
                }
            }
        )
    },
    "a local in JSON syntax": {
        "main.tf.json": json.dumps(
            {
                "locals": {"topics": ["a", TOPIC]},
                "resource": {
                    "aws_iot_policy": {
                        "p": {
                            "name": "p",
                            "policy": '${jsonencode({ Version = "2012-10-17", Statement = { Effect ='
                            ' "Allow", Action = "iot:Publish", Resource = local.topics } })}',
                        }
                    }
                },
            },
            indent=2,
        )
    },
    "an output of a module": {
        "main.tf": 'module "m" {\n  source = "./m"\n}\n' + policy("module.m.json")["main.tf"],
        "m/main.tf": f'output "json" {{\n  value = jsonencode({DOCUMENT})\n}}\n',
    },
    "each.value": {
        "main.tf": f"""
resource "aws_iot_policy" "p" {{
  for_each = {{ a = "{TOPIC[:-1]}a", b = "{TOPIC}" }}
  name     = each.key
  policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = {{ Effect = "Allow", Action = "iot:Publish", Resource = each.value }}
  }})
}}
"""
    },
    "a dynamic statement over objects": policy(
        "data.aws_iam_policy_document.p.json",
        f"""
locals {{
  grants = {{
    one = {{ actions = ["iot:Publish"], resources = ["{TOPIC[:-1]}a"] }}
    two = {{ actions = ["iot:Publish"], resources = ["{TOPIC}"] }}
  }}
}}
data "aws_iam_policy_document" "p" {{
  dynamic "statement" {{
    for_each = local.grants
    iterator = grant
    content {{
      actions   = grant.value.actions
      resources = grant.value["resources"]
    }}
  }}
}}
""",
    ),
    "a variable file": {
        **policy(
            'jsonencode({ Version = "2012-10-17", Statement = { Effect = "Allow", '
            'Action = "iot:Publish", Resource = var.topic } })',
            'variable "topic" {\n  default = "arn:aws:iot:*:*:topic/a"\n}\n',
        ),
        "terraform.tfvars": f'topic = "{TOPIC}"\n',
    },
    "a choice": policy(
        'jsonencode({ Version = "2012-10-17", Statement = { Effect = "Allow", '
        f'Action = "iot:Publish", Resource = var.open ? "{TOPIC}" : "{TOPIC[:-1]}a" }} }})',
        'variable "open" {\n  type = bool\n}\n',
    ),
    "format": policy(
        'jsonencode({ Version = "2012-10-17", Statement = { Effect = "Allow", '
        'Action = "iot:Publish", Resource = [format("arn:aws:iot:us-east-1:%s:topic/*", "1")] } })'
    ),
    "lines that end in carriage returns": {
        "main.tf": policy(f"jsonencode({DOCUMENT})")["main.tf"].replace("\n", "\r\n")
    },
    "letters beyond the first plane": policy(
        "/* \U0001f600 é */ jsonencode(" + DOCUMENT.replace("[", "[ /* \U0001f600 */ ") + ")"
    ),
    "a module's argument": {
        "main.tf": f'module "m" {{\n  source = "./m"\n  topics = ["{TOPIC}"]\n}}\n',
        "m/main.tf": policy(
            'jsonencode({ Version = "2012-10-17", Statement = { Effect = "Allow", '
            'Action = "iot:Publish", Resource = var.topics } })',
            'variable "topics" {}\n',
        )["main.tf"],
    },
}


@pytest.mark.parametrize("files", HCL.values(), ids=HCL.keys())
def test_the_resource_is_found_in_terraform(tmp_path: Path, files: dict[str, str]):
    place = only_place(tmp_path, files)
    assert place.text.strip('\\"') == TOPIC or place.text.startswith(('"${topic}"', "format("))


def test_the_caller_and_the_resource_are_related(tmp_path: Path):
    place = only_place(tmp_path, HCL["a module's argument"])
    assert place.range.file == "main.tf"
    assert [(one.range.file, one.what) for one in place.related] == [
        ("m/main.tf", "the resource"),
        ("main.tf", "the module call"),
        ("m/main.tf", "refers to it"),
    ]


TEMPLATE = """
Parameters:
  Topic:
    Type: String
    Default: {topic}
Resources:
  P:
    Type: AWS::IoT::Policy
    Properties:
      PolicyDocument: {document}
"""
YAML = """
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: iot:Publish
            Resource: {resource}
"""
CFN = {
    "plain": YAML.format(resource=TOPIC),
    "a list": YAML.format(resource=f"[{TOPIC[:-1]}a, '{TOPIC}']"),
    "Sub": YAML.format(resource="!Sub arn:aws:iot:us-east-1:${AWS::AccountId}:topic/*"),
    "long Sub": YAML.format(
        resource='{"Fn::Sub": "arn:aws:iot:us-east-1:${AWS::AccountId}:topic/*"}'
    ),
    "Join": YAML.format(
        resource='!Join [":", [arn:aws:iot:us-east-1, !Ref AWS::AccountId, topic/*]]'
    ),
    "a parameter": YAML.format(resource="!Ref Topic"),
    "If": YAML.format(resource=f"!If [C, {TOPIC}, {TOPIC[:-1]}a]"),
    "JSON in a block": f"|\n        {JSON}\n",
    "JSON in Sub": "!Sub |\n        " + JSON.replace("123456789012", "${AWS::AccountId}") + "\n",
    "JSON in quotes": f"'{JSON}'",
}


@pytest.mark.parametrize("name", CFN)
def test_the_resource_is_found_in_a_template(tmp_path: Path, name: str):
    text = TEMPLATE.format(topic=TOPIC, document=CFN[name])
    if name == "If":
        text += "Conditions:\n  C: !Equals [!Ref AWS::Region, us-east-1]\n"
    place = only_place(tmp_path, {"t.yaml": text})
    assert "topic/*" in place.text
    assert "\n" not in place.text


def test_the_resource_is_found_in_a_json_template(tmp_path: Path):
    document = JSON.replace(
        '"' + TOPIC + '"', '{"Fn::Sub": "arn:aws:iot:*:${AWS::AccountId}:topic/*"}'
    )
    text = (
        '{"Resources": {"P": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": '
        + document
        + "}}}}"
    )
    place = only_place(tmp_path, {"t.json": text})
    assert place.text == '"arn:aws:iot:*:${AWS::AccountId}:topic/*"'


def test_the_statement_of_a_serverless_file_is_found(tmp_path: Path):
    text = f"""
    service: s
    provider:
      name: aws
      iamRoleStatements:
        - Effect: Allow
          Action: iot:Publish
          Resource: {TOPIC}
    functions:
      f:
        handler: h
    """
    place = only_place(tmp_path, {"serverless.yml": text}, "CKV_IOT_208")
    assert place.text == TOPIC


DENY = PUBLISH.replace('"Allow"', '"Deny"').replace("iot:Publish", "iot:DeleteThingShadow")
TWICE = {
    "objects on one line": f'jsonencode({{ Version = "2012-10-17", Statement = [{DENY}, {PUBLISH}] }})',
    "objects on two lines": 'jsonencode({\n Version = "2012-10-17"\n Statement = [\n'
    f"{DENY},\n{PUBLISH}\n]\n}})",
    "lists on two lines": 'jsonencode({\n Version = "2012-10-17"\n Statement = concat(\n'
    f"[{DENY}],\n[{PUBLISH}]\n)\n}})",
    "JSON on one line": '<<EOF\n{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": '
    f'"iot:DeleteThingShadow", "Resource": "{TOPIC}"}}, {{"Effect": "Allow", "Action": "iot:Publish", '
    f'"Resource": "{TOPIC}"}}]}}\nEOF',
}


@pytest.mark.parametrize("name", TWICE)
def test_of_two_equal_entries_the_one_in_the_statement_is_found(tmp_path: Path, name: str):
    place = only_place(tmp_path, policy(TWICE[name]))
    text = (tmp_path / "main.tf").read_text("utf-8")
    lines = text.split("\n")[: place.range.start_line]
    lines[-1] = lines[-1][: place.range.start_column]
    assert "\n".join(lines).count(TOPIC) == 1


def test_where_it_is_not_clear_which_one_it_is_neither_is_taken(tmp_path: Path):
    expression = (
        f'jsonencode({{ Version = "2012-10-17", Statement = concat([{DENY}], [{PUBLISH}]) }})'
    )
    (tmp_path / "main.tf").write_text(policy(expression)["main.tf"], encoding="utf-8")
    (place,) = places(tmp_path, "CKV_IOT_202")
    assert not place.is_exact
    assert text_in(tmp_path, place.range).count(TOPIC) == 2


def test_what_a_function_makes_is_not_looked_for_elsewhere(tmp_path: Path):
    expression = (
        'jsonencode({ Version = "2012-10-17", Statement = { Effect = "Allow", Action = "iot:Publish", '
        'Resource = replace(local.topic, "/a/b", "/*") } })'
    )
    around = f'locals {{\n  topic = "{TOPIC[:-1]}a/b"\n}}\n'
    place = only_place(tmp_path, policy(expression, around))
    assert place.text == 'replace(local.topic, "/a/b", "/*")'


def test_a_fault_without_an_entry_stands_at_the_beginning_of_its_resource(tmp_path: Path):
    text = 'resource "aws_iot_certificate" "c" {\n  active = true\n}\n'
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    (place,) = places(tmp_path, "CKV_IOT_104")
    assert not place.is_exact
    assert text_in(tmp_path, place.range) == 'resource "aws_iot_certificate" "c"'


DOCUMENTS = {
    "policy.json": """
    {
      "Version": "2012-10-17",
      "Statement": [
        {"Effect": "Allow", "Action": "iot:Publish", "Resource": [
          "arn:aws:iot:us-east-1:123456789012:topic/own", "arn:aws:iot:us-east-1:123456789012:topic/*"
        ]}
      ]
    }
    """,
    "request.json": """
    {
      "policyName": "p",
      "policyDocument": "{\\"Statement\\": [{\\"Effect\\": \\"Allow\\", \\"Action\\": \\"iot:Publish\\", \
\\"Resource\\": \\"arn:aws:iot:us-east-1:123456789012:topic/*\\"}]}"
    }
    """,
    "body.json": """
    {
      "Parameters": {"AWS::IoT::Certificate::Id": {"Type": "String"}},
      "Resources": {
        "certificate": {"Type": "AWS::IoT::Certificate",
                        "Properties": {"CertificateId": {"Ref": "AWS::IoT::Certificate::Id"}}},
        "policy": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": {
          "Version": "2012-10-17",
          "Statement": [{"Effect": "Allow", "Action": "iot:Publish",
                         "Resource": "arn:aws:iot:us-east-1:123456789012:topic/*"}]}}}
      }
    }
    """,
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_entries_of_documents_in_files_of_their_own(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(textwrap.dedent(DOCUMENTS[name]).strip("\n"), encoding="utf-8")
    project = Project.of_directory(str(tmp_path))
    found = [
        place_of(resource, finding)
        for resource in project.resources(frozenset({DOCUMENTS_REPORT}))
        for finding in outcome_of(resource.judging, "CKV_IOT_202").findings
    ]
    (place,) = found
    assert place is not None
    assert place.is_exact
    assert text_in(tmp_path, place.range).strip('"\\') == TOPIC


def test_the_line_of_a_document_that_is_not_json(tmp_path: Path) -> None:
    broken = '{\n  "Statement": [\n    {"Action": "iot:Publish",} // any\n  ]\n}\n'
    (tmp_path / "policy.json").write_text(broken, encoding="utf-8")
    project = Project.of_directory(str(tmp_path))
    (resource,) = project.resources(frozenset({DOCUMENTS_REPORT}))
    (finding,) = outcome_of(resource.judging, "CKV_IOT_001").findings
    place = place_of(resource, finding)
    assert place is not None
    assert (place.range.start_line, place.range.start_column) == (3, 5)
    assert text_in(tmp_path, place.range) == place.text == '{"Action": "iot:Publish",} // any'
