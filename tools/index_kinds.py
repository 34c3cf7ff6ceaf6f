"""Writes the index by which kinds of resources are imported lazily.

Usage: python -m tools.index_kinds [--check]

Checkov registers checks by type of resource in every process, and importing all kinds for that would
take longer than everything else. With --check nothing is written, and the exit code is 1 if something
would be.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "custom_checks"))

from checkov_aws_iot.resources.kind import Kind  # noqa: E402
from checkov_aws_iot.resources.reading.dialects import declarations  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checkov_aws_iot.resources.reading.dialects import ResourceType

RESOURCES = ROOT / "custom_checks/checkov_aws_iot/resources"
INDEX = RESOURCES / "kind_index.py"
_HEAD = '''\
"""Every kind of resource, and the types that each dialect has for it.

Written by ``python -m tools.index_kinds``, never by hand.
"""

from __future__ import annotations

from typing import Final

DATA: Final = "data."
"""What stands in front of the type of a data source."""

'''


def kinds() -> Iterator[tuple[str, type[Kind]]]:
    """The module of every kind, below ``resources/kinds``, and the kind itself."""
    for path in sorted((RESOURCES / "kinds").glob("*/*.py")):
        module = f"{path.parent.name}.{path.stem}"
        names = vars(import_module(f"checkov_aws_iot.resources.kinds.{module}")).values()
        yield from ((module, kind) for kind in names if _is_own(kind, module))


def _is_own(kind: object, module: str) -> bool:
    return (
        isinstance(kind, type) and issubclass(kind, Kind) and kind.__module__.endswith(f".{module}")
    )


def index() -> str:
    """The text of the index."""
    listed = list(kinds())
    modules = "".join(f'    "{kind.__name__}": "{module}",\n' for module, kind in listed)
    acting = "".join(f'    "{kind.__name__}",\n' for _, kind in listed if kind.acts)
    types = "".join(
        f"    {_entry(declared, kind)},\n" for _, kind in listed for declared in declarations(kind)
    )
    return (
        f"{_HEAD}MODULES: Final[dict[str, str]] = {{\n{modules}}}\n"
        '"""The module of each kind, below ``resources/kinds``."""\n\n'
        f"ACTING: Final = (\n{acting})\n"
        '"""The kinds on whose behalf AWS IoT takes a role or calls a function."""\n\n'
        f"TYPES: Final[dict[str, str]] = {{\n{types}}}\n"
        '"""The kind of each type, and the subjects that it is or holds documents of."""\n'
    )


def _entry(declared: ResourceType, kind: type[Kind]) -> str:
    subjects = list(kind.subjects if declared.subjects is None else declared.subjects)
    subjects += [d.subject for d in kind.documents if declared.path_of(d.attribute) is not None]
    names = dict.fromkeys((kind.__name__, *(subject.name for subject in subjects)))
    return f'"{declared.name}": "{" ".join(names)}"'


def main(arguments: list[str]) -> int:
    """The exit code."""
    text = index()
    if INDEX.exists() and INDEX.read_text(encoding="utf-8") == text:
        return 0
    if "--check" in arguments:
        print(f"{INDEX.relative_to(ROOT)} is out of date: run python -m tools.index_kinds")
        return 1
    INDEX.write_text(text, encoding="utf-8")
    print(f"written: {INDEX.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
