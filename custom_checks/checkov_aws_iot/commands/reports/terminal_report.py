"""The report of a scan as its user reads it in a terminal: failures first, and what is not known last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from checkov_aws_iot.commands.reports.terminal_finding import TerminalFinding, findings_of
from checkov_aws_iot.commands.reports.terminal_style import Style, unbroken
from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.plugin.project import guideline
from checkov_aws_iot.rules.catalog import ANALYSABLE_DOCUMENT
from checkov_aws_iot.values.one_line import one_line

if TYPE_CHECKING:
    from checkov.common.output.record import Record

    from checkov_aws_iot.commands.reports.scan_report import ScanReport

_BODY: Final = "  "
_HANGING: Final = "    "


@dataclass(frozen=True, slots=True)
class Content:
    """What is in the report.

    ``code`` are the lines that findings are about. Without ``clean`` there is no report where nothing
    fails. ``every`` adds the checks that passed and those that are suppressed, and ``summary_first``
    puts the summary before the findings. ``remarks`` stand at the end.
    """

    code: bool = True
    clean: bool = True
    every: bool = False
    summary_first: bool = False
    remarks: tuple[str, ...] = ()


def terminal_report(reports: Sequence[ScanReport], style: Style, content: Content) -> str:
    """The text of the report, without a line feed at its end; empty if there is nothing to say."""
    failed = [record for report in reports for record in report.failed_checks]
    unknown = [record for record in failed if record.check_id == ANALYSABLE_DOCUMENT]
    faults = findings_of(record for record in failed if record.check_id != ANALYSABLE_DOCUMENT)
    spots = findings_of(unknown)
    sections = ["\n".join(finding.lines(style, code=content.code)) for finding in faults]
    if content.every and content.clean:
        sections += _listed(reports, style)
    if spots:
        sections.append("\n".join(_unknown(spots, style)))
    if failed:
        sections.append("\n".join(_pages(failed, style)))
    if (failed or content.clean) and reports:
        summary = "\n".join(style.wrapped(_summary(faults, spots, reports)))
        at = 0 if content.summary_first else len(sections)
        sections.insert(at, style.bold(summary))
    sections += ("\n".join(style.wrapped(remark)) for remark in content.remarks)
    return "\n\n".join(sections)


def _unknown(spots: Iterable[TerminalFinding], style: Style) -> Iterator[str]:
    """One short entry for each place that could not be decided."""
    yield style.bold(f"Not known before deployment ({ANALYSABLE_DOCUMENT})")
    for spot in spots:
        where, name = unbroken(spot.location), unbroken(spot.record.resource)
        also = f" (also {len(spot.others)} more)" if spot.others else ""
        text = f"{where} in {name}: {spot.reason}{also}"
        yield from style.wrapped(text, _BODY, _HANGING)


def _listed(reports: Iterable[ScanReport], style: Style) -> Iterator[str]:
    """The checks that passed and those that are suppressed, one line for each, where there are any."""
    reports = list(reports)
    for title, kind in (("Passed", "passed_checks"), ("Suppressed", "skipped_checks")):
        records = [record for report in reports for record in getattr(report, kind)]
        if records:
            lines = (line for record in records for line in _record_lines(record, style))
            yield "\n".join((style.bold(title), *lines))


def _record_lines(record: Record, style: Style) -> list[str]:
    checked: Any = record.check_result
    comment = one_line((checked.get("suppress_comment") or "").strip())
    where = unbroken(f"{record.file_path.lstrip('/')}:{record.file_line_range[0]}")
    text = f"{record.check_id} {where} {unbroken(record.resource)}"
    return style.wrapped(f"{text}: {comment}" if comment else text, _BODY, _HANGING)


def _pages(failed: Iterable[Record], style: Style) -> Iterator[str]:
    """How to read the page of each check that failed."""
    yield style.bold("About these checks")
    ids = sorted({record.check_id for record in failed})
    rows = [(f"checkov-aws-iot explain {each}", guideline(each)) for each in ids]
    table = [f"{_BODY}{command}  {page}" for command, page in rows]
    if style.width is None or max(map(len, table)) <= style.width:
        yield from table
        return
    for command, page in rows:
        yield _BODY + command
        yield _HANGING + page


def _summary(
    faults: Sequence[TerminalFinding],
    spots: Sequence[TerminalFinding],
    reports: Sequence[ScanReport],
) -> str:
    """The number of findings by severity, and of everything else."""
    count = Counter[str]()
    for finding in faults:
        count[finding.severity] += 1 + len(finding.others) + len(finding.cases)
    by_severity = ", ".join(
        f"{count[severity.name]} {severity.name.lower()}"
        for severity in sorted(Severity, reverse=True)
        if count[severity.name]
    )
    files = len({finding.entry["file"] for finding in faults})
    total = count.total()
    parts = [f"{_counted(total, 'finding')} in {_counted(files, 'file')}: {by_severity}"]
    if not faults:
        parts = ["No findings"]
    others = (
        (sum(1 + len(spot.others) for spot in spots), "not known"),
        (sum(len(report.skipped_checks) for report in reports), "suppressed"),
        (sum(len(report.passed_checks) for report in reports), "passed"),
        (sum(len(report.parsing_errors) for report in reports), "not read"),
    )
    return "; ".join(parts + [f"{number} {what}" for number, what in others if number])


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"
