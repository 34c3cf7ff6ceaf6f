"""Policy documents as the real AWS provider renders them, and as the pack does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from real_terraform import PROVIDER, planned
from terraform_files import configuration

from checkov_aws_iot.terraform.functions.function import text_of

CASES = Path(__file__).parent / "policy_documents.tf"
NAMES = re.findall(r'^data "aws_iam_policy_document" "(\w+)"', CASES.read_text(), re.MULTILINE)


@pytest.fixture(scope="module")
def rendered(tmp_path_factory) -> dict[str, dict[str, str]]:
    """What the data sources give by address, from one plan of all cases."""
    outputs = "\n".join(
        f'output "{name}" {{\n  value = data.aws_iam_policy_document.{name}\n}}' for name in NAMES
    )
    directory = tmp_path_factory.mktemp("documents")
    files = {"main.tf": CASES.read_text(), "outputs.tf": outputs, "provider.tf": PROVIDER}
    plan = planned(directory, files)
    texts: dict[str, dict[str, str]] = {}
    for name, output in plan["planned_values"]["outputs"].items():
        value = output["value"]
        if isinstance(value, list):
            texts |= {f"{name}[{index}]": each for index, each in enumerate(value)}
        elif "json" in value:
            texts[name] = value
        else:
            texts |= {f'{name}["{key}"]': each for key, each in value.items()}
    return texts


def texts(attribute: str) -> dict[str, Any]:
    """The texts that the pack evaluates, by address."""
    found = configuration({"main.tf": CASES.read_text(), "provider.tf": PROVIDER})
    return {
        instance.address.removeprefix("data.aws_iam_policy_document."): text_of(
            instance.get(attribute)
        )
        for name in NAMES
        for instance in found.instances("main.tf", f"data.aws_iam_policy_document.{name}")
    }


def test_at_least_sixty_documents() -> None:
    assert len(NAMES) >= 60


@pytest.mark.oracle
@pytest.mark.parametrize("attribute", ["json", "minified_json"])
def test_every_text_is_the_one_of_the_provider(
    rendered: dict[str, dict[str, str]], attribute: str
) -> None:
    assert texts(attribute) == {name: each[attribute] for name, each in rendered.items()}
