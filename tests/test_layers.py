"""Who imports whom. Directories without __init__.py are invisible to the usual tools."""

from __future__ import annotations

import ast
import sys
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parent.parent / "custom_checks/checkov_aws_iot"
LOADER = "checkov_aws_iot_loader"

MAY_IMPORT: dict[str, set[str]] = {
    "values": set(),
    "patterns": {"values"},
    "terraform": {"values"},
    "cloudformation": {"values"},
    "resources": {"cloudformation", "terraform", "values"},
    "policies": {"patterns", "values"},
    "provisioning": {"cloudformation", "policies", "values"},
    "findings": {"values"},
    "rules": {"findings", "patterns", "policies", "provisioning", "resources", "values"},
}
MAY_IMPORT["engine"] = {*MAY_IMPORT}
MAY_IMPORT["plugin"] = {*MAY_IMPORT}
MAY_IMPORT["commands"] = {*MAY_IMPORT, LOADER}
THIRD_PARTY: dict[str, set[str]] = {
    "terraform": {"hcl2", "lark", "yaml"},
    "cloudformation": {"checkov", "yaml"},
    "engine": {"checkov"},
    "plugin": {"checkov"},
    "commands": {"checkov", "configargparse", "dask", "distributed", "hcl2", "yaml"},
}


def modules() -> list[Path]:
    return sorted(
        path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE and path.stem[0] != "."
    )


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports do not work without __init__.py"
            assert node.module
            yield node.module


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_layers_below(path: Path):
    layer = path.relative_to(PACKAGE).parts[0]
    for name in imports(path):
        top, *inner = name.split(".")
        if top == "checkov_aws_iot":
            if not inner:
                continue
            assert inner[0] == layer or inner[0] in MAY_IMPORT[layer], f"{path.name} imports {name}"
        elif top != "__future__":
            known = sys.stdlib_module_names | THIRD_PARTY.get(layer, set())
            assert top in known, f"{path.name} imports {name}"


@pytest.mark.parametrize("path", sorted((PACKAGE / "rules").glob("*.py")), ids=lambda p: p.stem)
def test_no_rule_imports_another(path: Path):
    inner = {name for name in imports(path) if name.startswith("checkov_aws_iot.rules")}
    assert inner <= {"checkov_aws_iot.rules.judged"}


def test_nobody_imports_a_rule_but_the_catalogue():
    importers = {
        path.relative_to(PACKAGE).as_posix()
        for path in modules()
        for name in imports(path)
        if name.startswith("checkov_aws_iot.rules.")
        and name.rpartition(".")[2] not in {"catalog", "judged"}
    }
    assert importers == set()


def test_the_only_initialised_directory_is_the_package():
    assert [path.parent for path in PACKAGE.parent.rglob("__init__.py")] == [PACKAGE]


def test_the_only_executed_file_is_the_loader():
    assert {path.stem for path in PACKAGE.glob("*.py")} == {"__init__", LOADER}


def test_no_data_files_that_checkov_would_load_as_graph_checks():
    found = [p for p in PACKAGE.parent.rglob("*") if p.suffix in {".json", ".yaml", ".yml"}]
    assert found == []


def test_no_module_shadows_the_standard_library_or_a_distribution():
    # Checkov puts every directory that it walks on sys.path, so stems are importable names.
    mine = {part for path in modules() for part in path.relative_to(PACKAGE).with_suffix("").parts}
    taken = set(sys.stdlib_module_names) | {
        name for name, owners in packages_distributions().items() if owners != ["checkov-aws-iot"]
    }
    assert mine & taken == set()
