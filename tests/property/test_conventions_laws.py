"""No file of conventions makes a green scan of one in which a rule broke."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from command_line import CONNECT_POLICY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checkov_aws_iot.conventions.conventions_file import parsed_conventions
from checkov_aws_iot.engine.declared_conventions import own_form
from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.engine.records import records
from checkov_aws_iot.findings.rule import JudgedPolicy
from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.rules.catalog import CATALOGUE, rule

FORM = own_form()
IDS = st.sampled_from([entry.id for entry in CATALOGUE])
RESOURCES = st.sampled_from(["*", "aws_iot_policy.*", "aws_iot_policy.p", "other"])
PATHS = st.sampled_from(["*", "main.tf", "*.tf", "."])


def entries(place: str, places: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    always = {"check": IDS, "reason": st.just("because"), place: places}
    until = {"until": st.sampled_from(["2020-01-01", "2999-12-31"])}
    return st.fixed_dictionaries(always, optional=until)


SHARED = st.fixed_dictionaries(
    {"topic": st.sampled_from(["fleet/*", "pumps/all"]), "reason": st.just("because")}
)
IDENTITY = st.fixed_dictionaries(
    {},
    optional={
        "variables": st.just(["iot:Connection.Thing.Attributes[serial]"]),
        "things": st.lists(st.sampled_from(["pump-????", "gateway-*"]), max_size=2),
    },
)
CONVENTIONS = st.fixed_dictionaries(
    {},
    optional={
        "accounts": st.lists(st.sampled_from(["111122223333", "123456789012"]), max_size=2),
        "organizations": st.lists(st.just("o-a1b2c3d4e5"), max_size=1),
        "identity": IDENTITY,
        "shared": st.lists(SHARED, max_size=2),
        "regions": st.lists(st.just("eu-west-1"), max_size=1),
        "severities": st.dictionaries(IDS, st.sampled_from([s.name for s in Severity])),
        "ignore": st.lists(
            st.one_of(entries("resource", RESOURCES), entries("path", PATHS)), max_size=40
        ),
    },
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("code")
    policy = CONNECT_POLICY.format(name="p", id="pump-1")
    (directory / "main.tf").write_text(policy, encoding="utf-8")
    return directory


def failing(root: Path, declared: dict[str, Any]) -> set[str]:
    conventions = parsed_conventions(json.dumps(declared), FORM, str(root / "c.yaml"))
    project = Project.of_directory(str(root))
    project.conventions = conventions
    found = records(project.resources(), lambda *_: True)
    return {record.entry.id for record in found if record.result == "FAILED"}


def test_without_a_broken_rule_the_scan_is_green(root: Path):
    assert failing(root, {}) == set()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(CONVENTIONS, IDS.filter(lambda i: hasattr(rule(i), "judge") and i[8] in "12"))
def test_a_rule_that_breaks_always_fails_the_analysis(
    root: Path, monkeypatch: pytest.MonkeyPatch, declared: dict[str, Any], check_id: str
):
    def breaks(_: object, judged: JudgedPolicy) -> None:
        raise KeyError(judged)

    asked = [entry.id for entry in CATALOGUE if _is_about_iot_policies(entry.id)]
    with monkeypatch.context() as patched:
        patched.setattr(type(rule(check_id)), "judge", breaks)
        expected = {"CKV_IOT_001"} if check_id in asked else set()
        assert failing(root, declared) == expected


def _is_about_iot_policies(check_id: str) -> bool:
    return any(subject.name == "IOT_POLICY" for subject in rule(check_id).subjects)
