"""What the pages of the rules say, from the rules alone: the docs and ``explain`` show the same text."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Final

from checkov_aws_iot.engine.candidates.subjects import Framework, types_of
from checkov_aws_iot.findings.rule import Rule
from checkov_aws_iot.rules.catalog import rule

NOT_LOADED_ID: Final = "CKV_IOT_000"
NOT_LOADED_TITLE: Final = "Ensure the AWS IoT checks are loaded"

# It is no rule: it stands in for all of them where they could not be loaded.
_NOT_LOADED: Final = f"""\
# {NOT_LOADED_ID}: {NOT_LOADED_TITLE}

Severity: CRITICAL. Since version 0.1.0.

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


def page_of(check_id: str) -> str:
    """The page of a check as Markdown, without examples.

    Raises:
        KeyError: there is no such check.
    """
    return _NOT_LOADED if check_id == NOT_LOADED_ID else rule_page(rule(check_id))


def rule_page(rule: Rule) -> str:
    """The page of a rule as Markdown, without examples."""
    _, _, sections = (inspect.getdoc(type(rule)) or "").partition("\n")
    parts = (
        f"# {rule.id}: {rule.title}",
        f"Severity: {rule.severity.name}. Since version {rule.since}. {_fixes(rule)}",
        "Reads: " + ", ".join(f"`{name}`" for name in resource_types(rule)),
        sections.strip(),
    )
    return "\n\n".join(parts) + "\n"


def _fixes(rule: Rule) -> str:
    if rule.is_mended:
        return "Fixable: `checkov-aws-iot fix` mends what it can prove right."
    return "Not fixable: what is right, only you know."


def resource_types(rule: Rule) -> list[str]:
    """The types of resources that the rule is bound to, in all frameworks of Checkov."""
    return list(_types(rule))


def _types(rule: Rule) -> Iterator[str]:
    for framework in (Framework.TERRAFORM, Framework.TERRAFORM_DATA, Framework.CLOUDFORMATION):
        prefix = "data." if framework is Framework.TERRAFORM_DATA else ""
        yield from (prefix + name for name in types_of(framework, rule.subjects))
    for framework, section in (
        (Framework.SERVERLESS_PROVIDER, "provider"),
        (Framework.SERVERLESS_FUNCTION, "functions"),
    ):
        if types_of(framework, rule.subjects):
            yield f"serverless.yml/{section}"
