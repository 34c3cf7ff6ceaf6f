"""A configuration and its plan get the same verdicts, but where a plan hides a document."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from checkov.common.bridgecrew.check_type import CheckType
from planned_configurations import configurations, plans, shown
from real_terraform import PROVIDER
from scans import scan_with_runners

Verdicts = dict[tuple[str, str, str], str]

_KEY = re.compile(r"\[[^\]]*\]")

EXCEPTIONS = {
    ("exponents_and_markers", "aws_iot_policy.p"): "Checkov's parser rejects the file",
    ("json_syntax", "aws_iot_policy.d"): "Checkov's parser rejects the file",
    ("json_syntax", "aws_iot_policy.e"): "Checkov's parser rejects the file",
    ("json_syntax_with_lists", "aws_iot_policy.a"): "Checkov's parser rejects the file",
    ("json_syntax_with_lists", "aws_iot_policy.b"): "Checkov's parser rejects the file",
    ("provisioning_template", "aws_iot_provisioning_template.t"): "a plan hides the computed type",
    ("referred_documents", "aws_iot_provisioning_template.h"): "a plan hides the computed type",
    ("referred_documents", "aws_iam_role.h"): "a plan hides that there is no inline policy",
    ("guard_in_dynamic_blocks", "aws_iam_role.r"): "a plan hides that there is no inline policy",
    ("text_of_a_trust_policy", "aws_iam_role.r"): "a plan hides that there is no inline policy",
    ("topic_rules_and_roles", "aws_iam_role.r"): "a plan hides that there is no inline policy",
    ("unset_attributes", "aws_iam_role.r"): "a plan hides that there is no inline policy",
    ("guard_by_count", "aws_iot_policy.p"): "it is not created, and judged as it might be",
}
"""Blocks that have no verdict in one of both, with the reason."""

SOURCES = (CheckType.TERRAFORM, CheckType.TERRAFORM_JSON)


@pytest.fixture(scope="module")
def from_source(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    root = tmp_path_factory.mktemp("sources")
    for name, files in configurations().items():
        for path, text in {"provider.tf": PROVIDER, **files}.items():
            (root / name / path).parent.mkdir(parents=True, exist_ok=True)
            (root / name / path).write_text(text, encoding="utf-8")
    return verdicts(root, *SOURCES)


@pytest.fixture(scope="module")
def from_plan(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    root = tmp_path_factory.mktemp("plans")
    for name, plan in plans().items():
        (root / f"{name}.json").write_text(json.dumps(shown(plan), indent=1), encoding="utf-8")
    return verdicts(root, CheckType.TERRAFORM_PLAN)


def verdicts(root: Path, *frameworks: str) -> Verdicts:
    """The verdicts by configuration, check and block: FAILED if it is for one of its instances.

    A scan of the source prints one record for all instances of a ``for_each`` that it does not see.
    """
    found: Verdicts = {}
    for record in scan_with_runners(root, frameworks).records:
        name = record.file_path.lstrip("/").partition("/")[0].removesuffix(".json")
        block = _KEY.sub("", record.resource.removeprefix("resource."))
        key = (name, record.check_id, block)
        verdict = record.check_result["result"].value
        found[key] = min(verdict, found.get(key, verdict))
    return found


def test_they_are_the_same(from_source: Verdicts, from_plan: Verdicts) -> None:
    different = {
        key: (from_source.get(key, "none"), from_plan.get(key, "none"))
        for key in from_source.keys() | from_plan.keys()
        if from_source.get(key) != from_plan.get(key)
    }
    unexplained = {key: both for key, both in different.items() if key[::2] not in EXCEPTIONS}
    assert unexplained == {}
    assert {key[::2] for key in different} == EXCEPTIONS.keys()
