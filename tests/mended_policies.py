"""Policies after what findings propose, each in the place that it names."""

from __future__ import annotations

import copy
import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from checkov_aws_iot.findings.finding import Finding


def mended(written: dict[str, Any], findings: tuple[Finding, ...]) -> dict[str, Any]:
    """The policy after all that the findings suggest, each in the place that it names."""
    result: dict[str, Any] = copy.deepcopy(written)
    removed: list[tuple[dict[str, Any], str, int]] = []
    for finding in findings:
        instead = finding.message.rpartition("; use ")[2]
        element = re.search(
            r"(?P<key>(?:Not)?(?:Action|Resource))(?:/\[(?P<at>\d+)\])?$", finding.path
        )
        assert element is not None, finding.path
        statement: Any = result
        for step in finding.path[: element.start()].strip("/").split("/"):
            statement = statement[int(step[1:-1])] if step.startswith("[") else statement[step]
        key = element["key"]
        statement[key] = statement[key] if isinstance(statement[key], list) else [statement[key]]
        if instead.startswith('"StringEquals"'):
            statement["Condition"] = json.loads("{" + instead + "}")
            continue
        statement[key] += replacements(key.removeprefix("Not"), instead, finding)
        removed.append((statement, key, int(element["at"] or 0)))
    for statement, key, at in sorted(removed, key=lambda item: -item[2]):
        if key.startswith("Not"):
            rest = statement.pop(key)
            statement[key.removeprefix("Not")] = [t for t in rest if t not in rest[: at + 1]]
        elif statement[key][at] is not None:
            statement[key][at] = None
    for statement, key, _ in removed:
        if key in statement:
            statement[key] = [text for text in statement[key] if text is not None]
    return result


def replacements(element: str, instead: str, finding: Finding) -> list[str]:
    """The texts to write; where the suggestion is prose, one that is as good as any."""
    if element == "Action":
        return re.findall(r"[a-z]+:[A-Z][A-Za-z]+", instead) or ["iot:Connect"]
    first = re.split(r" for |, | or ", instead)[0]
    if first.startswith("arn:aws:iam:"):
        return ["arn:aws:iam::123456789012:role/DeviceRole"]
    assert finding.witness is not None
    prefix = ":".join(str(finding.witness.resource).split(":")[:5])
    return [f"{prefix}:{first if '/' in first and ' ' not in first else 'topic/needed'}"]
