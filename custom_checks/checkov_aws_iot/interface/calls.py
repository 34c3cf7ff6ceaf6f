"""The interface for Python programs: what the commands find out, as data."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, cast

from checkov_aws_iot.commands.access.authorize import answered
from checkov_aws_iot.commands.access.authorize_report import as_json
from checkov_aws_iot.commands.access.resolve import resolution
from checkov_aws_iot.commands.project_paths import from_here, project_at
from checkov_aws_iot.commands.reports.finding_entries import entries_of
from checkov_aws_iot.conventions.conventions import NO_CONVENTIONS
from checkov_aws_iot.engine.declared_conventions import declared_conventions
from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.engine.records import Record
from checkov_aws_iot.interface.shapes import (
    Authorization,
    Resolution,
    ScanRecord,
    ScanReport,
    UnreadFile,
)
from checkov_aws_iot.plugin.project import guideline
from checkov_aws_iot.rules.catalog import CATALOGUE, Entry
from checkov_aws_iot.values.nearest_names import did_you_mean

FORMAT: Final = 1
"""The number of the shape of a scan; it changes where a reader of an older one would be wrong."""

_Path = str | os.PathLike[str]


def scan(
    path: _Path,
    *,
    checks: Iterable[str] | None = None,
    var_files: Iterable[_Path] = (),
    conventions: _Path | None = None,
) -> ScanReport:
    """What the checks say about the resources below the path, a directory or one file.

    ``checks`` are ids, all of them without; ``conventions`` is a file that is named here, no other one
    is looked for. Whoever must not miss a fault looks at ``unread``, too. Nothing is printed.

    Raises:
        ValueError: there is nothing at the path, no such check, or a mistake in the conventions.
    """
    asked = _asked(checks)
    declared = declared_conventions(os.fspath(conventions)) if conventions else NO_CONVENTIONS
    project = replace(_project(path, var_files), conventions=declared)

    def is_asked(entry: Entry, _: object) -> bool:
        return entry.id in asked

    records = [_record(project, record) for record in project.records(is_asked)]
    return {"format": FORMAT, "records": records, "unread": list(_unread(project))}


def resolve(
    path: _Path, address: str = "", *, var_files: Iterable[_Path] = (), documents: bool = False
) -> Resolution:
    """Every policy document below the path as it will be deployed, or those of one resource.

    ``documents`` adds policies that are JSON files of their own.

    Raises:
        ValueError: there is nothing at the path.
    """
    found, _ = resolution(_project(path, var_files), address, in_files=documents)
    return cast("Resolution", found)


def authorize(
    policies: _Path | Sequence[_Path],
    *,
    action: str,
    topic: str | None = None,
    resource_arn: str | None = None,
    resources: Sequence[str] = (),
    client_id: str = "",
    thing: str = "",
    attached: bool = True,
    exclusive: bool = False,
    thing_type: str = "",
    attributes: Mapping[str, str] | None = None,
    certificate_id: str = "",
    certificate: Mapping[str, str] | None = None,
    account: str | None = None,
    region: str | None = None,
    source_ip: str | None = None,
    context: Mapping[str, str | Sequence[str]] | None = None,
    var_files: Iterable[_Path] = (),
) -> Authorization:
    """Whether AWS would allow the request if exactly these policies were attached to the device.

    ``policies`` are files as ``checkov-aws-iot authorize`` takes them, ``resources`` the addresses of
    the policies to read from them. The other arguments are its options.

    Raises:
        ValueError: a file cannot be read as a policy, or the request is not one.
    """
    given = [policies] if isinstance(policies, (str, os.PathLike)) else list(policies)
    question = Namespace(
        policies=[os.fspath(policy) for policy in given],
        resource=list(resources),
        action=action,
        topic=topic,
        resource_arn=resource_arn,
        client_id=client_id,
        thing=thing,
        attached=attached,
        exclusive=exclusive,
        thing_type=thing_type,
        attribute=_pairs(attributes),
        certificate_id=certificate_id,
        certificate=_pairs(certificate),
        account=account,
        region=region,
        source_ip=source_ip,
        context=_pairs(context),
        var_file=[os.fspath(file) for file in var_files],
    )
    return cast("Authorization", as_json(*answered(question)))


def _pairs(given: Mapping[str, str | Sequence[str]] | Mapping[str, str] | None) -> list[str]:
    return [
        f"{key}={value}"
        for key, values in (given or {}).items()
        for value in ([values] if isinstance(values, str) else values)
    ]


def _project(path: _Path, var_files: Iterable[_Path]) -> Project:
    return project_at(os.fspath(path), [os.fspath(file) for file in var_files])


def _asked(checks: Iterable[str] | None) -> frozenset[str]:
    ids = [entry.id for entry in CATALOGUE]
    asked = frozenset(ids if checks is None else checks)
    for check in sorted(asked.difference(ids)):
        raise ValueError(f'there is no check "{check}"{did_you_mean(check, ids)}')
    return asked


def _record(project: Project, record: Record) -> ScanRecord:
    entry, resource = record.entry, record.resource
    return {
        "check": entry.id,
        "title": entry.title,
        "severity": entry.severity.name,
        "result": record.result,
        "resource": resource.name,
        "type": resource.type,
        "file": from_here(project, resource.span.file),
        "lines": [resource.span.start_line, resource.span.end_line],
        "details": list(record.details),
        "findings": entries_of(project.root, record),
        "comment": record.comment,
        "guideline": guideline(entry.id),
    }


def _unread(project: Project) -> Iterator[UnreadFile]:
    for file, reason in sorted(project.problems.items()):
        yield {"file": from_here(project, file), "reason": reason}
