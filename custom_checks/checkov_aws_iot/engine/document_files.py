"""The files of a scan among which documents are looked for, and those that may use them."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

CHECK_TYPE = "aws_iot_documents"
"""What Checkov calls the framework of such documents, in its reports too."""

MOST_FILES = 20_000
"""JSON files that are looked at in one scan."""

MOST_BYTES = 200_000
"""No document that AWS accepts comes near: a policy has 6,144 characters, a template 10,240."""

_TERRAFORM = (".tf", ".tf.json")
_TEMPLATES = (".yaml", ".yml", ".template", ".json")
# These are something else by their names, whatever is in them.
_NOT_DOCUMENTS = (".tf.json", ".tfvars.json", ".tfstate.json", "package.json", "package-lock.json")


@dataclass(slots=True)
class ScannedFiles:
    """Absolute paths, in the order in which Checkov walks.

    ``json`` may hold documents. ``configurations`` and ``templates`` may use them. ``left_out`` is
    the number of JSON files beyond the most that are looked at.
    """

    json: list[str] = field(default_factory=list)
    configurations: list[str] = field(default_factory=list)
    templates: list[str] = field(default_factory=list)
    left_out: int = 0

    def add(self, path: str) -> None:
        """The file is where it belongs, if anywhere."""
        if path.endswith(_TERRAFORM):
            self.configurations.append(path)
        elif path.endswith(_TEMPLATES):
            self.templates.append(path)
        if not path.endswith(".json") or path.endswith(_NOT_DOCUMENTS):
            return
        if len(self.json) < MOST_FILES:
            self.json.append(path)
        else:
            self.left_out += 1


def is_small(path: str) -> bool:
    """Whether the file is there and not longer than any document."""
    try:
        return os.stat(path).st_size <= MOST_BYTES
    except OSError:
        return False
