"""What the engine, and Checkov with the pack, say of a directory, in the same form."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from checkov.cloudformation.parser.cfn_yaml import NodeConstructor
from scans import scan_with_runners
from yaml.constructor import SafeConstructor

from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.engine.projects.report_names import REPORTS
from checkov_aws_iot.engine.records import Record, records

NULL = "tag:yaml.org,2002:null"
Line = tuple[str, str, str, str, tuple[str, ...]]


def by_engine(path: Path, excluded: tuple[str, ...] = ()) -> set[Line]:
    project = Project.of_directory(str(path), excluded)
    return set(map(line, records(project.resources(), lambda _, __: True)))


def line(record: Record) -> Line:
    resource = record.resource
    return record.entry.id, resource.name, f"/{resource.span.file}", record.result, record.details


def by_checkov(path: Path, **options: Any) -> set[Line]:
    # Once Checkov has parsed a template, it refuses plans with a null in the same process.
    NodeConstructor.add_constructor(NULL, SafeConstructor.construct_yaml_null)
    found: Iterable[Any] = scan_with_runners(path, REPORTS, **options).records
    return {
        (r.check_id, r.resource, r.file_path, r.check_result["result"].value, tuple(r.details))
        for r in found
    }
