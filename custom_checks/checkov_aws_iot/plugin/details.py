"""Details of findings on their way to the report.

Checkov runs several frameworks in forks of its process. The checks are registered in the forks, and
the reports are written in the process that they come from, where nothing of this pack was executed.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from functools import cache
from typing import TYPE_CHECKING

from checkov_aws_iot.plugin.patches.junit_details import show_details_in_junit
from checkov_aws_iot.plugin.patches.sarif_details import show_details_in_sarif

if TYPE_CHECKING:
    from checkov_aws_iot.plugin.running_scan import RunningScan

# The frameworks whose runners load the checks, whatever they find, before one that may not.
_SPEAKERS = ("terraform", "terraform_plan", "cloudformation", "serverless", "terraform_json")


@cache
def show_details() -> int:
    """Reports that this process or a fork of it writes show the details of findings.

    The number of the process that this was first called in, also for forks of it.
    """
    show_details_in_junit()
    show_details_in_sarif()
    return os.getpid()


def leaves_details_out(scan: RunningScan) -> bool:
    """Whether records must go without details, so that the report is valid.

    Without this pack Checkov would write a SARIF report that is against its schema, and that GitHub
    refuses as a whole: better one without details.
    """
    return "sarif" in scan.outputs and not _writer_shows_details()


def tell_what_is_left_out(scan: RunningScan) -> None:
    """It is said on stderr that details are left out, in one of the forks of a scan."""
    speaker = next((name for name in _SPEAKERS if name in scan.check_types), None)
    if scan.runner is None or scan.runner.check_type != speaker or not leaves_details_out(scan):
        return
    sys.stderr.write(
        "checkov-aws-iot: the results in SARIF do not say what was found, because the process of"
        " Checkov that writes them has not loaded these checks; use checkov-aws-iot scan -o sarif\n"
    )


def _writer_shows_details() -> bool:
    """Whether this process writes the report, or is the fork of one that shows details."""
    return multiprocessing.parent_process() is None or show_details() != os.getpid()
