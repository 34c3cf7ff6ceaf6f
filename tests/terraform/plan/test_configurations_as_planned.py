"""What the pack evaluates from the source is, byte for byte, what the real Terraform plans."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from planned_configurations import configurations, plans
from real_terraform import PROVIDER
from terraform_files import MemoryReader, configuration
from tools.make_configuration_plans import fresh_plans

from checkov_aws_iot.policies.model.document_reading import decode
from checkov_aws_iot.resources.known_types import KNOWN_TYPES
from checkov_aws_iot.terraform.evaluation.memory import Evaluator
from checkov_aws_iot.terraform.evaluation.type_constraints import is_known
from checkov_aws_iot.terraform.functions.json_encoding import encode
from checkov_aws_iot.terraform.modules.instances import ModuleInstance
from checkov_aws_iot.values.json_text import parse_json
from checkov_aws_iot.values.unknown import Absent
from checkov_aws_iot.values.value import Value

DOCUMENTS = frozenset({"policy", "assume_role_policy", "template_body"})
"""Attributes whose text the provider brings into one form."""

UNKNOWN: dict[tuple[str, str], str] = {
    ("sensitive_names", "part"): "a part of a local value may be sensitive where the whole is not",
}
"""What is unknown to us although Terraform knows it, with the reason."""


def sources(name: str) -> dict[str, str]:
    return {"provider.tf": PROVIDER, **configurations()[name]}


@cache
def evaluated(name: str) -> dict[str, Value]:
    """The outputs, and the arguments of the resources that there are."""
    module = ModuleInstance(Evaluator(MemoryReader(sources(name)), KNOWN_TYPES), "")
    found = {output: module.attribute(output) for output in plans()[name]["outputs"]}
    for instance in resources(name):
        planned = plans()[name]["resources"].get(instance.address, {"after": {}})
        for attribute in planned["after"]:
            value = instance.get(attribute)
            if not isinstance(value, Absent):
                found[f"{instance.address}.{attribute}"] = value
    return found


def resources(name: str) -> list[Any]:
    kinds = {
        address.split("[")[0].split(".")[-2]
        for plan in plans().values()
        for address in plan["resources"]
    }
    return list(configuration(sources(name)).resources(frozenset(kinds)))


def planned(name: str) -> Iterator[tuple[str, Any]]:
    """What Terraform knows, by output or attribute; what the provider adds is left out."""
    plan = plans()[name]
    for output, value in plan["outputs"].items():
        if value is not None:
            yield output, value
    for address, resource in plan["resources"].items():
        for attribute, value in resource["after"].items():
            if f"{address}.{attribute}" in evaluated(name):
                yield f"{address}.{attribute}", value


def text(name: str, value: Value) -> str:
    """The value as JSON text; that of a document in the form of the provider."""
    if name.rpartition(".")[2] in DOCUMENTS and "." in name:
        value = decode(value)
    return str(encode(value))


def comparison(name: str) -> Iterator[tuple[str, str, str, bool]]:
    """What is compared, the text of Terraform, ours, and whether we know it."""
    for key, value in planned(name):
        ours = evaluated(name)[key]
        theirs = text(key, parse_json(json.dumps(value)))
        yield key, theirs, text(key, ours), is_known(ours)


ALL = [(name, *one) for name in configurations() for one in comparison(name)]


def test_enough_is_compared(capsys: pytest.CaptureFixture[str]) -> None:
    documents = [one for one in ALL if '"Statement' in one[2] or "Statement\\" in one[2]]
    unknown = [one for one in ALL if not one[4]]
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{len(configurations())} configurations planned, {len(ALL)} values compared, "
            f"{len(documents)} of them documents, {len(unknown)} unknown"
        )
    assert len(configurations()) >= 60
    assert len(documents) >= 120
    assert len(unknown) <= 0.03 * len(ALL)


@pytest.mark.parametrize("name", configurations())
def test_known_values_are_those_of_the_plan(name: str) -> None:
    different = {
        key: (theirs, ours)
        for key, theirs, ours, known in comparison(name)
        if known and theirs != ours
    }
    assert different == {}


def test_what_is_unknown_is_listed() -> None:
    assert {(name, key) for name, key, _, _, known in ALL if not known} == UNKNOWN.keys()


@pytest.mark.parametrize("name", configurations())
def test_there_are_the_resources_of_the_plan(name: str) -> None:
    ours = {
        one.address for one in resources(name) if not one.is_supposed and False not in one.created
    }
    assert ours == plans()[name]["resources"].keys()


@pytest.mark.oracle
def test_the_kept_plans_are_what_terraform_plans() -> None:
    assert fresh_plans() == plans()
