"""What ``explain`` knows beside the pages of the checks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

from checkov_aws_iot.commands.pages.conventions_page import CONVENTIONS
from checkov_aws_iot.commands.pages.rule_page import resource_types
from checkov_aws_iot.findings.best_practice import BestPractice
from checkov_aws_iot.rules.catalog import CATALOGUE, rules

VERDICTS: Final = """\
# Verdicts

- FAILED: the check shows a request that AWS would allow and should not; the details name it.
- PASSED: no such request exists, and everything that decides was known.
- No record: the resource is not what the check is about, or something that decides is not known before
  deployment. Where a policy document itself is not known, CKV_IOT_001 says so once for that resource,
  with the expression and the reason.
- SKIPPED: a comment or metadata in the code asks for it, with a reason.

The exit code of a scan is 0 if nothing failed, 1 if something did, 2 if the scan could not run or could
not read a file that may hold something about AWS IoT.
"""


def suppressing(check_id: str) -> str:
    """How a finding of the check is suppressed, as a section of Markdown."""
    return f"""\
## How to suppress
In Terraform, inside the block of the resource:

```hcl
# checkov:skip={check_id}: the reason, for whoever reads the code next
```

The comment may also stand in the block of a call of its module; in a Serverless file, in the lines of
the function or resource. It holds for a Terraform plan, too, with
`--repo-root-for-plan-enrichment` and the code of the plan.

In CloudFormation, SAM and CDK output, on the resource:

```yaml
Metadata:
  checkov:
    skip:
      - id: {check_id}
        comment: the reason, for whoever reads the code next
```

`scan --report-unused-suppressions` names what suppresses nothing. `--skip-check {check_id}` leaves the
check out of one run. Findings in code that you do not want to
change are ignored, with a reason and up to a day, in the conventions of the project
(`checkov-aws-iot explain conventions`).
"""


_TEXTS: Final = {
    "conventions": CONVENTIONS,
    "suppress": "# Suppressing a finding\n\n" + suppressing("CKV_IOT_101"),
    "verdicts": VERDICTS,
}


@cache
def topics() -> tuple[tuple[str, str], ...]:
    """Every topic that is not the type of a resource, with what it is about in a few words."""
    return (
        ("conventions", "what a project declares: accounts, shared topics, ignored findings"),
        ("suppress", "leave out a finding, with a reason"),
        ("verdicts", "what failed, passed and no record mean"),
        *((topic_of(practice), practice.request) for practice in BestPractice),
    )


def topic_of(practice: BestPractice) -> str:
    """The name of a best practice as a topic: ``client-ids``."""
    return practice.name.lower().replace("_", "-")


@cache
def types_of_resources() -> tuple[str, ...]:
    """The types of resources that some check reads; each is a topic, too."""
    return tuple(sorted({name for each in rules() for name in resource_types(each)}))


def topic_page(topic: str) -> str | None:
    """The page of a topic as Markdown, if there is such a topic."""
    if topic in _TEXTS:
        return _TEXTS[topic]
    for practice in BestPractice:
        if topic_of(practice) == topic:
            return _best_practice(practice)
    for name in types_of_resources():
        if name.lower() == topic:
            ids = [each.id for each in rules() if name in resource_types(each)]
            return f"# {name}\n\nThese checks read it:\n\n{_listed(ids)}"
    return None


def _best_practice(practice: BestPractice) -> str:
    ids = [each.id for each in rules() if each.best_practice is practice]
    parts = [f"# {practice.request}"]
    if practice.section != "-":
        parts.append(f'AWS asks for it under "{practice.section}".')
    if practice.remark:
        parts.append(f"Checks: {practice.remark}")
    return "\n\n".join(filter(None, (*parts, _listed(ids)))) + "\n"


def _listed(ids: Iterable[str]) -> str:
    titles = {entry.id: entry.title for entry in CATALOGUE}
    return "".join(f"- {check_id}: {titles[check_id]}\n" for check_id in ids)
