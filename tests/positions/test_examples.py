"""The places of the findings in the examples: the text there is what the message quotes."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from checkov_aws_iot.engine.finding_places import place_of
from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.engine.records import entries_for, outcome_of
from checkov_aws_iot.findings.finding import Finding
from checkov_aws_iot.positions.location import Location
from checkov_aws_iot.positions.text_range import TextRange
from checkov_aws_iot.values.text import Text

EXAMPLES = Path(__file__).parent.parent.parent / "iac_examples"
# What stands for a part that is not known: an interpolation, an intrinsic, a name in one of them.
OPEN = re.compile(r"\$\{[^{}]*\}|\$\$|!|[\"'\s,\[\]]|Fn::\w+|Ref|Sub|Join")


@cache
def located() -> tuple[tuple[str, Finding, Location], ...]:
    found = []
    for resource in Project.of_directory(str(EXAMPLES)).resources():
        for entry in entries_for(resource.framework, resource.type):
            for finding in outcome_of(resource.judging, entry.id).findings:
                place = place_of(resource, finding)
                assert place is not None, finding
                found.append((entry.id, finding, place))
    return tuple(found)


def text_in(where: TextRange) -> str:
    lines = (EXAMPLES / where.file).read_text(encoding="utf-8").split("\n")
    chosen = lines[where.start_line - 1 : where.end_line]
    chosen[-1] = chosen[-1][: where.end_column - 1]
    chosen[0] = chosen[0][where.start_column - 1 :]
    return "\n".join(chosen)


def test_ranges_are_what_they_say() -> None:
    for check_id, finding, place in located():
        text = text_in(place.range)
        assert place.text in text, (check_id, finding)
        assert text == text.strip()


def test_the_text_in_the_range_is_what_the_message_quotes() -> None:
    compared = 0
    for check_id, finding, place in located():
        text = finding.locator.text
        if text is None or not finding.locator.path or not place.is_exact:
            continue
        written = text_in(place.range)
        known = text.parts if isinstance(text, Text) else (text,)
        assert str(text) in finding.message or check_id in ("CKV_IOT_301", "CKV_IOT_303")
        plain = written.replace("$${", "${").replace("${!", "${")
        compared += 1
        if isinstance(text, str) and plain.strip("\"'") == text:
            continue
        # Of an expression as much as is written out stands in the text, in the same order.
        literal = [part for part in OPEN.split(written) if part and part != "local.arn"]
        flat = "".join(part for part in known if isinstance(part, str))
        assert all(piece.strip(":") in flat or "." in piece for piece in literal), (written, text)
    assert compared > 100


def test_every_finding_about_an_entry_has_the_range_of_the_entry() -> None:
    about = [(check, finding) for check, finding, place in located() if finding.locator.steps]
    inexact = [
        (check, finding)
        for check, finding, place in located()
        if finding.locator.steps and not place.is_exact
    ]
    assert inexact == []
    assert len(about) > 200


def test_whoever_has_no_entry_has_one_line() -> None:
    for _, finding, place in located():
        if not finding.locator.steps:
            assert place.range.start_line == place.range.end_line


@pytest.mark.parametrize("check_id", ["CKV_IOT_101", "CKV_IOT_202", "CKV_IOT_203", "CKV_IOT_205"])
def test_entries_are_one_line(check_id: str) -> None:
    places = [p for each, f, p in located() if each == check_id and f.locator.text and p.is_exact]
    assert places
    assert all(place.range.start_line == place.range.end_line for place in places)
