"""Conditions on the source of a service call: what their values name, and what a call tells of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from checkov_aws_iot.policies.model import cast
from checkov_aws_iot.policies.model.condition import Condition
from checkov_aws_iot.policies.model.variables import Escape, Literal, parse_variables
from checkov_aws_iot.values.arn import FIELDS, split_arn
from checkov_aws_iot.values.text import Hole, HoleKind, Text, holds_any, join_text
from checkov_aws_iot.values.unknown import Unknown

ACCOUNT, ARN = "aws:SourceAccount", "aws:SourceArn"
ORGANISATION, ORGANISATION_PATHS = "aws:SourceOrgID", "aws:SourceOrgPaths"
SOURCE_KEYS = (ACCOUNT, ARN, ORGANISATION, ORGANISATION_PATHS)
_SOURCE_KEYS = frozenset(key.lower() for key in SOURCE_KEYS)

_ACCOUNT_ID = re.compile(r"[0-9]{12}")
_EXAMPLE_NAME = "example"


def is_source_key(key: str) -> bool:
    """Whether the condition key tells on whose behalf a service calls. Case does not matter."""
    return key.lower() in _SOURCE_KEYS


def is_account_id(text: str) -> bool:
    """Whether the text is twelve digits."""
    return _ACCOUNT_ID.fullmatch(text) is not None


def unnamed_account(texts: Iterable[str]) -> str:
    """An account ID that occurs in none of the texts: the account of a stranger."""
    everything = "\n".join(texts)
    for account in (*cast.OTHER_ACCOUNTS, cast.ACCOUNT):
        if account not in everything:
            return account
    return next(a for a in (f"{n:012}" for n in range(10**11, 2 * 10**11)) if a not in everything)


def without_holes(condition: Condition, own_account: str, has_variables: bool) -> Condition:
    """The condition with every hole in its values replaced by a text that it may stand for.

    An unknown account is ``own_account``: whose account it is decides nothing, only that it is one.
    A value that is unknown as a whole stays ``Unknown``, except where the operator compares whole
    texts with an account or organisation: then it is one certain account, whichever. An
    ARN pattern with fewer than six fields is read as generously as it can be: its first ``*`` takes
    the place of the missing fields. ``null`` is no value. Policy variables that repeat the source itself are ``*``.
    """
    values = (
        _representative(value, condition, own_account, has_variables)
        for value in condition.values
        if not _is_null(value)
    )
    return replace(condition, values=tuple(values))


def _is_null(value: str | Text | Unknown) -> bool:
    return isinstance(value, Unknown) and value.expression == "null"


def _representative(
    value: str | Text | Unknown, condition: Condition, own_account: str, has_variables: bool
) -> str | Text | Unknown:
    key = condition.key.lower()
    exact = condition.name in _WHOLE_TEXT
    if isinstance(value, Unknown):
        return own_account if exact and key != ARN.lower() else value
    if has_variables and "${" in str(value):
        value = _without_variables(value, own_account, exact)
        if isinstance(value, Unknown):
            return value
    if key == ARN.lower():
        return _settled_arn(value, own_account, condition.name.startswith("arn"))
    if isinstance(value, str):
        return value
    if key == ACCOUNT.lower() and (exact or not _has_wildcards(value)):
        return own_account
    return _filled(value, _EXAMPLE_NAME)


_WHOLE_TEXT = frozenset(
    {"stringequals", "stringnotequals", "stringequalsignorecase", "stringnotequalsignorecase"}
)


def _settled_arn(value: str | Text, own_account: str, by_fields: bool) -> str | Unknown:
    arn = split_arn(value)
    if arn is None:
        if isinstance(value, Text) and any(h.kind is HoleKind.OTHER for h in value.holes):
            hole = next(h for h in value.holes if h.kind is HoleKind.OTHER)
            return Unknown.of(hole)
        return _padded(_filled(value, own_account)) if by_fields else _filled(value, own_account)
    prefix, partition, service, region, account, resource = arn.fields
    return ":".join(
        (
            _filled(prefix, "arn"),
            _filled(partition, cast.PARTITION),
            _filled(service, "iot"),
            _filled(region, cast.REGION),
            _filled(account, own_account),
            _filled(resource, _EXAMPLE_NAME),
        )
    )


def _padded(text: str) -> str:
    """AWS's pages disagree on whether ``*`` alone is an ARN pattern; assume that it is."""
    missing = FIELDS - 1 - text.count(":")
    return text.replace("*", "*" + ":*" * missing, 1) if missing > 0 else text


def _filled(text: str | Text, with_text: str) -> str:
    if isinstance(text, str):
        return text
    return "".join(part if isinstance(part, str) else with_text for part in text.parts)


def _has_wildcards(text: Text) -> bool:
    return holds_any(text, "*?")


def _without_variables(value: str | Text, own_account: str, exact: bool) -> str | Text | Unknown:
    pieces: list[str | Hole] = []
    for part in parse_variables(value):
        if isinstance(part, Literal):
            pieces.append(part.text)
        elif isinstance(part, Hole):
            pieces.append(part)
        elif isinstance(part, Escape):
            # A literal wildcard character: no account, organisation or ARN has one.
            pieces.append("$")
        elif part.key == "aws:resourceaccount":
            pieces.append(own_account)
        elif part.key in _SOURCE_KEYS and not exact:
            pieces.append("*")
        elif part.known and part.facts is None:
            # A variable that AWS does not have is never substituted and matches nothing.
            pieces.append("${" + part.name.replace(":", ".") + "}")
        else:
            return Unknown("is a policy variable whose value is not known", str(part))
    return join_text(pieces)


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose behalf a service calls, and which source keys the call carries."""

    account: str
    context: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def keys(self) -> frozenset[str]:
        """The source keys that the call carries."""
        return frozenset(key for key, _ in self.context)

    @property
    def arn(self) -> str:
        """The ARN in ``aws:SourceArn``, empty if the call carries none."""
        return dict(self.context).get(ARN, ("",))[0]


@dataclass(frozen=True, slots=True)
class OwnNames:
    """Accounts and organisations: those that conditions name, which are the author's, or declared ones."""

    accounts: tuple[str, ...]
    organisations: tuple[str, ...]


NOTHING_DECLARED = OwnNames((), ())
"""What counts as own where the user declares nothing: whatever the policy names."""


def declared_names(declared: OwnNames, named: OwnNames, author: str) -> OwnNames:
    """The names that count as own: the declared ones where there are any, else those of the policy.

    ``author`` stands for an account that is not known before deployment, which is the author's own.
    """
    accounts = (*declared.accounts, *(a for a in named.accounts if a == author))
    return OwnNames(
        accounts if declared.accounts else named.accounts,
        declared.organisations or named.organisations,
    )


def own_names(conditions: Iterable[Condition]) -> OwnNames:
    """What the values name, without the wildcards that leave a single account or organisation open.

    ``210987654321*`` names an account: no longer one begins with these twelve digits.
    """
    accounts: dict[str, None] = {}
    organisations: dict[str, None] = {}
    for key, value in _values(conditions):
        if key in (ORGANISATION.lower(), ORGANISATION_PATHS.lower()):
            organisation = value.split("/", 1)[0]
            if not re.search(r"[*?]", organisation):
                organisations[organisation] = None
            continue
        account = value if key == ACCOUNT.lower() else ":".join(value.split(":")[4:5])
        account = account.replace("*", "")
        if is_account_id(account):
            accounts[account] = None
    return OwnNames(tuple(accounts), tuple(organisations))


def _values(conditions: Iterable[Condition]) -> Iterator[tuple[str, str]]:
    for condition in conditions:
        if is_source_key(condition.key):
            for value in condition.values:
                if isinstance(value, str):
                    yield condition.key.lower(), value
