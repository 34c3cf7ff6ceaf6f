"""A file of conventions is taken whole, or each of its mistakes is said."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from scans import ROOT

from checkov_aws_iot.commands.pages.conventions_page import EXAMPLE
from checkov_aws_iot.conventions.conventions import Conventions, Ignore, SharedTopic
from checkov_aws_iot.conventions.conventions_file import (
    ConventionsError,
    parsed_conventions,
    read_conventions,
)
from checkov_aws_iot.engine.declared_conventions import own_form
from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.rules.catalog import CATALOGUE

FORM = own_form()

WHOLE = """
accounts: ["111122223333"]
organizations: [o-a1b2c3d4e5]
identity:
  variables: ["iot:Connection.Thing.Attributes[serial]"]
  things: [pump-*]
shared:
  - topic: fleet/broadcast/*
    reason: announcements for all pumps
regions: [eu-west-1, eu-central-1]
severities:
  CKV_IOT_203: HIGH
ignore:
  - check: CKV_IOT_101
    resource: aws_iot_policy.old
    reason: goes away with the old fleet
    until: 2027-01-31
  - {check: CKV_IOT_502, path: legacy/, reason: nobody changes it}
"""


def test_the_example_of_the_docs_declares_everything_that_there_is():
    declared = vars_of(parsed_conventions(EXAMPLE, FORM, "/c.yaml"))
    assert [name for name, value in declared.items() if not value] == []
    assert set(yaml.safe_load(EXAMPLE)) == set(FORM["properties"])


def vars_of(conventions: Conventions) -> dict[str, Any]:
    return {each.name: getattr(conventions, each.name) for each in fields(conventions)}


def refused(text: str) -> list[str]:
    with pytest.raises(ConventionsError) as caught:
        parsed_conventions(text, FORM, "c.yaml")
    return [sentence.removeprefix("c.yaml, ") for sentence in caught.value.sentences]


def test_a_whole_file_is_read():
    read = parsed_conventions(WHOLE, FORM, "/c.yaml")
    assert read == Conventions(
        file="/c.yaml",
        accounts=("111122223333",),
        organizations=("o-a1b2c3d4e5",),
        variables=("iot:Connection.Thing.Attributes[serial]",),
        things=("pump-*",),
        shared=(SharedTopic("fleet/broadcast/*", "announcements for all pumps"),),
        regions=("eu-west-1", "eu-central-1"),
        severities=(("CKV_IOT_203", "HIGH"),),
        ignores=(
            Ignore("CKV_IOT_101", "goes away with the old fleet", "aws_iot_policy.old", "",
                   date(2027, 1, 31), 14),
            Ignore("CKV_IOT_502", "nobody changes it", "", "legacy/", None, 18),
        ),
        today=read.today,
    )  # fmt: skip


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "null\n"])
def test_an_empty_file_declares_nothing(text: str):
    assert parsed_conventions(text, FORM).ignores == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("acounts: []", 'line 1: the file has no "acounts"; did you mean "accounts"?'),
        (
            "accounts:\n- 111122223333",
            'line 2: entry 1 of accounts must be twelve digits in quotes, not "111122223333"; put it in quotes',
        ),
        (
            'accounts:\n- "1234"',
            'line 2: entry 1 of accounts must be twelve digits in quotes, not "1234"',
        ),
        (
            'accounts:\n- "11112222333\\x1b"',
            'line 2: entry 1 of accounts must be twelve digits in quotes, not "11112222333\\x1b"',
        ),
        (
            "accounts: yes",
            'line 1: "accounts" must be a list of accounts that count as own, not "yes"',
        ),
        (
            "severities:\n  CKV_IOT_1O1: HIGH",
            'line 2: "severities" has no "CKV_IOT_1O1"; did you mean "CKV_IOT_101"?',
        ),
        (
            "severities:\n  CKV_IOT_101: HIHG",
            'line 2: "CKV_IOT_101" must be a severity, not "HIHG"; did you mean "HIGH"?',
        ),
        (
            "severities:\n  CKV_IOT_101: HIGH\n  CKV_IOT_101: LOW",
            'line 3: "CKV_IOT_101" stands twice in severities',
        ),
        (
            "ignore:\n- {check: CKV_IOT_000, path: a, reason: b}",
            'line 2: "check" must be the id of a check, not "CKV_IOT_000"; did you mean "CKV_IOT_001"?',
        ),
        ("ignore:\n- {check: CKV_IOT_101, path: a}", 'line 2: entry 1 of ignore needs "reason"'),
        (
            "ignore:\n- {check: CKV_IOT_101, reason: a}",
            'line 2: entry 1 of ignore needs "resource" or "path"',
        ),
        (
            "ignore:\n- {check: CKV_IOT_101, path: a, reason: ' '}",
            'line 2: "reason" must be a text that is not empty, not " "',
        ),
        (
            "ignore:\n- {check: CKV_IOT_101, path: a, reason: b, until: 2027-02-30}",
            'line 2: "until" must be a day such as 2027-01-31, not "2027-02-30"',
        ),
        ("a: &b 1\nc: *b", "line 2: aliases are not read; repeat the value"),
        ("[" * 30, "line 1: there are too many levels"),
        ("- accounts", "line 1: the file must be a mapping, not a list"),
        ("a: [", "line 1: expected the node content, but found '<stream end>'"),
        ("a: 1\n---\nb: 2\n", "line 2: but found another document"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_sentence_with_its_line(text: str, sentence: str):
    assert refused(text) == [sentence]


def test_every_mistake_is_said():
    assert len(refused("accounts: 1\nregions: 2\nshared: 3\n")) == 3


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path):
    (tmp_path / "latin").write_bytes(b"accounts: \xe9")
    (tmp_path / "large").write_bytes(b"#" * 300_000)
    for name, reason in (
        ("none", "No such file"),
        ("latin", "UTF-8"),
        ("large", "more than"),
        (".", "directory"),
    ):
        with pytest.raises(ConventionsError, match=reason):
            read_conventions(str(tmp_path / name), FORM)


def test_the_schema_in_the_docs_is_the_form_that_is_checked():
    schema = json.loads((ROOT / "docs/schemas/conventions.schema.json").read_text(encoding="utf-8"))
    assert schema == FORM
    jsonschema.Draft7Validator.check_schema(schema)
    ids = set(schema["properties"]["severities"]["properties"])
    assert ids == {entry.id for entry in CATALOGUE}
    assert schema["properties"]["severities"]["properties"]["CKV_IOT_101"]["enum"] == [
        severity.name for severity in Severity
    ]


LEAF = st.one_of(
    st.sampled_from(
        ["111122223333", "1234", "o-a1b2c3d4e5", "o-1", "HIGH", "HIHG", "CKV_IOT_101", "CKV_IOT_1",
         "eu-west-1", "Europe", "2027-01-31", "2027-02-30", "27-1-1", "a/b", "a+/b", "$aws/x", " ", "",
         "iot:Connection.Thing.Attributes[serial]", "iot:ClientId", "iot:Certificate.Subject.Title",
         "pump-????", "pump 1", "x"]
    ),
    st.integers(), st.booleans(), st.none(), st.floats(allow_nan=False, allow_infinity=False),
)  # fmt: skip
KEYS = st.sampled_from(
    ["accounts", "organizations", "identity", "variables", "things", "shared", "topic", "reason",
     "regions", "severities", "CKV_IOT_101", "ignore", "check", "resource", "path", "until", "other"]
)  # fmt: skip


def of_form(form: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that are nearly of the form: one place of ten is anything."""
    if "enum" in form:
        right: st.SearchStrategy[Any] = st.sampled_from(form["enum"])
    elif form["type"] == "array":
        right = st.lists(of_form(form["items"]), max_size=2)
    elif form["type"] == "string":
        right = LEAF
    else:
        every = {name: of_form(inner) for name, inner in list(form["properties"].items())[:8]}
        right = st.fixed_dictionaries({}, optional=every)
    anything = st.one_of(LEAF, st.lists(LEAF, max_size=2), st.dictionaries(KEYS, LEAF, max_size=2))
    return st.integers(0, 9).flatmap(lambda n: anything if n == 0 else right)


@given(of_form(FORM))
def test_schema_and_reader_agree(value: Any):
    text = yaml.safe_dump(value, default_style=None)
    checker = jsonschema.Draft7Validator(FORM, format_checker=jsonschema.FormatChecker(["date"]))
    valid = checker.is_valid(value)
    try:
        parsed_conventions(text, FORM)
        taken = True
    except ConventionsError:
        taken = False
    assert taken is valid, text


@given(st.text())
def test_any_text_is_read_or_refused_in_sentences(text: str):
    sentences: tuple[str, ...] = ("read",)
    try:
        parsed_conventions(text, FORM)
    except ConventionsError as error:
        sentences = error.sentences
    assert sentences
    assert all(sentence.isprintable() for sentence in sentences)
