"""What the engine takes over from Checkov instead of importing it is what Checkov does."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import product

import pytest
from checkov.common.comment.enum import COMMENT_REGEX
from checkov.common.runners.base_runner import filter_ignored_paths

from checkov_aws_iot.engine.reading.path_filters import PathFilter
from checkov_aws_iot.engine.suppressions import COMMENT

NAMES = (
    "main.tf", ".hidden", ".terraform", ".terraform.lock.hcl", "node_modules", ".serverless",
    "modules", "test", "test.tf", "a.b", "axb", "cdk.out",
)  # fmt: skip
DIRECTORIES = ("/work/tree", "/work/tree/live/test", "/work/tree/node_modules")
EXCLUDED = (
    (), ("test",), ("^/work/tree/live",), ("live/.*",), (".b",), ("a.b",), ("(",), ("[a-",),
    ("modules", "main\\.tf$"), ("./test",), (".terraform",), ("",),
)  # fmt: skip


def test_a_skip_comment_is_one_for_checkov() -> None:
    assert COMMENT.pattern == COMMENT_REGEX.pattern


@pytest.mark.parametrize(("directory", "excluded"), product(DIRECTORIES, EXCLUDED))
def test_the_same_names_are_left(directory: str, excluded: tuple[str, ...]) -> None:
    left = list(NAMES)
    filter_ignored_paths(directory, left, list(excluded))
    admitted = PathFilter(excluded)
    assert [name for name in NAMES if admitted.admits(directory, name)] == left
    assert left != list(NAMES)


def test_the_variable_of_checkov_names_the_ignored_directories() -> None:
    program = (
        "from checkov_aws_iot.engine.reading.path_filters import PathFilter as F; "
        "print(F().admits('/a', 'node_modules'), F().admits('/a', 'gone'), F().admits('/a', '.h'))"
    )
    told = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "CKV_IGNORED_DIRECTORIES": "gone,x", "CKV_IGNORE_HIDDEN_DIRECTORIES": "no"},
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert told.split() == ["True", "False", "True"]
