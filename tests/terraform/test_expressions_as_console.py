"""Expressions are what the real ``terraform console`` says they are, or unknown: never different."""

from __future__ import annotations

from pathlib import Path

import pytest
from hcl_scopes import DirectoryReader, TestScope, evaluated, outcome
from terraform_console import console

from checkov_aws_iot.terraform.evaluation.evaluator import evaluate
from checkov_aws_iot.terraform.syntax.hcl_files import parse_hcl
from checkov_aws_iot.values.budget import Budget
from checkov_aws_iot.values.unknown import Unknown

HERE = Path(__file__).parent
DIRECTORY = HERE / "console_directory"
EXPRESSIONS = [
    line
    for line in (HERE / "console_expressions.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def compare(expressions: list[str], directory: Path) -> tuple[list[str], list[str]]:
    """The expressions that are different, and those that are unknown to us."""
    scope = TestScope(reader=DirectoryReader(directory))
    different: list[str] = []
    unknown: list[str] = []
    for text, theirs in zip(expressions, console(expressions, directory), strict=False):
        value = evaluated(text, scope)
        ours = outcome(value)
        if isinstance(value, Unknown) and not ours.startswith("rejected"):
            unknown.append(f"{text}: {ours}")
        elif (None if ours.startswith("rejected: ") else ours) != theirs:
            different.append(f"{text}\n    terraform: {theirs}\n    ours:      {ours}")
    return different, unknown


@pytest.mark.oracle
def test_expressions_of_several_lines(tmp_path: Path) -> None:
    text = (HERE / "console_locals.tf").read_text(encoding="utf-8")
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    (locals_block,) = parse_hcl(text, "main.tf").blocks
    arguments = locals_block.body.attributes
    theirs = console([f"local.{name}" for name in arguments], tmp_path)
    ours = [outcome(evaluate(one.expression, TestScope(), Budget())) for one in arguments.values()]
    assert dict(zip(arguments, ours, strict=False)) == dict(zip(arguments, theirs, strict=False))


@pytest.mark.oracle
def test_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(EXPRESSIONS) >= 400
    different, unknown = compare(EXPRESSIONS, DIRECTORY)
    share = 1 - (len(unknown) + len(different)) / len(EXPRESSIONS)
    with capsys.disabled():
        print(  # noqa: T201
            f"\nterraform console: {len(EXPRESSIONS)} expressions, {share:.1%} equal, "
            f"{len(unknown)} unknown, {len(different)} different"
        )
    assert not different, "\n".join(different)
    assert share >= 0.97, "\n".join(unknown)
