"""Begins a new rule: its file, its entry in the catalogue, its examples.

Usage: python -m tools.new_rule CKV_IOT_210 narrow_grants "Ensure grants are narrow"

The tests stay red until what this writes is filled in: examples must fail and pass, and every
section of the docstring must say something.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
RULES = ROOT / "custom_checks/checkov_aws_iot/rules"

RULE = '''"""{id}."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from checkov_aws_iot.findings.rule import Rule
from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.findings.subject import Subject
from checkov_aws_iot.findings.verdict import Observation
from checkov_aws_iot.findings.rule import JudgedPolicy


class {name}(Rule):
    """{summary}.

    ## What it does
    Fails if ...

    ## Why is this bad
    ...

    ## What it does not report
    ...

    ## Use instead
    ...

    ## References
    - [...](https://docs.aws.amazon.com/...)
    """

    id: ClassVar[str] = "{id}"
    title: ClassVar[str] = "{title}"
    severity: ClassVar[Severity] = Severity.MEDIUM
    subjects: ClassVar[tuple[Subject, ...]] = (Subject.IOT_POLICY,)

    def judge(self, judged: JudgedPolicy) -> Iterator[Observation]:
        """Yield a finding for ..."""
        raise NotImplementedError
'''


def main() -> int:
    """Write the files; the exit code is 2 if the arguments are wrong."""
    try:
        check_id, module, title = sys.argv[1:]
    except ValueError:
        print("an id, a module and a title are needed", __doc__, sep="\n\n")
        return 2
    if not re.fullmatch(r"CKV_IOT_\d{3}", check_id) or not re.fullmatch(r"[a-z_]+", module):
        print("an id looks like CKV_IOT_210, a module like narrow_grants")
        return 2
    catalog = RULES / "catalog.py"
    text = catalog.read_text(encoding="utf-8")
    if (RULES / f"{module}.py").exists() or f'"{check_id}"' in text:
        print(f"{check_id} or {module}.py exists already")
        return 2
    name = module.title().replace("_", "")
    summary = title.removeprefix("Ensure ")
    (RULES / f"{module}.py").write_text(
        RULE.format(id=check_id, name=name, title=title, summary=summary[:1].upper() + summary[1:]),
        encoding="utf-8",
    )
    catalog.write_text(with_entry(text, check_id, title, f"{module}:{name}"), encoding="utf-8")
    examples = ROOT / "iac_examples" / check_id
    examples.mkdir(parents=True)
    (examples / "main.tf").touch()
    (examples / "stack.template").write_text("Resources:\n", encoding="utf-8")
    print(f"now fill in {module}.py and {examples.relative_to(ROOT)}/, then run nox")
    return 0


ENTRY = """\
    Entry(
        "{id}",
        "{title}",
        Severity.MEDIUM,
        (Subject.IOT_POLICY,),
        "{location}",
    ),
"""


def with_entry(text: str, check_id: str, title: str, location: str) -> str:
    """The catalogue with one more entry, in the order of the ids."""
    entries = list(re.finditer(r'    Entry\(\n        "(CKV_IOT_\d{3})"', text))
    before = next((found.start() for found in entries if found[1] > check_id), None)
    at = before if before is not None else text.index(')\n"""Every rule of the pack')
    return text[:at] + ENTRY.format(id=check_id, title=title, location=location) + text[at:]


if __name__ == "__main__":
    sys.exit(main())
