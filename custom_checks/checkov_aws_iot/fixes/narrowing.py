"""Whether a change of access takes away and adds nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from checkov_aws_iot.engine.policy_changes import PolicyChange
    from checkov_aws_iot.policies.comparison.access import Access, Difference

_SUBSCRIBE: Final = ("iot:Subscribe",)
_FILTER: Final = "topicfilter/"


def allows_no_more(change: PolicyChange) -> bool:
    """Whether whoever could send the new requests could have had all that they give.

    A filter is a text to the policy: `topicfilter/a/+` does not allow a subscription to `a/b`, whose
    messages a subscription to `a/+` gives as well. So a filter that another one covers, which was
    allowed in its place, is nothing more.

    Source: AWS IoT Core Developer Guide, "Using wildcard characters in MQTT and AWS IoT Core policies".
    """
    gone = [access for _, difference in change.gone for access in difference.access]
    return all(_is_no_more(difference, gone) for _, difference in change.new)


def _is_no_more(difference: Difference, gone: list[Access]) -> bool:
    if difference.unknown:
        return False
    return all(
        access.actions == _SUBSCRIBE and any(_is_covered(access, other) for other in gone)
        for access in difference.access
    )


def _is_covered(access: Access, other: Access) -> bool:
    """Whether every filter of the one set is a part of the one filter that is the other set."""
    if _SUBSCRIBE[0] not in other.actions or other.conditional or other.besides:
        return False
    narrow, wide = _levels(access.resource), _levels(other.resource)
    if narrow is None or wide is None or any("*" in level or "?" in level for level in wide):
        return False
    for at, level in enumerate(wide):
        if level == "#":
            return at == len(wide) - 1
        if at >= len(narrow) or "*" in narrow[at]:
            return False
        if level not in ("+", narrow[at]):
            return False
    return len(narrow) == len(wide)


def _levels(resource: str) -> list[str] | None:
    """The levels of a topic filter; ``$share`` says who else gets its messages, not which."""
    _, found, name = resource.partition(_FILTER)
    return name.split("/") if found and not name.startswith("$") else None
