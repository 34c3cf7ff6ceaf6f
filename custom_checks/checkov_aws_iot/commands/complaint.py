"""What the commands say to their user beside their result."""

from __future__ import annotations

import sys

from checkov_aws_iot.values.one_line import one_line


class Complaint(ValueError):  # noqa: N818 - it is what a user reads
    """The command could not run; each of the arguments is one sentence for its user."""


def tell(line: str) -> None:
    """The line stands on stderr; control characters of names in it do not reach the terminal."""
    print(f"checkov-aws-iot: {one_line(line)}", file=sys.stderr)
