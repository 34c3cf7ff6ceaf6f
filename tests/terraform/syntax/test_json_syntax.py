"""``.tf.json`` files."""

from __future__ import annotations

import json
from typing import Any

import pytest
from terraform_files import configuration, plain

from checkov_aws_iot.terraform.syntax.json_syntax import parse_hcl_json
from checkov_aws_iot.values.json_text import JsonTextError


def value(
    configuration_: dict[str, Any], name: str = "policy", address: str = "aws_iot_policy.p"
) -> Any:
    files = {"main.tf.json": json.dumps(configuration_)}
    (instance,) = configuration(files).instances("main.tf.json", address)
    return plain(instance.get(name))


def policy(expression: Any, **others: Any) -> dict[str, Any]:
    return {"resource": {"aws_iot_policy": {"p": {"name": "p", "policy": expression}}}, **others}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("text", "text"),
        ("${jsonencode({a = 1})}", {"a": 1}),
        ("${local.x}", ["a", 5, None, True]),
        ("x-${var.v}", "x-default ${not a template}"),
        ("$${iot:ClientId}", "${iot:ClientId}"),
        ("%{ if true }yes%{ endif }", "yes"),
    ],
)
def test_strings_are_templates(expression: str, expected: Any) -> None:
    written = policy(
        expression,
        locals={"x": ["a", 5, None, True]},
        variable={"v": {"type": "string", "default": "default ${not a template}"}},
    )
    assert value(written) == expected


def test_objects_are_expressions() -> None:
    written = policy({"${local.k}": ["${local.k}", 1.5]}, locals=[{"k": "key"}])
    assert value(written) == {"key": ["key", 1.5]}


def test_types_are_written_in_strings() -> None:
    written = policy("${var.v}", variable={"v": {"type": "list(string)", "default": [1, True]}})
    assert value(written) == ["1", "true"]


STATEMENT = {"actions": ["iot:Connect"], "resources": ["*"]}


@pytest.mark.parametrize(
    "statement",
    [
        {"statement": STATEMENT},
        {"statement": [STATEMENT]},
        {"dynamic": {"statement": {"for_each": ["*"], "content": STATEMENT}}},
        {
            "dynamic": [
                {
                    "statement": {
                        "for_each": ["*"],
                        "iterator": "each_one",
                        "content": {**STATEMENT, "resources": ["${each_one.value}"]},
                    }
                }
            ]
        },
        {"//": "a comment", "statement": {"//": "another", **STATEMENT}},
    ],
)
def test_data_documents(statement: dict[str, Any]) -> None:
    written = policy(
        "${data.aws_iam_policy_document.d.json}",
        data={"aws_iam_policy_document": {"d": statement}},
    )
    assert value(written) == {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "iot:Connect", "Resource": "*"}],
    }


def test_dynamic_conditions_and_principals() -> None:
    statement = {
        **STATEMENT,
        "principals": {"type": "AWS", "identifiers": ["*"]},
        "dynamic": {
            "condition": {
                "for_each": {"a": "b"},
                "content": {
                    "test": "StringEquals",
                    "variable": "${condition.key}",
                    "values": ["${condition.value}"],
                },
            }
        },
    }
    written = {"data": {"aws_iam_policy_document": {"d": [{"statement": statement}]}}}
    found = value(written, "json", "data.aws_iam_policy_document.d")
    assert found["Statement"][0]["Condition"] == {"StringEquals": {"a": "b"}}
    assert found["Statement"][0]["Principal"] == {"AWS": "*"}


def test_modules_and_providers() -> None:
    files = {
        "main.tf.json": json.dumps(
            {
                "module": {"m": {"source": "./m", "name": "n", "providers": {"aws": "aws.west"}}},
                "provider": {
                    "aws": [{"region": "eu-west-1"}, {"alias": "west", "region": "us-west-2"}]
                },
            }
        ),
        "m/main.tf": 'variable "name" {}\n'
        'resource "aws_iot_policy" "p" {\n  policy = jsonencode(var.name)\n}\n',
    }
    (instance,) = configuration(files).instances("m/main.tf", "module.m.aws_iot_policy.p")
    assert plain(instance.get("policy")) == "n"
    assert instance.region() == "us-west-2"


def test_both_syntaxes_in_one_module() -> None:
    files = {
        "main.tf.json": json.dumps(policy("${local.x}")),
        "locals.tf": 'locals {\n  x = "from hcl"\n}\n',
    }
    (instance,) = configuration(files).instances("main.tf.json", "aws_iot_policy.p")
    assert instance.get("policy") == "from hcl"


def test_lines() -> None:
    text = json.dumps(policy({"a": "b"}), indent=1)
    (block,) = parse_hcl_json(text, "main.tf.json").blocks
    assert str(block.span) == "main.tf.json:4"
    assert str(block.body.attributes["policy"].span) == "main.tf.json:6"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a value is expected (line 1)"),
        ("{\n]", "a key in double quotes is expected (line 2)"),
        ('{"a" 1}', '":" is expected (line 1)'),
        ('{"a": 1,}', "a key in double quotes is expected (line 1)"),
        ("[1, 2", '"," is expected (line 1)'),
        ('"\\x"', "invalid \\\\escape (line 1)"),
        ("{} {}", "there is more text behind the end of the document (line 1)"),
        ("[" * 100 + "]" * 100, "nested more than 60 deep (line 1)"),
    ],
)
def test_what_is_not_json(text: str, message: str) -> None:
    with pytest.raises(JsonTextError) as raised:
        parse_hcl_json(text)
    assert message.replace("\\\\", "\\") in str(raised.value)
