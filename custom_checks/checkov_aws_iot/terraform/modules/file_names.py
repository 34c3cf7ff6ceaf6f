"""The names of the files that Terraform and OpenTofu read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

SUFFIXES: Final = (".tf", ".tofu", ".tf.json", ".tofu.json")


def read_by_tofu(names: Iterable[str]) -> list[str]:
    """The files of a module: one of Terraform beside one of OpenTofu with the same name is not read.

    Source: https://opentofu.org/docs/language/files/
    """
    listed = [name for name in names if name.endswith(SUFFIXES) and not name.startswith(".")]
    there = frozenset(listed)
    return [name for name in listed if tofu_twin(name) not in there]


def tofu_twin(name: str) -> str:
    """The file of OpenTofu that is read in place of this one of Terraform; empty for others."""
    for terraform, tofu in ((".tf", ".tofu"), (".tf.json", ".tofu.json")):
        if name.endswith(terraform):
            return name.removesuffix(terraform) + tofu
    return ""
