"""Policy documents as the real AWS provider renders them, and as the pack does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from real_terraform import PROVIDER, planned
from terraform_files import configuration

from checkov_aws_iot.values.value import EncodedJson

CASES = Path(__file__).parent / "policy_documents.tf"
NAMES = re.findall(r'^data "aws_iam_policy_document" "(\w+)"', CASES.read_text(), re.MULTILINE)


@pytest.fixture(scope="module")
def rendered(tmp_path_factory) -> dict[str, str]:
    """The JSON texts by address, from one plan of all cases."""
    outputs = "\n".join(
        f'output "{name}" {{\n  value = data.aws_iam_policy_document.{name}\n}}' for name in NAMES
    )
    directory = tmp_path_factory.mktemp("documents")
    files = {"main.tf": CASES.read_text(), "outputs.tf": outputs, "provider.tf": PROVIDER}
    plan = planned(directory, files)
    texts: dict[str, str] = {}
    for name, output in plan["planned_values"]["outputs"].items():
        value = output["value"]
        if isinstance(value, list):
            texts |= {f"{name}[{index}]": each["json"] for index, each in enumerate(value)}
        elif "json" in value:
            texts[name] = value["json"]
        else:
            texts |= {f'{name}["{key}"]': each["json"] for key, each in value.items()}
    return texts


def documents() -> dict[str, Any]:
    """The documents that the pack evaluates, by address."""
    found = configuration({"main.tf": CASES.read_text(), "provider.tf": PROVIDER})
    return {
        instance.address.removeprefix("data.aws_iam_policy_document."): instance.get("json")
        for name in NAMES
        for instance in found.instances("main.tf", f"data.aws_iam_policy_document.{name}")
    }


def as_go_writes(value: object) -> str:
    """JSON text with the indentation and the escapes of the provider."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def test_at_least_sixty_documents() -> None:
    assert len(NAMES) >= 60


@pytest.mark.oracle
def test_every_document_is_the_one_of_the_provider(rendered: dict[str, str]) -> None:
    ours = documents()
    assert ours.keys() == rendered.keys()
    different = {
        name: (json.loads(rendered[name]), value)
        for name, value in ours.items()
        if not isinstance(value, EncodedJson) or value.value != json.loads(rendered[name])
    }
    assert different == {}


@pytest.mark.oracle
def test_every_document_is_written_in_the_same_order(rendered: dict[str, str]) -> None:
    texts = {
        name: as_go_writes(value.value)
        for name, value in documents().items()
        if isinstance(value, EncodedJson)
    }
    assert texts == rendered
