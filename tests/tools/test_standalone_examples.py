"""Examples of the pages stand alone, and are what they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from scans import ROOT
from tools.standalone_examples import VERDICTS, example, has_verdict

from checkov_aws_iot.rules.catalog import CATALOGUE

EXAMPLES = ROOT / "iac_examples"
# Where no short piece of the examples has the verdict by itself: the page links to all of them.
WITHOUT = {
    ("CKV_IOT_103", "fail", "yaml"),
    ("CKV_IOT_104", "fail", "yaml"),
    ("CKV_IOT_104", "pass", "hcl"),
    ("CKV_IOT_104", "pass", "yaml"),
    ("CKV_IOT_207", "pass", "hcl"),
    ("CKV_IOT_602", "fail", "yaml"),
    ("CKV_IOT_602", "pass", "hcl"),
    ("CKV_IOT_602", "pass", "yaml"),
    ("CKV_IOT_603", "fail", "yaml"),
    ("CKV_IOT_603", "pass", "hcl"),
    ("CKV_IOT_603", "pass", "yaml"),
    ("CKV_IOT_701", "fail", "yaml"),
    ("CKV_IOT_701", "pass", "yaml"),
}


def test_nearly_every_page_has_them_in_both_languages():
    missing = {
        (entry.id, verdict, language)
        for entry in CATALOGUE
        for verdict in VERDICTS
        for language in ("hcl", "yaml")
        if not example(EXAMPLES / entry.id, entry.id, verdict, language)
    }
    assert missing == WITHOUT


@pytest.mark.parametrize("check_id", [entry.id for entry in CATALOGUE])
def test_the_blocks_of_a_page_have_their_verdicts(check_id: str):
    page = (ROOT / f"docs/checks/{check_id}.md").read_text(encoding="utf-8")
    for verdict, section in re.findall(
        r"## Example that (fail|pass)\w*\n(.*?)(?=\n## )", page, re.DOTALL
    ):
        blocks = re.findall(r"```(hcl|yaml)\n(.*?)```", section, re.DOTALL)
        assert blocks
        for language, text in blocks:
            file = "main.tf" if language == "hcl" else "stack.template"
            assert has_verdict(text, file, check_id, verdict), text


def test_nothing_is_shown_that_is_not_what_its_name_says(tmp_path: Path):
    wrong = 'resource "aws_iot_policy" "fail_it" {\n  name   = "a"\n  policy = "{}"\n}\n'
    (tmp_path / "main.tf").write_text(wrong, encoding="utf-8")
    assert example(tmp_path, "CKV_IOT_101", "fail", "hcl") == ""
