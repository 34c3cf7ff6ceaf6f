"""A scan reads and parses each file once, whatever the number of modules that need it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from command_line import CONNECT_POLICY
from engine_trees import MODULE, SERVERLESS, STACK, call

from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.engine.reading.confined_reader import ConfinedReader
from checkov_aws_iot.engine.reading.kept_files import KeptFiles
from checkov_aws_iot.engine.reading.path_filters import PathFilter
from checkov_aws_iot.engine.reading.scanned_files import files_below

if TYPE_CHECKING:
    from pathlib import Path

    from checkov_aws_iot.terraform.syntax.syntax_tree import Body
    from checkov_aws_iot.values.unknown import Unknown

ROLE = """
resource "aws_iam_role" "device" {
  name               = "device"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Principal = { Service = "credentials.iot.amazonaws.com" },
    Action = "sts:AssumeRole" }] })
}

resource "aws_iam_role_policy" "device" {
  role   = aws_iam_role.device.name
  policy = file("policy.json")
}

resource "aws_iot_role_alias" "device" {
  alias    = "device"
  role_arn = aws_iam_role.device.arn
}
"""
ROOTS = 7  # more than stay evaluated
UNIT = 'include "root" {\n  path = find_in_parent_folders()\n}\nterraform {\n  source = "../../unit"\n}\n'


class CountingReader(ConfinedReader):
    """Counts how often each file is read from disk."""

    def __init__(self, root: str, also: tuple[str, ...] = ()) -> None:
        super().__init__(root, also)
        self.counted: Counter[str] = Counter()

    def _read(self, path: str) -> str | Unknown:
        self.counted[path] += 1
        return super()._read(path)


class CountingFiles(KeptFiles):
    """Counts how often each file is parsed; keeps nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.counted: Counter[str] = Counter()

    def body(self, text: str, path: str) -> Body | Unknown:
        self.counted[path] += 1
        return KeptFiles().body(text, path)

    def definition(self, text: str, path: str) -> object:
        self.counted[path] += 1
        return KeptFiles().definition(text, path)


def files() -> dict[str, str]:
    found = {
        "shared/main.tf": MODULE,
        "unit/main.tf": MODULE,
        "live/terragrunt.hcl": 'inputs = {\n  id = "unit"\n}\n',
        "live/a/terragrunt.hcl": UNIT,
        "live/b/terragrunt.hcl": UNIT,
        "common.tfvars": 'stage = "dev"\n',
        "broken/main.tf": "resource aws_iot_policy {",
        "stack.yaml": STACK,
        "serverless.yml": SERVERLESS,
    }
    for number in range(ROOTS):
        root = f"root{number}"
        found[f"{root}/main.tf"] = (
            CONNECT_POLICY.format(name="own", id="*")
            + ROLE
            + call("device", "../shared", f'id = "{number}-${{var.stage}}"')
        )
        found[f"{root}/variables.tf"] = 'variable "stage" {}\n'
        found[f"{root}/terraform.tfvars"] = 'stage = "prod"\n'
        found[f"{root}/policy.json"] = '{"Version": "2012-10-17", "Statement": []}'
    return found


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in files().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_no_file_is_read_or_parsed_twice(tree: Path) -> None:
    given = (str(tree / "common.tfvars"),)
    reader, kept = CountingReader(str(tree), given), CountingFiles()
    scanned = files_below(str(tree), PathFilter(()))
    project = Project(str(tree), scanned, reader, given, kept=kept)
    judged = {record.resource.span.file for record in project.records()}
    assert {"shared/main.tf", "unit/main.tf", "stack.yaml", "root0/main.tf"} <= judged
    twice = {path for path, times in reader.counted.items() if times > 1}
    assert twice == set()
    assert {path for path, times in kept.counted.items() if times > 1} == set()
    text = {name for name in files() if not name.endswith((".json", ".hcl"))}
    assert text - {"common.tfvars"} <= set(kept.counted) | {"broken/main.tf"}


def test_a_reader_that_keeps_too_much_reads_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checkov_aws_iot.engine.reading.confined_reader.MOST_KEPT_CHARACTERS", 10)
    for name in ("a", "b", "c"):
        (tmp_path / name).write_text(name * 4)
    reader = CountingReader(str(tmp_path))
    texts = [reader.read(name) for name in ("a", "b", "b", "c", "a")]
    assert texts == ["aaaa", "bbbb", "bbbb", "cccc", "aaaa"]
    assert reader.counted == {"a": 2, "b": 1, "c": 1}
