"""Every check has its place among AWS's best practices, and every best practice has an answer."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from checkov_aws_iot.rules.catalog import rules

TABLE = Path(__file__).parent.parent / "docs" / "best-practices.md"

# The headings of the page, in its order.
SECTIONS = (
    "Protecting MQTT connections in AWS IoT",
    "Keep your device's clock in sync",
    "Validate the server certificate",
    "Use a single identity per device",
    "Use a second AWS Region as backup",
    "Use just in time provisioning",
    "Permissions to run AWS IoT Device Advisor tests",
    "Cross-service confused deputy prevention for Device Advisor",
)


def rows() -> list[list[str]]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line[:1] == "|"]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_every_section_of_the_page_has_a_row_in_its_order() -> None:
    assert tuple(dict.fromkeys(row[0] for row in rows() if row[0] != "-")) == SECTIONS


def test_every_row_has_a_check_or_says_why_not() -> None:
    for _, _, answer in rows():
        assert re.search(r"CKV_IOT_\d{3}", answer) or answer.startswith("none: ")


def test_every_check_of_the_catalogue_stands_in_one_row() -> None:
    named = Counter(re.findall(r"\[(CKV_IOT_\d{3})\]", TABLE.read_text(encoding="utf-8")))
    # 000 says that the catalogue could not be loaded, so it is not part of it.
    assert named == Counter({rule.id for rule in rules()} | {"CKV_IOT_000"})
