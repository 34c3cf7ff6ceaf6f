"""Whether AWS would allow some request, decided by Z3: nothing in here is of the pack.

A document is the JSON of a policy, a question is :class:`Asked`. Both become formulas over strings,
numbers and Booleans; each way to ask - protocol, attachment, Allow - is one query.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import partial, reduce
from typing import Any

import z3

CLIENT = "iot:clientid"
THING = "iot:connection.thing.thingname"
ATTACHED = "iot:connection.thing.isattached"
MQTT_ALONE = {"iot:connect", "iot:subscribe", "iot:receive"}
EITHER = {"iot:publish"}
INTEGERS = {"aws:multifactorauthage"}
MOMENTS = {"aws:currenttime", "aws:epochtime", "aws:tokenissuetime"}
ADDRESSES = {"aws:sourceip"}
TRUTHS = {"aws:securetransport", "aws:multifactorauthpresent"}
ALWAYS = {"aws:sourceip", "aws:currenttime", "aws:epochtime", "aws:securetransport"}
SETS = {"iot:connectattributes": 2, "aws:tagkeys": 4}
OF_CONNECT = {"now", "iot:lastwilltopic", "iot:connectattributes"}
FIELDS = {"partition": 1, "region": 3, "account": 4}
PARTITIONS = [
    "aws",
    "aws-cn",
    "aws-us-gov",
    "aws-iso",
    "aws-iso-b",
    "aws-iso-e",
    "aws-iso-f",
    "aws-eusc",
]
Document = dict[str, Any]
TRUE, FALSE = z3.BoolVal(True), z3.BoolVal(False)


@dataclass(frozen=True)
class Asked:
    """One action on names of a type that fit ``like`` and none of ``unlike``, and what else must hold.

    Names are patterns with wildcards and policy variables. ``other_client``: the client ID is not the
    thing name. ``foreign``: ``aws:SourceAccount`` is absent or not this account. ``connected``: a client
    over MQTT is one that the document lets connect.
    """

    action: str
    kind: str
    like: str = "*"
    unlike: tuple[str, ...] = ()
    other_client: bool = False
    foreign: str = ""
    connected: bool = False


UNITS_A_SECOND = 1_000_000
"""What Z3 counts of its own work in a second on a core of its own: a busy machine answers alike."""

MOST_SECONDS = 60


def decided(document: Document, asked: Asked, seconds: float = 2.0) -> bool | None:
    """Whether there is a request; ``None`` if Z3 does not say so in that time of one core."""
    return satisfiable(document, asked, partial(Query, document, asked), seconds)


def satisfiable(
    document: Document, asked: Asked, query: Callable[[str], Query], seconds: float
) -> bool | None:
    """Whether the query of some way to ask can be met for some Allow; ``None`` as in :func:`decided`."""
    left = int(seconds * UNITS_A_SECOND)
    doubt = False
    action = asked.action.lower()
    for way in _ways(action):
        for allow in document["Statement"]:
            if allow["Effect"] != "Allow" or not names(allow, action):
                continue
            if left <= 0:
                return None
            solver = z3.Solver()
            solver.set("rlimit", left)
            solver.set("timeout", MOST_SECONDS * 1000)
            for formula in query(way).formulas(allow):
                solver.add(formula)
            before = _spent(solver)
            answer = solver.check()
            left -= _spent(solver) - before
            if answer == z3.sat:
                return True
            doubt = doubt or answer == z3.unknown
    return None if doubt else False


def _spent(solver: z3.Solver) -> int:
    statistics = solver.statistics()
    return int(statistics.get_key_value("rlimit count"))


def _ways(action: str) -> list[str]:
    ways = []
    if action in MQTT_ALONE | EITHER:
        ways += ["none", "exclusive", "same"]
    return ways if action in MQTT_ALONE else [*ways, "https"]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def names(statement: dict[str, Any], action: str) -> bool:
    """Whether the statement is about the action."""
    texts = _listed(statement.get("Action", statement.get("NotAction")))
    named = any(_expression(text.lower()).fullmatch(action) for text in texts)
    return named is ("Action" in statement)


def _expression(text: str) -> re.Pattern[str]:
    return re.compile("".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in text), re.DOTALL)


def _ranges(*pairs: str) -> Any:
    return z3.Union(*(z3.Range(*pair) for pair in pairs))


ANY = z3.AllChar(z3.ReSort(z3.StringSort()))
ALL = z3.Full(z3.ReSort(z3.StringSort()))
NO_COLON = z3.Intersect(ANY, z3.Complement(z3.Re(":")))


# Printable characters are enough for documents that hold no others.
SUBSTITUTED = z3.Star(_ranges(' "', "%)", ",>", "@~"))
WITHOUT_SLASH = z3.Plus(_ranges(" .", "0~"))


def _pattern(text: str, one: Any = ANY, run: Any = ALL) -> Any:
    pieces = [
        run if piece == "*" else one if piece == "?" else z3.Re(piece)
        for piece in re.split(r"([*?])", text)
        if piece
    ]
    if not pieces:
        return z3.Re("")
    return z3.Concat(*pieces) if len(pieces) > 1 else pieces[0]


def _any(parts: list[Any]) -> Any:
    return z3.Or(*parts) if parts else FALSE


def _all(parts: list[Any]) -> Any:
    return z3.And(*parts) if parts else TRUE


def _moment(text: str) -> int:
    if text.isdigit():
        return int(text)
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return int(moment.replace(tzinfo=moment.tzinfo or timezone.utc).timestamp())


class Query:
    """What holds of a request that one Allow of the document allows, asked one way."""

    def __init__(self, document: dict[str, Any], asked: Asked, way: str) -> None:
        self.document, self.asked, self.way = document, asked, way
        self.domains: list[Any] = []
        self.known: dict[str, tuple[Any, Any]] = {}
        self.slots: dict[str, Any] = {}

    def formulas(self, allow: dict[str, Any]) -> list[Any]:
        asked, name = self.asked, self.slot("name")
        parts = [self.fits(name, asked.like)]
        parts += [z3.Not(self.fits(name, one)) for one in asked.unlike]
        if self.way != "https":
            _, client = self.key(CLIENT)
            if asked.action.lower() == "iot:connect":
                parts.append(name == client)
            if self.way == "same":
                parts.append(client == self.key(THING)[1])
        if asked.other_client:
            (has_client, client), (has_thing, thing) = self.key(CLIENT), self.key(THING)
            parts.append(z3.Or(z3.Not(has_client), z3.Not(has_thing), client != thing))
        if asked.foreign:
            present, account = self.key("aws:sourceaccount")
            parts.append(z3.Or(z3.Not(present), account != z3.StringVal(asked.foreign)))
        parts.append(self.applies(allow))
        for statement in self.document["Statement"]:
            if statement["Effect"] == "Deny" and names(statement, asked.action.lower()):
                parts.append(z3.Not(self.applies(statement)))
        if asked.connected and self.way != "https" and asked.action.lower() != "iot:connect":
            connect = _Connect(self.document, Asked("iot:Connect", "client"), self.way)
            parts += connect.allowed()
        return [*parts, *self.domains]

    def applies(self, statement: dict[str, Any]) -> Any:
        texts = _listed(statement.get("Resource", statement.get("NotResource")))
        matched = _any([self.resource(text) for text in texts])
        parts = [matched if "Resource" in statement else z3.Not(matched)]
        denies = statement["Effect"] == "Deny"
        for operator, keys in statement.get("Condition", {}).items():
            for key, values in keys.items():
                parts.append(self.condition(operator, key.lower(), _listed(values), denies))
        return _all(parts)

    def resource(self, text: str) -> Any:
        if text == "*":
            return TRUE
        _, partition, service, region, account, path = re.split(r":(?![^${}]*\})", text, maxsplit=5)
        if not _expression(service).fullmatch("iot"):
            return FALSE
        kind, slash, name = path.partition("/")
        if path != "*" and (kind != self.asked.kind or not slash):
            # The generator writes no wildcard and no variable in front of the slash.
            return FALSE
        fields = [("partition", partition), ("region", region), ("account", account)]
        fields.append(("name", name if slash else "*"))
        return _all([self.fits(self.slot(slot), text) for slot, text in fields if text != "*"])

    def slot(self, name: str) -> Any:
        """One field of the resource; what is never looked at has some value."""
        if name not in self.slots:
            slot = self.slots[name] = z3.String(f"slot {name}")
            if name in FIELDS and (spelled := self.spelled(FIELDS[name])):
                # A policy is deployed where its ARNs say.
                self.domains.append(_any([slot == z3.StringVal(one) for one in spelled]))
            elif name == "account":
                self.domains.append(z3.InRe(slot, z3.Loop(z3.Range("0", "9"), 12, 12)))
            elif name == "region":
                one = z3.Union(z3.Range("a", "z"), z3.Range("0", "9"), z3.Re("-"))
                self.domains.append(z3.InRe(slot, z3.Plus(one)))
            elif name == "partition":
                self.domains.append(_any([slot == one for one in PARTITIONS]))
        return self.slots[name]

    def spelled(self, field: int) -> list[str]:
        """What the ARNs of the document spell out in a field."""
        arns = [
            text.split(":")
            for statement in self.document["Statement"]
            for text in _listed(statement.get("Resource", statement.get("NotResource")))
            if text != "*"
        ]
        return sorted({arn[field] for arn in arns if not re.search(r"[*?$]", arn[field])})

    # Keys

    def label(self, name: str) -> str:
        """What Z3 calls the key: requests that call one alike have it in common."""
        return name

    def key(self, name: str) -> tuple[Any, Any]:
        """Whether the key has a value, and the value."""
        if name not in self.known:
            self.known[name] = self.made(name)
        return self.known[name]

    def made(self, name: str) -> tuple[Any, Any]:
        label = self.label(name)
        present = z3.Bool(f"has {label}")
        mqtt, thing = self.way != "https", self.way in ("exclusive", "same")
        if name in ALWAYS:
            present = TRUE
        elif name == CLIENT:
            present = z3.BoolVal(mqtt)
        elif name == THING:
            present = z3.BoolVal(thing)
        elif name == ATTACHED:
            present = z3.BoolVal(mqtt)
        elif (name.startswith("iot:connection.thing.") and not thing) or name == "iot:nosuchkey":
            present = FALSE
        if name in INTEGERS:
            value: Any = z3.Int(label)
            self.domains.append(value >= 0)
        elif name in MOMENTS:
            value = z3.Int(self.label("now") if name != "aws:tokenissuetime" else label)
            self.domains += [value >= -62135596800, value <= 253402300799]
        elif name in ADDRESSES:
            value = (z3.Bool("is ipv6"), z3.Int(name))
            bound = z3.If(value[0], z3.IntVal(2**128), z3.IntVal(2**32))
            self.domains += [value[1] >= 0, value[1] < bound]
        elif name == "ecommerce:weight":
            value = z3.Real(name)
        else:
            value = z3.String(label)
            self.domains.append(self.text_domain(name, value, thing))
        return present, value

    def text_domain(self, name: str, value: Any, thing: bool) -> Any:
        if name == ATTACHED:
            return value == z3.StringVal("true" if thing else "false")
        if name in TRUTHS:
            return z3.Or(value == z3.StringVal("true"), value == z3.StringVal("false"))
        if name == THING:
            one = z3.Union(*(z3.Range(a, b) for a, b in ("az", "AZ", "09")), *map(z3.Re, ":_-"))
            return z3.InRe(value, z3.Plus(one))
        if name == "iot:certificateid":
            one = z3.Union(z3.Range("0", "9"), z3.Range("a", "f"))
            return z3.InRe(value, z3.Loop(one, 64, 64))
        if name.endswith("account") and name.startswith("aws:"):
            return z3.InRe(value, z3.Loop(z3.Range("0", "9"), 12, 12))
        if name.endswith("commonname"):
            return z3.InRe(value, WITHOUT_SLASH)
        if name.startswith("iot:"):
            return z3.Length(value) > 0
        return TRUE

    def members(self, name: str) -> list[tuple[Any, Any]]:
        """The values that a key with several may have, each with whether it is among them."""
        members = []
        for at in range(SETS[name]):
            value = z3.String(f"{self.label(name)} {at}")
            if name == "iot:connectattributes":
                wanted = ("PersistentConnect", "LastWill")[at]
                self.domains.append(value == z3.StringVal(wanted))
            members.append((z3.Bool(f"has {self.label(name)} {at}"), value))
        return members

    # Texts

    def fits(self, subject: Any, text: str, *, wild: bool = True) -> Any:
        """Whether the text, with wildcards unless it is plain, is the subject."""
        if "${" not in text:
            return self.plainly_fits(subject, text) if wild else subject == z3.StringVal(text)
        pieces: list[list[Any]] = [[]]
        needed = []
        for piece in re.split(r"(\$\{[^}]*\}|\*)" if wild else r"(\$\{[^}]*\})", text):
            if piece == "*" and wild:
                pieces.append([])
            elif piece in ("${*}", "${?}", "${$}"):
                pieces[-1].append(z3.StringVal(piece[2]))
            elif piece.startswith("${"):
                name, _, default = piece[2:-1].partition(",")
                present, value = self.key(name.strip().lower())
                # Only attributes of certificates are looked at before AWS puts them in.
                is_attribute = name.strip().lower().startswith("iot:certificate.")
                plain = z3.InRe(value, SUBSTITUTED) if is_attribute else TRUE
                if default:
                    instead = z3.StringVal(default.strip().strip("'"))
                    pieces[-1].append(z3.If(present, value, instead))
                    needed.append(z3.Implies(present, plain))
                else:
                    pieces[-1].append(value)
                    needed += [present, plain]
            elif piece:
                assert "?" not in piece or not wild, "not translated"
                pieces[-1].append(z3.StringVal(piece))
        joined = [self.joined(piece) for piece in pieces]
        return _all([*needed, self.between(subject, joined)])

    def plainly_fits(self, subject: Any, text: str) -> Any:
        if "?" in text or text.count("*") > 1:
            return z3.InRe(subject, _pattern(text))
        if text == "*":
            return TRUE
        head, star, tail = text.partition("*")
        if not star:
            return subject == z3.StringVal(text)
        parts = [z3.PrefixOf(z3.StringVal(head), subject)] if head else []
        if tail:
            parts.append(z3.SuffixOf(z3.StringVal(tail), subject))
        if head and tail:
            parts.append(z3.Length(subject) >= len(head) + len(tail))
        return _all(parts)

    @staticmethod
    def joined(pieces: list[Any]) -> Any:
        return reduce(z3.Concat, pieces) if pieces else z3.StringVal("")

    @staticmethod
    def between(subject: Any, joined: list[Any]) -> Any:
        if len(joined) == 1:
            return subject == joined[0]
        first, *middle, last = joined
        least = z3.Length(first) + z3.Length(last)
        parts = [
            z3.PrefixOf(first, subject),
            z3.SuffixOf(last, subject),
            z3.Length(subject) >= least,
        ]
        if middle:
            (only,) = middle
            inner = z3.SubString(subject, z3.Length(first), z3.Length(subject) - least)
            parts.append(z3.Contains(inner, only))
        return _all(parts)

    def arn_fits(self, subject: Any, text: str) -> Any:
        if text == "*":
            return TRUE
        if "${" in text:
            # The generator writes no wildcard in front of the last field then.
            return z3.And(
                self.fits(subject, text),
                z3.BoolVal(text.split("${", maxsplit=1)[0].count(":") >= 5),
            )
        if text.count(":") < 5:
            return FALSE
        *fields, last = text.split(":", 5)
        parts = []
        for field in fields:
            parts += [_pattern(field, NO_COLON, z3.Star(NO_COLON)), z3.Re(":")]
        return z3.InRe(subject, z3.Concat(*parts, _pattern(last)))

    # Conditions

    def condition(self, operator: str, key: str, values: list[str], denies: bool) -> Any:
        name = operator.lower()
        quantifier, colon, rest = name.partition(":")
        name = rest if colon else name
        quantifier = quantifier if colon else ""
        if_exists = name.endswith("ifexists")
        name = name.removesuffix("ifexists")
        if key in SETS:
            members = self.members(key)
        else:
            present, value = self.key(key)
            members = [(present, value)]
        if key == ATTACHED and self.way == "https" and denies:
            # That the key is missing is no way around a Deny.
            told = self.holds(
                quantifier, name, if_exists, values, [(TRUE, z3.StringVal("false"))], key
            )
            return z3.Or(told, self.holds(quantifier, name, if_exists, values, members, key))
        return self.holds(quantifier, name, if_exists, values, members, key)

    def holds(
        self,
        quantifier: str,
        name: str,
        if_exists: bool,
        values: list[str],
        members: list[Any],
        key: str,
    ) -> Any:
        given = _any([present for present, _ in members])
        if name == "null":
            return _any([z3.Not(given) if v == "true" else given for v in values])
        negated = "not" in name
        name = name.replace("not", "")

        def one(value: Any) -> Any:
            matched = _any([self.matched(name, value, wanted, key) for wanted in values])
            return z3.Not(matched) if negated else matched

        each = [z3.Implies(present, one(value)) for present, value in members]
        some = [z3.And(present, one(value)) for present, value in members]
        if quantifier == "forallvalues":
            return _all(each)
        if quantifier == "foranyvalue":
            result = _any(some)
        else:
            result = _all(each) if negated else _any(some)
        return z3.Or(z3.Not(given), result) if if_exists else result

    def matched(self, name: str, value: Any, wanted: str, key: str) -> Any:
        if name == "stringequals":
            return self.fits(value, wanted, wild=False)
        if name == "stringlike":
            return self.fits(value, wanted)
        if name == "stringequalsignorecase":
            cases = [
                z3.Union(z3.Re(c.lower()), z3.Re(c.upper())) if c.isalpha() else z3.Re(c)
                for c in wanted
            ]
            return z3.InRe(value, z3.Concat(*cases) if len(cases) > 1 else cases[0])
        if name in ("arnequals", "arnlike"):
            return self.arn_fits(value, wanted)
        if name in ("bool", "binaryequals"):
            return value == z3.StringVal(wanted)
        if name == "ipaddress":
            network = ipaddress.ip_network(wanted, strict=False)
            is_ipv6, number = value
            return z3.And(
                is_ipv6 == (network.version == 6),
                number >= int(network.network_address),
                number <= int(network.broadcast_address),
            )
        limit = _moment(wanted) if key in MOMENTS else z3.RealVal(wanted)
        comparison = name.removeprefix("numeric").removeprefix("date")
        return {
            "equals": value == limit,
            "lessthan": value < limit,
            "lessthanequals": value <= limit,
            "greaterthan": value > limit,
            "greaterthanequals": value >= limit,
        }[comparison]


class _Connect(Query):
    """The Connect request of a client that does something else: an earlier one on the same way."""

    def allowed(self) -> list[Any]:
        """What must hold for the document to let the client connect."""
        self.slots["name"] = self.key(CLIENT)[1]
        of_effect: dict[str, list[Any]] = {"Allow": [], "Deny": []}
        for statement in self.document["Statement"]:
            if names(statement, "iot:connect"):
                of_effect[statement["Effect"]].append(self.applies(statement))
        denied = [z3.Not(one) for one in of_effect["Deny"]]
        return [_any(of_effect["Allow"]), *denied, *self.domains]

    def label(self, name: str) -> str:
        return f"connecting {name}" if name in OF_CONNECT else name
