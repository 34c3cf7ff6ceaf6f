"""Who imports whom. Directories without __init__.py are invisible to the usual tools."""

from __future__ import annotations

import ast
import os
import subprocess
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
    "conventions": {"values"},
    "patterns": {"values"},
    "terraform": {"values"},
    "cloudformation": {"values"},
    "resources": {"cloudformation", "terraform", "values"},
    "policies": {"patterns", "values"},
    "provisioning": {"cloudformation", "policies", "values"},
    "findings": {"conventions", "policies", "resources", "values"},
    "positions": {"cloudformation", "findings", "terraform", "values"},
    "rules": {
        "conventions",
        "findings",
        "patterns",
        "policies",
        "provisioning",
        "resources",
        "values",
    },
}
MAY_IMPORT["engine"] = {*MAY_IMPORT}
MAY_IMPORT["fixes"] = {*MAY_IMPORT}
MAY_IMPORT["editing"] = {*MAY_IMPORT}
MAY_IMPORT["plugin"] = {*MAY_IMPORT} - {"editing", "fixes"}
MAY_IMPORT["commands"] = {*MAY_IMPORT, LOADER}
MAY_IMPORT["interface"] = {*MAY_IMPORT}
OUTER = {"plugin", "commands", "interface"}
CHEAP = {
    "checkov",
    "checkov.common",
    "checkov.common.models",
    "checkov.common.parsers",
    "checkov.common.resource_code_logger_filter",
    "checkov.common.util",
}
"""What judging uses of Checkov: no check, no runner, no client of a platform."""

THIRD_PARTY: dict[str, set[str]] = {
    "conventions": {"yaml"},
    "terraform": {"hcl2", "lark", "regex", "yaml"},
    "cloudformation": {"checkov", "yaml"},
    "plugin": {"checkov"},
    "positions": {"yaml"},
    "commands": {
        "checkov",
        "configargparse",
        "cyclonedx",
        "dask",
        "distributed",
        "hcl2",
        "lsprotocol",
        "pygls",
        "termcolor",
        "tqdm",
        "yaml",
    },
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
def test_no_rule_imports_another_or_regular_expressions(path: Path):
    assert "re" not in imports(path)
    inner = {name for name in imports(path) if name.startswith("checkov_aws_iot.rules")}
    assert inner <= {"checkov_aws_iot.rules.index"} if path.stem == "catalog" else inner == set()


@pytest.mark.parametrize("path", sorted((PACKAGE / "rules").glob("*.py")), ids=lambda p: p.stem)
def test_no_rule_reads_text_by_regular_expressions(path: Path):
    assert "re" not in set(imports(path))


def test_only_the_catalogue_imports_rules():
    importers = {
        path.relative_to(PACKAGE).as_posix()
        for path in modules()
        for name in imports(path)
        if name.startswith("checkov_aws_iot.rules.")
        and name.rpartition(".")[2] not in {"catalog", "index"}
    }
    assert importers == set()


def imported_modules(path: Path, known: frozenset[str]) -> set[str]:
    """Our modules that the file imports, at its top, in a function or for types alone."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found & known


def circle(graph: dict[str, set[str]]) -> list[str]:
    """The modules of one circle of imports, in their order; empty if there is none."""
    done: set[str] = set()

    def circle_from(name: str, path: list[str]) -> list[str]:
        if name in path:
            return path[path.index(name) :]
        if name in done:
            return []
        for other in sorted(graph[name]):
            if found := circle_from(other, [*path, name]):
                return found
        done.add(name)
        return []

    return next((found for name in graph if (found := circle_from(name, []))), [])


def test_a_circle_is_found():
    assert circle({"a": {"b"}, "b": {"c"}, "c": set(), "d": {"a", "c"}}) == []
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c"]
    assert circle({"a": {"a"}}) == ["a"]


def test_no_files_import_each_other_in_a_circle():
    names = {
        path: ".".join(("checkov_aws_iot", *path.relative_to(PACKAGE).with_suffix("").parts))
        for path in modules()
    }
    known = frozenset(names.values())
    assert circle({name: imported_modules(path, known) for path, name in names.items()}) == []


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


WITHOUT_RUNNERS = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(*sorted(name for name in sys.modules if name.split(".")[0] in {"checkov", "aiohttp", "networkx"}))
"""


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)


def test_what_judges_needs_neither_runners_nor_checks_of_checkov():
    names = [dotted(path) for path in modules() if path.relative_to(PACKAGE).parts[0] not in OUTER]
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_RUNNERS, *names],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
    )
    imported = set(done.stdout.split())
    assert "checkov.common.parsers.json" in imported
    assert {".".join(name.split(".")[:3]) for name in imported} <= CHEAP


def test_one_file_looks_into_frames_and_the_plugin_tunes_nothing_of_its_host():
    texts = {path.relative_to(PACKAGE).as_posix(): path.read_text("utf-8") for path in modules()}
    assert {name for name, text in texts.items() if "_getframe" in text} == {
        "plugin/running_scan.py"
    }
    assert all(name.startswith("commands/") for name, text in texts.items() if "import gc" in text)
    assert not any(
        "getLogger()" in text or "threading" in text
        for name, text in texts.items()
        if not name.startswith("commands/")
    )
