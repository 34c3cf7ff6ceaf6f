"""Whether AWS would allow a client to connect, decided by trying: nothing in here is of the pack.

Knows what the generated policies use: wildcards, a few variables, a few conditions. Whatever a policy
asks is asked of many client IDs at once; a set of them is the bits of a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, product
from typing import Any, NamedTuple

PREFIX = "arn:aws:iot:us-east-1:123456789012:"
CLIENT = f"{PREFIX}client/"
CLIENT_ID = "iot:ClientId"
THING = "iot:Connection.Thing.ThingName"
CERTIFICATE = "iot:CertificateId"
COMMON_NAME = "iot:Certificate.Subject.CommonName"
ATTACHED = "iot:Connection.Thing.IsAttached"
ENDPOINT = "aws:SourceVpce"
FEATURES = "iot:ConnectAttributes"
IDENTITIES = (THING, CERTIFICATE, COMMON_NAME)

Statement = dict[str, Any]
Context = dict[str, tuple[str, ...]]


class Device(NamedTuple):
    """What the identity variables of a device stand for."""

    thing: str
    certificate: str
    name: str

    @property
    def keys(self) -> dict[str, str]:
        """The values by variable."""
        return dict(zip(IDENTITIES, self, strict=True))


# Longer than what the single-character wildcards of a generated policy match, and of other letters: a
# rule takes what a variable stands for as one text that nobody can guess, and so does this.
DEVICE = Device("thing-xyz-thing", "5f2e9c5f2e9c", "unit_9q.unit_9q")

_ENDPOINTS = ((), ("vpce-1",), ("vpce-2",), ("other",), ("elsewhere",))
_FEATURES = ((), ("PersistentConnect",), ("LastWill",), ("LastWill", "PersistentConnect"))


class _Lines:
    def __init__(self, ids: Sequence[str], before: str) -> None:
        self.text = "\n".join(before + one for one in ids)
        starts = accumulate((len(before + one) + 1 for one in ids), initial=0)
        self.bits = {start: 1 << number for number, start in enumerate(starts)}


class Words:
    """Client IDs that are tried together."""

    def __init__(self, ids: Sequence[str]) -> None:
        self.ids = tuple(ids)
        self.all = (1 << len(self.ids)) - 1
        self._lines = {before: _Lines(self.ids, before) for before in ("", CLIENT)}

    def matching(self, expression: str, before: str = "") -> int:
        """The IDs that the regular expression matches as a whole, with ``before`` in front."""
        lines = self._lines[before]
        found = 0
        for match in re.finditer(rf"^{expression}$", lines.text, re.MULTILINE):
            found |= lines.bits[match.start()]
        return found

    def named(self, found: int) -> Iterator[str]:
        """The IDs of a set."""
        while found:
            lowest = found & -found
            yield self.ids[lowest.bit_length() - 1]
            found ^= lowest


# "z" is in no generated policy; "dev" is in some.
_PIECES = ("a", "b", "/", "-", "*", "z", "dev", *DEVICE)
IDS = Words(["".join(word) for n in (1, 2, 3) for word in product(_PIECES, repeat=n)])
"""All words of up to three pieces."""


@lru_cache(maxsize=1)
def longer_ids() -> Words:
    """All words of four pieces, for what needs them."""
    return Words(["".join(word) for word in product(_PIECES, repeat=4)])


def matches(pattern: str, text: str) -> bool:
    """``*`` is any run of characters, ``?`` one; ``${*}``, ``${?}`` and ``${$}`` are letters."""
    return bool(re.fullmatch(_expression(pattern, True), text))


def _expression(pattern: str, variables: bool, wild: bool = True) -> str:
    wildcards = {"**": r"[^\n]*", "??": r"[^\n]"} if wild else {"**": r"\*", "??": r"\?"}
    return "".join(wildcards.get(t) or re.escape(t) for t in _tokens(pattern, variables))


def _tokens(pattern: str, variables: bool) -> list[str]:
    tokens: list[str] = []
    at = 0
    while at < len(pattern):
        if variables and pattern[at : at + 2] == "${" and pattern[at + 2 : at + 4] in _ESCAPES:
            tokens.append(pattern[at + 2])
            at += 4
        else:
            tokens.append({"*": "**", "?": "??"}.get(pattern[at], pattern[at]))
            at += 1
    return tokens


_ESCAPES = ("*}", "?}", "$}")


def listed(value: Any) -> list[str]:
    """One text, or many."""
    return value if isinstance(value, list) else [value]


class Connections:
    """Which client IDs the device with one thing and one certificate can connect under.

    ``variables`` says that the Version of the document has policy variables, ``promised`` that every
    request says whether the device is attached.
    """

    def __init__(
        self,
        statements: list[Statement],
        *,
        exclusive: bool,
        device: Device = DEVICE,
        variables: bool = True,
        promised: bool = False,
    ) -> None:
        self._exclusive = exclusive
        self._device = device
        self._variables = variables
        self._statements = [one for one in statements if _is_about_connecting(one)]
        # An Allow with IfExists is not bound by a key that nobody promises.
        self._unpromised = not promised and any(
            key == ATTACHED and operator.endswith("IfExists")
            for one in self._statements
            if one["Effect"] == "Allow"
            for operator, key, _ in _conditions(one)
        )
        keys = {key for one in self._statements for _, key, _ in _conditions(one)}
        self.contexts: list[Context] = [
            {ENDPOINT: endpoint, FEATURES: features}
            for endpoint in (_ENDPOINTS if ENDPOINT in keys else ((),))
            for features in (_FEATURES if FEATURES in keys else ((),))
        ]

    def allows(self, client_id: str) -> bool:
        """Whether it can, from whichever endpoint."""
        return bool(self.allowed(Words([client_id])))

    def allowed(self, words: Words) -> int:
        """Those of the IDs under which it can, from whichever endpoint."""
        if self._exclusive:
            return self._allowed(words, attached=True)
        own = words.matching(re.escape(self._device.thing))
        return (self._allowed(words, attached=False) & ~own) | (
            self._allowed(words, attached=True) & own
        )

    def _allowed(self, words: Words, *, attached: bool) -> int:
        keys = self._device.keys
        if not attached:
            del keys[THING]
        named = [self._named(one, words, keys) for one in self._statements]
        result = 0
        for context in self.contexts:
            value = ("true" if attached else "false",)
            for given in (value, ()) if self._unpromised else (value,):
                of_effect = {"Allow": 0, "Deny": 0}
                for statement, ids in zip(self._statements, named, strict=True):
                    holding = self._holding(statement, words, keys, {**context, ATTACHED: given})
                    if statement["Effect"] == "Deny" and not given:
                        # A Deny on it protects also where nobody promises that the key is there.
                        full = {**context, ATTACHED: value}
                        holding |= self._holding(statement, words, keys, full)
                    of_effect[statement["Effect"]] |= ids & holding
                result |= of_effect["Allow"] & ~of_effect["Deny"]
        return result

    def _named(self, statement: Statement, words: Words, keys: dict[str, str]) -> int:
        for key, negated in (("Resource", False), ("NotResource", True)):
            if key in statement:
                found = 0
                for text in listed(statement[key]):
                    found |= self._texts(text, words, keys)
                return words.all & ~found if negated else found
        return 0

    def _texts(self, text: str, words: Words, keys: dict[str, str]) -> int:
        # The part that all have in common need not be compared again and again.
        if text.startswith(CLIENT):
            return self._matching(text[len(CLIENT) :], words, keys)
        return self._matching(text, words, keys, before=CLIENT)

    def _matching(
        self, text: str, words: Words, keys: dict[str, str], *, before: str = "", wild: bool = True
    ) -> int:
        """The IDs that the text stands for; none if one of its variables has no value."""
        return _matching(words, text, tuple(sorted(keys.items())), self._variables, before, wild)

    def _holding(
        self, statement: Statement, words: Words, keys: dict[str, str], context: Context
    ) -> int:
        result = words.all
        for operator, key, values in _conditions(statement):
            if key == CLIENT_ID:
                found = 0
                for value in values:
                    wild = operator.endswith("Like")
                    found |= self._matching(value, words, keys, wild=wild)
                result &= words.all & ~found if "Not" in operator else found
            elif not _decided(operator, context.get(key, ()), values):
                return 0
        return result


@lru_cache(maxsize=20_000)
def _matching(
    words: Words,
    text: str,
    keys: tuple[tuple[str, str], ...],
    variables: bool,
    before: str,
    wild: bool,
) -> int:
    named = f"${{{CLIENT_ID}}}"
    pieces = text.split(named) if variables else [text]
    expressions: list[str] = []
    for piece in pieces:
        substituted = _substituted(piece, dict(keys)) if variables else piece
        if substituted is None:
            return 0
        expressions.append(_expression(substituted, variables, wild))
    # The client ID is the very word that is tried.
    itself = rf"(?={re.escape(before)}(?P<id>[^\n]*)$)" if len(expressions) > 1 else ""
    return words.matching(itself + "(?P=id)".join(expressions), before)


def _conditions(statement: Statement) -> Iterator[tuple[str, str, list[str]]]:
    for operator, asked in statement.get("Condition", {}).items():
        for key, values in asked.items():
            yield operator, key, listed(values)


def allows_request(
    statements: list[Statement],
    action: str,
    resource: str,
    variables: dict[str, str],
    context: Context,
) -> bool:
    """Whether the policy allows one request.

    ``variables`` are those that have a value; the keys of the context are in lower case.
    """
    effects = {
        one["Effect"]
        for one in statements
        if _matches_any(one, "Action", action.lower(), None)
        and _matches_any(one, "Resource", resource, variables)
        and all(
            _decided(operator, context.get(key.lower(), ()), values)
            for operator, key, values in _conditions(one)
        )
    }
    return effects == {"Allow"}


def _matches_any(
    statement: Statement, key: str, text: str, variables: dict[str, str] | None
) -> bool:
    found = False
    for pattern in listed(statement.get(key, statement.get(f"Not{key}"))):
        if variables is None:
            found |= matches(pattern.lower(), text)
        else:
            substituted = _substituted(pattern, variables)
            found |= substituted is not None and matches(substituted, text)
    return found is (key in statement)


def _is_about_connecting(statement: Statement) -> bool:
    for key, expected in (("Action", True), ("NotAction", False)):
        if key in statement:
            named = any(matches(one.lower(), "iot:connect") for one in listed(statement[key]))
            return named is expected
    return False


def _substituted(text: str, keys: dict[str, str]) -> str | None:
    """The text with the values of its variables; ``None`` if one has none: that matches nothing."""
    for key in (CLIENT_ID, *IDENTITIES):
        variable = f"${{{key}}}"
        if variable in text:
            # AWS puts no attribute with one of these characters in the place of a variable.
            if key not in keys or (key == COMMON_NAME and re.search(r"[*$+?#]", keys[key])):
                return None
            text = text.replace(variable, keys[key])
    return text


def _decided(operator: str, given: tuple[str, ...], values: list[str]) -> bool:
    quantifier, _, operator = operator.rpartition(":")
    if operator == "Null":
        return (not given) is (values == ["true"])
    negated = "Not" in operator
    if not given:
        return negated or operator.endswith("IfExists") or quantifier == "ForAllValues"
    like = "Like" in operator
    assert like or operator.startswith(("Bool", "StringEquals", "StringNotEquals")), operator
    meeting = [
        any(matches(one, value) if like else one == value for one in values) is not negated
        for value in given
    ]
    return any(meeting) if quantifier == "ForAnyValue" else all(meeting)


def foreign_ids(
    statements: list[Statement], *, exclusive: bool, words: Words = IDS, variables: bool = True
) -> Iterator[str]:
    """The client IDs of a small alphabet that the device can take and that are not its own."""
    connections = Connections(statements, exclusive=exclusive, variables=variables)
    own = OwnIds(statements, variables=variables)
    return (one for one in words.named(connections.allowed(words)) if one not in own)


class OwnIds:
    """Client IDs that a policy spells out, and those that say which device they belong to."""

    def __init__(
        self, statements: list[Statement], device: Device = DEVICE, *, variables: bool = True
    ) -> None:
        # Under its thing's name it is itself, also where only a condition says so.
        self._literal = {device.thing}
        self._identities: set[str] = set()
        self._expressions: list[str] = []
        self._keys = device.keys
        self._variables = variables
        for statement in filter(_is_about_connecting, statements):
            allows = statement["Effect"] == "Allow"
            for text in listed(statement.get("Resource", []) if allows else []):
                self._note(text.partition(":client/")[2], listing=True)
            for text in listed(statement.get("NotResource", [])):
                self._note(text.partition(":client/")[2], listing=not allows)
            for operator, key, values in _conditions(statement):
                if key == CLIENT_ID and (allows or "Not" in operator):
                    for value in values:
                        self._note(value, "Not" not in operator or not allows, "Like" in operator)

    def _note(self, name: str, listing: bool, wild: bool = True) -> None:
        if not self._variables:
            if (
                listing
                and name
                and (not wild or not set("*?") & set(name))
                and "${iot:" not in name
            ):
                self._literal.add(name)
            return
        self._identities.update(key for key in IDENTITIES if f"${{{key}}}" in name)
        known = _substituted(name, self._keys)
        if listing and known and f"${{{CLIENT_ID}}}" not in name:
            tokens = _tokens(known, True)
            if not wild or not {"**", "??"} & set(tokens):
                self._literal.add("".join({"**": "*", "??": "?"}.get(t, t) for t in tokens))
            elif keeps_apart(name):
                self._expressions.append(_expression(known, True))

    def __contains__(self, client_id: str) -> bool:
        if client_id in self._literal:
            return True
        if any(re.fullmatch(expression, client_id) for expression in self._expressions):
            return True
        first, *_, last = *client_id.split("/"), client_id.rpartition("/")[2]
        for key in self._identities:
            value = self._keys[key]
            if value in (first, last):
                return True
            # Certificate ids all have one length, so that none begins or ends with another one.
            if key == CERTIFICATE and (client_id.startswith(value) or client_id.endswith(value)):
                return True
        return False


@lru_cache(maxsize=2_000)
def keeps_apart(name: str) -> bool:
    """Whether a name with wildcards is none of another device, nor the name of another thing.

    Tried with devices whose names are made of the letters beside the variables, in every order.
    """
    text = re.sub(r"\$\{iot:[^}]*\}", "\n", name)
    if not any(f"${{{key}}}" in name for key in IDENTITIES):
        return False
    if all(re.fullmatch(r"[\w:*?\n-]", letter) for letter in text):
        return False
    pieces = {"", "a", "-a"}
    for run in re.split(r"[^\w:-]", text):
        pieces.update(run[at:end] for at in range(len(run)) for end in range(at + 1, len(run) + 1))
    names = sorted({f"a{p}" for p in pieces} | {f"{p}a" for p in pieces})[:24]
    certificates = ("5f2e9c5f2e9c", "c9e2f5c9e2f5")
    devices = [
        (Device(one, certificates[0], one), Device(other, certificates[1], other))
        for one in names
        for other in names
        if one != other
    ]
    # A device may have a long thing name and a short common name, and the other one the opposite.
    devices += [
        (Device(a.thing, a.certificate, b.name), Device(b.thing, b.certificate, a.name))
        for a, b in devices
    ]
    return not any(
        _meet(*(_tokens(_substituted(name, one.keys) or "", True) for one in pair))
        for pair in devices
    )


def _meet(one: list[str], other: list[str]) -> bool:
    """Whether some text matches both patterns, given as tokens."""
    places, pending = {(0, 0)}, [(0, 0)]
    while pending:
        at, to = pending.pop()
        mine, yours = one[at : at + 1], other[to : to + 1]
        if not mine and not yours:
            return True
        steps = [(at + 1, to)] if mine == ["**"] else []
        steps += [(at, to + 1)] if yours == ["**"] else []
        if mine == ["**"] and yours:
            steps.append((at, to + 1))
        if yours == ["**"] and mine:
            steps.append((at + 1, to))
        if mine and yours and (mine == yours or "??" in (*mine, *yours)):
            steps.append((at + 1, to + 1))
        for place in set(steps) - places:
            places.add(place)
            pending.append(place)
    return False


def bound_by_attachment(statements: list[Statement]) -> list[Statement]:
    """As a policy is judged under exclusive attachment where nobody knows of one.

    A condition on being attached binds an Allow: with "true" as if nothing were exclusive, with
    "false" because whoever is attached exclusively is attached. A Deny with either counts.
    """
    result = []
    for statement in statements:
        conditions = statement.get("Condition", {})
        on_it = [operator for operator, key, _ in _conditions(statement) if key == ATTACHED]
        if not on_it:
            result.append(statement)
        elif statement["Effect"] == "Deny" or on_it[0].endswith("IfExists"):
            kept = {
                operator: asked for operator, asked in conditions.items() if operator != on_it[0]
            }
            result.append({**statement, "Condition": kept})
    return result
