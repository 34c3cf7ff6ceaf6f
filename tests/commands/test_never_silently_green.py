"""A scan that could not look says so, and one odd file does not end it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import CONNECT_POLICY, command, reported
from scans import write_files

OPEN = CONNECT_POLICY.format(name="open", id="*")
FAILED = ("CKV_IOT_101", "aws_iot_policy.open")
DEVICE = """\
  Device:
    Type: AWS::IoT::Policy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Action: "iot:Connect", Resource: "*"}
"""


def assert_refused(code: int, stderr: str, said: str) -> None:
    assert code == 2, stderr
    assert stderr.count("\n") == 1, stderr
    assert said in stderr


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("skip-check: [CKV_IOT_*]\n", "the options leave no check to run"),
        (
            "framework: terraform\nskip-framework: terraform\n",
            "the options leave no framework to scan",
        ),
    ],
)
def test_settings_that_leave_nothing(tmp_path: Path, settings: str, said: str) -> None:
    write_files(tmp_path, {"main.tf": OPEN, "mine.yaml": settings})
    completed = command("scan", ".", "--config-file", "mine.yaml", cwd=tmp_path)
    assert_refused(completed.returncode, completed.stderr, said)


def test_a_binary_plan(tmp_path: Path) -> None:
    (tmp_path / "tfplan").write_bytes(b"PK\x03\x04\0\0")
    completed = command("scan", "tfplan", cwd=tmp_path)
    assert_refused(completed.returncode, completed.stderr, "tfplan is a binary plan; scan what")


def test_a_report_that_cannot_be_written(tmp_path: Path) -> None:
    write_files(tmp_path, {"main.tf": OPEN, "file": ""})
    completed = command("scan", ".", "-o", "json", "--output-file-path", "file/out", cwd=tmp_path)
    assert completed.returncode == 2
    assert "the report file/out/results_json.json cannot be written: " in completed.stderr
    assert "Traceback" not in completed.stderr


def test_cdk_code_without_templates(tmp_path: Path) -> None:
    write_files(tmp_path, {"app/cdk.json": "{}"})
    completed = command("scan", ".", cwd=tmp_path)
    said = "the AWS CDK code in app has no cdk.out; run cdk synth and scan cdk.out"
    assert_refused(completed.returncode, completed.stderr, said)
    write_files(tmp_path, {"main.tf": CONNECT_POLICY.format(name="clean", id="pump-1")})
    beside = command("scan", ".", "--quiet", cwd=tmp_path)
    assert (beside.returncode, beside.stderr) == (0, f"checkov-aws-iot: {said}\n")
    write_files(tmp_path, {"app/cdk.out/S.template.json": '{"Resources": {}}'})
    assert command("scan", ".", "--quiet", cwd=tmp_path).stderr == ""


ODD = {
    "a type that is a mapping": "  Odd: {Type: !Rain::Module a}\n",
    "a type that is a list": "  Odd: {Type: [a]}\n",
    "an intrinsic without text": '  Odd: {Type: "AWS::SQS::Queue", Properties: {Q: {"Fn::Sub": 5}}}\n',
    "a resource that is text": "  Odd: nothing\n",
    "properties that are a list": "  Odd: {Type: 'AWS::IoT::Policy', Properties: [1]}\n",
    "a condition that is nested": (
        "  Odd: {Type: 'AWS::IoT::Policy', Condition: A, Properties: {PolicyDocument: {}}}\n"
        "Conditions:\n  A: !And [{Condition: B}, !Not [{Condition: B}]]\n  B: !Equals [a, b]\n"
    ),
    "conditions in a circle": (
        "  Odd: {Type: 'AWS::IoT::Policy', Condition: A, Properties: {PolicyDocument: {}}}\n"
        "Conditions:\n  A: !Not [{Condition: B}]\n  B: !Not [{Condition: A}]\n"
    ),
    "a name with control characters": '  "Odd\\u001b[31m": {Type: "AWS::IoT::Policy", Properties: {}}\n',
}  # fmt: skip


def test_one_odd_resource_does_not_keep_the_rest_from_being_judged(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {f"{number}.yaml": f"Resources:\n{DEVICE}{odd}" for number, odd in enumerate(ODD.values())},
    )
    completed = command("scan", ".", "-o", "json", cwd=tmp_path)
    assert completed.returncode == 1, completed.stderr
    assert "Traceback" not in completed.stderr
    failed = {
        record["file_path"]
        for _, _, record in reported(completed, "failed_checks")
        if (record["check_id"], record["resource"]) == ("CKV_IOT_101", "AWS::IoT::Policy.Device")
    }
    named = {line.split()[1] for line in completed.stderr.splitlines()}
    assert failed | {f"/{name}" for name in named} == {f"/{n}.yaml" for n in range(len(ODD))}
    assert len(failed) >= len(ODD) - 1


ENCODED = {
    "utf16.tf": OPEN.encode("utf-16"),
    "utf16.yaml": f"Resources:\n{DEVICE}".encode("utf-16"),
    "latin.tf": ("# caf\u00e9\n" + OPEN).encode("latin-1"),
    "nul.yaml": b"\0Resources:\n  A: {Type: AWS::IoT::Policy}\n",
}


@pytest.mark.parametrize("name", ENCODED)
def test_text_in_another_encoding_is_named_and_not_green(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(ENCODED[name])
    write_files(tmp_path, {"clean.tf": CONNECT_POLICY.format(name="clean", id="pump-1")})
    completed = command("scan", ".", "--quiet", cwd=tmp_path)
    assert_refused(completed.returncode, completed.stderr, f"checkov-aws-iot: {name} is not ")


def test_a_file_about_something_else_may_be_broken(tmp_path: Path) -> None:
    (tmp_path / "photo.json").write_bytes(b"\xff\xfe\0patriot")
    write_files(tmp_path, {"other.tf": "{{{", "clean.tf": CONNECT_POLICY.format(name="c", id="p")})
    assert command("scan", ".", "--quiet", cwd=tmp_path).returncode == 0


def test_names_do_not_reach_the_terminal_raw(tmp_path: Path) -> None:
    text = json.dumps(
        {"Resources": {"A\u001b[31m": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": {
            "Statement": [{"Effect": "Allow", "Action": "iot:Connect", "Resource": "*"}]}}}}}
    )  # fmt: skip
    write_files(tmp_path, {"dir\u001b[32m/a.json": text})
    completed = command("scan", ".", cwd=tmp_path, ANSI_COLORS_DISABLED="1", NO_COLOR="1")
    assert completed.returncode == 1
    assert "AWS::IoT::Policy.A\\x1b[31m" in completed.stdout
    assert "\x1b[31m" not in completed.stdout.replace("\\x1b[31m", "")
    assert "/dir\\x1b[32m/a.json" in completed.stdout


CONTROL = "\x1b[31mx"


@pytest.mark.parametrize(
    "arguments",
    [
        ("scan", "{}/none"),
        ("scan", "{}", "-o", "cli"),
        ("scan", "{}", "-o", "json"),
        ("scan", "{}", "-o", "sarif", "-o", "junitxml"),
        ("scan", "{}", "-o", "github_failed_only"),
        ("scan", "{}", "-o", "gitlab_sast"),
        ("scan", "{}", "-o", "cyclonedx_json"),
        ("scan", ".", "--config-file", "{}"),
        ("scan", ".", "--framework", "{}"),
        ("hook", "{}/main.tf"),
        ("map", "{}"),
        ("map", "{}/none"),
        ("resolve", "{}"),
        ("sweep", "{}"),
        ("authorize", "{}/none", "--action", "iot:Connect"),
        ("explain", "{}"),
        ("{}",),
    ],
)
def test_control_characters_do_not_reach_the_terminal(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    write_files(tmp_path, {f"{CONTROL}/main.tf": OPEN, f"{CONTROL}/{CONTROL}.tf": "resource {"})
    given = [argument.format(CONTROL) for argument in arguments]
    completed = command(*given, cwd=tmp_path, NO_COLOR="1", FORCE_COLOR="1")
    assert CONTROL not in completed.stdout + completed.stderr
    assert completed.stdout + completed.stderr
