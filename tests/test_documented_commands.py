"""Every command of the README and the pages is one that works, with options that there are."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from command_line import command
from scans import ROOT

from checkov_aws_iot.commands.main import COMMANDS

PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
PROGRAM = "checkov-aws-iot"
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```\s*?$", re.MULTILINE | re.DOTALL)
SHELL = {"console", "sh", "bash", "text", "yaml", ""}
# What stands for something else, as in a synopsis.
PLACEHOLDER = re.compile(r"\[|\.\.\.|\$\{\{|\b[A-Z]{3,}\b(?!_IOT)")


def lines(page: Path) -> Iterator[str]:
    """The lines of blocks that call the program."""
    for language, block in FENCE.findall(page.read_text(encoding="utf-8")):
        if language in SHELL:
            yield from re.findall(rf"(?:^|[\s(;&|]){PROGRAM} [a-z][^\n]*", block)


def spans(page: Path) -> list[str]:
    """What calls the program inside of sentences."""
    return re.findall(rf"`({PROGRAM} [^`]+)`", FENCE.sub("", page.read_text(encoding="utf-8")))


def calls(code: Iterable[str]) -> Iterator[str]:
    """The calls of the program, without what pipes them elsewhere."""
    for line in code:
        for part in re.split(r"\|\||&&|[|>;]|\bcode=", line):
            call = " ".join(part.split()).rstrip(')"`')
            if call.startswith(f"{PROGRAM} ") and not call.startswith(f"{PROGRAM} path/"):
                yield call.split(" # ")[0]


CALLS = sorted(
    {
        (page.relative_to(ROOT).as_posix(), call)
        for page in PAGES
        for call in calls((*lines(page), *spans(page)))
    }
)
WHOLE = sorted(
    {
        call
        for page in PAGES
        for call in calls(lines(page))
        if not PLACEHOLDER.search(call) and '"$' not in call
    }
)


@cache
def options(name: str) -> frozenset[str]:
    """The options that the help of a command, or Checkov's, names."""
    helps = [command(name, "--help").stdout]
    if name in {"scan", "hook"}:
        helps.append(
            subprocess.run(
                [sys.executable, "-m", "checkov.main", "--help"],
                capture_output=True,
                text=True,
                check=False,
            ).stdout
        )
    return frozenset(re.findall(r"(?<![\w-])--?[a-z][\w-]*", "\n".join(helps)))


def test_there_are_some():
    assert {"README.md", "docs/diff.md", "docs/ci.md"} <= {page for page, _ in CALLS}
    assert len(WHOLE) > 6


@pytest.mark.parametrize(("page", "call"), CALLS)
def test_a_call_names_a_command_and_options_that_there_are(page: str, call: str):
    _, name, *rest = call.split()
    assert name in COMMANDS, page
    named = {word.strip("[]").partition("=")[0] for word in rest if word.startswith(("-", "[-"))}
    assert named - {"-"} <= options(name), page


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that has what the pages speak of."""
    root = tmp_path_factory.mktemp("project")
    for target in ("iac_examples/fleet", "iac_examples/CKV_IOT_204", "infrastructure"):
        source = "fleet" if target == "infrastructure" else Path(target).name
        shutil.copytree(ROOT / "iac_examples" / source, root / target)
    (root / "infrastructure/device.tf").write_text(
        'resource "aws_iot_policy" "device" {\n  name = "device"\n  policy = jsonencode({'
        ' Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "iot:Connect",'
        ' Resource = "*" }] })\n}\n',
        encoding="utf-8",
    )
    (root / "list").write_text("infrastructure\n", encoding="utf-8")
    shutil.copy(ROOT / "tests/terraform/plan/plans/identity.json", root / "plan.json")
    own = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    for arguments in (
        ("init", "-q", "-b", "main"),
        ("add", "-A"),
        ("commit", "-q", "-m", "a"),
        ("update-ref", "refs/remotes/origin/main", "HEAD"),
    ):
        subprocess.run(["git", *own, *arguments], cwd=root, check=True)
    return root


@pytest.mark.parametrize("call", WHOLE)
def test_a_call_that_is_whole_runs(project: Path, call: str):
    completed = command(*shlex.split(call)[1:], cwd=project)
    assert completed.returncode in (0, 1), completed.stderr
    assert "Traceback" not in completed.stderr
