"""``checkov-aws-iot diff``: directories and revisions, reports and exit codes, and hostile repositories."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from command_line import command
from scans import ROOT

from checkov_aws_iot.commands.main import main

SCHEMA = json.loads((ROOT / "docs/schemas/diff.schema.json").read_text(encoding="utf-8"))
POLICY = """
resource "aws_iot_policy" "{name}" {{
  name   = "{name}"
  policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "iot:Publish", Resource = "arn:aws:iot:eu-west-1:123456789012:topic/{topic}" }}]
  }})
}}
"""
CERTIFICATE = """
resource "aws_iot_certificate" "{name}" {{ active = true }}
"""
ATTACHMENT = """
resource "aws_iot_policy_attachment" "{policy}-{target}" {{
  policy = aws_iot_policy.{policy}.name
  target = aws_iot_certificate.{target}.arn
}}
"""


def policy(topic: str, name: str = "device") -> str:
    return POLICY.format(name=name, topic=topic)


def git(root: Path, *arguments: str) -> str:
    own = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", *own, *arguments], cwd=root, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def committed(root: Path, text: str, message: str = "a", file: str = "main.tf") -> str:
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", message)
    return git(root, "rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "repository"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    monkeypatch.chdir(root)
    return root


def compared(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 1) -> Any:
    assert main(["diff", *map(str, arguments), "-o", "json"]) == code
    found = json.loads(capsys.readouterr().out)
    jsonschema.validate(found, SCHEMA)
    return found


def sides(tmp_path: Path, before: str, after: str) -> tuple[Path, Path]:
    for name, text in (("before", before), ("after", after)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.tf").write_text(text, encoding="utf-8")
    return tmp_path / "before", tmp_path / "after"


class TestWhatIsCompared:
    def test_two_directories(self, tmp_path, capsys):
        found = compared(capsys, *sides(tmp_path, policy("a"), policy("b")))
        (change,) = found["changes"]
        assert change["address"] == "aws_iot_policy.device"
        assert [one["resource"] for one in change["allowed"]] == ["topic/b"]
        assert [one["resource"] for one in change["no_longer_allowed"]] == ["topic/a"]
        assert change["allowed"][0]["witness"]["resource"].endswith(":topic/b")

    def test_a_revision_with_the_working_tree(self, repository, capsys):
        committed(repository, policy("a"))
        (repository / "main.tf").write_text(policy("b"), encoding="utf-8")
        (change,) = compared(capsys, "HEAD")["changes"]
        assert [one["resource"] for one in change["allowed"]] == ["topic/b"]
        assert (repository / "main.tf").read_text(encoding="utf-8") == policy("b")

    def test_two_revisions(self, repository, capsys):
        first = committed(repository, policy("a"))
        committed(repository, policy("b"))
        (repository / "main.tf").unlink()
        (change,) = compared(capsys, first, "main")["changes"]
        assert [one["resource"] for one in change["allowed"]] == ["topic/b"]
        (change,) = compared(capsys, "main", "main~1")["changes"]
        assert [one["resource"] for one in change["allowed"]] == ["topic/a"]

    def test_a_path_that_is_new(self, repository, capsys):
        first = committed(repository, policy("a"))
        committed(repository, policy("b"), file="new/main.tf")
        (change,) = compared(capsys, first, "HEAD", "--path", "new")["changes"]
        assert change["status"] == "added"

    def test_a_path_from_below_the_root(self, repository, capsys, monkeypatch):
        committed(repository, policy("a"), file="one/main.tf")
        committed(repository, policy("x"), file="two/main.tf")
        (repository / "one/main.tf").write_text(policy("b"), encoding="utf-8")
        (repository / "two/main.tf").write_text(policy("y"), encoding="utf-8")
        monkeypatch.chdir(repository / "one")
        (change,) = compared(capsys, "HEAD")["changes"]
        assert [one["resource"] for one in change["allowed"]] == ["topic/b"]

    def test_other_words_are_no_change(self, tmp_path, capsys):
        after = (
            policy("a")
            .replace("jsonencode({", "jsonencode({ Id = 1,")
            .replace('"iot:Publish"', '["iot:publish"]')
        )
        assert compared(capsys, *sides(tmp_path, policy("a"), after), code=0)["changes"] == []

    def test_values_of_variables(self, tmp_path, capsys):
        before, after = sides(
            tmp_path,
            'variable "line" {}\n' + policy("${var.line}/x"),
            'variable "line" {}\n' + policy("plant/x"),
        )
        (change,) = compared(capsys, before, after)["changes"]
        assert [one["known"] for one in change["allowed"]] == [False]
        assert "var.line" in change["allowed"][0]["reason"]
        values = tmp_path / "values.tfvars"
        values.write_text('line = "plant"\n', encoding="utf-8")
        assert compared(capsys, before, after, "--var-file", values, code=0)["changes"] == []


def held(name: str) -> str:
    return CERTIFICATE.format(name="one") + ATTACHMENT.format(policy=name, target="one")


class TestAddresses:
    def test_a_moved_resource_is_the_same(self, tmp_path, capsys):
        after = (
            policy("a", "other")
            + "moved {\n from = aws_iot_policy.device\n to = aws_iot_policy.other\n}\n"
        )
        assert compared(capsys, *sides(tmp_path, policy("a"), after), code=0)["changes"] == []

    def test_a_moved_resource_that_changes(self, tmp_path, capsys):
        after = (
            policy("b", "other")
            + "moved {\n from = aws_iot_policy.device\n to = aws_iot_policy.other\n}\n"
        )
        (change,) = compared(capsys, *sides(tmp_path, policy("a"), after))["changes"]
        assert change["was"] == "aws_iot_policy.device"

    def test_a_resource_that_moves_into_a_module(self, tmp_path, capsys):
        before, after = sides(
            tmp_path,
            policy("a"),
            'module "m" { source = "./m" }\nmoved {\n from = aws_iot_policy.device\n to = module.m.aws_iot_policy.device\n}\n',
        )
        (after / "m").mkdir()
        (after / "m/main.tf").write_text(policy("a"), encoding="utf-8")
        assert compared(capsys, before, after, code=0)["changes"] == []

    @pytest.mark.parametrize(
        ("before", "after", "note"),
        [
            (policy("a"), policy("b", "other").replace('"other"\n', '"device"\n'), "the same name"),
            (policy("a"), policy("a", "other"), None),
            (
                policy("a") + held("device"),
                policy("b", "other") + held("other"),
                "the same holders",
            ),
        ],
    )
    def test_a_renamed_resource_without_a_block(self, tmp_path, capsys, before, after, note):
        found = compared(capsys, *sides(tmp_path, before, after), code=1 if note else 0)["changes"]
        assert [(one["was"], one["status"], one["note"]) for one in found] == (
            [("aws_iot_policy.device", "changed", note)] if note else []
        )

    def test_what_may_be_one_of_two_is_new(self, tmp_path, capsys):
        before = policy("a") + policy("a", "twin")
        found = compared(capsys, *sides(tmp_path, before, policy("a", "other")))["changes"]
        assert {(one["address"], one["status"]) for one in found} == {
            ("aws_iot_policy.device", "removed"),
            ("aws_iot_policy.twin", "removed"),
            ("aws_iot_policy.other", "added"),
        }

    def test_a_directory_that_is_renamed(self, tmp_path, capsys):
        before, after = sides(tmp_path, "", "")
        for side, name, topic in ((before, "infra", "a"), (after, "deploy", "b")):
            (side / name).mkdir()
            (side / name / "main.tf").write_text(
                policy("x") + policy(topic, "other"), encoding="utf-8"
            )
        (change,) = compared(capsys, before, after)["changes"]
        assert (change["address"], change["status"]) == ("aws_iot_policy.other", "changed")

    def test_a_block_that_was_there_before_moves_nothing(self, tmp_path, capsys):
        moved = "moved {\n from = aws_iot_policy.old\n to = aws_iot_policy.device\n}\n"
        before, after = sides(tmp_path, policy("a") + moved, policy("b") + moved)
        (change,) = compared(capsys, before, after)["changes"]
        assert change["status"] == "changed"

    def test_instances_of_a_repeated_resource(self, tmp_path, capsys):
        def repeated(*names: str) -> str:
            repetition = f"for_each = toset({json.dumps(names)})"
            text = policy("${each.key}").replace("{\n", f"{{\n  {repetition}\n", 1)
            return text.replace('"device"\n', "each.key\n", 1)

        before, after = sides(tmp_path, repeated("a", "b"), repeated("b", "c"))
        found = compared(capsys, before, after)["changes"]
        assert {(one["address"], one["status"]) for one in found} == {
            ('aws_iot_policy.device["c"]', "added"),
            ('aws_iot_policy.device["a"]', "removed"),
        }

    def test_a_module_that_is_no_longer_called(self, tmp_path, capsys):
        before, after = sides(tmp_path, 'module "m" { source = "./m" }\n', "# nothing\n")
        for side in (before, after):
            (side / "m").mkdir()
            (side / "m/main.tf").write_text(policy("a"), encoding="utf-8")
        found = {one["address"]: one for one in compared(capsys, before, after)["changes"]}
        assert found["module.m.aws_iot_policy.device"]["status"] == "removed"
        assert found["aws_iot_policy.device"]["note"] == "no module calls its directory any more"


def connecting(name: str, *more: str) -> str:
    """A policy of which clients of that name connect."""
    first = (
        '{ Effect = "Allow", Action = "iot:Connect",'
        f' Resource = "arn:aws:iot:eu-west-1:123456789012:client/{name}-*" }}'
    )
    return (
        f'resource "aws_iot_policy" "{name}" {{\n  name = "{name}"\n  policy = jsonencode({{'
        f' Version = "2012-10-17", Statement = [{", ".join((first, *more))}] }})\n}}\n'
    )


class TestDocuments:
    """JSON files of their own are compared if they are asked for."""

    @staticmethod
    def written(path: Path, topic: str) -> None:
        path.parent.mkdir(exist_ok=True)
        statement = {
            "Effect": "Allow",
            "Action": "iot:Publish",
            "Resource": f"arn:aws:iot:eu-west-1:123456789012:topic/{topic}",
        }
        path.write_text(json.dumps({"Version": "2012-10-17", "Statement": statement}), "utf-8")

    def test_a_file_that_changes(self, tmp_path, capsys):
        before, after = sides(tmp_path, "", "")
        for side, topic in ((before, "a"), (after, "b")):
            self.written(side / "policies/pump.json", topic)
        assert compared(capsys, before, after, code=0)["compared"] == 0
        (change,) = compared(capsys, before, after, "--documents")["changes"]
        assert (change["address"], change["status"]) == ("policies/pump.json", "changed")
        assert [one["resource"] for one in change["allowed"]] == ["topic/b"]

    def test_a_file_that_is_renamed(self, tmp_path, capsys):
        before, after = sides(tmp_path, "", "")
        self.written(before / "pump.json", "a")
        self.written(after / "policies/pump.json", "a")
        found = compared(capsys, before, after, "--documents", "--fail-on", "any", code=0)
        assert (found["compared"], found["changes"]) == (1, [])

    def test_a_file_of_a_revision(self, tmp_path, capsys, monkeypatch):
        git(tmp_path, "init", "-q", "-b", "main")
        self.written(tmp_path / "p/pump.json", "a")
        committed(tmp_path, "")
        self.written(tmp_path / "p/pump.json", "b")
        monkeypatch.chdir(tmp_path)
        (change,) = compared(capsys, "HEAD", "--documents")["changes"]
        assert [one["resource"] for one in change["no_longer_allowed"]] == ["topic/a"]


class TestSupposedPolicies:
    """A module that its own defaults leave out is there for those who call it."""

    @staticmethod
    def counted(count: int, topic: str) -> str:
        repeated = policy(topic).replace("{\n", "{\n  count = var.pumps\n", 1)
        return f'variable "pumps" {{ default = {count} }}\n{repeated}'

    def test_what_a_default_leaves_out_is_compared(self, tmp_path, capsys):
        before, after = sides(tmp_path, self.counted(0, "a"), self.counted(0, "b"))
        (change,) = compared(capsys, before, after)["changes"]
        assert [one["resource"] for one in change["allowed"]] == ["topic/b"]
        assert (change["status"], change["supposed"]) == ("changed", ["var.pumps"])

    def test_what_is_there_on_one_side_is_not_supposed_on_the_other(self, tmp_path, capsys):
        before, after = sides(tmp_path, self.counted(0, "a"), self.counted(1, "a"))
        (change,) = compared(capsys, before, after)["changes"]
        assert (change["status"], change["supposed"]) == ("added", [])
        (change,) = compared(capsys, after, before, code=0)["changes"]
        assert (change["status"], change["supposed"]) == ("removed", [])


class TestConnections:
    """The client of a witness is one that the same policies let connect."""

    RECEIVE = (
        '{ Effect = "Allow", Action = "iot:Receive", Resource = "*",'
        ' Condition = { StringLike = { "iot:ClientId" = "%s" } } }'
    )

    def test_a_client_that_cannot_connect_gains_nothing(self, tmp_path, capsys):
        before, after = sides(
            tmp_path, connecting("pump"), connecting("pump", self.RECEIVE % "lamp-*")
        )
        assert compared(capsys, before, after, code=0)["changes"] == []

    def test_a_witness_connects(self, tmp_path, capsys):
        before, after = sides(
            tmp_path, connecting("pump"), connecting("pump", self.RECEIVE % "*-7")
        )
        (change,) = compared(capsys, before, after)["changes"]
        (access,) = change["allowed"]
        client = access["witness"]["identity"]["client_id"]
        assert client.startswith("pump-")
        assert client.endswith("-7")

    def test_another_policy_of_its_holder_lets_it_connect(self, tmp_path, capsys):
        lamps = connecting("lamp")
        more = lamps + held("pump") + ATTACHMENT.format(policy="lamp", target="one")
        before, after = sides(
            tmp_path, connecting("pump") + more, connecting("pump", self.RECEIVE % "lamp-*") + more
        )
        (change,) = compared(capsys, before, after)["changes"]
        assert change["allowed"][0]["witness"]["identity"]["client_id"].startswith("lamp-")


class TestPrincipals:
    def test_a_certificate_gets_a_policy_that_was_there(self, tmp_path, capsys):
        common = policy("a") + policy("b", "admin") + CERTIFICATE.format(name="one")
        common += ATTACHMENT.format(policy="device", target="one")
        before, after = sides(
            tmp_path, common, common + ATTACHMENT.format(policy="admin", target="one")
        )
        (change,) = compared(capsys, before, after)["changes"]
        assert (change["kind"], change["address"]) == ("certificate", "aws_iot_certificate.one")
        assert change["policies"] == {"joined": ["aws_iot_policy.admin"], "left": []}
        assert [one["resource"] for one in change["allowed"]] == ["topic/b"]
        (change,) = compared(capsys, after, before, code=0)["changes"]
        assert [one["resource"] for one in change["no_longer_allowed"]] == ["topic/b"]

    def test_a_new_certificate(self, tmp_path, capsys):
        before, after = sides(
            tmp_path,
            policy("a"),
            policy("a")
            + CERTIFICATE.format(name="one")
            + ATTACHMENT.format(policy="device", target="one"),
        )
        (change,) = compared(capsys, before, after)["changes"]
        assert change["address"] == "aws_iot_certificate.one"

    def test_what_is_said_of_a_policy_is_not_said_again(self, tmp_path, capsys):
        attached = CERTIFICATE.format(name="one") + ATTACHMENT.format(policy="device", target="one")
        before, after = sides(tmp_path, policy("a") + attached, policy("b") + attached)
        (change,) = compared(capsys, before, after)["changes"]
        assert change["kind"] == "iot-policy"
        assert [one["name"] for one in change["attachments"]] == ["aws_iot_certificate.one"]


class TestAlternatives:
    def test_the_condition_is_said(self, tmp_path, capsys):
        def either(yes: str, no: str) -> str:
            return 'variable "on" { type = bool }\n' + policy(f'${{var.on ? "{yes}" : "{no}"}}')

        (change,) = compared(capsys, *sides(tmp_path, either("a", "b"), either("a", "c")))[
            "changes"
        ]
        assert change["when"] == {"var.on": "false"}
        assert [one["resource"] for one in change["allowed"]] == ["topic/c"]


class TestTemplates:
    TEMPLATE = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: %s}, Action: sts:AssumeRole}]
"""

    def test_a_trust_policy(self, tmp_path, capsys):
        for name, service in (
            ("before", "iot.amazonaws.com"),
            ("after", '["iot.amazonaws.com", "lambda.amazonaws.com"]'),
        ):
            (tmp_path / name).mkdir()
            (tmp_path / name / "stack.yaml").write_text(self.TEMPLATE % service, encoding="utf-8")
        (change,) = compared(capsys, tmp_path / "before", tmp_path / "after")["changes"]
        assert change["kind"] == "trust-policy"
        assert [one["caller"] for one in change["allowed"]] == ["service lambda.amazonaws.com"]


class TestReports:
    def test_text(self, tmp_path, capsys):
        assert main(["diff", *map(str, sides(tmp_path, policy("a"), policy("b")))]) == 1
        assert capsys.readouterr().out == (
            "aws_iot_policy.device policy [main.tf:2]\n"
            "  + iot:Publish on topic/b\n"
            "      such as iot:Publish on arn:aws:iot:eu-west-1:123456789012:topic/b,"
            ' client ID "lamp", attached to thing "lamp"\n'
            "  - iot:Publish on topic/a\n"
            "      such as iot:Publish on arn:aws:iot:eu-west-1:123456789012:topic/a,"
            ' client ID "lamp", attached to thing "lamp"\n'
            "\n"
            "1 change of access: 1 of them allows more, 1 allows less (1 both).\n"
        )

    def test_markdown_shows_text_as_it_is(self, tmp_path, capsys):
        hostile = "a|b<img src=x>`*_@all ![x](y)"
        assert (
            main(
                ["diff", *map(str, sides(tmp_path, policy("a"), policy(hostile))), "-o", "markdown"]
            )
            == 1
        )
        out = capsys.readouterr().out
        assert not any(mark in out for mark in ("<img", "`", "![", "@all"))
        rows = [line for line in out.splitlines() if line.startswith("| ➕")]
        assert len(rows) == 1
        assert rows[0].count("|") == 5

    @pytest.mark.parametrize(
        ("before", "after", "fail_on", "code"),
        [
            ("a", "b", "new", 1),
            ("*", "b", "new", 0),
            ("*", "b", "any", 1),
            ("a", "a", "any", 0),
            ("a", "b", "never", 0),
        ],
    )
    def test_exit_codes(self, tmp_path, before, after, fail_on, code):
        directories = sides(tmp_path, policy(before), policy(after))
        assert main(["diff", *map(str, directories), "--fail-on", fail_on]) == code

    def test_a_file_that_cannot_be_read(self, tmp_path, capsys):
        before, after = sides(tmp_path, policy("a"), policy("a"))
        (after / "broken.yaml").write_text(
            "Resources: {a: {Type: AWS::IoT::Policy, :", encoding="utf-8"
        )
        assert main(["diff", str(before), str(after)]) == 2
        assert "broken.yaml" in capsys.readouterr().err
        (before / "broken.yaml").write_bytes((after / "broken.yaml").read_bytes())
        assert main(["diff", str(before), str(after)]) == 0
        assert "broken.yaml" in capsys.readouterr().err

    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            (["missing"], 'neither a directory nor a revision "missing"'),
            (["--", "--output=x"], '"--output=x" is no revision'),
            (["HEAD", "HEAD", "--fail-on", "x"], '"x" is none of new, any, never'),
            ([], "required: BASE"),
            (["a\nb"], '"a\\nb" is no revision'),
            (["HEAD", "missing/"], 'neither a directory nor a revision "missing/"'),
        ],
    )
    def test_usage_errors_are_one_sentence(self, repository, capsys, arguments, sentence):
        committed(repository, policy("a"))
        assert main(["diff", *arguments]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert sentence in err
        assert len(err.splitlines()) == 1

    def test_a_directory_outside_of_a_repository(self, tmp_path, monkeypatch, capsys):
        monkeypatch.chdir(tmp_path)
        assert main(["diff", "main"]) == 2
        assert "is in no git repository" in capsys.readouterr().err


class TestHostileRepositories:
    def test_nothing_that_the_repository_names_is_executed(self, repository, tmp_path):
        committed(repository, policy("a"))
        marker = tmp_path / "marker"
        script = tmp_path / "script"
        script.write_text(f"#!/bin/sh\ntouch {marker}\nexit 1\n", encoding="utf-8")
        script.chmod(0o755)
        (repository / ".gitattributes").write_text(
            "* filter=f diff=d text=auto\n", encoding="utf-8"
        )
        (repository / "main.tf").write_text(policy("b"), encoding="utf-8")
        git(repository, "add", "-A")
        git(repository, "commit", "-q", "-m", "b")
        hooks = tmp_path / "hooks"
        hooks.mkdir()
        for name in (
            "post-checkout",
            "post-index-change",
            "reference-transaction",
            "fsmonitor-watchman",
        ):
            (hooks / name).write_text(script.read_text(encoding="utf-8"), encoding="utf-8")
            (hooks / name).chmod(0o755)
        named = (
            "core.fsmonitor core.pager core.sshCommand core.askPass core.editor diff.external diff.d.textconv "
            "diff.d.command filter.f.smudge filter.f.clean filter.f.process credential.helper "
            "core.alternateRefsCommand core.gitProxy uploadpack.packObjectsHook gpg.program "
            "alias.rev-parse alias.ls-tree alias.cat-file"
        )
        for name in named.split(" "):
            value = f"!{script}" if name.startswith(("alias", "credential")) else str(script)
            git(repository, "config", name, value)
        git(repository, "config", "filter.f.required", "true")
        git(repository, "config", "core.hooksPath", str(hooks))
        git(repository, "config", "core.worktree", "/")
        git(repository, "config", "extensions.partialClone", "origin")
        git(repository, "config", "remote.origin.promisor", "true")
        git(repository, "config", "remote.origin.url", f"ext::{script}")
        if marker.exists():
            marker.unlink()
        environment = {"GIT_DIR": str(tmp_path / "elsewhere"), "GIT_EXTERNAL_DIFF": str(script)}
        done = command("diff", "HEAD~1", "HEAD", cwd=repository, **environment)
        assert done.stdout.startswith("aws_iot_policy.device"), done.stderr
        assert done.returncode == 1
        assert not marker.exists()
        git(repository, "config", "--unset", "core.worktree")
        subprocess.run(["git", "status"], cwd=repository, capture_output=True, check=False)
        assert marker.exists(), (
            "what git is told to execute by the repository is executed otherwise"
        )

    def test_replaced_objects_are_not_looked_at(self, repository, capsys):
        first = committed(repository, policy("a"))
        second = committed(repository, policy("b"))
        git(repository, "replace", second, first)
        (change,) = compared(capsys, first, second)["changes"]
        assert [one["resource"] for one in change["allowed"]] == ["topic/b"]

    def test_an_object_that_is_missing_is_not_fetched(self, repository, tmp_path, capsys):
        committed(repository, policy("a"))
        blob = git(repository, "rev-parse", "HEAD:main.tf")
        path = repository / ".git/objects" / blob[:2] / blob[2:]
        path.chmod(0o644)
        path.unlink()
        marker = tmp_path / "marker"
        git(repository, "config", "extensions.partialClone", "origin")
        git(repository, "config", "remote.origin.promisor", "true")
        git(repository, "config", "remote.origin.url", f"ext::touch {marker}")
        git(repository, "config", "protocol.ext.allow", "always")
        assert main(["diff", "HEAD"]) == 2
        assert "main.tf" in capsys.readouterr().err
        assert not marker.exists()

    def test_links_lead_nowhere_outside(self, repository, tmp_path, capsys):
        secret = tmp_path / "secret.json"
        secret.write_text('{"Version": "2012-10-17", "Statement": []}', encoding="utf-8")
        (repository / "inside.json").write_text(
            '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:Publish","Resource":"*"}]}',
            encoding="utf-8",
        )
        os.symlink(secret, repository / "absolute.json")
        os.symlink("../secret.json", repository / "relative.json")
        os.symlink("inside.json", repository / "link.json")
        text = "".join(
            f'resource "aws_iot_policy" "{name}" {{\n name = "{name}"\n policy = file("${{path.module}}/{name}.json")\n}}\n'
            for name in ("absolute", "relative", "link")
        )
        first = committed(repository, "# nothing\n")
        committed(repository, text)
        found = compared(capsys, first, "HEAD")["changes"]
        known = {one["address"]: {each["known"] for each in one["allowed"]} for one in found}
        assert known == {
            "aws_iot_policy.absolute": {False},
            "aws_iot_policy.relative": {False},
            "aws_iot_policy.link": {True},
        }

    def test_files_that_are_too_long_are_no_silence(self, repository, capsys):
        first = committed(repository, "# nothing\n")
        committed(repository, policy("b") + "# x\n" * 1_500_000)
        assert main(["diff", first, "HEAD"]) == 2
        assert "longer than" in capsys.readouterr().err


def test_the_working_tree_and_the_index_are_left_alone(repository):
    committed(repository, policy("a"))
    (repository / "main.tf").write_text(policy("b"), encoding="utf-8")
    (repository / "other.tf").write_text("", encoding="utf-8")

    def state() -> dict[str, int]:
        return {
            str(path.relative_to(repository)): path.stat().st_mtime_ns
            for path in repository.rglob("*")
        }

    before = state()
    done = command("diff", "HEAD", cwd=repository)
    assert done.returncode == 1
    assert state() == before
