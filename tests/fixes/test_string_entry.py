"""The end of a string is replaced in every spelling, and nothing else is."""

from __future__ import annotations

import json

import pytest
from edited_entries import ARN, after, only_entry

OLD, NEW = f"{ARN}topic/*", f"{ARN}topic/${{iot:ClientId}}/a"


def terraform(policy: str, around: str = "") -> dict[str, str]:
    text = f'resource "aws_iot_policy" "p" {{\n  name   = "p"\n  policy = {policy}\n}}\n{around}'
    return {"main.tf": text}


def statement(resource: str) -> str:
    return (
        f'{{ Statement = {{ Effect = "Allow", Action = "iot:Publish", Resource = {resource} }} }}'
    )


def document(resource: str) -> str:
    return (
        f'{{"Statement": {{"Effect": "Allow", "Action": "iot:Publish", "Resource": "{resource}"}}}}'
    )


def template(resource: str) -> dict[str, str]:
    return {
        "stack.yaml": "Resources:\n  P:\n    Type: AWS::IoT::Policy\n    Properties:\n"
        "      PolicyDocument:\n        Statement:\n        - Effect: Allow\n"
        f"          Action: iot:Publish\n          Resource: {resource}\n"
    }


DATA = f"""
data "aws_iam_policy_document" "d" {{
  statement {{
    actions   = ["iot:Publish"]
    resources = ["{ARN}topic/*"]
  }}
}}
"""
HEREDOC = f"<<-EOT\n    {document(OLD)}\n  EOT"
IN_JSON = json.dumps(
    {"resource": {"aws_iot_policy": {"p": {"name": "p", "policy": document(OLD)}}}}, indent=2
)
SPELLINGS: list[tuple[str, dict[str, str], str, str]] = [
    ("an object", terraform(f"jsonencode({statement(chr(34) + OLD + chr(34))})"), "topic/*", "topic/$${iot:ClientId}/a"),
    ("a local", terraform(f"jsonencode({statement('local.topic')})", f'locals {{\n  topic = "{OLD}"\n}}\n'), "topic/*", "topic/$${iot:ClientId}/a"),
    ("behind an interpolation", terraform(f"jsonencode({statement(chr(34) + '${local.arn}topic/*' + chr(34))})", f'locals {{\n  arn = "{ARN}"\n}}\n'), "topic/*", "topic/$${iot:ClientId}/a"),
    ("a heredoc", terraform(HEREDOC), "topic/*", "topic/$${iot:ClientId}/a"),
    ("a data source", terraform("data.aws_iam_policy_document.d.json", DATA), "topic/*", "topic/&{iot:ClientId}/a"),
    ("a file of JSON", {**terraform('file("${path.module}/p.json")'), "p.json": document(OLD)}, "topic/*", "topic/${iot:ClientId}/a"),
    ("JSON in JSON", {"main.tf.json": IN_JSON}, "topic/*", "topic/$${iot:ClientId}/a"),
    ("plain YAML", template(OLD), "topic/*", "topic/${iot:ClientId}/a"),
    ("quoted YAML", template(f'"{OLD}"'), "topic/*", "topic/${iot:ClientId}/a"),
    ("single quotes", template(f"'{OLD}'"), "topic/*", "topic/${iot:ClientId}/a"),
    ("a substitution", template(f"!Sub {OLD}"), "topic/*", "topic/${!iot:ClientId}/a"),
    ("a long substitution", template(f"\n            Fn::Sub: '{OLD}'"), "topic/*", "topic/${!iot:ClientId}/a"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("files", "gone", "added"),
    [case[1:] for case in SPELLINGS],
    ids=[case[0] for case in SPELLINGS],
)
def test_the_end_is_spelled_as_the_place_needs(tmp_path, files, gone, added):
    entry = only_entry(tmp_path, files)
    content = entry.with_end(OLD, NEW)
    assert content is not None
    expected = {name: text.replace(gone, added) for name, text in files.items()}
    assert expected != files
    assert after(files, [entry.edit(content)]) == expected


@pytest.mark.parametrize(
    ("files", "gone", "added"),
    [case[1:] for case in SPELLINGS],
    ids=[case[0] for case in SPELLINGS],
)
def test_an_edit_is_no_longer_than_what_differs(tmp_path, files, gone, added):
    entry = only_entry(tmp_path, files)
    content = entry.with_end(OLD, NEW)
    assert content is not None
    edit = entry.edit(content)
    assert edit.end - edit.start <= len(gone)


def test_what_is_not_spelled_out_is_left(tmp_path):
    around = f'locals {{\n  topic = "{ARN}topic/*"\n}}\nlocals {{\n  x = "topic"\n}}\n'
    policy = f"jsonencode({statement(chr(34) + ARN + '${local.x}/*' + chr(34))})"
    entry = only_entry(tmp_path, terraform(policy, around))
    assert entry.with_end(OLD, f"{ARN}client/a") is None
    assert entry.with_end(OLD, NEW) is not None


def test_quotes_and_backslashes_are_escaped(tmp_path):
    entry = only_entry(tmp_path, terraform(f"jsonencode({statement(chr(34) + OLD + chr(34))})"))
    assert entry.spelled('a"b\\c%{d}') == 'a\\"b\\\\c%%{d}'
