"""Prints which share of findings ``fix`` mends, by rule and by form of writing, and why others are left.

The findings are those of iac_examples, of the documented cases in each form, and of tests/fixtures:

    python -m tools.mended_share [--reasons] [--cases PATTERN] [--form PATTERN]
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "custom_checks"))

from checkov_aws_iot.rules.catalog import rules  # noqa: E402

CASES = ROOT / "tests/cases/documented_policies.jsonl"
LISTED = tuple(rule.id for rule in rules() if rule.is_mended)

Form = Callable[[dict[str, Any]], "dict[str, str]"]

TERRAFORM: dict[str, tuple[str, str, dict[str, Any]]] = {
    "iot_policy": ("aws_iot_policy", "policy", {"name": "case"}),
    "iam_identity_policy": ("aws_iam_policy", "policy", {"name": "case"}),
    "trust_policy": ("aws_iam_role", "assume_role_policy", {"name": "case"}),
    "resource_policy": ("aws_kms_key_policy", "policy", {"key_id": "case"}),
    "provisioning_template": (
        "aws_iot_provisioning_template",
        "template_body",
        {"name": "case", "provisioning_role_arn": "arn:aws:iam::123456789012:role/provisioning"},
    ),
}
TEMPLATES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "iot_policy": ("AWS::IoT::Policy", "PolicyDocument", {}),
    "iam_identity_policy": (
        "AWS::IAM::Policy",
        "PolicyDocument",
        {"PolicyName": "case", "Roles": ["case"]},
    ),
    "trust_policy": ("AWS::IAM::Role", "AssumeRolePolicyDocument", {}),
    "resource_policy": ("AWS::KMS::Key", "KeyPolicy", {}),
    "provisioning_template": (
        "AWS::IoT::ProvisioningTemplate",
        "TemplateBody",
        {"ProvisioningRoleArn": "arn:aws:iam::123456789012:role/provisioning"},
    ),
}


def _hcl(value: Any, margin: str = "  ") -> str:
    """The value as an expression, in the layout of ``terraform fmt``."""
    inner = margin + "  "
    if isinstance(value, dict):
        keys = [key if re.fullmatch(r"\w+", key) else json.dumps(key) for key in value]
        plain = [not isinstance(item, (dict, list)) for item in value.values()]
        width = max((len(k) for k, p in zip(keys, plain, strict=True) if p), default=0)
        lines = [
            f"{inner}{key.ljust(width) if all(plain) else key} = {_hcl(item, inner)}\n"
            for key, item in zip(keys, value.values(), strict=True)
        ]
        return "{\n" + "".join(lines) + margin + "}"
    if isinstance(value, list) and any(isinstance(item, (dict, list)) for item in value):
        items = "".join(f"{inner}{_hcl(item, inner)},\n" for item in value)
        return "[\n" + items + margin + "]"
    if isinstance(value, list):
        return "[" + ", ".join(_hcl(item) for item in value) + "]"
    return _quoted(value) if isinstance(value, str) else json.dumps(value)


def _escaped(text: str) -> str:
    return text.replace("${", "$${").replace("%{", "%%{")


def _quoted(text: str) -> str:
    return _escaped(json.dumps(text))


def _resource(case: dict[str, Any], expression: str, before: str = "") -> dict[str, str]:
    kind, attribute, others = TERRAFORM[case["kind"]]
    lines = "".join(f"  {key} = {_quoted(value)}\n" for key, value in others.items())
    block = f'resource "{kind}" "case" {{\n{lines}\n  {attribute} = {expression}\n}}\n'
    return {"main.tf": before + block}


def _indented(case: dict[str, Any], width: int = 2) -> str:
    return json.dumps(case["policy"], indent=width)


def _jsonencode(case: dict[str, Any]) -> dict[str, str]:
    return _resource(case, f"jsonencode({_hcl(case['policy'])})")


def _string(case: dict[str, Any]) -> dict[str, str]:
    return _resource(case, _quoted(json.dumps(case["policy"])))


def _heredoc(case: dict[str, Any]) -> dict[str, str]:
    return _resource(case, f"<<EOF\n{_escaped(_indented(case))}\nEOF")


def _indented_heredoc(case: dict[str, Any]) -> dict[str, str]:
    text = "".join(f"    {line}\n" for line in _escaped(_indented(case)).split("\n"))
    return _resource(case, f"<<-EOF\n{text}    EOF")


def _local_object(case: dict[str, Any]) -> dict[str, str]:
    local = f"locals {{\n  policy = {_hcl(case['policy'])}\n}}\n\n"
    return _resource(case, "jsonencode(local.policy)", local)


def _default(case: dict[str, Any]) -> dict[str, str]:
    return _resource(
        case,
        "var.policy",
        f'variable "policy" {{\n  default = {_quoted(json.dumps(case["policy"]))}\n}}\n\n',
    )


def _json_configuration(case: dict[str, Any]) -> dict[str, str]:
    kind, attribute, others = TERRAFORM[case["kind"]]
    body = {**others, attribute: _escaped(json.dumps(case["policy"]))}
    return {"main.tf.json": json.dumps({"resource": {kind: {"case": body}}}, indent=2)}


def _file(case: dict[str, Any]) -> dict[str, str]:
    files = _resource(case, 'file("${path.module}/policy.json")')
    return {**files, "policy.json": _indented(case, 4) + "\n"}


def _templatefile(case: dict[str, Any]) -> dict[str, str]:
    files = _resource(case, 'templatefile("${path.module}/policy.tftpl", {})')
    return {**files, "policy.tftpl": _escaped(_indented(case))}


def _data_document(case: dict[str, Any]) -> dict[str, str]:
    statements = case["policy"].get("Statement")
    if case["kind"] == "provisioning_template" or statements is None:
        return {}
    text = 'data "aws_iam_policy_document" "case" {\n'
    for statement in statements if isinstance(statements, list) else [statements]:
        text += "  statement {\n" + "".join(_arguments(statement)) + "  }\n"
    expression = "data.aws_iam_policy_document.case.json"
    return _resource(case, expression, text + "}\n\n")


def _arguments(statement: dict[str, Any]) -> Iterator[str]:
    names = {"Sid": "sid", "Effect": "effect", "Action": "actions", "NotAction": "not_actions"}
    names |= {"Resource": "resources", "NotResource": "not_resources"}
    for key, value in statement.items():
        if key in ("Sid", "Effect"):
            yield f"    {names[key]} = {_in_document(value)}\n"
        elif key in names:
            yield f"    {names[key]} = {_in_document(_listed(value))}\n"
    for key in ("Principal", "NotPrincipal"):
        block = "principals" if key == "Principal" else "not_principals"
        value = statement.get(key, {})
        for kind, names_of in ({"AWS": value} if isinstance(value, str) else value).items():
            yield f"\n    {block} {{\n      type        = {_quoted(kind)}\n"
            yield f"      identifiers = {_in_document(_listed(names_of))}\n    }}\n"
    for operator, keys in statement.get("Condition", {}).items():
        for key, values in keys.items():
            yield f"\n    condition {{\n      test     = {_quoted(operator)}\n"
            yield f"      variable = {_quoted(key)}\n"
            yield f"      values   = {_in_document([str(v) for v in _listed(values)])}\n    }}\n"


def _in_document(value: Any) -> str:
    return json.dumps(value).replace("${", "&{")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _template(case: dict[str, Any], document: Any) -> dict[str, Any]:
    kind, attribute, others = TEMPLATES[case["kind"]]
    if attribute == "TemplateBody" and not isinstance(document, str):
        document = json.dumps(document)
    body: dict[str, Any] = {"Type": kind, "Properties": {**others, attribute: document}}
    return {"Resources": {"Case": body}}


def _json_template(case: dict[str, Any]) -> dict[str, str]:
    return {"case.json": json.dumps(_template(case, case["policy"]), indent=2)}


def _yaml_template(case: dict[str, Any]) -> dict[str, str]:
    return {"case.yaml": _yaml(_template(case, case["policy"])).lstrip("\n") + "\n"}


def _yaml_sub(case: dict[str, Any]) -> dict[str, str]:
    return {"case.yaml": _yaml(_template(case, case["policy"]), "!Sub ").lstrip("\n") + "\n"}


def _yaml_join(case: dict[str, Any]) -> dict[str, str]:
    return {"case.yaml": _yaml(_template(case, case["policy"]), "!Join").lstrip("\n") + "\n"}


def _serverless(case: dict[str, Any]) -> dict[str, str]:
    template = {"resources": _template(case, case["policy"])}
    if "${" in json.dumps(case["policy"]):
        return {}
    head = "service: case\nprovider:\n  name: aws\n"
    return {"serverless.yml": head + _yaml(template).lstrip("\n") + "\n"}


def _yaml(value: Any, tag: str = "", margin: str = "") -> str:
    """The value as YAML in the usual layout, ARNs with the tag."""
    if isinstance(value, dict):
        return "".join(
            f"\n{margin}{json.dumps(key) if ':' in key or '$' in key else key}:"
            f"{_yaml_item(item, tag, margin + '  ')}"
            for key, item in value.items()
        )
    return "".join(
        f"\n{margin}-{_yaml_item(item, tag, margin + '  ', is_item=True)}" for item in value
    )


def _yaml_item(value: Any, tag: str, margin: str, *, is_item: bool = False) -> str:
    if isinstance(value, (dict, list)) and value:
        text = _yaml(value, tag, margin)
        return " " + text.lstrip() if is_item else text
    if not isinstance(value, str) or not value.startswith("arn:"):
        return " " + json.dumps(value)
    if tag == "!Sub ":
        account = value.replace("${", "${!").replace("123456789012", "${AWS::AccountId}")
        return f' !Sub "{account}"'
    if tag == "!Join" and value.count(":") >= 5:
        fields = value.split(":", 5)
        fields[4] = "!Ref AWS::AccountId" if fields[4].isdigit() else json.dumps(fields[4])
        head = ", ".join(json.dumps(one) for one in fields[:4])
        return f' !Join [":", [{head}, {fields[4]}, {json.dumps(fields[5])}]]'
    return " " + json.dumps(value)


def _provisioning(case: dict[str, Any]) -> dict[str, str]:
    """The policy as a string in a provisioning template, which is a string itself."""
    if case["kind"] != "iot_policy":
        return {}
    body = {
        "Parameters": {"SerialNumber": {"Type": "String"}},
        "Resources": {
            "policy": {
                "Type": "AWS::IoT::Policy",
                "Properties": {"PolicyDocument": json.dumps(case["policy"])},
            }
        },
    }
    outer = {"kind": "provisioning_template", "policy": body}
    return _heredoc(outer)


FORMS: dict[str, Form] = {
    form.__name__.strip("_"): form
    for form in (
        _jsonencode,
        _string,
        _heredoc,
        _indented_heredoc,
        _local_object,
        _default,
        _json_configuration,
        _file,
        _templatefile,
        _data_document,
        _json_template,
        _yaml_template,
        _yaml_sub,
        _yaml_join,
        _serverless,
        _provisioning,
    )
}


@dataclass
class Figures:
    """How many findings there were, and how many are left, by rule and form."""

    found: Counter[tuple[str, str]] = field(default_factory=Counter)
    left: Counter[tuple[str, str]] = field(default_factory=Counter)
    reasons: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def add(self, name: str, form: str, directory: Path) -> None:
        """The findings below the directory are counted."""
        from checkov_aws_iot.engine.project import Project
        from checkov_aws_iot.engine.records import records
        from checkov_aws_iot.fixes.mending import mended

        project = Project.of_directory(str(directory))

        def is_asked(entry: Any, _: Any) -> bool:
            return entry.id in LISTED

        for record in records(list(project.resources()), is_asked):
            if record.result == "FAILED":
                self.found[record.entry.id, form] += len(record.findings)
        for left in mended(project, is_asked).left:
            fault = left.fault
            self.left[fault.check, form] += 1
            said = f"{name} {fault.resource.name} {'/'.join(map(str, fault.finding.locator.path))}"
            self.reasons.setdefault((fault.check, left.reason), []).append(f"{form}: {said}")

    def lines(self, which: int) -> Iterator[str]:
        """The share by rule, with 0, or by form, with 1."""
        for name in sorted({key[which] for key in self.found}):
            found = sum(count for key, count in self.found.items() if key[which] == name)
            left = sum(count for key, count in self.left.items() if key[which] == name)
            yield f"{name:20} {found - left:5} of {found:5}  {1 - left / found:.0%}"
        found, left = self.found.total(), self.left.total()
        yield f"{'all':20} {found - left:5} of {found:5}  {1 - left / max(1, found):.1%}"


def _figures(cases: str, forms: str) -> Figures:
    figures = Figures()
    for directory in sorted((ROOT / "iac_examples").iterdir()):
        if fnmatchcase(directory.name, cases) and fnmatchcase("examples", forms):
            figures.add(directory.name, "examples", directory)
    if cases == "*" and fnmatchcase("fixtures", forms):
        figures.add("fixtures", "fixtures", ROOT / "tests/fixtures")
    for line in CASES.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if not fnmatchcase(case["id"], cases):
            continue
        for form, render in FORMS.items():
            if fnmatchcase(form, forms):
                with tempfile.TemporaryDirectory() as written:
                    for name, text in render(case).items():
                        Path(written, name).write_text(text, encoding="utf-8")
                    figures.add(case["id"], form, Path(written))
    return figures


def main() -> int:
    """Prints the shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reasons", action="store_true", help="also why findings are left")
    parser.add_argument("--cases", default="*", help="the names of cases, with *")
    parser.add_argument("--form", default="*", help="the names of forms, with *")
    given = parser.parse_args()
    figures = _figures(given.cases, given.form)
    for which in (0, 1):
        print(*figures.lines(which), "", sep="\n")
    if given.reasons:
        for (check, reason), places in sorted(
            figures.reasons.items(), key=lambda item: -len(item[1])
        ):
            print(f"{len(places):4} {check} {reason}")
            print(*(f"       {place}" for place in places[:12]), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
