"""Begins a new rule: its file, its examples, its tests, its line in the changelog.

Usage: python -m tools.new_rule CKV_IOT_210 narrow_grants "Ensure grants are narrow" [SUBJECT]

SUBJECT is a member of ``Subject``, such as TOPIC_RULE; IOT_POLICY if none is given. Then run
``python -m tools.generate_docs``. What stays red are the tests of the rule itself, until every
section of its docstring says something and its examples fail and pass.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "custom_checks"))

from checkov_aws_iot.engine.candidates.subjects import DOCUMENT_SUBJECTS  # noqa: E402
from checkov_aws_iot.resources.subject import Subject  # noqa: E402

RULES = ROOT / "custom_checks/checkov_aws_iot/rules"

RULE = '''"""{id}."""

from __future__ import annotations

from checkov_aws_iot.findings.rule import (
    OUT_OF_SCOPE,
    BestPractice,
    {judged},
    Observations,
    {base},
    Severity,
    Subject,
)


class {name}({base}):
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

    id = "{id}"
    title = "{title}"
    severity = Severity.MEDIUM
    subjects = (Subject.{subject},)
    best_practice = BestPractice.LEAST_PRIVILEGE

    def judge(self, judged: {judged}) -> Observations:  # noqa: ARG002 - to be written
        """Yield a finding for ..."""
        # Finding(...) with a witness, Unknown(...) or Unjudged(...) where that decides, and at the
        # end Proved("...") with what holds if nothing of that was yielded.
        yield OUT_OF_SCOPE
'''

TEST = '''"""{id}."""

from __future__ import annotations

{imports}

RULE = {name}()


def test_what_fails() -> None:
    {judgement}
    assert judgement.verdict is Verdict.FAILED


def test_what_passes() -> None:
    {judgement}
    assert judgement.verdict is Verdict.PASSED
'''
POLICY_IMPORTS = """from policy_judging import judge
from policy_values import allow, policy

from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.rules.{module} import {name}"""
POLICY_JUDGEMENT = (
    'judgement = judge(RULE, policy(allow("iot:Publish", "topic/a")))  # to be written'
)
RESOURCE_IMPORTS = """from neutral_graphs import judge, terraform

from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.resources.kinds.iot.thing import Thing
from checkov_aws_iot.rules.{module} import {name}"""
RESOURCE_JUDGEMENT = """graph = terraform('resource "aws_iot_thing" "a" {{\\n}}\\n')  # to be written
    (judgement,) = judge(RULE, graph, Thing).values()"""

TERRAFORM = "# Resources that state their verdict: fail_..., pass_..., unknown_...\n"
TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Description: {title}
Resources:
  # Resources that state their verdict: Fail..., Pass..., Unknown...
  Device:
    Type: AWS::IoT::Thing
"""


def main(arguments: list[str]) -> int:
    """Write the files; the exit code is 2 if the arguments are wrong."""
    if len(arguments) not in (3, 4):
        print("an id, a module and a title are needed", __doc__, sep="\n\n")
        return 2
    check_id, module, title, *others = arguments
    subject = others[0] if others else Subject.IOT_POLICY.name
    if fault := _fault(check_id, module, title, subject):
        print(fault)
        return 2
    for path, text in files(check_id, module, title, Subject[subject]).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(f"written: {path.relative_to(ROOT)}")
    print("now run python -m tools.generate_docs, and fill in what is written")
    return 0


def _fault(check_id: str, module: str, title: str, subject: str) -> str:
    if not re.fullmatch(r"CKV_IOT_\d{3}", check_id) or not re.fullmatch(r"[a-z][a-z_]*", module):
        return "an id looks like CKV_IOT_210, a module like narrow_grants"
    if not title.startswith("Ensure ") or '"' in title:
        return 'a title begins with "Ensure" and has no quotes'
    if subject not in Subject.__members__:
        return f"the subjects are {', '.join(Subject.__members__)}"
    declared = (path.read_text(encoding="utf-8") for path in RULES.glob("*.py"))
    if (RULES / f"{module}.py").exists() or any(f'"{check_id}"' in text for text in declared):
        return f"{check_id} or {module}.py exists already"
    return ""


def files(check_id: str, module: str, title: str, subject: Subject) -> dict[Path, str]:
    """Every file that a new rule needs, with its text."""
    is_policy = subject in DOCUMENT_SUBJECTS
    summary = title.removeprefix("Ensure ")
    words = {
        "id": check_id,
        "module": module,
        "name": module.title().replace("_", ""),
        "title": title,
        "summary": summary[:1].upper() + summary[1:],
        "subject": subject.name,
        "base": "PolicyRule" if is_policy else "ResourceRule",
        "judged": "JudgedPolicy" if is_policy else "JudgedResource",
    }
    imports = (POLICY_IMPORTS if is_policy else RESOURCE_IMPORTS).format(**words)
    judgement = POLICY_JUDGEMENT if is_policy else RESOURCE_JUDGEMENT.format()
    examples, snapshots = ROOT / "iac_examples" / check_id, ROOT / "tests/snapshots"
    changelog = ROOT / "CHANGELOG.md"
    return {
        RULES / f"{module}.py": RULE.format(**words),
        ROOT / f"tests/rules/test_{module}.py": TEST.format(
            **words, imports=imports, judgement=judgement
        ),
        examples / "main.tf": TERRAFORM,
        examples / "stack.template": TEMPLATE.format(title=title),
        snapshots / "terraform" / f"{check_id}.txt": "",
        snapshots / "cloudformation" / f"{check_id}.txt": "",
        changelog: with_line(
            changelog.read_text(encoding="utf-8"), f"- Added {check_id}: {title}."
        ),
    }


def with_line(changelog: str, line: str) -> str:
    """The changelog with one more line at the end of what is not released."""
    released = re.search(r"\n+(?=## (?!Unreleased))|\n*\Z", changelog)
    assert released, "a text has an end"
    return f"{changelog[: released.start()]}\n{line}{changelog[released.start() :] or chr(10)}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
