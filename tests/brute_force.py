"""Whether AWS would allow a client to connect, decided by trying: nothing in here is of the pack.

Knows what the generated policies use: wildcards, a few variables, a few conditions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import Any

PREFIX = "arn:aws:iot:us-east-1:123456789012:"
CLIENT = f"{PREFIX}client/"
CLIENT_ID = "iot:ClientId"
THING = "iot:Connection.Thing.ThingName"
CERTIFICATE = "iot:CertificateId"
ATTACHED = "iot:Connection.Thing.IsAttached"
ENDPOINT = "aws:SourceVpce"

Statement = dict[str, Any]

# Longer than what the single-character wildcards of a generated policy match, and of other letters: a
# rule takes what a variable stands for as one text that nobody can guess, and so does this.
DEVICE = "thing-xyz-thing"
CERTIFICATE_ID = "5f2e9c5f2e9c"
_PIECES = ("a", "b", "/", DEVICE, CERTIFICATE_ID, "-")
IDS = tuple("".join(word) for n in (1, 2) for word in product(_PIECES, repeat=n))
"""All words of up to two pieces, and as many of three as there is time for."""
IDS += tuple("".join(word) for word in product(_PIECES, repeat=3))[::9]


def matches(pattern: str, text: str) -> bool:
    """``*`` is any run of characters, ``?`` one; ``${*}``, ``${?}`` and ``${$}`` are letters."""
    return pattern == text if pattern.isalnum() else bool(_expression(pattern).fullmatch(text))


@lru_cache(maxsize=20_000)
def _expression(pattern: str) -> re.Pattern[str]:
    wild = {"**": ".*", "??": "."}
    return re.compile("".join(wild.get(token) or re.escape(token) for token in _tokens(pattern)))


@lru_cache(maxsize=20_000)
def _tokens(pattern: str) -> tuple[str, ...]:
    tokens: list[str] = []
    at = 0
    while at < len(pattern):
        if pattern[at : at + 2] == "${" and pattern[at + 2 : at + 4] in ("*}", "?}", "$}"):
            tokens.append(pattern[at + 2])
            at += 4
        else:
            tokens.append({"*": "**", "?": "??"}.get(pattern[at], pattern[at]))
            at += 1
    return tuple(tokens)


def listed(value: Any) -> list[str]:
    """One text, or many."""
    return value if isinstance(value, list) else [value]


class Connections:
    """Which client IDs the device with one thing and one certificate can connect under."""

    def __init__(
        self, statements: list[Statement], *, exclusive: bool, device: str = DEVICE
    ) -> None:
        self._exclusive = exclusive
        self._device = device
        self._statements = [one for one in statements if _is_about_connecting(one)]

    def allows(self, client_id: str) -> bool:
        """Whether it can, from whichever endpoint."""
        return any(self._allowed(client_id, endpoint) for endpoint in ("", "vpce-1"))

    def _allowed(self, client_id: str, endpoint: str) -> bool:
        keys = self._keys(client_id, endpoint)
        applying = {
            one["Effect"]
            for one in self._statements
            if _names(one, client_id, keys) and _holds(one.get("Condition", {}), keys)
        }
        return applying == {"Allow"}

    def _keys(self, client_id: str, endpoint: str) -> dict[str, str]:
        attached = self._exclusive or client_id == self._device
        keys = {CLIENT_ID: client_id, CERTIFICATE: CERTIFICATE_ID}
        keys[ATTACHED] = "true" if attached else "false"
        if attached:
            keys[THING] = self._device
        if endpoint:
            keys[ENDPOINT] = endpoint
        return keys


def _is_about_connecting(statement: Statement) -> bool:
    for key, expected in (("Action", True), ("NotAction", False)):
        if key in statement:
            named = any(matches(one.lower(), "iot:connect") for one in listed(statement[key]))
            return named is expected
    return False


def _names(statement: Statement, client_id: str, keys: dict[str, str]) -> bool:
    for key, expected in (("Resource", True), ("NotResource", False)):
        if key in statement:
            texts = [_substituted(text, keys) for text in listed(statement[key])]
            named = any(text is not None and _is_client(text, client_id) for text in texts)
            return named is expected
    return False


def _is_client(text: str, client_id: str) -> bool:
    # The part that all have in common need not be compared again and again.
    if text.startswith(CLIENT):
        return matches(text[len(CLIENT) :], client_id)
    return matches(text, CLIENT + client_id)


def _substituted(text: str, keys: dict[str, str]) -> str | None:
    """The text with the values of its variables; ``None`` if one has none: that matches nothing."""
    for key in (CLIENT_ID, THING, CERTIFICATE):
        variable = f"${{{key}}}"
        if variable in text:
            if key not in keys:
                return None
            text = text.replace(variable, keys[key])
    return text


def _holds(condition: dict[str, dict[str, Any]], keys: dict[str, str]) -> bool:
    return all(
        _decided(operator, keys.get(key), listed(values))
        for operator, asked in condition.items()
        for key, values in asked.items()
    )


def _decided(operator: str, value: str | None, values: list[str]) -> bool:
    if operator == "Null":
        return (value is None) is (values == ["true"])
    if operator == "StringNotEquals":
        return value is None or value not in values
    if value is None:
        return False
    if operator == "StringLike":
        return any(matches(one, value) for one in values)
    assert operator in ("Bool", "StringEquals"), operator
    return value in values


def foreign_ids(statements: list[Statement], *, exclusive: bool) -> Iterator[str]:
    """The client IDs of a small alphabet that the device can take and that are not its own."""
    connections = Connections(statements, exclusive=exclusive)
    own = OwnIds(statements)
    return (one for one in IDS if one not in own and connections.allows(one))


class OwnIds:
    """Client IDs that a policy spells out, and those that say which device they belong to."""

    def __init__(self, statements: list[Statement], device: str = DEVICE) -> None:
        # Under its thing's name it is itself, also where only a condition says so.
        self._literal = {device}
        self._identities: set[str] = set()
        keys = {THING: device, CERTIFICATE: CERTIFICATE_ID}
        for statement in filter(_is_about_connecting, statements):
            listing = "Resource" if statement["Effect"] == "Allow" else "NotResource"
            for key in ("Resource", "NotResource"):
                if statement["Effect"] == "Deny" and key == "Resource":
                    continue
                for text in listed(statement.get(key, [])):
                    self._note(text, keys, listing == key)

    def _note(self, text: str, keys: dict[str, str], lists: bool) -> None:
        name = text.partition(":client/")[2]
        self._identities.update(key for key in keys if f"${{{key}}}" in name)
        known = _substituted(name, keys)
        if lists and known and f"${{{CLIENT_ID}}}" not in name:
            tokens = _tokens(known)
            if not {"**", "??"} & set(tokens):
                self._literal.add("".join(tokens))
        self._keys = keys

    def __contains__(self, client_id: str) -> bool:
        if client_id in self._literal:
            return True
        if THING in self._identities and self._keys[THING] in client_id.split("/"):
            return True
        # Certificate ids all have one length, so that none begins or ends with another one.
        return CERTIFICATE in self._identities and (
            client_id.startswith(CERTIFICATE_ID)
            or client_id.endswith(CERTIFICATE_ID)
            or CERTIFICATE_ID in client_id.split("/")
        )


def bound_by_attachment(statements: list[Statement]) -> list[Statement]:
    """As a policy is judged under exclusive attachment where nobody knows of one.

    A condition on being attached binds an Allow: with "true" as if nothing were exclusive, with
    "false" because whoever is attached exclusively is attached. A Deny with either counts.
    """
    result = []
    for statement in statements:
        condition = statement.get("Condition", {}).get("Bool", {}).get(ATTACHED)
        if condition is None:
            result.append(statement)
        elif statement["Effect"] == "Deny":
            result.append({k: v for k, v in statement.items() if k != "Condition"})
    return result
