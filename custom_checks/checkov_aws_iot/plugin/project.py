"""What its checks are called, and where the project lives on the web."""

from __future__ import annotations

OWN = "CKV_IOT_"
"""What the ids of all checks of the pack begin with."""

REPOSITORY = "https://github.com/checkov-aws-iot/checkov-aws-iot"


def guideline(rule_id: str) -> str:
    """The address of the page of a rule."""
    return f"{REPOSITORY}/blob/main/docs/checks/{rule_id}.md"
