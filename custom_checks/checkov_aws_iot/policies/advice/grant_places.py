"""Where in a document a grant stands."""

from __future__ import annotations

from checkov_aws_iot.policies.authoriser.allowed_names import Grant


def place_of(grant: Grant) -> str:
    """The path to the Resource of a grant, or to the NotResource as a whole."""
    return grant.element.path if grant.element else f"{grant.statement.path}/NotResource"


def grant_text(grant: Grant) -> str:
    """The Resource text of a grant, or all texts of its NotResource."""
    if grant.element is not None:
        return str(grant.element.text)
    return ", ".join(str(element.text) for element in grant.statement.resources)
