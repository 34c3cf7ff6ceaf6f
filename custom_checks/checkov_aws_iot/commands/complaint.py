"""Why a command could not do its work."""

from __future__ import annotations


class Complaint(ValueError):  # noqa: N818 - it is what a user reads
    """The command could not run; the message is one sentence for its user."""
