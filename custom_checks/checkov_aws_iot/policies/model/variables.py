"""Policy variables: ``${iot:Connection.Thing.ThingName}`` and its like in the text of a policy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from checkov_aws_iot.patterns.alphabet import symbol_of
from checkov_aws_iot.patterns.pattern import Atom, Pattern, pattern_of, wildcards
from checkov_aws_iot.values.text import Hole, Text, join_text
from checkov_aws_iot.values.unknown import Unknown

MOST_SUBSTITUTED = 1024
"""Longer values are not substituted (AWS IoT Core Developer Guide, certificate variables)."""

_NEVER_SUBSTITUTED = re.compile(r"[*$+?#]")


@dataclass(frozen=True, slots=True)
class VariableFacts:
    """What AWS documents about a variable.

    ``identifies_device`` says that two devices never have the same value and that none can choose
    it. ``in_iot_policies`` is false for variables that only IAM policies have.
    """

    name: str
    identifies_device: bool = False
    in_iot_policies: bool = True
    needs_thing: bool = False


@dataclass(frozen=True, slots=True)
class Literal:
    """Plain text; ``*`` and ``?`` in it are wildcards where the element has wildcards."""

    text: str


@dataclass(frozen=True, slots=True)
class Escape:
    """``${*}``, ``${?}`` or ``${$}``: the character itself."""

    character: str


@dataclass(frozen=True, slots=True)
class Variable:
    """``${name}`` or ``${name, 'default'}``.

    ``name`` is as written, without space around it. ``known`` is false if a part of the name is a
    hole; the name then shows the expression.
    """

    name: str
    default: str | None = None
    known: bool = True

    @property
    def key(self) -> str:
        """The name in lower case: names of variables are not case-sensitive."""
        return self.name.lower()

    @property
    def facts(self) -> VariableFacts | None:
        """What AWS documents about it, ``None`` if nothing."""
        return documented_variable(self.name)

    def __str__(self) -> str:
        default = "" if self.default is None else f", '{self.default}'"
        return f"${{{self.name}{default}}}"


Part: TypeAlias = Literal | Escape | Variable | Hole

_MARKED = re.compile("([\ud800-\udfff])")
_FIRST_MARK = 0xD800


@lru_cache(maxsize=2048)
def parse_variables(text: str | Text, has_variables: bool = True) -> tuple[Part, ...]:
    """The parts of a text: plain text, escapes, variables and holes, in order.

    ``${`` without an end is plain text. With ``has_variables`` false, as in a policy without
    ``"Version": "2012-10-17"``, all is plain text or a hole. Never raises.
    """
    holes = text.holes if isinstance(text, Text) else ()
    if isinstance(text, str):
        spelling = text
    else:
        marks = iter(range(len(holes)))
        spelling = "".join(
            p if isinstance(p, str) else chr(_FIRST_MARK + min(next(marks), 0x7FF))
            for p in text.parts
        )
    if not has_variables:
        return tuple(_literals(spelling, holes))
    parts: list[Part] = []
    at = 0
    while (start := spelling.find("${", at)) >= 0:
        end = spelling.find("}", start)
        if end < 0:
            break
        parts.extend(_literals(spelling[at:start], holes))
        parts.append(_variable(spelling[start + 2 : end], holes))
        at = end + 1
    parts.extend(_literals(spelling[at:], holes))
    return tuple(_joined(parts))


def _literals(spelling: str, holes: tuple[Hole, ...]) -> Iterator[Literal | Hole]:
    if not holes:
        if spelling:
            yield Literal(spelling)
        return
    for piece in _MARKED.split(spelling):
        if _MARKED.match(piece):
            yield holes[min(ord(piece) - _FIRST_MARK, len(holes) - 1)]
        elif piece:
            yield Literal(piece)


def _joined(parts: list[Part]) -> Iterator[Part]:
    run = ""
    for part in parts:
        if isinstance(part, Literal):
            run += part.text
            continue
        if run:
            yield Literal(run)
            run = ""
        yield part
    if run:
        yield Literal(run)


def _variable(inside: str, holes: tuple[Hole, ...]) -> Escape | Variable:
    if inside in ("*", "?", "$"):
        return Escape(inside)
    content = str(
        join_text(p.text if isinstance(p, Literal) else p for p in _literals(inside, holes))
    )
    name, comma, default = content.partition(",")
    known = not (holes and _MARKED.search(inside))
    return Variable(name.strip(), default.strip().strip("'") if comma else None, known)


@lru_cache(maxsize=2048)
def variables_of(text: str | Text) -> tuple[Variable, ...]:
    """The variables in a text, from left to right."""
    return tuple(part for part in parse_variables(text) if isinstance(part, Variable))


def substitute(text: str | Text, values: Mapping[str, str | Unknown]) -> Pattern | Unknown | None:
    """The pattern that the text is for one request; ``None`` if a variable in it has no value.

    ``values`` maps lower-case names to values. A variable with a default takes it where it has no
    value. AWS leaves a text without a match where it does not substitute a value, see
    :func:`is_substituted`.
    """
    texts: list[str] = []
    unknown: Unknown | None = None
    for variable in variables_of(text):
        if not variable.known:
            unknown = Unknown("holds a policy variable whose name is not known", str(variable))
            continue
        value = values.get(variable.key, variable.default)
        if isinstance(value, Unknown):
            unknown = value
        elif value is None or not is_substituted(variable.key, value):
            return None
        else:
            texts.append(value)
    return unknown or _pattern(text, tuple(texts))


@lru_cache(maxsize=4096)
def _pattern(text: str | Text, values: tuple[str, ...]) -> Pattern:
    """The pattern of the text with these values of its variables, from left to right."""
    return pattern_of(_atoms(text, iter(values)))


def _atoms(text: str | Text, values: Iterator[str]) -> Iterator[Atom]:
    for part in parse_variables(text):
        if isinstance(part, Literal):
            yield from wildcards(part.text).atoms
        elif isinstance(part, Escape):
            yield part.character
        elif isinstance(part, Hole):
            yield symbol_of(part)
        else:
            yield from next(values)


def is_substituted(key: str, value: str) -> bool:
    """Whether AWS puts the value of the key in the place of its variable.

    Attributes of certificates that hold one of ``* $ + ? #`` or more than 1024 characters are not
    substituted; whatever else has a value is, a client ID with wildcards too.
    """
    if not is_certificate_attribute(key):
        return True
    return len(value) <= MOST_SUBSTITUTED and not _NEVER_SUBSTITUTED.search(value)


def is_certificate_attribute(key: str) -> bool:
    """Whether the key, in lower case, is an attribute of a certificate."""
    return key.startswith("iot:certificate.")


def documented_variable(name: str) -> VariableFacts | None:
    """What AWS documents about the variable of that name, in any case; ``None`` if nothing.

    Source: AWS IoT Core Developer Guide, "Basic AWS IoT Core policy variables", "Thing policy
    variables", "X.509 Certificate AWS IoT Core policy variables", "Authorizing direct calls"; IAM
    User Guide, "AWS global condition context keys".
    """
    key = name.lower()
    if facts := _FACTS.get(key):
        return facts
    if match := _INDEXED.fullmatch(key):
        return _FACTS.get(match[1])
    if _THING_ATTRIBUTE.fullmatch(key):
        return VariableFacts(name, needs_thing=True)
    if _TAG.fullmatch(key):
        return VariableFacts(name, in_iot_policies=False)
    return None


def documented_names() -> tuple[str, ...]:
    """The names of all variables that AWS documents; of those with an index or a tag the part before it."""
    return tuple(facts.name for facts in _FACTS.values())


_THING_ATTRIBUTE = re.compile(r"iot:connection\.thing\.attributes\[[^\[\]]+\]")
_INDEXED = re.compile(r"(iot:certificate\.(?:subject|issuer)\.[a-z0-9.]+)\.(?:[0-9]{1,3}|list)")
_TAG = re.compile(r"(?:aws:(?:principal|request|resource)tag|iot:resourcetag)/.+", re.DOTALL)

_NAME_FIELDS = (
    "DistinguishedNameQualifier",
    "Country",
    "Organization",
    "OrganizationalUnit",
    "State",
    "CommonName",
    "SerialNumber",
    "Title",
    "Surname",
    "GivenName",
    "Initials",
    "Pseudonym",
    "GenerationQualifier",
)
_ALTERNATIVE_NAMES = (
    "RFC822Name",
    "DNSName",
    "DirectoryName",
    "UniformResourceIdentifier",
    "IPAddress",
)
_GLOBAL_KEYS = (
    "CalledViaFirst",
    "CalledViaLast",
    "CurrentTime",
    "EpochTime",
    "FederatedProvider",
    "PrincipalAccount",
    "PrincipalArn",
    "PrincipalOrgID",
    "PrincipalServiceName",
    "PrincipalType",
    "Referer",
    "RequestedRegion",
    "ResourceAccount",
    "ResourceOrgID",
    "SecureTransport",
    "SourceAccount",
    "SourceArn",
    "SourceIdentity",
    "SourceInstanceARN",
    "SourceOrgID",
    "SourceVpc",
    "TokenIssueTime",
    "UserAgent",
    "VpcSourceIp",
    "userid",
)


def _documented() -> Iterator[VariableFacts]:
    yield VariableFacts("iot:ClientId")
    yield VariableFacts("iot:Connection.Thing.ThingName", True, needs_thing=True)
    yield VariableFacts("iot:Connection.Thing.ThingTypeName", needs_thing=True)
    yield VariableFacts("iot:Connection.Thing.IsAttached")
    yield VariableFacts("iot:CertificateId", True)
    yield VariableFacts("iot:Certificate.SerialNumber", True)
    yield VariableFacts("iot:Certificate.AvailableKeys")
    for field in _NAME_FIELDS:
        unique = field in ("CommonName", "SerialNumber")
        yield VariableFacts(f"iot:Certificate.Subject.{field}", unique)
        yield VariableFacts(f"iot:Certificate.Issuer.{field}")
    for side in ("Subject", "Issuer"):
        for field in _ALTERNATIVE_NAMES:
            yield VariableFacts(f"iot:Certificate.{side}.AlternativeName.{field}")
    yield VariableFacts("iot:DomainName")
    for key in ("aws:SourceIp", "aws:SourceVpce"):
        yield VariableFacts(key)
    yield VariableFacts("cognito-identity.amazonaws.com:sub", True)
    for key in ("aud", "amr"):
        yield VariableFacts(f"cognito-identity.amazonaws.com:{key}")
    yield VariableFacts("aws:username", True, in_iot_policies=False)
    for key in ("ThingName", "AwsCertificateId"):
        yield VariableFacts(f"credentials-iot:{key}", True, in_iot_policies=False)
    yield VariableFacts("credentials-iot:ThingTypeName", in_iot_policies=False)
    for key in _GLOBAL_KEYS:
        yield VariableFacts(f"aws:{key}", in_iot_policies=False)


_FACTS = {facts.name.lower(): facts for facts in _documented()}
