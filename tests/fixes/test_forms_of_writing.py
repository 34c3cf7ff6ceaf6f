"""Each kind of edit in each way of writing a policy: the findings are gone, and the file is well laid out."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from oracles import terraform
from tools.mended_share import CASES, FORMS, LISTED

from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.fixes.mending import Mended, mended

POLICIES = {
    case["id"]: case for case in map(json.loads, CASES.read_text(encoding="utf-8").splitlines())
}
# One for each kind of edit.
MENDED = (
    "dd-connect-star",  # another entry
    "lightbulb-iot-star",  # several in the place of one
    "laptop-test",  # an entry and a condition
    "d-notaction",  # a list of what is allowed instead of what is not
    "pubsub-a-restricted-broken",  # a Deny of what arrives
    "ddmis-hash-in-deny",  # wildcards of MQTT in a Deny
    "d-ifexists",  # another operator
    "d-principalarn-not-source",  # a condition among others
    "trust-lorawan-bare",  # an empty condition
    "trust-gg-multi-service",  # a statement of its own for one of a list
    "d-mixed-principals",  # and for one of a mapping
)
WITHOUT_ACCOUNT = {"default"}
OF_HCL = ("jsonencode", "local_object", "data_document", "heredoc", "indented_heredoc", "string")


def mended_in(directory: Path, files: dict[str, str]) -> Mended:
    for name, text in files.items():
        (directory / name).write_bytes(text.encode())
    project = Project.of_directory(str(directory))
    return mended(project, lambda entry, _: entry.id in LISTED)


def forms_of(name: str) -> list[str]:
    return [form for form, render in FORMS.items() if render(POLICIES[name])]


PAIRS = [(name, form) for name in MENDED for form in forms_of(name)]


@pytest.mark.parametrize(("name", "form"), PAIRS)
def test_every_finding_is_mended(tmp_path: Path, name: str, form: str):
    found = mended_in(tmp_path, FORMS[form](POLICIES[name]))
    left = [(one.fault.check, one.reason) for one in found.left]
    needs_account = "aws_caller_identity" in "".join(
        mended_in(tmp_path, FORMS["jsonencode"](POLICIES[name])).after.values()
    )
    if needs_account and form in WITHOUT_ACCOUNT:
        (reason,) = {reason for _, reason in left}
        assert reason.endswith("cannot refer to the account, which has to be written there")
    else:
        assert left == []
        assert found.after


@pytest.mark.parametrize("form", ["jsonencode", "heredoc", "yaml_template", "json_template"])
@pytest.mark.parametrize("name", MENDED)
def test_what_is_mended_has_nothing_to_mend(tmp_path: Path, name: str, form: str):
    found = mended_in(tmp_path, FORMS[form](POLICIES[name]))
    assert mended_in(tmp_path, found.after).fixes == []


@pytest.mark.oracle
@pytest.mark.parametrize("form", OF_HCL)
@pytest.mark.parametrize("name", MENDED)
def test_terraform_would_lay_it_out_the_same_way(tmp_path: Path, name: str, form: str):
    files = FORMS[form](POLICIES[name])
    files["main.tf"] = formatted(files["main.tf"])
    after = mended_in(tmp_path, files).after["main.tf"]
    assert after == formatted(after)


def formatted(text: str) -> str:
    return subprocess.run(
        [terraform(), "fmt", "-"], input=text, capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.parametrize(
    ("allowed", "denied", "is_mended"),
    [("client/pump-1", "client/#", False), ("client/*", "client/pump/#", True)],
)
def test_a_deny_that_takes_effect_locks_out_no_device(
    tmp_path: Path, allowed: str, denied: str, is_mended: bool
):
    arn = "arn:aws:iot:us-east-1:123456789012:"
    statements = [
        {"Effect": effect, "Action": "iot:Connect", "Resource": f"{arn}{name}"}
        for effect, name in (("Allow", allowed), ("Deny", denied))
    ]
    policy = {"Version": "2012-10-17", "Statement": statements}
    files = FORMS["jsonencode"]({"kind": "iot_policy", "policy": policy})
    left = {one.fault.check: one.reason for one in mended_in(tmp_path, files).left}
    assert ("CKV_IOT_204" not in left) is is_mended
    if not is_mended:
        assert left["CKV_IOT_204"] == "it would deny iot:Connect to every device"


def test_two_files_that_need_the_account_declare_it_once(tmp_path: Path):
    first = FORMS["jsonencode"](POLICIES["trust-rule-bare"])["main.tf"]
    files = {"first.tf": first, "second.tf": first.replace('"case" {', '"other" {')}
    after = mended_in(tmp_path, files).after
    assert "".join(after.values()).count('data "aws_caller_identity"') == 1


def test_an_entry_without_any_use_goes_with_its_line(tmp_path: Path):
    """Two that only AWS publishes to, and one that a subscription to it would not match."""
    files = FORMS["heredoc"](POLICIES["jobs-basic"])
    after = mended_in(tmp_path, files).after["main.tf"].split("\n")
    assert not [line for line in after if "$aws/events" in line]
    assert len(files["main.tf"].split("\n")) - len(after) == 3
