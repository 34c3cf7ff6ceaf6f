"""Debug records that no handler prints are not made in our own commands, and only there."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from scans import PACK

PROGRAM = """
import logging, os, sys
import checkov.main
from checkov.common.bridgecrew.platform_integration import bc_integration
from checkov.logging_init import log_stream
from checkov.terraform.checks.resource.registry import resource_registry
from checkov_aws_iot.commands.scans.debug_records import leave_out_unread_records

{before}
{act}
log_stream.truncate(0)
logging.debug("a debug record")
logging.info("an information")
logging.warning("a warning")
print(log_stream.getvalue())
"""
RECORDS = {"a debug record", "an information", "a warning"}


def logged(
    before: str = "", level: str | None = None, act: str = "leave_out_unread_records()"
) -> tuple[set[str], set[str]]:
    """What stands in Checkov's text in memory and on stderr afterwards, of the three records."""
    environment = {name: value for name, value in os.environ.items() if name != "LOG_LEVEL"}
    if level:
        environment["LOG_LEVEL"] = level
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(before=before, act=act), str(PACK)],
        capture_output=True,
        text=True,
        env={**environment, "PYTHONPATH": str(PACK)},
        check=True,
    )
    return (
        {record for record in RECORDS if record in done.stdout},
        {record for record in RECORDS if record in done.stderr},
    )


def test_records_that_no_handler_prints_are_not_made() -> None:
    assert logged() == ({"a warning"}, {"a warning"})


def test_loading_the_checks_leaves_the_log_of_the_host_alone() -> None:
    collected, _ = logged(act="resource_registry.load_external_checks(sys.argv[1])")
    assert collected == RECORDS


@pytest.mark.parametrize(
    ("level", "read"), [("DEBUG", RECORDS), ("INFO", {"an information", "a warning"})]
)
def test_the_level_that_users_ask_for_is_logged(level: str, read: set[str]) -> None:
    assert logged(level=level) == (read, read)


def test_the_log_for_the_support_is_complete() -> None:
    collected, _ = logged("bc_integration.support_flag_enabled = True")
    assert collected == RECORDS


def test_handlers_of_an_application_get_what_they_got() -> None:
    collected, _ = logged("logging.getLogger().addHandler(logging.FileHandler(os.devnull))")
    assert collected == RECORDS
