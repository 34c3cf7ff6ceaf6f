"""What its checks are called, and where the project lives on the web."""

from __future__ import annotations

OWN = "CKV_IOT_"
"""What the ids of all checks of the pack begin with."""

REPOSITORY = "https://github.com/checkov-aws-iot/checkov-aws-iot"


def guideline(rule_id: str) -> str:
    """The address of the page of a rule."""
    return f"{REPOSITORY}/blob/main/docs/checks/{rule_id}.md"


def explain_command(address: str) -> str:
    """The command that prints the page with this address; empty if it is no page of a rule."""
    name = address.rpartition("/")[2].removesuffix(".md")
    return f"Explain: checkov-aws-iot explain {name}" if name.startswith(OWN) else ""
