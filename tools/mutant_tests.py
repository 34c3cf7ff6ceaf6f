"""The tests that are run against a change, in a copy of the project, each run in a fork.

The forks start where pytest, Hypothesis and Checkov are imported already, which takes longer than
most of the tests; the pack and its tests are imported anew in each.
"""

from __future__ import annotations

import importlib
import os
import re
import resource
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = Path("custom_checks/checkov_aws_iot")
# The quickest first. Tests that scan would take minutes for each change.
TESTS = (
    ("tests/patterns", "tests/policies", "tests/provisioning", "tests/test_brute_force.py"),
    ("tests/test_witnesses.py", "tests/rules"),
    ("tests/test_documented_cases.py",),
    ("tests/property/test_pattern_laws.py",),
    ("tests/property/test_policy_rule_laws.py", "tests/property/test_source_conditions.py"),
    ("tests/property/test_authoriser_laws.py",),
    ("tests/property/test_policy_laws.py",),
)
# These import nothing of the layer.
WITHOUT = {"policies": {"tests/patterns", "tests/property/test_pattern_laws.py"}}
COPIED = ("custom_checks", "tests", "iac_examples", "docs", "pyproject.toml", "README.md")
NEVER_CHANGED = (
    "hypothesis",
    "pytest",
    "checkov.cloudformation.runner",
    "checkov.serverless.runner",
    "checkov.terraform.plan_runner",
    "checkov.terraform_json.runner",
)
MEMORY = 6 << 30
# The order of sets and the examples of Hypothesis are the same in every run.
SAME_EVERY_TIME = {"PYTHONHASHSEED": "0", "CI": "1"}
_NOT_OF_THE_COPY = 99


class Answer(Enum):
    """What became of a change."""

    NOTICED = "noticed"
    TIMED_OUT = "timed out"
    SURVIVED = "not noticed"


class BrokenTestsError(Exception):
    """The tests say nothing about changes, because they do not pass without one."""


class Project:
    """A copy of the project, in which one file at a time is changed."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.seconds = 0
        for name in COPIED:
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy2)(source, directory / name)

    def check_unchanged(self) -> None:
        """All tests pass; changes get four times as long as they took.

        Raises:
            BrokenTestsError: they do not.
        """
        for name in NEVER_CHANGED:
            importlib.import_module(name)
        started = time.monotonic()
        log = self.directory / "unchanged.txt"
        for tests in TESTS:
            status = self._run(tests, 3600, log)
            if status:
                said = log.read_text(encoding="utf-8", errors="replace")
                failed = re.search(r"^(?:FAILED|ERROR) (\S+)", said, re.MULTILINE)
                name = failed[1] if failed else " ".join(tests)
                reason = "imports the pack from elsewhere" if _is_elsewhere(status) else "fails"
                raise BrokenTestsError(f"{name} {reason} on the unchanged code")
        self.seconds = 30 + 4 * int(time.monotonic() - started)

    def answer(self, file: Path, code: str) -> Answer:
        """What the tests say if the file, as it is called in the project, holds the code."""
        target = self.directory / file
        before, times = target.read_bytes(), target.stat()
        target.write_text(code, encoding="utf-8")
        try:
            without = WITHOUT.get(file.parent.name, set())
            for group in (self._tests_of(file), *TESTS):
                tests = tuple(test for test in group if test not in without)
                status = self._run(tests, self.seconds) if tests else 0
                if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:
                    return Answer.TIMED_OUT
                if status:
                    return Answer.NOTICED
        finally:
            target.write_bytes(before)
            os.utime(target, ns=(times.st_atime_ns, times.st_mtime_ns))
        return Answer.SURVIVED

    def _tests_of(self, file: Path) -> tuple[str, ...]:
        """The tests of the layer that are named after the file or import it."""
        layer, name = file.parent.name, file.stem
        imported = re.compile(rf"\b{PACKAGE.name}\.{layer}\.{name}\b")

        def order() -> Iterator[tuple[bool, str]]:
            for test in sorted((self.directory / "tests" / layer).glob("test_*.py")):
                named = test.stem.startswith(f"test_{name}")
                if named or imported.search(test.read_text(encoding="utf-8")):
                    yield not named, str(test.relative_to(self.directory))

        return tuple(test for _, test in sorted(order()))

    def _run(self, tests: tuple[str, ...], seconds: int, log: Path | None = None) -> int:
        """The status of the process: 0 if the tests pass."""
        sys.stdout.flush()
        sys.stderr.flush()
        child = os.fork()
        if not child:
            code = 3
            try:
                code = self._passed(tests, seconds, log or Path(os.devnull))
            except BaseException:  # noqa: BLE001 - the fork must end here, whatever it was
                traceback.print_exc()
            finally:
                os._exit(code)
        return os.waitpid(child, 0)[1]

    def _passed(self, tests: tuple[str, ...], seconds: int, log: Path) -> int:
        import pytest

        signal.alarm(seconds)
        # Only what is compiled from the unchanged code is kept.
        sys.dont_write_bytecode = log == Path(os.devnull)
        # What grows for ever is stopped before it takes all memory.
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        os.chdir(self.directory)
        output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        here = {"", str(ROOT), str(ROOT / "custom_checks")}
        sys.path[:] = [path for path in sys.path if path not in here]
        # Nobody reads why a test fails, so assertions need not be able to say.
        options = ("-xq", "-rfE", "--assert=plain", "-p", "no:cacheprovider", "-m", "not oracle")
        code = int(pytest.main([*options, *tests]))
        sys.stdout.flush()
        loaded = getattr(sys.modules.get(PACKAGE.name), "__file__", None)
        elsewhere = loaded and not Path(loaded).is_relative_to(self.directory)
        return _NOT_OF_THE_COPY if elsewhere else code


def _is_elsewhere(status: int) -> bool:
    return os.WIFEXITED(status) and os.WEXITSTATUS(status) == _NOT_OF_THE_COPY
