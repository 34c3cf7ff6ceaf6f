"""A change brings the tests that it needs."""

from __future__ import annotations

import pytest
from scans import ROOT
from tools.quick import ALWAYS, ids_of, needed_tests

RULE = "custom_checks/checkov_aws_iot/rules/own_topics.py"


@pytest.mark.parametrize(
    ("path", "needed"),
    [
        (RULE, {"tests/rules/test_own_topics.py"}),
        (
            "custom_checks/checkov_aws_iot/policies/questions/grants/shared_names.py",
            {"tests/policies/questions/grants/test_shared_names.py"},
        ),
        ("tests/rules/test_own_topics.py", {"tests/rules/test_own_topics.py"}),
        ("tests/roles_of_devices.py", {"tests/rules/test_cognito_role_permissions.py"}),
        (
            "custom_checks/checkov_aws_iot/resources/key_pairs.py",
            {"tests/rules/test_keys_outside_state.py"},
        ),
        ("tools/new_rule.py", {"tests/tools/test_new_rule.py"}),
        ("README.md", set()),
    ],
)
def test_what_a_change_needs(path: str, needed: set[str]):
    found = set(needed_tests([path]))
    assert found >= needed | set(ALWAYS)
    assert all((ROOT / name).is_file() for name in found)


def test_ids_of_a_change():
    assert ids_of([RULE]) == ["CKV_IOT_203"]
    assert ids_of(["iac_examples/CKV_IOT_103/main.tf"]) == ["CKV_IOT_103"]
    assert ids_of(["tests/snapshots/terraform/CKV_IOT_104.txt"]) == ["CKV_IOT_104"]
    assert ids_of(["custom_checks/checkov_aws_iot/rules/catalog.py", "README.md"]) == []
