"""``checkov-aws-iot fix``: the patch and what ``--write`` makes of files, reports, exit codes, bad input."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from scans import ROOT

from checkov_aws_iot.commands.main import main

SCHEMA = json.loads((ROOT / "docs/schemas/fix.schema.json").read_text(encoding="utf-8"))
ARN = "arn:aws:iot:eu-west-1:123456789012"
ANY_CLIENT = f"""\
# Who connects.
resource "aws_iot_policy" "device" {{
  name = "device"
  policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect   = "Allow"
      Action   = "iot:Connect"
      Resource = "{ARN}:client/*" # whoever
    }}]
  }})
}}
"""
OWN_CLIENT = ANY_CLIENT.replace("client/*", "client/$${iot:Connection.Thing.ThingName}")
TRUST = """\
resource "aws_iam_role" "{name}" {{
  name = "{name}"
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = {{ Service = "iot.amazonaws.com" }}
    }}]
  }})
}}
"""
RULE = """\
resource "aws_iot_topic_rule" "rule_{name}" {{
  name        = "rule_{name}"
  enabled     = true
  sql         = "SELECT * FROM 'a'"
  sql_version = "2016-03-23"
  sqs {{
    queue_url  = "https://sqs.eu-west-1.amazonaws.com/123456789012/a"
    role_arn   = aws_iam_role.{name}.arn
    use_base64 = false
  }}
  error_action {{
    sqs {{
      queue_url  = "https://sqs.eu-west-1.amazonaws.com/123456789012/b"
      role_arn   = aws_iam_role.{name}.arn
      use_base64 = false
    }}
  }}
}}
"""
NO_REMEDY = """\
resource "aws_iot_policy" "open" {
  name = "open"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iot:Connect", NotResource = "arn:aws:iot:*:*:client/a" }]
  })
}
"""


def trusted(name: str) -> str:
    return TRUST.format(name=name) + "\n" + RULE.format(name=name)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of git in which the command runs."""
    directory = tmp_path / "repository"
    directory.mkdir()
    subprocess.run(["git", "init", "-q", str(directory)], check=True)
    monkeypatch.chdir(directory)
    return directory


def put(root: Path, files: dict[str, str | bytes]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def contents(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }


def run(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 1) -> tuple[str, str]:
    assert main(["fix", *arguments]) == code
    said = capsys.readouterr()
    return said.out, said.err


def edited(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 1) -> Any:
    out, _ = run(capsys, *arguments, "-o", "json", code=code)
    found = json.loads(out)
    jsonschema.validate(found, SCHEMA)
    return found


def apply(patch: str, directory: Path) -> None:
    done = subprocess.run(
        ["git", "-C", str(directory), "apply", "--whitespace=nowarn"],
        input=patch.encode(), capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()


CRLF = ANY_CLIENT.replace("\n", "\r\n")
MIXED = trusted("mixed").replace("\n", "\r\n", 8)
SPELLINGS: dict[str, dict[str, str | bytes]] = {
    "plain": {"main.tf": ANY_CLIENT},
    "below": {"a/b/main.tf": ANY_CLIENT, "a/main.tf": ANY_CLIENT.replace('"device"', '"other"')},
    "no newline at the end": {"main.tf": ANY_CLIENT.removesuffix("\n")},
    "edit in a last line without newline": {"main.tf": trusted("a").removesuffix("\n")},
    "carriage returns": {"main.tf": CRLF},
    "added lines with carriage returns": {"main.tf": trusted("a").replace("\n", "\r\n")},
    "mixed line ends": {"main.tf": MIXED},
    "tabs": {"main.tf": ANY_CLIENT.replace("  ", "\t")},
    "byte order mark": {"main.tf": "\ufeff" + ANY_CLIENT},
    "name with a blank": {"my files/the main.tf": ANY_CLIENT},
    "name in another script": {"größe/ключ.tf": ANY_CLIENT},
    "name with quotes": {'a"b\\c/main.tf': ANY_CLIENT},
    "two files": {"a.tf": trusted("a"), "b.tf": trusted("b")},
}


@pytest.mark.parametrize("name", SPELLINGS)
@pytest.mark.parametrize("where", [".", "below"])
def test_the_patch_does_what_write_does(root, capsys, monkeypatch, name, where):
    base = root / where
    base.mkdir(exist_ok=True)
    put(base, SPELLINGS[name])
    monkeypatch.chdir(base)
    before = contents(root)
    patch, _ = run(capsys)
    assert contents(root) == before
    again, _ = run(capsys, "--write", code=0)
    after = contents(root)
    assert again == patch
    assert after != before
    put(base, SPELLINGS[name])
    apply(patch, base)
    assert contents(root) == after


@pytest.mark.parametrize("name", SPELLINGS)
def test_writing_twice_changes_nothing_the_second_time(root, capsys, name):
    put(root, SPELLINGS[name])
    run(capsys, "--write", code=0)
    after = contents(root)
    assert run(capsys, "--write", code=0) == ("", "")
    assert contents(root) == after


@pytest.mark.parametrize("name", SPELLINGS)
def test_edits_as_data_are_the_patch(root, capsys, name):
    put(root, SPELLINGS[name])
    found = edited(capsys)
    texts = {file: (root / file).read_bytes().decode() for file in SPELLINGS[name]}
    for edit in reversed(found["edits"]):
        text = texts[edit["file"]]
        lines = text.split("\n")
        start, end = (
            sum(len(line) + 1 for line in lines[: edit[f"{which}_line"] - 1])
            + edit[f"{which}_column"] - 1
            for which in ("start", "end")
        )  # fmt: skip
        texts[edit["file"]] = text[:start] + edit["text"] + text[end:]
        assert edit["fixes"]
    run(capsys, "--write", code=0)
    assert {file: text.encode() for file, text in texts.items()} == contents(root)


class TestLineEnds:
    def test_untouched_lines_keep_theirs(self, root, capsys):
        put(root, {"main.tf": CRLF})
        run(capsys, "--write", code=0)
        assert (root / "main.tf").read_bytes() == OWN_CLIENT.replace("\n", "\r\n").encode()

    def test_added_lines_have_those_around_them(self, root, capsys):
        put(root, {"main.tf": MIXED})
        run(capsys, "--write", code=0)
        text = (root / "main.tf").read_bytes().decode()
        added = text.index("Condition")
        assert "\r\n" in text[added : text.index("aws:SourceAccount")]
        tail = text[text.index('data "aws_caller_identity"') - 3 :]
        assert "\r" not in tail


class TestPaths:
    def test_a_file_is_mended_alone(self, root, capsys):
        put(root, SPELLINGS["below"])
        put(root, {"a/other.tf": ANY_CLIENT.replace('"device"', '"third"')})
        run(capsys, "--write", "a/main.tf", code=0)
        changed = {
            file for file, text in contents(root).items() if b"Connection.Thing.ThingName" in text
        }
        assert changed == {"a/main.tf"}

    @pytest.mark.parametrize("paths", [["a.tf", "b.tf"], ["."]])
    def test_files_of_one_directory_are_one_configuration(self, root, capsys, paths):
        put(root, SPELLINGS["two files"])
        run(capsys, "--write", *paths, code=0)
        text = b"".join(contents(root).values())
        assert text.count(b'data "aws_caller_identity"') == 1
        assert text.count(b"data.aws_caller_identity.current.account_id") == 4

    def test_a_directory_in_another_is_mended_once(self, root, capsys):
        put(root, SPELLINGS["below"])
        patch, _ = run(capsys, "a", "a/b", "a/main.tf")
        assert patch == run(capsys, "a")[0]
        assert patch == run(capsys, "a/b/main.tf", "a/b", "a")[0]

    def test_what_lies_outside_of_the_current_directory(self, root, capsys, monkeypatch):
        put(root, {"infrastructure/main.tf": ANY_CLIENT, "here/x": ""})
        monkeypatch.chdir(root / "here")
        patch, err = run(capsys, "../infrastructure")
        assert err.splitlines()[-1] == "the patch is for: git -C ../infrastructure apply"
        apply(patch, root / "infrastructure")
        assert (root / "infrastructure/main.tf").read_text(encoding="utf-8") == OWN_CLIENT

    def test_two_directories_that_have_nothing_to_do_with_each_other(self, root, capsys):
        put(root, {"one/main.tf": trusted("a"), "two/main.tf": trusted("a")})
        patch, _ = run(capsys, "one", "two")
        before = contents(root)
        run(capsys, "one", "two", "--write", code=0)
        after = contents(root)
        put(root, dict(before))
        apply(patch, root)
        assert contents(root) == after

    @pytest.mark.parametrize("arguments", [["missing"], ["."] * 2 + ["missing.tf"]])
    def test_a_path_that_is_not_there(self, root, capsys, arguments):
        put(root, {"main.tf": ANY_CLIENT})
        out, err = run(capsys, *arguments, code=2)
        assert out == ""
        assert err == f'checkov-aws-iot: the path "{arguments[-1]}" does not exist\n'


class TestChosenChecks:
    @pytest.mark.parametrize(
        "check", ["CKV_IOT_101", "CKV_IOT_1*", "CKV_IOT_205,CKV_IOT_101", "HIGH", "low", "*"]
    )
    def test_what_is_asked_for_is_mended(self, root, capsys, check):
        put(root, {"main.tf": ANY_CLIENT})
        assert len(edited(capsys, "--check", check)["edits"]) == 1

    @pytest.mark.parametrize("check", ["CKV_IOT_202", "CKV_IOT_2*"])
    def test_what_is_not_asked_for_is_neither_mended_nor_told(self, root, capsys, check):
        put(root, {"main.tf": ANY_CLIENT + NO_REMEDY})
        assert run(capsys, "--check", check, code=0) == ("", "")

    @pytest.mark.parametrize(
        ("check", "hint"), [("CKV_IOT_1O1", "CKV_IOT_101"), ("HIHG", "HIGH"), ("CKV_IOT_9*", "")]
    )
    def test_a_misspelt_one_is_a_sentence(self, root, capsys, check, hint):
        put(root, {"main.tf": ANY_CLIENT})
        out, err = run(capsys, "--check", check, code=2)
        assert out == ""
        assert err.startswith(f'checkov-aws-iot: there is no check or severity "{check}"')
        assert hint in err
        assert err.count("\n") == 1

    def test_none_is_a_sentence(self, root, capsys):
        _, err = run(capsys, "--check", " , ", code=2)
        assert err == "checkov-aws-iot: --check needs a check or severity\n"


class TestExitCodes:
    def test_nothing_is_wrong(self, root, capsys):
        put(root, {"main.tf": OWN_CLIENT})
        assert run(capsys, code=0) == ("", "")
        assert run(capsys, "--write", code=0) == ("", "")

    def test_nothing_can_be_mended(self, root, capsys):
        put(root, {"main.tf": NO_REMEDY})
        out, err = run(capsys, code=0)
        assert out == ""
        assert "mends 0 of 1 findings" in err
        run(capsys, "--write", code=1)

    def test_some_can_be_mended(self, root, capsys):
        put(root, {"main.tf": ANY_CLIENT + NO_REMEDY})
        _, err = run(capsys, code=1)
        assert "mends 1 of 2 findings" in err
        run(capsys, "--write", code=1)
        _, err = run(capsys, code=0)
        assert "mends 0 of 1 findings" in err

    def test_a_file_could_not_be_read(self, root, capsys):
        put(root, {"main.tf": ANY_CLIENT, "other.tf": 'resource "aws_iot_policy" {{\n'})
        _, err = run(capsys, code=2)
        assert "other.tf" in err


class TestReport:
    def test_quiet_says_nothing_beside_the_patch(self, root, capsys):
        put(root, {"main.tf": ANY_CLIENT + NO_REMEDY})
        out, err = run(capsys, "--quiet")
        assert out
        assert err == ""

    def test_what_is_taken_away_is_named(self, root, capsys):
        put(root, {"main.tf": ANY_CLIENT})
        _, err = run(capsys)
        place, taken, total = err.splitlines()
        assert place == "main.tf:9 CKV_IOT_101 aws_iot_policy.device"
        assert taken.startswith("  - iot:Connect on client/")
        assert total == "mends 1 of 1 findings"

    def test_of_a_trust_policy_the_caller_is_named(self, root, capsys):
        put(root, {"main.tf": trusted("a")})
        _, err = run(capsys)
        assert "  - sts:AssumeRole by service iot.amazonaws.com unless a condition is met\n" in err

    def test_what_is_left_has_its_reason(self, root, capsys):
        put(root, {"main.tf": NO_REMEDY})
        _, err = run(capsys, code=0)
        line, _ = err.splitlines()
        assert line.startswith("main.tf:5 CKV_IOT_101 aws_iot_policy.open is left: it would allow ")

    def test_lines_are_those_of_the_files_as_they_are(self, root, capsys):
        # The role gets lines, and what stands below it is looked at again afterwards.
        text = trusted("a") + NO_REMEDY
        put(root, {"main.tf": text})
        found = edited(capsys)
        (line,) = (n for n, line in enumerate(text.split("\n"), 1) if "NotResource" in line)
        assert [one["line"] for one in found["left"]] == [line]

    def test_names_of_files_do_not_reach_the_terminal(self, root, capsys):
        put(root, {"a\x1b[31m.tf": ANY_CLIENT})
        _, err = run(capsys)
        assert "\x1b" not in err


class TestBadInput:
    """Nothing is half written, and one sentence says why."""

    FILES = ("a.tf", "b.tf")

    @pytest.fixture
    def two(self, root: Path) -> dict[str, bytes]:
        for name in self.FILES:
            put(root, {name: ANY_CLIENT.replace('"device"', f'"{name[0]}"')})
        return contents(root)

    def test_a_read_only_file(self, root, capsys, two):
        (root / "b.tf").chmod(0o444)
        out, err = run(capsys, "--write", code=2)
        assert (out, err) == ("", "checkov-aws-iot: b.tf is read-only and is not changed\n")
        assert contents(root) == two

    def test_a_symbolic_link(self, root, capsys, two):
        (root / "b.tf").rename(root / "b.txt")
        (root / "b.tf").symlink_to("b.txt")
        before = contents(root)
        out, err = run(capsys, "--write", code=2)
        assert out == ""
        assert (
            err == "checkov-aws-iot: b.tf is reached through a symbolic link and is not changed\n"
        )
        assert contents(root) == before
        assert (root / "b.tf").is_symlink()

    def test_a_link_out_of_the_root(self, root, capsys, tmp_path, two):
        outside = tmp_path / "outside.tf"
        outside.write_text(ANY_CLIENT.replace('"device"', '"outside"'), encoding="utf-8")
        (root / "c.tf").symlink_to(outside)
        run(capsys, "--write", "--quiet", code=2)
        assert "client/*" in outside.read_text(encoding="utf-8")

    def test_a_file_that_the_configuration_reads_from_elsewhere(self, root, capsys, tmp_path):
        document = json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": {"Effect": "Allow", "Action": "iot:Connect", "Resource": "*"},
            }
        )
        put(tmp_path, {"outside.json": document})
        text = (
            'resource "aws_iot_policy" "a" {\n  name = "a"\n  policy = file("../outside.json")\n}\n'
        )
        put(root, {"main.tf": text})
        run(capsys, "--write", "--quiet", code=1)
        assert (tmp_path / "outside.json").read_text(encoding="utf-8") == document

    def test_the_mode_of_a_file_stays(self, root, capsys, two):
        (root / "a.tf").chmod(0o640)
        run(capsys, "--write", code=0)
        assert (root / "a.tf").stat().st_mode & 0o777 == 0o640

    def test_an_entry_that_two_policies_share_is_changed_once(self, root, capsys):
        text = f'locals {{\n  clients = "{ARN}:client/*"\n}}\n' + "".join(
            ANY_CLIENT.replace('"device"', f'"{name}"').replace(
                f'"{ARN}:client/*"', "local.clients"
            )
            for name in "ab"
        )
        put(root, {"main.tf": text})
        found = edited(capsys)
        assert len(found["edits"]) == 1
        mended = {one["resource"] for fix in found["fixes"] for one in fix["findings"]}
        assert mended == {"aws_iot_policy.a", "aws_iot_policy.b"}
        run(capsys, "--write", code=0)
        new = "client/$${iot:Connection.Thing.ThingName}"
        assert (root / "main.tf").read_text(encoding="utf-8") == text.replace("client/*", new)
