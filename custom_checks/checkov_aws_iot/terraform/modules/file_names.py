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
    hidden = {name.replace(".tofu", ".tf") for name in listed if ".tofu" in name}
    return [name for name in listed if name not in hidden]
