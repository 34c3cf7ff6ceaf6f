"""Records say where a resource stands, and where its module is called."""

from __future__ import annotations

import json
from pathlib import Path

from engine_trees import PLAN, PLANNED, TREES
from scans import scan_with_runners, write_files

from checkov_aws_iot.commands.reports.report_records import Reports
from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.engine.projects.report_names import REPORTS


def test_a_record_of_a_module_names_the_call_as_checkov_does(tmp_path: Path) -> None:
    write_files(tmp_path, TREES["modules"])
    expected = {
        (r.check_id, r.resource): (r.file_line_range, r.caller_file_path, r.caller_file_line_range)
        for r in scan_with_runners(tmp_path, REPORTS).records
    }
    project = Project.of_directory(str(tmp_path))
    reports = Reports(None, code=False)
    reports.add(project.root, project.records())
    mine = {
        (r.check_id, r.resource): (r.file_line_range, r.caller_file_path, r.caller_file_line_range)
        for report in reports.finished(REPORTS)
        for r in (*report.failed_checks, *report.passed_checks, *report.skipped_checks)
    }
    assert mine == expected
    assert len({caller for _, caller, _ in mine.values()}) > 3


def test_the_lines_of_a_planned_resource_are_those_of_its_values(tmp_path: Path) -> None:
    write_files(tmp_path, {"plan.json": json.dumps(PLAN, indent=2), "flat.json": json.dumps(PLAN)})
    lines = {
        record.resource.span.file: record.resource.span
        for record in Project.of_directory(str(tmp_path)).records()
    }
    text = json.dumps(PLAN, indent=2).split("\n")
    span = lines["plan.json"]
    found = "\n".join(text[span.start_line - 1 : span.end_line]).strip().rstrip(",")
    assert json.loads(found) == PLANNED
    assert (lines["flat.json"].start_line, lines["flat.json"].end_line) == (1, 1)
