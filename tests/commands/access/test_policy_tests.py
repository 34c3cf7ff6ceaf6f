"""``checkov-aws-iot test``: expectations, what becomes of them, and that authorize says the same."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree  # noqa: ICN001 - the name says what it is

import jsonschema
import pytest
import yaml
from scans import ROOT

from checkov_aws_iot.commands.access.policy_tests import SAMPLE
from checkov_aws_iot.commands.main import main

SCHEMA = json.loads((ROOT / "docs/schemas/policy-tests.schema.json").read_text(encoding="utf-8"))
MAIN = """
variable "line" {}
variable "open" { type = bool }
data "aws_caller_identity" "me" {}

resource "aws_iot_policy" "device" {
  name   = "device"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "iot:Connect", Resource = "arn:aws:iot:eu-west-1:${data.aws_caller_identity.me.account_id}:client/$${iot:Connection.Thing.ThingName}" },
      { Effect = "Allow", Action = "iot:Publish", Resource = "arn:aws:iot:eu-west-1:*:topic/${var.line}/$${iot:Certificate.Subject.CommonName}" },
    ]
  })
}
resource "aws_iot_policy" "either" {
  name   = "either"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = var.open ? "Allow" : "Deny", Action = "iot:Receive", Resource = "*" }]
  })
}
resource "aws_iot_policy" "guard" {
  name   = "guard"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Action = "iot:Publish", Resource = "*", Condition = { NotIpAddress = { "aws:SourceIp" = "10.0.0.0/8" } } }] })
}
resource "aws_iot_certificate" "pump" { active = true }
resource "aws_iot_policy_attachment" "all" {
  for_each = { device = aws_iot_policy.device.name, guard = aws_iot_policy.guard.name }
  policy   = each.value
  target   = aws_iot_certificate.pump.arn
}
"""
PUMP = {"thing": "pump-7", "client_id": "pump-7", "certificate": {"CommonName": "pump-7"}}


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "main.tf").write_text(MAIN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(directory: Path, *tests: dict[str, Any], **top: Any) -> str:
    found = {**top, "tests": list(tests)}
    jsonschema.validate(found, SCHEMA)
    (directory / "tests.yaml").write_text(yaml.safe_dump(found, sort_keys=False), encoding="utf-8")
    return "tests.yaml"


def cases(capsys: pytest.CaptureFixture[str], file: str, code: int) -> dict[str, str]:
    """The expectations, each with the kind of its failure, or nothing."""
    assert main(["test", file, "-o", "junit"]) == code
    root = ElementTree.fromstring(capsys.readouterr().out)
    found = {}
    for case in root.iter("testcase"):
        failure = case.find("failure")
        found[case.attrib["name"]] = "" if failure is None else failure.attrib["type"]
    return found


class TestExpectations:
    def test_of_a_policy(self, directory, capsys):
        file = written(
            directory,
            {
                "policies": "aws_iot_policy.device",
                "as": PUMP,
                "allow": ["iot:Connect", "iot:Publish topic/plant/pump-7", "iot:Receive topic/a"],
                "deny": [
                    "iot:Connect client/pump-8",
                    {
                        "action": "iot:Publish",
                        "resource": ["topic/plant/pump-7", "topic/plant/pump-8"],
                    },
                ],
            },
            values={"var.line": "plant", "account": "123456789012"},
        )
        assert cases(capsys, file, 1) == {
            "allow iot:Connect": "",
            "allow iot:Publish topic/plant/pump-7": "",
            "allow iot:Receive topic/a": "denied",
            "deny iot:Connect client/pump-8": "",
            "deny iot:Publish topic/plant/pump-7": "allowed",
            "deny iot:Publish topic/plant/pump-8": "",
        }

    def test_what_is_not_known_fails_with_the_reason(self, directory, capsys):
        test = {
            "policies": "aws_iot_policy.device",
            "as": PUMP,
            "allow": ["iot:Publish topic/plant/pump-7"],
        }
        file = written(directory, test)
        assert cases(capsys, file, 1) == {"allow iot:Publish topic/plant/pump-7": "unknown"}
        assert main(["test", file]) == 1
        assert "var.line" in capsys.readouterr().out
        written(directory, {**test, "as": {"client_id": "pump-7"}}, values={"var.line": "plant"})
        assert cases(capsys, file, 1) == {"allow iot:Publish topic/plant/pump-7": "unknown"}
        assert main(["test", file]) == 1
        assert "CommonName=pump-7" in capsys.readouterr().out

    def test_alternatives_must_all_be_as_expected(self, directory, capsys):
        test = {"policies": "aws_iot_policy.either", "as": PUMP, "allow": ["iot:Receive topic/a"]}
        file = written(directory, test)
        assert cases(capsys, file, 1) == {"allow iot:Receive topic/a": "denied"}
        assert main(["test", file]) == 1
        assert "when `var.open` is false" in capsys.readouterr().out
        file = written(directory, test, values={"var.open": True})
        assert cases(capsys, file, 0) == {"allow iot:Receive topic/a": ""}

    def test_all_policies_of_a_certificate(self, directory, capsys):
        test = {
            "principal": "aws_iot_certificate.pump",
            "values": {"var.line": "plant"},
            "as": {**PUMP, "source_ip": "10.1.2.3"},
            "allow": ["iot:Publish topic/plant/pump-7"],
        }
        assert set(cases(capsys, written(directory, test), 0).values()) == {""}
        away = {**test, "as": {**PUMP, "source_ip": "192.0.2.1"}}
        assert set(cases(capsys, written(directory, away), 1).values()) == {"denied"}

    def test_documents_and_another_directory(self, directory, capsys):
        inner = directory / "tests"
        inner.mkdir()
        document = {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": "iot:Receive", "Resource": "*"}],
        }
        (inner / "extra.json").write_text(json.dumps(document), encoding="utf-8")
        written(
            inner,
            {
                "policies": ["aws_iot_policy.guard"],
                "documents": "extra.json",
                "as": PUMP,
                "allow": ["iot:Receive topic/a"],
            },
            path="..",
        )
        assert cases(capsys, "tests/tests.yaml", 0) == {"allow iot:Receive topic/a": ""}

    def test_a_template(self, directory, capsys):
        (directory / "stack.yaml").write_text(
            "Parameters: {Line: {Type: String}}\nResources:\n  Device:\n    Type: AWS::IoT::Policy\n    Properties:\n      PolicyDocument:\n"
            "        Version: '2012-10-17'\n        Statement: {Effect: Allow, Action: 'iot:Publish', Resource: !Sub 'arn:aws:iot:*:*:topic/${Line}/*'}\n",
            encoding="utf-8",
        )
        test = {
            "policies": "Device",
            "as": PUMP,
            "values": {"Line": "plant"},
            "allow": ["iot:Publish topic/plant/a"],
        }
        assert set(cases(capsys, written(directory, test), 0).values()) == {""}

    def test_a_policy_that_is_missing_fails_alone(self, directory, capsys):
        file = written(
            directory,
            {"policies": "aws_iot_policy.gone", "allow": ["iot:Receive topic/a"]},
            {"policies": "aws_iot_policy.guard", "deny": ["iot:Receive topic/b"]},
        )
        assert cases(capsys, file, 1) == {
            "allow iot:Receive topic/a": "error",
            "deny iot:Receive topic/b": "",
        }

    def test_a_file_that_cannot_be_read_is_no_success(self, directory, capsys):
        (directory / "broken.yaml").write_text(
            "Resources: {a: {Type: AWS::IoT::Policy, :", encoding="utf-8"
        )
        file = written(
            directory, {"policies": "aws_iot_policy.guard", "deny": ["iot:Receive topic/b"]}
        )
        assert main(["test", file]) == 2
        assert "broken.yaml" in capsys.readouterr().err


QUESTIONS = [
    (PUMP, "iot:Connect", ""),
    (PUMP, "iot:Connect", "client/other"),
    ({**PUMP, "exclusive": True, "client_id": "other"}, "iot:Connect", ""),
    ({**PUMP, "attached": False}, "iot:Connect", ""),
    ({"client_id": "pump-7"}, "iot:Connect", ""),
    (PUMP, "iot:Publish", "topic/plant/pump-7"),
    (PUMP, "iot:Publish", "topic/line/pump-7"),
    ({"thing": "pump-7"}, "iot:Publish", "topic/x/pump-7"),
    ({**PUMP, "source_ip": "10.0.0.1"}, "iot:Publish", "topic/plant/pump-7"),
    ({**PUMP, "context": {"aws:SourceIp": "192.0.2.1"}}, "iot:Publish", "topic/plant/pump-7"),
    ({**PUMP, "thing_type": "x", "attributes": {"site": "a"}}, "iot:Receive", "topic/a"),
    (PUMP, "iot:GetThingShadow", "thing/pump-7"),
]


@pytest.mark.parametrize(("who", "action", "resource"), QUESTIONS)
@pytest.mark.parametrize("policies", [["device"], ["device", "guard"], ["either"]], ids="-".join)
def test_authorize_says_the_same(directory, capsys, who, action, resource, policies):
    addresses = [f"aws_iot_policy.{name}" for name in policies]
    options = [part for address in addresses for part in ("--resource", address)]
    for name, value in who.items():
        option = f"--{name.replace('_', '-').removesuffix('s')}"
        if isinstance(value, dict):
            options += [part for key, one in value.items() for part in (option, f"{key}={one}")]
        elif value is True:
            options.append(option)
        else:
            options += ["--not-attached"] if value is False else [option, value]
    if resource:
        options += ["--resource-arn", f"arn:aws:iot:eu-west-1:123456789012:{resource}"]
        resource = f" {options[-1]}"
    code = main(["authorize", "main.tf", *options, "--action", action])
    capsys.readouterr()
    test = {
        "policies": addresses,
        "as": who,
        "allow": [action + resource],
        "deny": [action + resource],
    }
    file = written(directory, test)
    main(["test", file, "-o", "junit"])
    root = ElementTree.fromstring(capsys.readouterr().out)
    failures = [case.find("failure") is not None for case in root.iter("testcase")]
    assert {0: [False, True], 1: [True, False], 3: [True, True]}[code] == failures


class TestFiles:
    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", '"t.yaml" is empty'),
            ("a: [", "t.yaml:1: "),
            ("test: []", 't.yaml:1: the file has no member "test"; did you mean "tests"?'),
            ("tests: []", "t.yaml holds no tests"),
            ("tests: {}", "t.yaml:1: tests is no list"),
            ("tests:\n - name: x", "t.yaml:2: a test needs policies, a principal or documents"),
            ("tests:\n - policies: x", "t.yaml:2: a test needs something to allow or to deny"),
            ("tests:\n - policies: x\n   alow: [a]", 'did you mean "allow"?'),
            (
                "tests:\n - policies: x\n   principal: y\n   allow: [a]",
                "are those of its principal",
            ),
            (
                "tests:\n - policies: x\n   as: {thingy: y}\n   allow: [a]",
                'as has no member "thingy"',
            ),
            (
                "tests:\n - policies: x\n   as: {exclusive: maybe}\n   allow: [a]",
                "exclusive is true or false",
            ),
            ("tests:\n - policies: x\n   name: a\n   name: b\n   allow: [a]", 'has "name" twice'),
            ("tests: &a\n - policies: x\n   allow: *a", "t.yaml:3: an alias is not read here"),
            ("tests:\n - policies: {x: y}\n   allow: [a]", "policies is no list"),
            ("tests:\n - !!python/object:os.system {policies: x, allow: [a]}", ""),
            ("[" * 5000, ""),
            ("- x", "t.yaml:1: the file is no mapping"),
        ],
    )
    def test_mistakes_are_one_sentence_with_a_line(self, directory, capsys, text, sentence):
        (directory / "t.yaml").write_text(text, encoding="utf-8")
        code = main(["test", "t.yaml"])
        out, err = capsys.readouterr()
        assert code in (1, 2)
        if sentence:
            assert (code, out) == (2, "")
            assert sentence in err
        assert len(err.splitlines()) <= 1

    def test_a_file_that_is_too_long(self, directory, capsys):
        (directory / "t.yaml").write_text("# x\n" * 300_000, encoding="utf-8")
        assert main(["test", "t.yaml"]) == 2
        assert "longer than" in capsys.readouterr().err

    def test_without_a_file(self, capsys):
        assert main(["test"]) == 2
        assert "--init" in capsys.readouterr().err

    def test_the_sample(self, directory, capsys):
        assert main(["test", "--init"]) == 0
        text = (directory / "policy-tests.yaml").read_text(encoding="utf-8")
        jsonschema.validate(yaml.safe_load(text), SCHEMA)
        assert "policies: aws_iot_policy.device" in text
        assert main(["test", "policy-tests.yaml"]) == 1
        assert main(["test", "--init"]) == 2
        assert "already" in capsys.readouterr().err

    def test_the_sample_has_the_documented_shape(self):
        jsonschema.validate(yaml.safe_load(SAMPLE.format(path=".", policy="x")), SCHEMA)

    def test_the_example_of_the_page(self):
        page = (ROOT / "docs/test.md").read_text(encoding="utf-8")
        for text in re.findall(r"```yaml\n(tests:.+?|# policy.+?)```", page, re.DOTALL):
            jsonschema.validate(yaml.safe_load(text), SCHEMA)


def test_reports_take_any_text(directory, capsys):
    name = 'a "b" <c> & \u0007 \x1b[31m ]]>'
    (directory / "t.yaml").write_text(
        json.dumps(
            {
                "tests": [
                    {
                        "name": name,
                        "policies": "aws_iot_policy.guard",
                        "allow": ["iot:Receive topic/<a>&"],
                    }
                ]
            }
        ),
        encoding="utf-8",
    )
    assert main(["test", "t.yaml", "--junit", "out.xml"]) == 1
    assert "\x1b" not in capsys.readouterr().out
    root = ElementTree.fromstring((directory / "out.xml").read_text(encoding="utf-8"))
    (case,) = root.iter("testcase")
    assert case.attrib["name"] == "allow iot:Receive topic/<a>&"
    assert case.attrib["line"] == "1"
