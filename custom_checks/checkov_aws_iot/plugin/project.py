"""What its checks are called, and where the project lives on the web."""

from __future__ import annotations

from checkov_aws_iot import __version__

OWN = "CKV_IOT_"
"""What the ids of all checks of the pack begin with."""

REPOSITORY = "https://github.com/checkov-aws-iot/checkov-aws-iot"
SITE = "https://checkov-aws-iot.github.io/checkov-aws-iot/"

REVISION = "main" if ".dev" in __version__ else f"v{__version__}"
"""The revision of the repository that this version is: its tag, once it is released."""


def blob(file: str) -> str:
    """The address of a file of the repository, as it is in this version."""
    return f"{REPOSITORY}/blob/{REVISION}/{file}"


def guideline(rule_id: str) -> str:
    """The address of the page of a rule."""
    return blob(f"docs/checks/{rule_id}.md")


def explain_command(address: str) -> str:
    """The command that prints the page with this address; empty if it is no page of a rule."""
    name = address.rpartition("/")[2].removesuffix(".md")
    return f"Explain: checkov-aws-iot explain {name}" if name.startswith(OWN) else ""
