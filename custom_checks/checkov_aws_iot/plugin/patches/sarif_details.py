"""Details in SARIF reports.

Needed by Checkov 3.2.500 to 3.3.30, which puts the details of any check into attachments that have
no location, and gives the name of one resource as the help of a rule.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from checkov.common.output.record import Record
from checkov.common.output.sarif import Sarif

from checkov_aws_iot.plugin.project import OWN

_RESULTS, _RULE = "_create_results", "_create_iac_rule"


def show_details_in_sarif() -> None:
    """From now on results of this pack say in SARIF reports what they found; idempotent.

    Whoever holds a report with such attachments against the schema, as GitHub does when one is
    uploaded, refuses all of it. Steps aside where Checkov writes them in another way.

    Source: SARIF 2.1.0, "attachment object", "message object".
    """
    write, describe = getattr(Sarif, _RESULTS, None), getattr(Sarif, _RULE, None)
    if write is None or describe is None or hasattr(write, "__wrapped__"):
        return

    @wraps(write)
    def with_details(report: Sarif) -> list[dict[str, Any]]:
        results: list[dict[str, Any]] = write(report)
        for result in results:
            if result["ruleId"].startswith(OWN):
                details = [attached["description"] for attached in result.pop("attachments", ())]
                if details:
                    result["message"] = {"text": "\n".join(details)}
        return results

    @wraps(describe)
    def for_all_resources(report: Sarif, check_type: str, record: Record) -> dict[str, Any]:
        rule: dict[str, Any] = describe(report, check_type, record)
        if record.check_id.startswith(OWN):
            rule["help"] = {"text": f"{record.check_name}\n{record.guideline}"}
        return rule

    setattr(Sarif, _RESULTS, with_details)
    setattr(Sarif, _RULE, for_all_resources)
