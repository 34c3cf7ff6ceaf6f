"""What the commands say to their user beside their result."""

from __future__ import annotations

import sys


class Complaint(ValueError):  # noqa: N818 - it is what a user reads
    """The command could not run; the message is one sentence for its user."""


def tell(line: str) -> None:
    """The line stands on stderr."""
    print(f"checkov-aws-iot: {line}", file=sys.stderr)
