"""What a change of access adds, other than what was to be had before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.fixes.limits import is_limited
from checkov_aws_iot.policies.advice.request_words import request_in_words
from checkov_aws_iot.policies.comparison.access import new_access
from checkov_aws_iot.policies.model.document import Document, Effect, Element
from checkov_aws_iot.values.text import Text, join_text

if TYPE_CHECKING:
    from checkov_aws_iot.engine.documents.policy_changes import PolicyChange, PolicyState

_SUBSCRIBE: Final = ("iot:Subscribe",)
_FILTER: Final = ":topicfilter/"
_SHARED: Final = "$share/"


def widening(change: PolicyChange, before: PolicyState, after: PolicyState) -> str:
    """What the change allows that was not allowed before, in words; empty if that is nothing.

    A filter is a text to the policy: `topicfilter/a/+` does not allow a subscription to `a/b`, whose
    messages a subscription to `a/+` gives as well. So a filter is nothing more where one that covers
    it was allowed in the same circumstances.

    Source: AWS IoT Core Developer Guide, "Using wildcard characters in MQTT and AWS IoT Core policies".
    """
    old, new = _document(change, before), _document(change, after)
    if old is not None and new is not None and is_limited(old, new):
        return ""
    for caller, difference in change.new:
        for access in difference.access:
            if access.actions == _SUBSCRIBE and _is_covered(change, before, after):
                continue
            who = f"{caller} " if caller else ""
            return f"it would allow {who}{request_in_words(access.witness)}"
        for unknown in difference.unknown:
            return f"whether it allows more on {unknown.resource} is not known: {unknown.reason}"
    return ""


def locked_out(change: PolicyChange, before: PolicyState, after: PolicyState) -> str:
    """What no device may do any more, in words: a Deny that takes effect is not meant for all of them.

    Empty where every action is still allowed to some, or that is not known.
    """
    old, new = _document(change, before), _document(change, after)
    if old is None or new is None:
        return ""
    lost = _actions(old) - _actions(new)
    return f"it would deny {min(lost)} to every device" if lost else ""


def _actions(document: Document) -> set[str]:
    found = new_access([document], [], iot_policy=True)
    allowed = {action for access in found.access for action in access.actions}
    return allowed.union(*(access.actions for access in found.unknown))


def _is_covered(change: PolicyChange, before: PolicyState, after: PolicyState) -> bool:
    """Whether each filter that is new is a part of one that was there."""
    old, new = _document(change, before), _document(change, after)
    if old is None or new is None:
        return False
    had, has = set(_filters(old)), set(_filters(new))
    if not all(any(_covers(wide, narrow) for wide in had) for narrow in has - had):
        return False
    return not new_access([new], [_with_parts(old)], iot_policy=True)


def _document(change: PolicyChange, state: PolicyState) -> Document | None:
    """The document that changed, if it has no alternatives."""
    found = [
        one
        for (_, address, place), documents in state.documents.items()
        if (address, place) == (change.address, change.place)
        for one in documents
        if change.span is None or one.span.file == change.span.file
    ]
    return found[0].held.document if len(found) == 1 else None


def _filters(document: Document) -> Iterator[str]:
    """The topic filters that the document may allow, as it spells them."""
    for statement in document.statements:
        if statement.effect is Effect.ALLOW and not statement.negated_resources:
            for element in statement.resources:
                _, found, name = str(element.text).partition(_FILTER)
                if found:
                    yield name


def _with_parts(document: Document) -> Document:
    """The document in which a filter with wildcards of MQTT is also every filter of its shape."""
    statements = tuple(
        replace(statement, resources=tuple(_each(statement.resources)))
        if statement.effect is Effect.ALLOW and not statement.negated_resources
        else statement
        for statement in document.statements
    )
    return replace(document, statements=statements)


def _each(elements: tuple[Element, ...]) -> Iterator[Element]:
    for element in elements:
        yield element
        if _FILTER in str(element.text):
            yield replace(element, text=_of_shape(element.text))


def _of_shape(text: str | Text) -> str | Text:
    """The Resource with a wildcard of policies for each one of MQTT."""
    parts = list(text.parts if isinstance(text, Text) else (text,))
    is_name = False
    for at, part in enumerate(parts):
        if isinstance(part, str):
            head, found, name = ("", "", part) if is_name else part.partition(_FILTER)
            is_name = is_name or bool(found)
            parts[at] = head + found + name.replace("+", "*").replace("#", "*")
    return join_text(parts)


def _covers(wide: str, narrow: str) -> bool:
    """Whether a subscription to the one filter gives the messages of every one that the other names."""
    if wide == narrow:
        return True
    if wide.startswith(_SHARED) or narrow.startswith(_SHARED) or _is_open(wide):
        return False
    levels, others = wide.split("/"), narrow.split("/")
    # The wildcards of MQTT stand for no topic that begins with a dollar sign.
    if levels[0] in ("+", "#") and others[0].startswith("$") and not others[0].startswith("${"):
        return False
    for at, level in enumerate(levels):
        if level == "#":
            return at == len(levels) - 1
        if at >= len(others) or others[at] == "#" or _is_open(others[at]):
            return False
        if level not in ("+", others[at]):
            return False
    return len(levels) == len(others)


def _is_open(text: str) -> bool:
    return "*" in text or "?" in text
