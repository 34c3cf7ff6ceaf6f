"""Runs the tests that a change needs.

Usage: python -m tools.quick [--list] [PATH ...]

Without paths, what differs from the branch ``main`` is what changed. A module needs the file of tests
that is named after it, or, where there is none, those that import it; a rule or its examples need what
all rules are asked, for its id. A support module of the tests needs those that import it. The layers and
the generated files are always looked at. This is no substitute for all tests.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parent.parent
PACKAGE = PurePosixPath("custom_checks/checkov_aws_iot")
ALWAYS = ("tests/test_layers.py", "tests/test_docs.py", "tests/test_best_practices_table.py")
OF_EVERY_RULE = ("tests/test_examples.py", "tests/test_snapshots.py", "tests/rules/test_proofs.py")
# They take minutes, so only a change of their own brings them.
SLOW = ("tests/modes/", "tests/property/", "tests/tools/", "tests/test_brute_force.py")
MOST_IMPORTERS = 8


def changed() -> list[str]:
    """The paths of the working tree that differ from ``main``, or from the last commit on it."""
    base = _git("merge-base", "HEAD", "main") or ["HEAD"]
    names = [
        *_git("diff", "--name-only", base[0]),
        *_git("ls-files", "--others", "--exclude-standard"),
    ]
    return sorted({name for name in names if (ROOT / name).is_file()})


def _git(*command: str) -> list[str]:
    completed = subprocess.run(
        ["git", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return completed.stdout.splitlines()


def needed_tests(paths: Iterable[str]) -> list[str]:
    """The files of tests that changes of these paths need, without those of every rule."""
    needed: dict[str, None] = dict.fromkeys(ALWAYS)
    for path in map(PurePosixPath, paths):
        needed.update(dict.fromkeys(_needed_by(path)))
    return [test for test in needed if test not in OF_EVERY_RULE]


def _needed_by(path: PurePosixPath) -> Iterator[str]:
    if path.suffix != ".py":
        return
    if path.parts[0] == "tests":
        if path.name.startswith("test_"):
            yield str(path)
        else:
            yield from _importers(rf"(?:from|import) {path.stem}\b")
    elif path.parts[0] == "tools":
        yield from (name for name in (f"tests/tools/test_{path.stem}.py",) if _exists(name))
    elif path.is_relative_to(PACKAGE):
        module = path.relative_to(PACKAGE)
        mirror = str("tests" / module.with_name(f"test_{module.name}"))
        dotted = re.escape(".".join(("checkov_aws_iot", *module.with_suffix("").parts)))
        yield from [mirror] if _exists(mirror) else _importers(rf"{dotted}\b") or _users(dotted)


def _exists(name: str) -> bool:
    return (ROOT / name).is_file()


def _importers(pattern: str) -> list[str]:
    """The tests that match; of very many, the ones nearest to the root of the tests come first."""
    found = [
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in (file.relative_to(ROOT).as_posix(),)
        if not name.startswith(SLOW) and re.search(pattern, file.read_text(encoding="utf-8"))
    ]
    return sorted(found, key=lambda name: (name.count("/"), name))[:MOST_IMPORTERS]


def _users(dotted: str) -> list[str]:
    """The tests named after the modules of the package that import the module."""
    mirrors = [
        f"tests/{file.relative_to(ROOT / PACKAGE).with_name('test_' + file.name).as_posix()}"
        for file in (ROOT / PACKAGE).rglob("*.py")
        if re.search(rf"{dotted}\b", file.read_text(encoding="utf-8"))
    ]
    return [mirror for mirror in sorted(mirrors) if _exists(mirror)][:MOST_IMPORTERS]


def ids_of(paths: Iterable[str]) -> list[str]:
    """The ids of the rules that the paths declare, exemplify or document."""
    ids: set[str] = set()
    for path in map(PurePosixPath, paths):
        ids.update(re.findall(r"CKV_IOT_\d{3}", str(path)))
        if path.parent == PACKAGE / "rules" and path.stem not in {"catalog", "index"}:
            ids.update(
                re.findall(r'^    id = "(\w+)"', (ROOT / path).read_text("utf-8"), re.MULTILINE)
            )
    return sorted(ids)


def main(arguments: list[str]) -> int:
    """Run the tests; the exit code is pytest's."""
    named = [argument for argument in arguments if not argument.startswith("--")]
    paths = named or changed()
    runs = [needed_tests(paths)]
    if ids := ids_of(paths):
        runs.append([*OF_EVERY_RULE, "-k", " or ".join(ids)])
    if "--list" in arguments:
        print(*(" ".join(run) for run in runs), sep="\n")
        return 0
    return max(
        subprocess.run(
            [sys.executable, "-m", "pytest", "-q", *run], cwd=ROOT, check=False
        ).returncode
        for run in runs
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
