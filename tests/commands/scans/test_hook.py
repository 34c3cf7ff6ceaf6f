"""What the hook scans, and that it finds out before Checkov is imported."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from scans import PACK

from checkov_aws_iot.commands.scans.concerned_files import concerned
from checkov_aws_iot.engine.candidates.subjects import Framework, all_types
from checkov_aws_iot.engine.reading.first_look import MOST_BYTES, may_hold_subject

POLICY = 'resource "aws_iot_policy" "p" {\n  name = "p"\n  policy = var.policy\n}\n'
NOTHING = 'resource "aws_instance" "i" {\n  ami = "a"\n}\n'
TEMPLATE = "Resources:\n  P:\n    Type: AWS::IoT::Policy\n"
BUCKETLESS = "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n"


def module(source: str) -> str:
    return f'module "m" {{\n  source = "{source}"\n}}\n'


@pytest.fixture
def scanned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))

    def ask(files: dict[str, str | bytes], *changed: str, options: tuple[str, ...] = ()):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        found = concerned(changed, options)
        assert not set(found.modules) & found.left_out
        return {*(directory or "." for directory in found.modules), *found.templates}

    return ask


# The others name no type: files of the command, and roles that the Serverless Framework makes.
@pytest.mark.parametrize(
    "framework", [Framework.TERRAFORM, Framework.TERRAFORM_DATA, Framework.CLOUDFORMATION]
)
def test_every_type_that_rules_judge_is_seen(framework: Framework):
    for name in all_types(framework):
        first = f"\\u{ord(name[0]):04x}{name[1:]}"
        for text in (
            f'resource "{name}" "x" {{}}',
            f"resource {name} x {{}}",
            f"Type: {name}\n",
            f"  Type: '{name}'",
            json.dumps({"Type": name}),
            f'{{"Type": "{first}"}}',
            f'Type: "{name[:5]}\\x{ord(name[5]):02X}{name[6:]}"',
            f'Type: "{name[:5]}\\\n    {name[5:]}"',
        ):
            assert may_hold_subject(text.encode()), text
        assert may_hold_subject(f"Type: {name}".encode("utf-16")), name


@pytest.mark.parametrize(
    "text", [NOTHING, "", "aws_iot_policyx aws_iot", "AWS::IoT::PolicyX", "\\u0041"]
)
def test_other_text_holds_nothing(text: str):
    assert not may_hold_subject(text.encode())


def test_what_cannot_be_looked_at_may_hold_anything(scanned, tmp_path: Path):
    assert may_hold_subject(None)
    assert scanned({"a/large.json": b" " * (MOST_BYTES + 1)}, "a/large.json") == {"a/large.json"}
    assert scanned({"b/c.tf": ""}, "b/gone.yaml") == {"a/large.json"}
    os.mkfifo(tmp_path / "b/pipe.json")
    assert scanned({}, "b/pipe.json") == {"a/large.json", "b/pipe.json"}


NESTED = "Resources:\n  S:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: ../c/t.yaml}\n"
ROLE = "provider: {name: aws, iam: {role: {statements: []}}}\n"
RELEVANT = {
    "the policy itself": ({"a/m.tf": POLICY}, "a/m.tf", "a"),
    "a variable of the directory": ({"a/m.tf": POLICY, "a/v.tf": ""}, "a/v.tf", "a"),
    "values of variables": ({"a/m.tf": POLICY, "a/a.auto.tfvars": ""}, "a/a.auto.tfvars", "a"),
    "values in JSON": ({"a/m.tf": POLICY, "a/t.tfvars.json": "{}"}, "a/t.tfvars.json", "a"),
    "Terraform in JSON": ({"a/m.tf.json": '{"resource": {"aws_iot_policy": {}}}'}, "a/m.tf.json", "a"),
    "the top directory": ({"m.tf": POLICY}, "m.tf", "."),
    "what the module gets": ({"a/m.tf": module("../b"), "b/m.tf": POLICY}, "a/m.tf", "a b"),
    "what the caller holds": ({"a/m.tf": POLICY + module("../b"), "b/o.tf": NOTHING}, "b/o.tf", "a b"),
    "a module below": ({"a/m.tf": module("./b"), "a/b/m.tf": POLICY}, "a/m.tf", "a a/b"),
    "a module of a module": (
        {"x/a/m.tf": module("../b"), "x/b/m.tf": module("../c"), "x/c/m.tf": POLICY, "n.tf": POLICY},
        "x/a/m.tf", "x/a x/b x/c",
    ),
    "a module beside it": (
        {"a/m.tf": module("./b") + module("./c"), "a/b/m.tf": NOTHING, "a/c/m.tf": POLICY},
        "a/b/m.tf", "a a/b a/c",
    ),
    "a module called in JSON": (
        {"a/m.tf.json": '{"module": {"m": {"source": "..\\/b"}}}', "b/m.tf": POLICY}, "a/m.tf.json", "a b",
    ),
    "a hidden module": ({"a/m.tf": module("./.b"), "a/.b/m.tf": POLICY}, "a/m.tf", "a a/.b"),
    "a fetched module": ({"a/m.tf": module("x/y/z"), "a/.terraform/modules/modules.json": ""}, "a/m.tf", "a"),
    "a document that is read": (
        {"a/m.tf": POLICY + 'locals { d = file("../d/p.json") }', "d/p.json": "{}"}, "d/p.json", "a",
    ),
    "a document whose name is computed": (
        {"a/m.tf": POLICY + 'locals { d = file("p/${each.key}.json") }', "a/p/p.json": "{}"},
        "a/p/p.json", "a",
    ),
    "a template that is read": (
        {"a/m.tf": POLICY + 'locals { d = templatefile("${path.module}/p.tftpl", {}) }', "a/p.tftpl": ""},
        "a/p.tftpl", "a",
    ),
    "a CloudFormation template": ({"c/t.yaml": TEMPLATE}, "c/t.yaml", "c/t.yaml"),
    "a template with a loop": ({"c/t.yaml": "Resources:\n  Fn::ForEach::L: []\n"}, "c/t.yaml", "c/t.yaml"),
    "a plan": ({"plan.json": '{"resource_changes": [{"type": "aws_iot_policy"}]}'}, "plan.json", "plan.json"),
    "outputs of a nested stack": (
        {"p/t.yaml": TEMPLATE + NESTED, "c/t.yaml": "Outputs: {}\n"}, "c/t.yaml", "p/t.yaml",
    ),
    "what a Serverless file includes": (
        {"s/serverless.yml": "resources: ${file(r/p.yml)}", "s/r/p.yml": ""}, "s/r/p.yml", "s/serverless.yml",
    ),
    "a Serverless file that includes": (
        {"s/serverless.yml": "resources: ${file(r/p.yml)}"}, "s/serverless.yml", "s/serverless.yml",
    ),
    "a Serverless file with a role": ({"s/serverless.yml": ROLE}, "s/serverless.yml", "s/serverless.yml"),
    "a function with a topic rule": (
        {"s/serverless.yml": "functions: {f: {events: [{iot: {sql: x}}]}}"}, "s/serverless.yml", "s/serverless.yml",
    ),
    "a function with a role": (
        {"s/serverless.yaml": ROLE.replace("statements", "iamRoleStatements")}, "s/serverless.yaml", "s/serverless.yaml",
    ),
    "a role in letters of another kind": (
        {"s/serverless.yml": ROLE.replace("statements", '"st\\x61tements"')}, "s/serverless.yml", "s/serverless.yml",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RELEVANT)
def test_a_change_that_may_matter_is_scanned(scanned, name: str):
    files, changed, concerned_paths = RELEVANT[name]
    assert scanned(files, changed) == set(concerned_paths.split())


IRRELEVANT = {
    "another resource": ({"a/m.tf": NOTHING, "b/m.tf": POLICY}, "a/m.tf"),
    "a module of nobody with a policy": ({"a/m.tf": module("../b"), "b/m.tf": NOTHING}, "a/m.tf"),
    "another caller of the module": (
        {"a/m.tf": module("../m"), "m/m.tf": NOTHING, "b/m.tf": POLICY + module("../m")}, "a/m.tf",
    ),
    "a template": ({"c/t.yaml": BUCKETLESS, "b/t.yaml": TEMPLATE}, "c/t.yaml"),
    "a Serverless file without roles": (
        {"s/serverless.yml": "provider: {name: aws}\nfunctions: {f: {handler: a.b}}\n"}, "s/serverless.yml",
    ),
    "such a word elsewhere": ({"s/notes.yml": ROLE}, "s/notes.yml"),
    "settings": ({"package.json": "{}", "a/m.tf": POLICY}, "package.json"),
    "a document that nobody reads": (
        {"a/m.tf": POLICY + 'locals { d = file("q.json") }', "a/p.json": "{}"}, "a/p.json",
    ),
    "values for no configuration": ({"a/m.tf": POLICY, "v/p.tfvars": ""}, "v/p.tfvars"),
    "a script with continued lines": ({"ci.yaml": "run: |\n  a \\\n  b\n"}, "ci.yaml"),
}  # fmt: skip


@pytest.mark.parametrize("name", IRRELEVANT)
def test_a_change_that_cannot_matter_is_not_scanned(scanned, name: str):
    files, changed = IRRELEVANT[name]
    assert scanned(files, changed) == set()


def test_modules_that_nothing_ties_to_the_change_are_left_out(scanned):
    files = {"a/m.tf": POLICY, "a/b/m.tf": POLICY, "c/m.tf": POLICY}
    assert scanned(files, "a/m.tf", "c/m.tf") == {"a", "c"}
    assert concerned(["a/m.tf"], ()).left_out == {"a/b", "c"}


@pytest.mark.parametrize("options", [("--var-file", "v/p.tfvars"), ("--config-file=x",)])
def test_named_files_of_variables_belong_to_every_configuration(scanned, options):
    files = {"a/m.tf": POLICY, "b/m.tf": NOTHING, "v/p.tfvars": ""}
    assert scanned(files, "v/p.tfvars", options=options) == {"a"}


def test_files_of_variables_may_be_named_by_a_configuration_file(scanned):
    files = {"a/m.tf": POLICY, "v/p.tfvars": "", ".checkov.yaml": "var-file: [v/p.tfvars]\n"}
    assert scanned(files, "v/p.tfvars") == {"a"}


def test_with_documents_every_json_file_may_be_one(scanned):
    assert scanned({"d/p.json": "{}"}, "d/p.json") == set()
    assert scanned({"d/p.json": "{}"}, "d/p.json", options=("--documents",)) == {"d/p.json"}


def test_a_symbolic_link_leads_to_the_module(scanned, tmp_path: Path):
    files = {"shared/b/m.tf": POLICY, "a/m.tf": module("./link/b")}
    scanned(files)
    (tmp_path / "a/link").symlink_to("../shared")
    assert scanned({}, "a/m.tf") == {"a", "shared/b"}


def hook(*arguments: str, cwd: Path, module: str = "checkov") -> subprocess.CompletedProcess[str]:
    program = (
        "import sys; from checkov_aws_iot.commands.main import main; code = main(sys.argv[1:]); "
        f"print({module!r} in sys.modules, file=sys.stderr); sys.exit(code)"
    )
    return subprocess.run(
        [sys.executable, "-c", program, "hook", *arguments],
        env={**os.environ, "PYTHONPATH": str(PACK)}, cwd=cwd,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_checkov_is_not_imported_where_nothing_of_interest_has_changed(tmp_path: Path):
    for name, text in {"a/m.tf": NOTHING, "t.yaml": BUCKETLESS, "b/m.tf": POLICY}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    completed = hook("a/m.tf", "t.yaml", cwd=tmp_path)
    assert (completed.returncode, completed.stdout, completed.stderr) == (0, "", "False\n")


CLEAN = """
resource "aws_iot_policy" "p" {
  name   = "p"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "iot:Connect",
    Resource = "arn:aws:iot:eu-west-1:123456789012:client/$${iot:Connection.Thing.ThingName}" }] })
}
"""


@pytest.mark.parametrize(
    ("options", "is_imported"),
    [((), False), (("--soft-fail",), False), (("-o", "json"), False), (("-o", "junitxml"), True)],
)
def test_reports_of_checkov_are_imported_for_its_formats_alone(
    tmp_path: Path, options: tuple[str, ...], is_imported: bool
):
    (tmp_path / "m.tf").write_text(CLEAN, encoding="utf-8")
    completed = hook("m.tf", *options, cwd=tmp_path, module="checkov.common.output.report")
    assert (completed.returncode, completed.stderr) == (0, f"{is_imported}\n")
    assert completed.stdout == ""


def test_a_changed_call_is_judged_with_the_module_that_it_calls(tmp_path: Path):
    document = (
        '{ Statement = [{ Effect = "Allow", Action = "iot:Connect",'
        ' Resource = "arn:aws:iot:*:*:client/${var.id}" }] }'
    )
    policy = POLICY.replace("var.policy", f"jsonencode({document})")
    (tmp_path / "modules").mkdir()
    (tmp_path / "live").mkdir()
    (tmp_path / "modules/m.tf").write_text(f'variable "id" {{}}\n{policy}', encoding="utf-8")
    call = 'module "m" {\n  source = "../modules"\n  id = "*"\n}\n'
    (tmp_path / "live/m.tf").write_text(call, encoding="utf-8")
    (tmp_path / "live/no.tfvars").write_text("", encoding="utf-8")
    completed = hook("live/m.tf", "--var-file", "live/no.tfvars", cwd=tmp_path)
    assert completed.returncode == 1, completed.stderr
    assert "in module.m.aws_iot_policy.p\n" in completed.stdout
    assert "CKV_IOT_101" in completed.stdout


def test_only_what_is_tied_to_the_change_is_judged(tmp_path: Path):
    document = '{ Statement = [{ Effect = "Allow", Action = "iot:Connect", Resource = "*" }] }'
    open_policy = POLICY.replace("var.policy", f"jsonencode({document})")
    for directory in ("top", "top/below", "other"):
        (tmp_path / directory).mkdir()
        (tmp_path / directory / "main.tf").write_text(open_policy, encoding="utf-8")
    (tmp_path / "top/broken.yaml").write_text("Resources:\n  A: {Type: AWS::IoT::Policy", "utf-8")
    completed = hook("top/below/main.tf", cwd=tmp_path)
    assert completed.returncode == 1
    assert "  top/below/main.tf:3:" in completed.stdout
    assert completed.stdout.count("HIGH CKV_IOT_101") == 1
    assert "broken.yaml" not in completed.stderr
    skipped = hook("top/below/main.tf", "--skip-path", "top/below", cwd=tmp_path)
    assert (skipped.returncode, skipped.stdout) == (0, "")


def test_a_changed_file_of_terragrunt_is_one_of_its_units(scanned):
    files = {
        "live/terragrunt.hcl": 'terraform {\n  source = "../modules//m"\n}\n',
        "modules/m/m.tf": POLICY,
        "other/m.tf": NOTHING,
        "root.hcl": "",
        "side/common.hcl": "",
        ".terraform.lock.hcl": "",
    }
    assert scanned(files, "live/terragrunt.hcl") == {"modules/m"}
    assert scanned({}, "root.hcl") == {"modules/m"}
    assert scanned({}, "side/common.hcl") == set()
    assert scanned({}, ".terraform.lock.hcl") == set()


UNITS = {
    "modules/one/m.tf": POLICY,
    "modules/two/m.tf": POLICY,
    "live/root.hcl": "",
    "live/_env/app.hcl": 'terraform {\n  source = "../modules/two"\n}\n',
    "live/account.hcl": "",
    "live/a/terragrunt.hcl": (
        'include "root" {\n  path = find_in_parent_folders("root.hcl")\n}\n'
        'terraform {\n  source = "../../modules/one"\n}\n'
        'locals {\n  account = read_terragrunt_config(find_in_parent_folders("account.hcl"))\n}\n'
    ),
    "live/b/terragrunt.hcl": (
        'include "app" {\n  path = "${dirname(find_in_parent_folders("root.hcl"))}/_env/app.hcl"\n}\n'
    ),
    "live/c/terragrunt.hcl": 'terraform {\n  source = "git::https://example.com/m.git"\n}\n',
    "live/d/terragrunt.hcl": 'terraform {\n  source = "${get_repo_root()}/modules/one"\n}\n',
    "modules/two/terragrunt.hcl": "",
}
BOTH = {"modules/one", "modules/two"}


def test_a_changed_unit_concerns_the_module_of_its_source_alone(scanned):
    expected = {
        "live/a/terragrunt.hcl": {"modules/one"},
        "live/b/terragrunt.hcl": BOTH,
        "live/c/terragrunt.hcl": set(),
        "live/d/terragrunt.hcl": BOTH,
        "modules/two/terragrunt.hcl": {"modules/two"},
        "live/root.hcl": BOTH,
        "live/_env/app.hcl": BOTH,
        "live/account.hcl": BOTH,
    }
    scanned(UNITS, "live/root.hcl")
    assert {file: scanned({}, file) for file in expected} == expected


@pytest.mark.parametrize(
    "text",
    [
        'locals {\n  other = read_terragrunt_config("../a/terragrunt.hcl")\n}\n',
        "locals {\n  other = read_terragrunt_config(\n    local.other\n  )\n}\n",
        'include "a" {\n  path = "${local.other}/${local.name}"\n}\n',
        'include "a" {\n  path = "../a/\\u0074erragrunt.hcl"\n}\n',
    ],
)
def test_a_changed_unit_that_others_may_read_concerns_all_modules(scanned, text):
    files = {**UNITS, "live/reader/terragrunt.hcl": text}
    assert scanned(files, "live/a/terragrunt.hcl") == BOTH


def test_an_engine_is_refused(tmp_path: Path):
    completed = hook("a.tf", "--engine", "checkov", cwd=tmp_path)
    assert completed.returncode == 2
    assert "hook has no --engine; run checkov-aws-iot scan" in completed.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--complete",), "there is no option --complete"),
        (("--check", "CKV_IOT_1O1"), 'there is no check or severity "CKV_IOT_1O1"'),
        (("--skip-check",), "expected one argument"),
        (("-o", "jsn"), '"jsn" is none of'),
        (("--framework", "terafform"), 'there is no framework "terafform"'),
        (("--conventions",), "--conventions needs a value"),
    ],
)
def test_a_misspelt_option_is_told_where_nothing_is_judged(
    tmp_path: Path, options: tuple[str, ...], said: str
):
    (tmp_path / "m.tf").write_text('resource "null_resource" "q" {}\n', encoding="utf-8")
    completed = hook("m.tf", *options, cwd=tmp_path)
    assert (completed.returncode, completed.stdout) == (2, "")
    assert said in completed.stderr


@pytest.mark.parametrize(
    "options",
    [
        ("--check", "HIGH", "--compact"),
        ("--documents", "--no-config", "--soft-fail"),
        ("--skip-check", "CKV_IOT_101:m.tf", "--framework", "terraform"),
    ],
)
def test_options_that_exist_are_no_scan(tmp_path: Path, options: tuple[str, ...]):
    (tmp_path / "m.tf").write_text('resource "null_resource" "q" {}\n', encoding="utf-8")
    completed = hook("m.tf", *options, cwd=tmp_path, module="checkov_aws_iot.engine.project")
    assert (completed.returncode, completed.stdout, completed.stderr) == (0, "", "False\n")
