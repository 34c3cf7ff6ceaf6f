"""What the pack evaluates from the source, against the kept plans of the same configurations."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from terraform_files import configuration, plain
from tools.make_plans import PLANS, names, plan, sources

from checkov_aws_iot.policies.model.document_reading import decode
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown

DOCUMENTS = frozenset({"policy", "assume_role_policy", "template_body"})
ATTRIBUTES = ("name", "alias", "role_arn", "sql", "bucket", "role", "enabled", *DOCUMENTS)


def kept(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((PLANS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def changes(name: str) -> dict[str, dict[str, Any]]:
    return {
        change["address"]: change["change"]
        for change in kept(name)["resource_changes"]
        if change["mode"] == "managed"
    }


def comparisons() -> Iterator[tuple[str, str, str, Any]]:
    for name in names():
        for address, change in changes(name).items():
            for attribute in ATTRIBUTES:
                value = change["after"].get(attribute)
                if value is not None:
                    yield name, address, attribute, value


def evaluated(name: str) -> dict[str, Any]:
    kinds = frozenset(change["type"] for change in kept(name)["resource_changes"])
    found = configuration(sources(name)).resources(kinds)
    return {instance.address: instance for instance in found}


def test_the_same_resources() -> None:
    for name in names():
        assert evaluated(name).keys() == changes(name).keys()


@pytest.mark.parametrize(("name", "address", "attribute", "planned"), comparisons())
def test_known_values_are_those_of_the_plan(
    name: str, address: str, attribute: str, planned: Any
) -> None:
    instance = evaluated(name)[address]
    value = instance.get(attribute)
    if attribute in DOCUMENTS:
        assert plain(decode(value)) == json.loads(planned)
    else:
        assert plain(value) == planned


def test_what_the_plan_does_not_know_has_holes() -> None:
    instance = evaluated("documents")["aws_iot_policy.unknown_until_apply"]
    resource = instance.get("policy").value["Statement"][0]["Resource"]
    assert isinstance(resource, Text)
    assert plain(resource) == "arn:aws:iot:eu-west-1:${provider.aws.account_id}:thing/sensor-1"
    change = changes("documents")["aws_iot_policy.unknown_until_apply"]
    assert change["after_unknown"]["policy"] is True


def test_regions_are_those_of_the_providers() -> None:
    found = evaluated("regions")
    assert found["aws_iot_policy.first"].region() == "eu-west-1"
    assert found["aws_s3_bucket.standby"].region() == "us-west-2"


def test_computed_attributes_are_unknown_in_the_plan_only() -> None:
    alias = evaluated("identity")["aws_iot_role_alias.of_the_plan"]
    assert not isinstance(alias.get("role_arn"), Unknown)
    assert changes("identity")[alias.address]["after_unknown"]["role_arn"] is True


@pytest.mark.oracle
@pytest.mark.parametrize("name", names())
def test_the_kept_plan_is_what_terraform_plans(name: str) -> None:
    fresh = plan(name)
    expected = kept(name)
    fresh["terraform_version"] = expected["terraform_version"]
    for found in (fresh, expected):
        # Terraform lists them in no particular order, and not the same ones every time.
        found.pop("relevant_attributes", None)
    assert fresh == expected
