"""What is logged while the pack is loaded, and what is not made because nobody reads it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from scans import PACK

LOAD = """
import logging, os, sys
import checkov.main
from checkov.common.bridgecrew.platform_integration import bc_integration
from checkov.logging_init import log_stream
from checkov.terraform.checks.resource.registry import resource_registry

{before}
resource_registry.load_external_checks(sys.argv[1])
log_stream.truncate(0)
logging.debug("a debug record")
logging.info("an information")
logging.warning("a warning")
print(log_stream.getvalue())
"""


def logged(before: str = "", level: str | None = None) -> tuple[set[str], set[str]]:
    """What stands in Checkov's text in memory and on stderr afterwards, of the three records."""
    environment = {name: value for name, value in os.environ.items() if name != "LOG_LEVEL"}
    if level:
        environment["LOG_LEVEL"] = level
    done = subprocess.run(
        [sys.executable, "-c", LOAD.format(before=before), str(PACK)],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    records = ("a debug record", "an information", "a warning")
    return (
        {record for record in records if record in done.stdout},
        {record for record in records if record in done.stderr},
    )


def test_records_that_nobody_reads_are_not_made() -> None:
    assert logged() == ({"a warning"}, {"a warning"})


@pytest.mark.parametrize(
    ("level", "read"),
    [
        ("DEBUG", {"a debug record", "an information", "a warning"}),
        ("INFO", {"an information", "a warning"}),
    ],
)
def test_the_level_that_users_ask_for_is_logged(level: str, read: set[str]) -> None:
    assert logged(level=level) == (read, read)


def test_the_log_for_the_support_is_complete() -> None:
    collected, _ = logged("bc_integration.support_flag_enabled = True")
    assert collected == {"a debug record", "an information", "a warning"}


def test_handlers_of_an_application_get_what_they_got() -> None:
    collected, _ = logged("logging.getLogger().addHandler(logging.FileHandler(os.devnull))")
    assert collected == {"a debug record", "an information", "a warning"}
