"""The formats that Checkov's classes write."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from checkov.common.output.report import Report

from checkov_aws_iot.commands.reports.checkov_reports import checkov_reports
from checkov_aws_iot.commands.reports.reproducible_reports import cyclonedx, gitlab_sast, spdx

if TYPE_CHECKING:
    from checkov_aws_iot.commands.reports.scan_report import ScanReport


def text_of(output: str, reports: Sequence[ScanReport], config: Namespace) -> str:
    """The reports in one of these formats."""
    made = checkov_reports(reports)
    if output == "junitxml":
        return _junit(made, config)
    if output == "github_failed_only":
        return "".join(report.print_failed_github_md() for report in made)
    if output == "gitlab_sast":
        return gitlab_sast(made)
    if output == "spdx":
        return spdx(made, config.repo_id)
    return cyclonedx(made, config.repo_id, as_json=output == "cyclonedx_json")


def _junit(reports: Sequence[Report], config: Namespace) -> str:
    from checkov_aws_iot.plugin.patches.junit_details import show_details_in_junit

    show_details_in_junit()
    properties = Report.create_test_suite_properties_block(config)
    suites = [report.get_test_suite(properties=properties) for report in reports or (Report(""),)]
    return Report.get_junit_xml_string(suites)
