"""Writes the pages of the checks, their index, and the table in the README.

Usage: python -m tools.generate_docs [--check]

A page is the docstring of the rule, with the resources of its examples that fail and pass. With
--check nothing is written, and the exit code is 1 if something would be.
"""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "custom_checks"))

from checkov_aws_iot.engine.subjects import Framework, types_of  # noqa: E402
from checkov_aws_iot.rules.catalog import rules  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checkov_aws_iot.findings.rule import Rule

SECTIONS = (
    "What it does",
    "Why is this bad",
    "What it does not report",
    "Use instead",
    "References",
)
_MOST_LINES = 40

# CKV_IOT_000 is no rule: it stands in for all of them where they could not be loaded.
NOT_LOADED = """\
# CKV_IOT_000: Ensure the AWS IoT checks are loaded

Severity: CRITICAL

## What it does
Fails on every AWS IoT resource if this pack is given to Checkov and cannot be loaded. The detail says
why. While the pack is loaded, the check does not exist.

## Why is this bad
Checkov goes on without checks that it cannot load, and its exit code is 0 if nothing else is wrong.
A broken installation would be a green build.

## What it does not report
Terraform code and templates without AWS IoT resources.

## Use instead
The reason in the detail names what is missing. Most often Checkov is too old, or the distribution
`python-hcl2` was installed over `bc-python-hcl2`: both install the package `hcl2`, and Checkov needs
the latter.

## References
- [Custom policies in Python](https://www.checkov.io/3.Custom%20Policies/Python%20Custom%20Policies.html)
"""


def pages() -> Iterator[tuple[Path, str]]:
    """Every generated file and its text."""
    directory = ROOT / "docs/checks"
    yield directory / "CKV_IOT_000.md", NOT_LOADED
    for rule in rules():
        yield directory / f"{rule.id}.md", page(rule)
    yield directory / "index.md", "# Checks\n\n" + table("")
    readme = ROOT / "README.md"
    yield readme, with_table(readme.read_text(encoding="utf-8"), table("docs/checks/"))


def page(rule: Rule) -> str:
    """The page of a rule."""
    body = inspect.getdoc(type(rule)) or ""
    _, _, sections = body.partition("\n")
    parts = [
        f"# {rule.id}: {rule.title}",
        f"Severity: {rule.severity.name}",
        "Reads: " + ", ".join(f"`{name}`" for name in resource_types(rule)),
        sections.strip(),
        *examples(rule.id),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def resource_types(rule: Rule) -> list[str]:
    """The types of resources that the rule is bound to, in all frameworks of Checkov."""
    types: list[str] = []
    for framework in (Framework.TERRAFORM, Framework.TERRAFORM_DATA, Framework.CLOUDFORMATION):
        prefix = "data." if framework is Framework.TERRAFORM_DATA else ""
        types += [prefix + name for name in types_of(framework, rule.subjects)]
    for framework, section in (
        (Framework.SERVERLESS_PROVIDER, "provider"),
        (Framework.SERVERLESS_FUNCTION, "functions"),
    ):
        if types_of(framework, rule.subjects):
            types.append(f"serverless.yml/{section}")
    return types


def examples(check_id: str) -> Iterator[str]:
    """The first resource that fails and the first that passes, in Terraform or else CloudFormation."""
    directory = ROOT / "iac_examples" / check_id
    for title, verdict in (("Example that fails", "fail"), ("Example that passes", "pass")):
        for language, block in (
            (
                "hcl",
                _block(directory / "main.tf", rf'(?:resource|data) "\w+" "{verdict}_\w+" {{', "}"),
            ),
            ("yaml", _block(directory / "stack.template", rf"  {verdict.title()}\w+:", None)),
        ):
            if block:
                yield f"## {title}\n\n```{language}\n{block}\n```"
                break
    if directory.is_dir():
        yield f"More examples: [iac_examples/{check_id}](../../iac_examples/{check_id})."


def _block(path: Path, start: str, end: str | None) -> str:
    """The shortest block of the file that begins like this."""
    if not path.is_file():
        return ""
    lines = path.read_text(encoding="utf-8").splitlines()
    blocks = []
    for index, line in enumerate(lines):
        if not re.match(start, line):
            continue
        block = [line]
        for following in lines[index + 1 :]:
            if end is None and following.strip() and not following.startswith("   "):
                break
            block.append(following)
            if end is not None and following == end:
                break
        blocks.append("\n".join(block).rstrip())
    short = [block for block in blocks if block.count("\n") < _MOST_LINES]
    return short[0] if short else ""


def table(directory: str) -> str:
    """All checks as a Markdown table."""
    rows = ["| check | severity | what it asks |", "|---|---|---|"]
    rows.append(
        f"| [CKV_IOT_000]({directory}CKV_IOT_000.md) | CRITICAL "
        "| Ensure the AWS IoT checks are loaded |"
    )
    rows += [
        f"| [{rule.id}]({directory}{rule.id}.md) | {rule.severity.name} | {rule.title} |"
        for rule in rules()
    ]
    return "\n".join(rows) + "\n"


def with_table(text: str, checks: str) -> str:
    """The text with the table between its two marks."""
    pattern = re.compile(r"(?<=<!-- checks -->\n).*?(?=<!-- /checks -->)", re.DOTALL)
    if not pattern.search(text):
        raise ValueError("README.md has no marks <!-- checks --> and <!-- /checks -->")
    return pattern.sub(lambda _: checks, text)


def main() -> int:
    """Write what differs, or with --check only name it."""
    check = "--check" in sys.argv
    wanted = dict(pages())
    directory = ROOT / "docs/checks"
    stale = [path for path in directory.glob("*.md") if path not in wanted]
    differing = [
        path
        for path, text in wanted.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    for path in (*differing, *stale):
        print(("differs: " if check else "written: ") + str(path.relative_to(ROOT)))
    if check:
        return 1 if differing or stale else 0
    directory.mkdir(parents=True, exist_ok=True)
    for path in differing:
        path.write_text(wanted[path], encoding="utf-8")
    for path in stale:
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
