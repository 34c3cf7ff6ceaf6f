"""What fuzzing begins with: the examples and cases of this repository, and words of the languages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parent.parent
_MOST_CHARACTERS = 6_000

_WORD = re.compile(r"[\w$&{}:./*-]{3,40}")
_EXPRESSION = re.compile(r"=\s*([^\n]{4,400})\n")

_EXPRESSIONS: Final = r"""
regex("^(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaab")
regexall("(?P<x>[a-z]+)-(\\d{1,3})", "ab-12 cd-34")
replace("a/b/c", "/(\\w)\\/(?i:B)/", "$1-${1}")
regex("[[:alpha:]]+|\\p{L}\\Q.*\\E", var.text)
[for k, v in {a = 1, b = "x"} : "${k}-${v}" if k != "a"]
{for x in var.list : x => upper(x)...}
templatestring("%{ for x in l }${x}%{ endfor }", {l = [1, 2]})
try(var.either[0], jsondecode("{\"a\": [1, 2.5e3]}").a[1], yamldecode("a: [1, &x b, *x]"))
format("%-10.3f|%q|%#v|%[2]s%%|%x", 3.5, "a", {a = 1})
cidrsubnet("10.0.0.0/8", 8, 2) == timeadd("2020-01-01T00:00:00Z", "1h30m")
jsonencode({Statement = [{Action = ["iot:Connect"], Resource = "arn:${var.hole}:${var.open}"}]})
yamldecode(file("a/policy.json"))
"""


def seeds(target: str) -> Iterator[str]:
    """The seeds of one target."""
    yield from _SEEDS[target]()


def words(target: str) -> list[str]:
    """The words that occur most in the seeds of the target."""
    counts: dict[str, int] = {}
    for seed in seeds(target):
        for word in set(_WORD.findall(seed)):
            counts[word] = counts.get(word, 0) + 1
    return sorted(counts, key=lambda word: (-counts[word], word))[:500]


def _terraform() -> Iterator[str]:
    for path in sorted(ROOT.glob("iac_examples/*/main.tf")):
        yield from _blocks(path.read_text(encoding="utf-8"), r"^(?=resource |data )")
    yield (
        'module "m" {\n  source = "./m"\n  for_each = toset(["a"])\n  x = each.key\n}\n'
        'resource "aws_iot_policy" "p" {\n  policy = module.m["a"].y\n}\n'
        '#file m/main.tf\nvariable "x" {}\noutput "y" {\n  value = '
        'templatefile("${path.module}/p.tpl", { x = var.x })\n}\n'
        '#file m/p.tpl\n{"Statement": [%{ for i in [1] }{"Effect": "Allow", "Action": "iot:*",'
        ' "Resource": "*"}%{ endfor }]}\n#file terraform.tfvars\nx = 1\n'
    )
    yield (
        'resource "aws_iot_policy" "p" {\n  policy = file("../outside.json")\n}\n'
        'resource "aws_iot_policy" "q" {\n  policy = file("/etc/passwd")\n}\n'
        '#file more.tf.json\n{"resource": {"aws_iot_policy": {"r": {"policy": "${jsonencode({})}"}}}}\n'
    )


def _template() -> Iterator[str]:
    for path in sorted(ROOT.glob("iac_examples/*/*.template")):
        yield from _blocks(path.read_text(encoding="utf-8"), r"^(?=  \w+:\n    Type:)")
    for path in sorted(ROOT.glob("tests/fixtures/cdk/*.template")):
        loaded = json.loads(path.read_text(encoding="utf-8"))
        for name, resource in loaded.get("Resources", {}).items():
            yield json.dumps({**loaded, "Resources": {name: resource}}, indent=1)
    yield (
        "service: x\nprovider:\n  name: aws\nresources:\n  Resources:\n    P:\n      Type: "
        "AWS::IoT::Policy\n      Properties: {PolicyDocument: {Statement: [{Effect: Allow, "
        "Action: 'iot:*', Resource: !Sub 'arn:${AWS::Region}'}]}}\n"
    )


def _document() -> Iterator[str]:
    for case in _cases():
        yield json.dumps(case["policy"])


def _cases() -> Iterator[dict[str, Any]]:
    cases = ROOT / "tests" / "cases" / "documented_policies.jsonl"
    yield from map(json.loads, cases.read_text(encoding="utf-8").splitlines())


def _provisioning() -> Iterator[str]:
    for case in _cases():
        if case["kind"] == "provisioning_template":
            yield json.dumps(case["policy"])
    policy = {"Statement": {"Effect": "Allow", "Action": "iot:Connect", "Resource": "*"}}
    yield json.dumps(
        {
            "Parameters": {"SerialNumber": {"Type": "String"}, "AWS::IoT::Certificate::Id": {}},
            "Mappings": {"Map": {"a": {"b": "c"}}},
            "Resources": {
                "thing": {
                    "Type": "AWS::IoT::Thing",
                    "Properties": {
                        "ThingName": {"Fn::Join": ["", ["x-", {"Ref": "SerialNumber"}]]},
                        "AttributePayload": {"v": {"Fn::Select": ["0", ["a", "b"]]}},
                    },
                    "OverrideSettings": {"AttributePayload": "MERGE"},
                },
                "certificate": {
                    "Type": "AWS::IoT::Certificate",
                    "Properties": {"CertificateId": {"Ref": "AWS::IoT::Certificate::Id"}},
                },
                "policy": {
                    "Type": "AWS::IoT::Policy",
                    "Properties": {"PolicyDocument": json.dumps(policy)},
                },
                "mapped": {
                    "Type": "AWS::IoT::Policy",
                    "Properties": {
                        "PolicyDocument": {
                            "Fn::FindInMap": ["Map", {"Ref": "SerialNumber"}, {"Fn::Sub": "${x}"}]
                        }
                    },
                },
            },
            "DeviceConfiguration": {"a": {"Fn::Split": [",", "a,b"]}},
        }
    )


def _plan() -> Iterator[str]:
    for path in sorted(ROOT.glob("tests/terraform/plan/plans/*.json")):
        loaded = json.loads(path.read_text(encoding="utf-8"))
        for change in loaded["resource_changes"][:40]:
            kept = {"address": change["address"], "configuration": loaded.get("configuration")}
            whole = {**kept, "resource_changes": [change]}
            text = json.dumps(whole)
            yield (
                text
                if len(text) < 4 * _MOST_CHARACTERS
                else json.dumps({"resource_changes": [change]})
            )


def _expression() -> Iterator[str]:
    yield from _EXPRESSIONS.split("\n")[1:-1]
    console = ROOT / "tests" / "terraform" / "console_expressions.txt"
    yield from filter(None, console.read_text(encoding="utf-8").splitlines())
    for path in sorted(ROOT.glob("iac_examples/*/main.tf")):
        yield from _EXPRESSION.findall(path.read_text(encoding="utf-8"))


def _blocks(text: str, beginning: str) -> Iterator[str]:
    """The text in pieces that are short enough, each with what stands before the first block."""
    head, *blocks = re.split(beginning, text, flags=re.MULTILINE)
    piece = head
    for block in blocks:
        if len(piece) + len(block) > _MOST_CHARACTERS and piece != head:
            yield piece
            piece = head
        piece += block
    yield piece


_SEEDS = {
    "terraform": _terraform,
    "template": _template,
    "document": _document,
    "provisioning": _provisioning,
    "plan": _plan,
    "expression": _expression,
}
