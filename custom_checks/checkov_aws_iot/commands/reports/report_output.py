"""Writing the reports of a scan, with Checkov's classes, in the formats that were asked for."""

from __future__ import annotations

import json
import os
from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from checkov.common.bridgecrew.severities import Severities

from checkov_aws_iot.commands.complaint import Complaint
from checkov_aws_iot.commands.reports.report_order import sort_records
from checkov_aws_iot.commands.reports.reproducible_reports import cyclonedx, report_time, spdx
from checkov_aws_iot.commands.reports.scan_report import ScanReport, plain
from checkov_aws_iot.commands.reports.terminal_report import Content, terminal_report
from checkov_aws_iot.commands.reports.terminal_style import Style, print_painted, style_of_stdout
from checkov_aws_iot.values.one_line import one_line

if TYPE_CHECKING:
    from checkov.common.output.report import Report
    from checkov.common.typing import _ExitCodeThresholds

_CONSOLE: Final = "console"
_DELIMITER: Final = "\n--- OUTPUT DELIMITER ---\n"
# The formats in the order in which they are printed, with the names of their files.
_FILES: Final = {
    "github_failed_only": "results_github_failed_only.md",
    "cli": "results_cli.txt",
    "sarif": "results_sarif.sarif",
    "json": "results_json.json",
    "junitxml": "results_junitxml.xml",
    "cyclonedx": "results_cyclonedx.xml",
    "cyclonedx_json": "results_cyclonedx.json",
    "gitlab_sast": "results_gitlab_sast.json",
    "spdx": "results_spdx.spdx",
    "csv": "",  # Checkov names it by the time, and prints nothing of it.
}
_CSV: Final = "csv"
# A path that ends so is the file of one report, if it is no directory.
_SUFFIXES: Final = (".sarif", ".json", ".xml", ".md", ".txt", ".csv", ".spdx", ".log", ".html")


def written(
    reports: Sequence[ScanReport],
    config: Namespace,
    created_baseline: str | None = None,
    remark: str = "",
) -> int:
    """The exit code of the findings, after every report is printed and stands in its file.

    The remark stands at the end of what is for people.

    Raises:
        Complaint: a report cannot be written.
    """
    telling = [report for report in reports if not report.is_empty()]
    sort_records(telling)
    printed, files = _targets(config.output or ["cli"], config.output_file_path)
    remarks = (*((remark,) if remark else ()), *_remarks(config.baseline, created_baseline))
    for output in (output for output in _FILES if output in printed or output in files):
        if output == _CSV:
            _write_csv(telling, config, files.get(_CSV) or _csv_beside(config.output_file_path))
            continue
        style = Style() if output in files else style_of_stdout(config.color)
        text = _text(output, telling, config, remarks, style)
        if output in files:
            _write(files[output], text)
        if output not in printed:
            continue
        if text:
            print_painted(text)
        printed.remove(output)
        if printed:
            print(_DELIMITER)
    thresholds = _thresholds(config)
    return max((report.exit_code(config, thresholds) for report in reports), default=0)


def _targets(outputs: Sequence[str], path: str | None) -> tuple[list[str], dict[str, str]]:
    """The formats that are printed, and the files of those that are written."""
    outputs = list(dict.fromkeys(outputs))
    if not path:
        return outputs, {}
    if "," not in path and (os.path.isdir(path) or not path.endswith(_SUFFIXES)):
        named = (output for output in outputs if output != _CSV)
        return outputs, {output: os.path.join(path, _FILES[output]) for output in named}
    paths = path.split(",")
    if len(paths) != len(outputs):
        raise Complaint(
            "--output-file-path needs a file for each -o, with commas between them, or a directory"
        )
    targets = dict(zip(outputs, paths, strict=True))
    printed = [output for output, target in targets.items() if target == _CONSOLE]
    return printed, {o: target for o, target in targets.items() if target != _CONSOLE}


def _text(
    output: str,
    reports: Sequence[ScanReport],
    config: Namespace,
    remarks: tuple[str, ...],
    style: Style,
) -> str:
    if output == "json":
        return json.dumps(_as_json(reports, config), indent=4, default=plain)
    if output == "sarif":
        from checkov_aws_iot.commands.reports.sarif_report import sarif_log

        return json.dumps(sarif_log(reports, config.custom_tool_name))
    if output == "github_failed_only":
        from checkov_aws_iot.commands.reports.markdown_report import markdown_tables

        return markdown_tables(reports)
    if output == "gitlab_sast":
        from checkov_aws_iot.commands.reports.gitlab_report import gitlab_log

        return json.dumps(gitlab_log(reports, report_time()), indent=4)
    if output == "cli":
        return _on_console(reports, config, style, remarks)
    return _by_checkov(output, [report.as_checkov() for report in reports], config)


def _by_checkov(output: str, reports: Sequence[Report], config: Namespace) -> str:
    """The report in a format that Checkov's classes write."""
    if output == "junitxml":
        return _junit(reports, config)
    if output == "spdx":
        return spdx(reports, config.repo_id)
    return cyclonedx(reports, config.repo_id, as_json=output == "cyclonedx_json")


def _on_console(
    reports: Sequence[ScanReport], config: Namespace, style: Style, remarks: tuple[str, ...] = ()
) -> str:
    content = Content(
        code=not config.compact,
        clean=not config.quiet,
        every=config.show_all,
        summary_first=config.summary_position == "top",
        remarks=remarks,
    )
    return terminal_report(reports, style, content)


def _remarks(baseline: str | None, created_baseline: str | None) -> tuple[str, ...]:
    lines = []
    if created_baseline:
        lines.append(f"Created a baseline file at {created_baseline}")
    if baseline:
        lines.append(f"Only what is new with respect to the baseline {baseline} is reported")
    return tuple(map(one_line, lines))


def _as_json(reports: Sequence[ScanReport], config: Namespace) -> Any:
    found = [report.as_data(only_failed=config.quiet) for report in reports]
    if config.compact:
        for kind in (kind for report in found for kind in report["results"].values()):
            for record in kind:
                if isinstance(record, dict):
                    record["code_block"] = record["connected_node"] = None
    if not found:
        return ScanReport("").summary()
    return found[0] if len(found) == 1 else found


def _junit(reports: Sequence[Report], config: Namespace) -> str:
    from checkov.common.output.report import Report

    from checkov_aws_iot.plugin.patches.junit_details import show_details_in_junit

    show_details_in_junit()
    properties = Report.create_test_suite_properties_block(config)
    suites = [report.get_test_suite(properties=properties) for report in reports or (Report(""),)]
    return Report.get_junit_xml_string(suites)


def _csv_beside(directory: str | None) -> str:
    """Where Checkov writes such a table: in the directory of the reports, named by the time."""
    from checkov.common.output.csv import FILE_NAME_IAC

    return os.path.join(directory or "", FILE_NAME_IAC)


def _write_csv(reports: Sequence[ScanReport], config: Namespace, path: str) -> None:
    from checkov.common.output.csv import CSVSBOM

    organisation, _, repository = (config.repo_id or "").rpartition("/")
    table = CSVSBOM()
    for report in reports:
        table.add_report(report.as_checkov(), organisation, repository)
    directory, name = os.path.split(path)
    try:
        if directory:
            os.makedirs(directory, exist_ok=True)
        table.persist_report_iac(name, directory)
    except OSError as error:
        raise Complaint(f"the report {path} cannot be written: {error.strerror}") from error


def _write(path: str, text: str) -> None:
    try:
        directory = os.path.dirname(path)
        if directory:
            os.makedirs(directory, exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise Complaint(f"the report {path} cannot be written: {error.strerror}") from error


def _thresholds(config: Namespace) -> _ExitCodeThresholds:
    soft = [value.strip() for given in config.soft_fail_on or () for value in given.split(",")]
    hard = [value.strip() for given in config.hard_fail_on or () for value in given.split(",")]
    softest = [Severities[value.upper()] for value in soft if value.upper() in Severities]
    hardest = [Severities[value.upper()] for value in hard if value.upper() in Severities]
    return {
        "soft_fail": config.soft_fail,
        "soft_fail_checks": [value for value in soft if value.upper() not in Severities],
        "soft_fail_threshold": max(softest, key=lambda one: one.level, default=None),
        "hard_fail_checks": [value for value in hard if value.upper() not in Severities],
        "hard_fail_threshold": min(hardest, key=lambda one: one.level, default=None),
    }
