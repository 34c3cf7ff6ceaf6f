"""Judging a policy document by one rule, without a framework."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from checkov_aws_iot.findings.verdict import Judgement, conclude
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.rules.judged import JudgedPolicy

if TYPE_CHECKING:
    from checkov_aws_iot.findings.rule import Rule
    from checkov_aws_iot.policies.model.document import Document

ARN = "arn:aws:iot:us-east-1:123456789012:"
THING = "${iot:Connection.Thing.ThingName}"


def allow(action: Any, resource: Any, **more: Any) -> dict[str, Any]:
    """An Allow statement; resources without a colon get the ARN in front."""
    return {"Effect": "Allow", "Action": action, "Resource": _whole(resource), **more}


def deny(action: Any, resource: Any, **more: Any) -> dict[str, Any]:
    return {**allow(action, resource), "Effect": "Deny", **more}


def _whole(resource: Any) -> Any:
    if isinstance(resource, list):
        return [_whole(item) for item in resource]
    return resource if resource == "*" or resource.startswith("arn:") else ARN + resource


def document(*statements: dict[str, Any], version: str | None = "2012-10-17") -> Document:
    written: dict[str, Any] = {"Statement": list(statements)}
    if version is not None:
        written["Version"] = version
    return read_document(json.dumps(written))


def judge(rule: Rule, policy: Document) -> Judgement:
    judged = JudgedPolicy(rule.subjects[0], policy, None, ResourceGraph(lambda _: ()))
    return conclude(rule.judge(judged))  # type: ignore[attr-defined]


def messages(rule: Rule, policy: Document) -> list[str]:
    return [finding.message for finding in judge(rule, policy).findings]
