"""A configuration and its plan get the same verdicts, but where a plan hides a document."""

from __future__ import annotations

import json
import re

import pytest
from checkov.common.bridgecrew.check_type import CheckType
from planned_configurations import configurations, plans, shown
from real_terraform import PROVIDER
from scans import scan_with_runners

from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.engine.records import records

Verdicts = dict[tuple[str, str, str], str]

_KEY = re.compile(r"\[[^\]]*\]")

EXCEPTIONS = {
    ("provisioning_template", "aws_iot_provisioning_template.t"): "a plan hides the computed type",
    ("referred_documents", "aws_iot_provisioning_template.h"): "a plan hides the computed type",
    ("referred_documents", "aws_iam_role.h"): "a plan hides that there is no inline policy",
    ("guard_in_dynamic_blocks", "aws_iam_role.r"): "a plan hides that there is no inline policy",
    ("text_of_a_trust_policy", "aws_iam_role.r"): "a plan hides that there is no inline policy",
    ("topic_rules_and_roles", "aws_iam_role.r"): "a plan hides that there is no inline policy",
    ("nulls_of_attributes", "aws_iam_role.r"): "a plan hides that there is no inline policy",
    ("unset_attributes", "aws_iam_role.r"): "a plan hides that there is no inline policy",
    ("guard_by_count", "aws_iot_policy.p"): "it is not created, and judged as it might be",
    (
        "guards_of_nested_objects",
        "aws_iot_policy.p",
    ): "it is not created, and judged as it might be",
}
"""Blocks that have no verdict in one of both, with the reason."""


@pytest.fixture(scope="module")
def from_source(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    root = tmp_path_factory.mktemp("sources")
    for name, files in configurations().items():
        for path, text in {"provider.tf": PROVIDER, **files}.items():
            (root / name / path).parent.mkdir(parents=True, exist_ok=True)
            (root / name / path).write_text(text, encoding="utf-8")
    # Checkov's parser rejects some of the files, which the engine reads.
    project = Project.of_directory(str(root))
    found: Verdicts = {}
    for record in records(project.resources(), lambda _, __: True):
        add(found, record.resource.span.file, record.entry.id, record.resource.name, record.result)
    assert project.problems == {}
    return found


@pytest.fixture(scope="module")
def from_plan(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    root = tmp_path_factory.mktemp("plans")
    for name, plan in plans().items():
        (root / f"{name}.json").write_text(json.dumps(shown(plan), indent=1), encoding="utf-8")
    found: Verdicts = {}
    for record in scan_with_runners(root, (CheckType.TERRAFORM_PLAN,)).records:
        result = record.check_result["result"].value
        add(found, record.file_path.lstrip("/"), record.check_id, record.resource, result)
    return found


def add(found: Verdicts, path: str, check: str, resource: str, result: str) -> None:
    """The verdict of a check on a block of a configuration: FAILED if it is for an instance of it.

    A scan of the source prints one record for all instances of a ``for_each`` that it does not see.
    """
    name = path.partition("/")[0].removesuffix(".json")
    key = (name, check, _KEY.sub("", resource.removeprefix("resource.")))
    found[key] = min(result, found.get(key, result))


def test_they_are_the_same(from_source: Verdicts, from_plan: Verdicts) -> None:
    different = {
        key: (from_source.get(key, "none"), from_plan.get(key, "none"))
        for key in from_source.keys() | from_plan.keys()
        if from_source.get(key) != from_plan.get(key)
    }
    unexplained = {key: both for key, both in different.items() if key[::2] not in EXCEPTIONS}
    assert unexplained == {}
    assert {key[::2] for key in different} == EXCEPTIONS.keys()
