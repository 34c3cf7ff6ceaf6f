"""What a detail proposes, put into the failing examples, makes the rules pass: real scans."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from cfnlint.decode import cfn_yaml
from scans import ROOT, Scan, scan_with_runners

IDS = ("CKV_IOT_301", "CKV_IOT_302", "CKV_IOT_303", "CKV_IOT_304")


def scan(template: Any, directory: Path) -> Scan:
    directory.mkdir()
    (directory / "stack.json").write_text(json.dumps(template), encoding="utf-8")
    return scan_with_runners(directory, frameworks=("cloudformation",))


def statement_of(template: Any, resource: str, key: str) -> Any:
    """The statement that an evaluated key lies in."""
    place: Any = template["Resources"][resource.rpartition(".")[2]]
    inside = False
    for step in key.split("/"):
        place = place[int(step[1:-1])] if re.fullmatch(r"\[\d+\]", step) else place[step]
        inside = inside or step == "Statement"
        if inside and isinstance(place, dict) and "Effect" in place:
            return place
    raise AssertionError(key)


def mend(template: Any, resource: str, key: str, detail: str) -> None:
    match = re.search(r'the source account "(\d+)" and the source ARN "([^"]+)"', detail)
    if match:
        properties = template["Resources"][resource.rpartition(".")[2]]["Properties"]
        properties["SourceAccount"], properties["SourceArn"] = match.groups()
        return
    start = detail.index('"Condition": ') + len('"Condition": ')
    condition, _ = json.JSONDecoder().raw_decode(detail, start)
    statement_of(template, resource, key)["Condition"] = condition


@pytest.mark.parametrize("check_id", IDS)
def test_the_proposal_mends_every_failing_example(check_id: str, tmp_path: Path) -> None:
    loaded = cfn_yaml.load(str(ROOT / "iac_examples" / check_id / "stack.template"))
    template = json.loads(json.dumps(loaded))
    first = scan(template, tmp_path / "first")
    failed = [
        record
        for record in first.records
        if record.check_id == check_id and record.check_result["result"].value == "FAILED"
    ]
    assert len(failed) >= 1
    for record in failed:
        (detail,) = record.details
        (key,) = record.check_result["evaluated_keys"]
        mend(template, record.resource, key, detail)
    second = scan(template, tmp_path / "second")
    for record in failed:
        assert record.resource in second.passed(check_id)
    for other in IDS:
        assert second.failed(other) == set()
