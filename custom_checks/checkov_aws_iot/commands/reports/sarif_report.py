"""The findings of a scan as a SARIF log: one result for each, at the entry that is at fault.

Source: SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html, and what GitHub
reads of it, https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/
sarif-support-for-code-scanning
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from checkov_aws_iot import __version__
from checkov_aws_iot.commands.reports.finding_entries import lines_of_record, reported_findings
from checkov_aws_iot.engine.records import SKIPPED
from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.plugin.project import REPOSITORY, guideline
from checkov_aws_iot.rules.catalog import CATALOGUE, Entry, rule

if TYPE_CHECKING:
    from checkov.common.output.record import Record

    from checkov_aws_iot.commands.reports.scan_report import ScanReport

_TOOL: Final = "checkov-aws-iot"
_CHECKOV: Final = "Checkov"  # Its default of --custom-tool-name.
_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_FINGERPRINT: Final = "checkovAwsIot/v1"
_GITHUB_FINGERPRINT: Final = "primaryLocationLineHash"
_LEVELS: Final = {
    Severity.LOW: "note",
    Severity.MEDIUM: "warning",
    Severity.HIGH: "error",
    Severity.CRITICAL: "error",
}
# In the middle of the bands that GitHub has for each severity.
_SCORES: Final = {
    Severity.LOW: "3.0",
    Severity.MEDIUM: "5.5",
    Severity.HIGH: "8.0",
    Severity.CRITICAL: "9.5",
}
# Weaknesses of the Common Weakness Enumeration, where one says what the rule is about.
_WEAKNESSES: Final = {
    "CKV_IOT_101": 639,
    "CKV_IOT_102": 639,
    "CKV_IOT_104": 312,
    "CKV_IOT_201": 250,
    "CKV_IOT_202": 732,
    "CKV_IOT_203": 732,
    "CKV_IOT_206": 250,
    "CKV_IOT_207": 250,
    "CKV_IOT_208": 732,
    "CKV_IOT_209": 269,
    "CKV_IOT_301": 441,
    "CKV_IOT_303": 441,
    "CKV_IOT_304": 441,
    "CKV_IOT_401": 306,
    "CKV_IOT_403": 250,
    "CKV_IOT_405": 250,
    "CKV_IOT_601": 778,
    "CKV_IOT_602": 778,
    "CKV_IOT_603": 778,
    "CKV_IOT_702": 326,
}


def sarif_log(reports: Iterable[ScanReport], tool: str | None = None) -> dict[str, Any]:
    """The log with one run: the findings that failed, and the suppressed ones, as results."""
    records = [r for report in reports for r in (*report.failed_checks, *report.skipped_checks)]
    entries = {entry.id: entry for entry in CATALOGUE}
    used = sorted({r.check_id for r in records} & entries.keys())
    indices = {check_id: index for index, check_id in enumerate(used)}
    results = [
        {"ruleId": record.check_id, "ruleIndex": indices[record.check_id], **result}
        for record in records
        if record.check_id in indices
        for result in _results(record, entries[record.check_id])
    ]
    results.sort(key=lambda result: _order(result, entries))
    driver = {
        "name": _TOOL if tool in (None, "", _CHECKOV) else tool,
        "version": __version__,
        "semanticVersion": __version__,
        "informationUri": REPOSITORY,
        "rules": [_rule(entries[check_id]) for check_id in used],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(entry: Entry) -> dict[str, Any]:
    page = inspect.getdoc(type(rule(entry.id))) or ""
    summary, _, rest = page.partition("\n\n")
    tags = ["security", "aws-iot"]
    if entry.id in _WEAKNESSES:
        tags.append(f"external/cwe/cwe-{_WEAKNESSES[entry.id]}")
    return {
        "id": entry.id,
        "name": entry.location.partition(":")[2],
        "shortDescription": {"text": entry.title},
        "fullDescription": {"text": " ".join(summary.split())},
        "help": {"text": rest or summary, "markdown": f"# {entry.id}: {entry.title}\n\n{page}"},
        "helpUri": guideline(entry.id),
        "defaultConfiguration": {"level": _LEVELS[entry.severity]},
        "properties": {
            "tags": tags,
            "precision": "very-high",
            "problem.severity": {"error": "error", "warning": "warning"}.get(
                _LEVELS[entry.severity], "recommendation"
            ),
            "security-severity": _SCORES[entry.severity],
        },
    }


def _results(record: Record, entry: Entry) -> Iterator[dict[str, Any]]:
    checked: Any = record.check_result
    suppressed = (checked.get("suppress_comment") or "").strip()
    level = _LEVELS[entry.severity]
    if checked["result"].value == SKIPPED:
        yield {
            "level": level,
            "message": {"text": record.check_name},
            "locations": [_location(lines_of_record(record), record.resource)],
            "suppressions": [
                {"kind": "inSource", "justification": suppressed or "No comment provided"}
            ],
        }
        return
    for finding in reported_findings(record):
        yield {"level": level, **_result(finding, record)}


def _result(finding: dict[str, Any], record: Record) -> dict[str, Any]:
    result: dict[str, Any] = {
        "message": {"text": finding["message"]},
        "locations": [_location(finding, record.resource)],
    }
    if related := finding.get("related"):
        result["relatedLocations"] = [
            {"id": number, **_location(place), "message": {"text": place["what"]}}
            for number, place in enumerate(related, 1)
        ]
    if edits := finding.get("edits"):
        result["fixes"] = [_fix(edits)]
    if fingerprint := finding.get("fingerprint"):
        result["partialFingerprints"] = {
            _FINGERPRINT: fingerprint,
            _GITHUB_FINGERPRINT: fingerprint,
        }
    return result


def _fix(edits: list[dict[str, Any]]) -> dict[str, Any]:
    """The edits by file; they are proved together with those of the other results."""
    by_file: dict[str, list[dict[str, Any]]] = {}
    for edit in edits:
        replacement = {"deletedRegion": _region(edit), "insertedContent": {"text": edit["text"]}}
        by_file.setdefault(edit["file"], []).append(replacement)
    return {
        "description": {"text": "What checkov-aws-iot fix writes instead"},
        "artifactChanges": [
            {"artifactLocation": _artifact(file), "replacements": replacements}
            for file, replacements in by_file.items()
        ],
    }


def _artifact(file: str) -> dict[str, str]:
    return {"uri": quote(file, errors="surrogatepass")}


def _region(place: dict[str, Any]) -> dict[str, int]:
    region = {
        "startLine": place["start_line"],
        "startColumn": place["start_column"],
        "endLine": place["end_line"],
        "endColumn": place["end_column"],
    }
    return {key: value for key, value in region.items() if value}


def _location(place: dict[str, Any], resource: str = "") -> dict[str, Any]:
    physical = {"artifactLocation": _artifact(place["file"]), "region": _region(place)}
    location: dict[str, Any] = {"physicalLocation": physical}
    if resource:
        location["logicalLocations"] = [{"fullyQualifiedName": resource, "kind": "resource"}]
    return location


def _order(result: dict[str, Any], entries: dict[str, Entry]) -> tuple[object, ...]:
    """By severity, file, line and check."""
    physical = result["locations"][0]["physicalLocation"]
    region = physical["region"]
    return (
        -entries[result["ruleId"]].severity,
        physical["artifactLocation"]["uri"],
        region["startLine"],
        region.get("startColumn", 0),
        result["ruleId"],
        result["message"]["text"],
    )
