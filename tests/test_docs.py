"""What is written about the checks is what they are."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
from scans import ROOT
from tools import generate_docs

from checkov_aws_iot.commands.pages.rule_page import resource_types
from checkov_aws_iot.findings.rule import PolicyRule, ResourceRule
from checkov_aws_iot.rules.catalog import CATALOGUE, rules

PAGES = dict(generate_docs.pages())


@pytest.mark.parametrize("path", sorted(PAGES), ids=lambda path: path.name)
def test_a_page_is_what_its_rule_says(path: Path):
    assert path.read_text(encoding="utf-8") == PAGES[path], "run: python -m tools.generate_docs"


def test_there_are_no_other_pages():
    assert set((ROOT / "docs/checks").glob("*.md")) <= set(PAGES)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_a_rule_explains_itself_in_the_fixed_sections(rule):
    text = inspect.getdoc(type(rule))
    assert tuple(re.findall(r"^## (.+)$", text, re.MULTILINE)) == generate_docs.SECTIONS
    assert re.search(r"https://\S+", text), "a reference is an address"
    assert not re.search(r"^\.\.\.$|\[\.\.\.\]|Fails if \.\.\.$", text, re.MULTILINE), (
        "to be written"
    )


def test_every_rule_is_in_the_catalogue_once_in_the_order_of_the_ids():
    ids = [entry.id for entry in CATALOGUE]
    assert ids == sorted(set(ids))
    assert all(re.fullmatch(r"CKV_IOT_\d{3}", check_id) for check_id in ids)
    assert {type(rule) for rule in rules()} == {type(rule) for rule in generate_docs.rules()}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_every_rule_that_judges_has_a_file_of_tests(rule):
    _, _, module = type(rule).__module__.rpartition(".")
    judges = isinstance(rule, (PolicyRule, ResourceRule))
    assert (ROOT / f"tests/rules/test_{module}.py").is_file() is judges


def test_every_rule_is_bound_to_a_resource_type():
    assert [rule.id for rule in rules() if not resource_types(rule)] == []
