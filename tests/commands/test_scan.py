"""The command, run as users run it: in its own process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import CONNECT_POLICY, command, reported
from scans import PACK, ROOT

OPEN = CONNECT_POLICY.format(name="open", id="*")
CLEAN = CONNECT_POLICY.format(name="clean", id="pump-1")


def findings(completed: subprocess.CompletedProcess[str]) -> set[tuple[str, str, str]]:
    return {
        (record["check_id"], record["resource"], record["file_path"])
        for _, _, record in reported(completed, "failed_checks")
    }


@pytest.fixture
def code(tmp_path: Path) -> Path:
    for name, text in (("open/main.tf", OPEN), ("clean/main.tf", CLEAN)):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_clean_code_gives_zero(code: Path):
    completed = command("scan", "clean", "--quiet", "--compact", cwd=code)
    assert (completed.returncode, completed.stderr) == (0, "")


def test_findings_give_one_and_json_of_one_document(code: Path):
    completed = command("scan", "open", "clean", "-o", "json", cwd=code)
    assert completed.returncode == 1
    assert findings(completed) == {("CKV_IOT_101", "aws_iot_policy.open", "/open/main.tf")}


def test_options_of_checkov_pass_through(code: Path):
    assert command("scan", "open", "--soft-fail", "--quiet", cwd=code).returncode == 0
    assert (
        command("scan", "open", "--skip-check", "CKV_IOT_101", "--quiet", cwd=code).returncode == 0
    )
    completed = command("scan", "-o", "sarif", "--output-file-path", "out", "open", cwd=code)
    assert completed.returncode == 1
    sarif = json.loads((code / "out/results_sarif.sarif").read_text(encoding="utf-8"))
    (result,) = sarif["runs"][0]["results"]
    assert result["ruleId"] == "CKV_IOT_101"


def test_the_users_checks_replace_ours(code: Path):
    completed = command("scan", "open", "--check", "CKV_IOT_201", "-o", "json", cwd=code)
    assert completed.returncode == 0
    assert findings(completed) == set()


def test_files_and_directories_may_be_mixed(code: Path):
    completed = command("scan", "clean", "open/main.tf", "-o", "json", cwd=code)
    assert findings(completed) == {("CKV_IOT_101", "aws_iot_policy.open", "/open/main.tf")}


def test_a_path_that_does_not_exist_is_one_sentence(code: Path):
    completed = command("scan", "open", "nowhere", cwd=code)
    assert completed.returncode == 2
    assert completed.stdout == ""
    assert completed.stderr == 'checkov-aws-iot: the path "nowhere" does not exist\n'


def test_a_key_of_a_platform_is_refused(code: Path):
    completed = command("scan", "open", "--bc-api-key", "key", cwd=code)
    assert completed.returncode == 2
    assert "use checkov --bc-api-key" in completed.stderr


def test_an_overwritten_parser_is_one_sentence(code: Path, tmp_path: Path):
    shadow = tmp_path / "shadow/hcl2"
    shadow.mkdir(parents=True)
    (shadow / "__init__.py").write_text("from os import path\n", encoding="utf-8")
    completed = command("scan", "open", cwd=code, PYTHONPATH=str(shadow.parent))
    assert completed.returncode == 2
    assert "has overwritten the package hcl2" in completed.stderr
    assert completed.stderr.count("\n") == 1


BAD = {
    "broken.tf": 'resource "aws_iot_policy" "p" {',
    "other.tf": "this is { not",
    "broken.json": '{"Resources": {"P": {"Type": "AWS::IoT::Policy", ',
    "empty.template": "",
    "list.yaml": "- a\n- b\n",
    "nothing.template": "AWSTemplateFormatVersion: '2010-09-09'\n",
    "binary.tf": "\0\1\2\3",
    "number.tf": 'resource "aws_iot_policy" "number" {\n  name = "n"\n  policy = 3\n}\n',
    "good.tf": OPEN,
}


def test_bad_input_is_named_and_the_rest_is_scanned(tmp_path: Path):
    for name, text in BAD.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    completed = command("scan", ".", "-o", "json", cwd=tmp_path)
    assert completed.returncode == 1
    assert "Traceback" not in completed.stderr + completed.stdout
    assert {(check_id, resource) for check_id, resource, _ in findings(completed)} == {
        ("CKV_IOT_101", "aws_iot_policy.open"),
        ("CKV_IOT_001", "aws_iot_policy.number"),
    }
    assert "broken.tf is not valid HCL: a block is not closed" in completed.stderr


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("a.tf", 'resource "aws_iot_policy" "p" {', 2),
        ("a.tf", "this is { not", 0),
        ("a.tf.json", '{"resource": {"aws_iot_policy": ', 2),
        ("a.template", "Resources:\n  P:\n    Type: AWS::IoT::Policy\n   Properties: [", 2),
        (
            "a.template",
            "Resources:\n  P:\n    Type: AWS::IoT::Policy\n    Properties: {a: 1, a: 2}\n",
            2,
        ),
        ("a.json", '{"Resources": {"P": {"Type": "AWS::IoT::Policy", ', 2),
        ("package.json", "{", 0),
    ],
)
def test_what_could_not_be_read_is_not_clean(tmp_path: Path, name: str, text: str, code: int):
    (tmp_path / name).write_text(text, encoding="utf-8")
    completed = command("scan", ".", "--quiet", cwd=tmp_path)
    assert completed.returncode == code, completed.stderr
    assert "Traceback" not in completed.stderr + completed.stdout
    if code:
        assert f"checkov-aws-iot: {name} is " in completed.stderr
        assert command("scan", ".", "--quiet", "--soft-fail", cwd=tmp_path).returncode == 0


def test_an_empty_directory_is_clean(tmp_path: Path):
    completed = command("scan", str(tmp_path), "--quiet")
    assert (completed.returncode, completed.stdout.strip()) == (0, "")
    assert completed.stderr == "checkov-aws-iot: found nothing that these checks judge\n"


def test_the_hook_is_silent_where_nothing_is_wrong(code: Path):
    completed = command("hook", "clean/main.tf", cwd=code)
    assert (completed.returncode, completed.stdout.strip(), completed.stderr) == (0, "", "")


def test_the_hook_scans_the_directories_of_changed_files(code: Path):
    completed = command("hook", "clean/main.tf", "open/variables.tf", cwd=code)
    assert completed.returncode == 1
    assert "CKV_IOT_101" in completed.stdout


def test_the_hook_does_nothing_for_other_files():
    completed = command("hook", "README.md", "a.py")
    assert (completed.returncode, completed.stdout, completed.stderr) == (0, "", "")


def test_path_is_what_checkov_loads():
    path = Path(command("path").stdout.strip())
    assert (path / "checkov_aws_iot_loader.py").is_file()


def test_checks_lists_the_catalogue():
    from checkov_aws_iot.rules.catalog import CATALOGUE

    lines = command("checks").stdout.splitlines()
    assert [line.split()[:2] for line in lines] == [[e.id, e.severity.name] for e in CATALOGUE]


def test_version_and_help_and_nonsense():
    from checkov_aws_iot import __version__

    assert command("--version").stdout == f"checkov-aws-iot {__version__}\n"
    assert "usage: checkov-aws-iot scan" in command("--help").stdout
    nonsense = command("nonsense")
    assert (nonsense.returncode, nonsense.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize("arguments", [("checks",), ("path",), ("--version",), ("hook", "a.py")])
def test_what_does_not_scan_does_not_import_checkov(arguments: tuple[str, ...]):
    program = (
        "import sys; from checkov_aws_iot.commands.main import main; "
        f"main({list(arguments)!r}); sys.exit('checkov' in sys.modules)"
    )
    completed = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": str(PACK)}, check=False,
        capture_output=True,
    )  # fmt: skip
    assert completed.returncode == 0


def test_the_command_and_checkov_find_the_same_in_the_examples():
    ours = command("scan", "iac_examples", "-o", "json", cwd=ROOT)
    program = "import sys; from checkov.main import Checkov; sys.exit(Checkov().run())"
    checkov = subprocess.run(
        [sys.executable, "-c", program, "-d", "iac_examples", "--external-checks-dir",
         "custom_checks", "--check", "CKV_IOT_*", "-o", "json", "--skip-download"],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert findings(ours) == findings(checkov)
    assert len({check_id for check_id, _, _ in findings(ours)}) > 25


LISTED = '; "checkov-aws-iot checks" lists them'


@pytest.mark.parametrize(
    ("named", "hint"),
    [
        ("HIHG", '; did you mean "HIGH"?'),
        ("CKV_IOT_999", LISTED),
        ("CKV_IOT_101,CKV_IOT_9*", LISTED),
        ("IOT_101", '; did you mean "CKV_IOT_101"?'),
    ],
)
def test_a_check_that_does_not_exist_is_one_sentence_and_no_green_scan(
    code: Path, named: str, hint: str
):
    completed = command("scan", "open", "--check", named, cwd=code)
    wrong = named.rpartition(",")[2]
    assert (completed.returncode, completed.stdout) == (2, "")
    assert completed.stderr == (f'checkov-aws-iot: there is no check or severity "{wrong}"{hint}\n')


@pytest.mark.parametrize("named", ["HIGH", "high,CKV_IOT_001", "CKV_IOT_1*,CKV_*", "*"])
def test_checks_by_severity_and_pattern_are_found_in_silence(code: Path, named: str):
    completed = command("scan", "open", "--check", named, "-o", "json", cwd=code)
    assert (completed.returncode, completed.stderr) == (1, "")
    assert ("CKV_IOT_101", "aws_iot_policy.open", "/main.tf") in findings(completed)


@pytest.mark.parametrize(
    "option", ["--skip-check", "--hard-fail-on", "--soft-fail-on", "--check", "-c"]
)
@pytest.mark.parametrize("named", ["CKV_IOT_50,LOW", "HIHG", ""])
def test_what_does_not_exist_is_refused_in_every_option(code: Path, option: str, named: str):
    completed = command("scan", "clean", option, named, "--quiet", cwd=code)
    assert (completed.returncode, completed.stdout) == (2, "")
    assert completed.stderr.count("\n") == 1, completed.stderr
    assert "check or severity" in completed.stderr


@pytest.mark.parametrize(
    ("engine", "text", "said"),
    [
        (
            "own",
            'resource "aws_iot_policy" "p" {\n  name = "p"\n\n  policy = [{\n}\n',
            'a.tf is not valid HCL: "]" is missing (line 4); it names aws_iot_policy',
        ),
        (
            "checkov",
            '# aws_iam_policy\nresource "aws_iot_policy" "p" {\n  policy = <<-P\n  {}\n  P\n}\n',
            """a.tf could not be parsed and names aws_iot_policy (line 3: the marker P is too short\
 for Checkov's parser)""",
        ),
    ],
)
def test_what_keeps_a_file_from_being_parsed_is_said(
    tmp_path: Path, engine: str, text: str, said: str
):
    (tmp_path / "a.tf").write_text(text, encoding="utf-8")
    completed = command("scan", ".", "--quiet", "--engine", engine, cwd=tmp_path)
    assert completed.returncode == 2
    assert f"checkov-aws-iot: {said}\n" in completed.stderr


def test_a_scan_that_judges_nothing_says_so(tmp_path: Path):
    (tmp_path / "main.tf").write_text('resource "null_resource" "n" {}\n', encoding="utf-8")
    completed = command("scan", ".", "--quiet", cwd=tmp_path)
    assert completed.returncode == 0
    assert completed.stderr == "checkov-aws-iot: found nothing that these checks judge\n"


@pytest.mark.parametrize("asked", ["scan", "hook", "path", "checks"])
def test_every_command_has_help(asked: str):
    completed = command(asked, "--help")
    assert completed.returncode == 0
    assert f"checkov-aws-iot {asked}" in completed.stdout


@pytest.mark.parametrize(
    ("written", "hint"),
    [("--frmework", 'did you mean "--framework"?'), ("-x", "see checkov-aws-iot scan --help")],
)
def test_an_option_that_does_not_exist_is_one_sentence(code: Path, written: str, hint: str):
    completed = command("scan", str(code), written, "terraform")
    assert completed.returncode == 2
    assert completed.stdout == ""
    assert completed.stderr.splitlines() == [
        f"checkov-aws-iot: there is no option {written}; {hint}"
    ]


def test_json_carries_the_request_of_every_finding_in_all_frameworks(tmp_path: Path):
    document = {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Action": "iot:Connect",
            "Resource": "arn:aws:iot:eu-west-1:123456789012:client/*",
        },
    }
    template = {
        "Resources": {"P": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": document}}}
    }
    encoded = json.dumps(json.dumps(document)).replace("${", "$${")
    resource = f'resource "aws_iot_policy" "p" {{\n  name = "p"\n  policy = {encoded}\n}}\n'
    files = {
        "main.tf": resource,
        "stack.template": json.dumps(template, indent=1),
        "policy.json": json.dumps(document, indent=1),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    completed = command(
        "scan", ".", "--documents", "--check", "CKV_IOT_101", "-o", "json", cwd=tmp_path
    )
    carried = {
        record["file_path"]: record["check_result"].get("witnesses")
        for _, _, record in reported(completed, "failed_checks")
    }
    assert set(carried) == {f"/{name}" for name in files}
    for witnesses in carried.values():
        (witness,) = witnesses
        assert witness["action"] == "iot:Connect"
        assert witness["resource"].startswith("arn:aws:iot:eu-west-1:123456789012:client/")
        identity = witness["identity"]
        assert witness["resource"].endswith(f"client/{identity['client_id']}")
        assert witness["path"].endswith("Statement/Resource")
        assert witness["context"] == {}
