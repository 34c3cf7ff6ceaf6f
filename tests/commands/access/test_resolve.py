"""``checkov-aws-iot resolve``: what it prints, for whom, and that a rule in Rego can read it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from scans import PACK, ROOT

from checkov_aws_iot.commands.main import main

SCHEMA = json.loads((ROOT / "docs/schemas/resolve.schema.json").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs/resolve.md").read_text(encoding="utf-8")
MODULE = """
variable "line" {}
variable "names" { default = ["a", "b"] }
variable "open" { type = bool }

resource "aws_iot_policy" "device" {
  for_each = toset(var.names)
  name     = each.key
  policy   = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "iot:Publish", Resource = "arn:aws:iot:eu-west-1:123456789012:topic/dt/${each.key}/$${iot:ClientId}" },
      { Effect = "Allow", Action = "iot:Receive", Resource = "arn:aws:iot:eu-west-1:123456789012:topic/${var.line}/x" },
      var.open ? { Effect = "Allow", Action = "iot:Connect", Resource = "*" } : { Effect = "Deny", Action = "iot:Connect", Resource = "*" },
    ]
  })
}

resource "aws_iot_certificate" "one" { active = true }
resource "aws_iot_policy_attachment" "one" {
  policy = aws_iot_policy.device["a"].name
  target = aws_iot_certificate.one.arn
}
"""
TEMPLATE = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: iot.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: p
          PolicyDocument:
            Statement: {Effect: Allow, Action: "iot:Publish", Resource: !Sub "arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:topic/dt/x"}
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    (tmp_path / "main.tf").write_text(MODULE, encoding="utf-8")
    (tmp_path / "stack.yaml").write_text(TEMPLATE, encoding="utf-8")
    return tmp_path


def resolved(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0) -> Any:
    assert main(["resolve", *map(str, arguments)]) == code
    found = json.loads(capsys.readouterr().out)
    jsonschema.validate(found, SCHEMA)
    return found


def test_an_instance_with_its_alternatives_unknown_parts_and_attachment(module, capsys):
    found = resolved(capsys, module, 'aws_iot_policy.device["a"]')
    first, second = found["documents"]
    assert [one["when"] for one in (first, second)] == [{"var.open": "true"}, {"var.open": "false"}]
    assert first["kind"] == "iot-policy"
    assert first["lines"] == [6, 17]
    assert first["document"]["Statement"][0]["Resource"] == (
        "arn:aws:iot:eu-west-1:123456789012:topic/dt/a/${iot:ClientId}"
    )
    assert first["document"]["Statement"][2]["Effect"] == "Allow"
    assert second["document"]["Statement"][2]["Effect"] == "Deny"
    assert [(u["pointer"], u["text"], u["is"], u["expression"]) for u in first["unknown"]] == [
        ("/Statement/1/Resource", "${var.line}", "other", "var.line")
    ]
    assert first["attachments"] == [
        {
            "kind": "certificate",
            "name": "aws_iot_certificate.one",
            "by": "aws_iot_policy_attachment.one",
            "certain": True,
        }
    ]


def test_an_address_without_a_key_means_all_instances(module, capsys):
    found = resolved(capsys, module, "aws_iot_policy.device")
    assert {one["address"] for one in found["documents"]} == {
        'aws_iot_policy.device["a"]',
        'aws_iot_policy.device["b"]',
    }


def test_a_template_by_its_logical_id(module, capsys):
    trust, inline = sorted(
        resolved(capsys, module / "stack.yaml", "Role")["documents"],
        key=lambda one: one["kind"],
        reverse=True,
    )
    assert (trust["kind"], inline["kind"]) == ("trust-policy", "identity-policy")
    assert inline["path"] == "Properties/Policies/[0]/PolicyDocument"
    assert {u["is"] for u in inline["unknown"]} == {"account", "region", "partition"}
    assert inline["attachments"][0]["kind"] == "role"
    assert inline["attachments"][0]["by"] is None


def test_values_of_variables(module, capsys, tmp_path):
    values = tmp_path / "prod.tfvars"
    values.write_text('line = "x"\nopen = false\n', encoding="utf-8")
    found = resolved(capsys, module, "aws_iot_policy.device", "--var-file", values)
    assert [one["known"] for one in found["documents"]] == [True, True]
    assert [one["when"] for one in found["documents"]] == [{}, {}]


def test_a_document_that_is_not_known_is_null(tmp_path, capsys):
    (tmp_path / "main.tf").write_text(
        'variable "p" {}\nresource "aws_iot_policy" "x" {\n name = "x"\n policy = var.p\n}\n',
        encoding="utf-8",
    )
    (one,) = resolved(capsys, tmp_path)["documents"]
    assert one["document"] is None
    assert one["unknown"][0]["pointer"] == ""
    assert one["unknown"][0]["expression"] == "var.p"


def test_a_file_that_cannot_be_read_is_no_silence(module, capsys):
    (module / "broken.yaml").write_text(
        "Resources: {a: {Type: AWS::IoT::Policy, :", encoding="utf-8"
    )
    assert main(["resolve", str(module)]) == 2
    out, err = capsys.readouterr()
    assert [one["file"].rpartition("/")[2] for one in json.loads(out)["unread"]] == ["broken.yaml"]
    assert len(json.loads(out)["documents"]) == 6
    assert "broken.yaml" in err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["missing"], 'the path "missing" does not exist'),
        ([".", "aws_iot_policy.missing"], "there is no policy document"),
        ([".", "--var-file", "missing"], 'there is no file "missing"'),
        (["--what"], "there is no option --what; see checkov-aws-iot resolve --help"),
    ],
)
def test_usage_errors_are_one_sentence(module, capsys, monkeypatch, arguments, sentence):
    monkeypatch.chdir(module)
    assert main(["resolve", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err.splitlines()[-1]


def test_every_example_has_the_documented_shape(capsys):
    found = resolved(capsys, ROOT / "iac_examples")
    assert {one["kind"] for one in found["documents"]} == set(
        SCHEMA["$defs"]["document"]["properties"]["kind"]["enum"]
    )
    # The expression of each unknown part stands in the text that the pointer leads to.
    for one in found["documents"]:
        for part in one["unknown"]:
            value = one["document"]
            for step in part["pointer"].split("/")[1:]:
                name = step.replace("~1", "/").replace("~0", "~")
                value = value[int(name)] if isinstance(value, list) else value[name]
            assert value is None if part["text"] is None else part["text"] in value


def test_the_rule_in_rego_of_the_page(module, capsys):
    regopy = pytest.importorskip("regopy", reason="regopy, a development dependency, is missing")
    # What regopy prints of a text with quotation marks is no JSON, so that there is no key here.
    text = MODULE.replace("for_each = toset(var.names)", "").replace("each.key", "var.names[0]")
    (module / "main.tf").write_text(text.replace('device["a"]', "device"), encoding="utf-8")
    (rego,) = re.findall(r"<!-- rego -->\n```rego\n(.+?)```", PAGE, re.DOTALL)
    interpreter = regopy.Interpreter()
    interpreter.add_module("iot", rego)
    interpreter.set_input(resolved(capsys, module))
    (denied,) = json.loads(str(interpreter.query("data.iot.deny")))["expressions"]
    assert [
        message[message.rindex("main.tf:") :] for message in denied if "main.tf" in message
    ] == [
        (
            "main.tf:6: aws_iot_policy.device grants "
            "arn:aws:iot:eu-west-1:123456789012:topic/${var.line}/x"
        )
    ]
    assert [message for message in denied if "main.tf" not in message] == [
        "aws_iot_policy.device: var.line has no default"
    ]


LOADED = """
import sys
from checkov_aws_iot.commands.main import main
main(sys.argv[1:])
print(*(name for name in sys.modules if name.startswith("checkov.")), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ("resolve", "."),
        ("who-can", "iot:Publish", "topic/dt/a/b", "."),
        ("diff", ".", "."),
        ("test", "tests.yaml"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_no_runner_of_checkov_is_needed(module, arguments):
    tests = "tests: [{policies: aws_iot_policy.device, deny: [iot:Publish topic/x]}]"
    (module / "tests.yaml").write_text(tests, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments],
        capture_output=True,
        text=True,
        check=True,
        cwd=module,
        env={"PYTHONPATH": str(PACK)},
    )
    assert done.stdout
    names = done.stderr.splitlines()[-1].split()
    heavy = ("checkov.terraform", "checkov.runner", "checkov.main", "checkov.common.output")
    assert not any(name.startswith(heavy) for name in names)


def test_policies_in_files_of_their_own(module, capsys):
    document = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iot:Publish"}}
    document["Statement"]["Resource"] = "arn:aws:iot:eu-west-1:123456789012:topic/a"  # type: ignore[index]
    (module / "pump.json").write_text(json.dumps(document), encoding="utf-8")
    assert "pump.json" not in {one["address"] for one in resolved(capsys, module)["documents"]}
    (one,) = resolved(capsys, module, "pump.json", "--documents")["documents"]
    assert (one["kind"], one["document"], one["known"]) == ("iot-policy", document, True)
