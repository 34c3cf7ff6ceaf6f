"""Conditions on the source of a service call, and the calls that could put them to the test."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product

from checkov_aws_iot.patterns.matching import match
from checkov_aws_iot.patterns.pattern import wildcards
from checkov_aws_iot.policies.model import cast
from checkov_aws_iot.policies.model.condition import Condition
from checkov_aws_iot.policies.model.service_principals import ServicePrincipal, Use
from checkov_aws_iot.policies.model.variables import Escape, Literal, parse_variables
from checkov_aws_iot.values.arn import FIELDS, split_arn
from checkov_aws_iot.values.text import Hole, HoleKind, Text, holds_any, join_text
from checkov_aws_iot.values.unknown import Unknown

ACCOUNT, ARN = "aws:SourceAccount", "aws:SourceArn"
ORGANISATION, ORGANISATION_PATHS = "aws:SourceOrgID", "aws:SourceOrgPaths"
SOURCE_KEYS = frozenset(key.lower() for key in (ACCOUNT, ARN, ORGANISATION, ORGANISATION_PATHS))

_ACCOUNT_ID = re.compile(r"[0-9]{12}")
_PARTITION = re.compile(r"aws(-[a-z]+)*")
_EXAMPLE_NAME = "example"
_WITH_ACCOUNTS = frozenset({"iot", "iotdeviceadvisor"})
_OTHER_RESOURCES = {"iotdeviceadvisor": "suiterun/example"}


def is_source_key(key: str) -> bool:
    """Whether the condition key tells on whose behalf a service calls. Case does not matter."""
    return key.lower() in SOURCE_KEYS


def is_account_id(text: str) -> bool:
    """Whether the text is twelve digits."""
    return _ACCOUNT_ID.fullmatch(text) is not None


def stranger(texts: Iterable[str]) -> str:
    """An account ID that occurs in none of the texts: the account of a stranger."""
    everything = "\n".join(texts)
    for account in (*cast.OTHER_ACCOUNTS, cast.ACCOUNT):
        if account not in everything:
            return account
    return next(a for a in (f"{n:012}" for n in range(10**11, 2 * 10**11)) if a not in everything)


def without_holes(condition: Condition, own_account: str, has_variables: bool) -> Condition:
    """The condition with every hole in its values replaced by a text that it may stand for.

    An unknown account is ``own_account``: whose account it is decides nothing, only that it is one.
    So is an empty one: it is the default of a variable that the deployment sets.
    A value that is unknown as a whole stays ``Unknown``, except where the operator compares whole
    texts with an account or organisation: then it is one certain account, whichever. An
    ARN pattern with fewer than six fields is read as generously as it can be: its first ``*`` takes
    the place of the missing fields. Policy variables that repeat the source itself are ``*``.
    """
    values = (
        _representative(value, condition, own_account, has_variables) for value in condition.values
    )
    return replace(condition, values=tuple(values))


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
        return own_account if value == "" and key == ACCOUNT.lower() else value
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
    if account == "" and service in _WITH_ACCOUNTS:
        account = own_account
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
        elif part.key in SOURCE_KEYS and not exact:
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


def callers(
    conditions: Iterable[Condition],
    principal: ServicePrincipal,
    accounts: Iterable[str],
    *,
    foreign: bool,
) -> Iterator[Caller]:
    """Calls of the service that between them put every value of the conditions to the test.

    For each account, and each account that a wildcard in a value lets in: with and without each
    source key; with an ARN of the kind that the service sends and one made from every ARN pattern;
    outside of an organisation, in an unknown one, and in one made from every pattern. With
    ``foreign``, accounts and organisations that the values name are left out: they are the author's.
    """
    values = tuple(_values(conditions))
    account_values = [text for key, text in values if key == ACCOUNT.lower()]
    arn_values = [text for key, text in values if key == ARN.lower()]
    every = dict.fromkeys(accounts)
    every.update(dict.fromkeys(_accounts(account_values, arn_values, foreign=foreign)))
    organisations = tuple(dict.fromkeys(_organisations(values, foreign=foreign)))
    for account in every:
        arns = dict.fromkeys(_generic_arns(principal, account))
        arns.update(dict.fromkeys(_arns(arn_values, account, principal)))
        sources = [
            *((((ACCOUNT, (account,)), (ARN, (arn,)))) for arn in arns),
            ((ACCOUNT, (account,)),),
            *(((ARN, (arn,)),) for arn in arns),
            (),
        ]
        for organisation, source in product(organisations, sources):
            yield Caller(account, source + organisation)


def _values(conditions: Iterable[Condition]) -> Iterator[tuple[str, str]]:
    for condition in conditions:
        if is_source_key(condition.key):
            for value in condition.values:
                if isinstance(value, str):
                    yield condition.key.lower(), value


def _accounts(
    account_values: Iterable[str], arn_values: Iterable[str], *, foreign: bool
) -> Iterator[str]:
    patterns = [*account_values]
    for value in arn_values:
        fields = _padded(value).split(":", FIELDS - 1)
        if len(fields) == FIELDS:
            patterns.append(fields[4])
    for pattern in patterns:
        if "*" in pattern or "?" in pattern:
            account = _instance_of_account(pattern)
            if account:
                yield account
        elif not foreign and is_account_id(pattern):
            yield pattern


def _instance_of_account(pattern: str) -> str:
    """An account id that the pattern lets in, or empty."""
    digits = pattern.replace("?", "0")
    missing = 12 - len(digits.replace("*", ""))
    if missing < 0:
        return ""
    account = digits.replace("*", "0" * missing, 1).replace("*", "")
    return account if is_account_id(account) else ""


def _generic_arns(principal: ServicePrincipal, account: str) -> Iterator[str]:
    """An ARN that the service sends, and one of another resource of the service."""
    # A topic rule is what anybody can make; other principals than iot have their generic form.
    shape = principal.shape(Use.TOPIC_RULE)
    yield shape.arn(account, region=cast.REGION).replace("*", _EXAMPLE_NAME)
    other = _OTHER_RESOURCES.get(shape.service, "other/example")
    yield f"arn:{cast.PARTITION}:{shape.service}:{cast.REGION}:{account}:{other}"


def _arns(values: Iterable[str], account: str, principal: ServicePrincipal) -> Iterator[str]:
    """For each pattern an ARN that it lets in and that belongs to the account, or to none."""
    for value in values:
        fields = _padded(value).split(":", FIELDS - 1)
        if len(fields) < FIELDS:
            continue
        prefix, partition, service, region, owner, resource = fields
        if match(wildcards(owner), account) is True:
            owner = account
        elif owner != "":
            continue
        arn = ":".join(
            (
                "arn" if match(wildcards(prefix), "arn") is True else prefix,
                _instance(partition, cast.PARTITION),
                _instance(service, principal.shape().service),
                _instance(region, cast.REGION),
                owner,
                _instance(resource, _EXAMPLE_NAME),
            )
        )
        if is_carried(arn):
            yield arn


def is_carried(arn: str) -> bool:
    """Whether a request could carry the ARN: six fields, a partition, an account id or none.

    The resource may be empty: a Device Defender audit sends ``arn:aws:iot:region:account:``.
    """
    fields = arn.split(":", FIELDS - 1)
    if len(fields) < FIELDS:
        return False
    prefix, partition, service, _, account, resource = fields
    return (
        prefix == "arn"
        and _PARTITION.fullmatch(partition) is not None
        and service != ""
        and (account == "" or is_account_id(account))
        and not resource.startswith(":")
        and re.search(r"[*?$\s]", arn) is None
    )


def _instance(pattern: str, whole: str) -> str:
    if pattern == "*":
        return whole
    return pattern.replace("*", _EXAMPLE_NAME).replace("?", _EXAMPLE_NAME)


def _organisations(
    values: Iterable[tuple[str, str]], *, foreign: bool
) -> Iterator[tuple[tuple[str, tuple[str, ...]], ...]]:
    yield ()
    yield _membership(cast.ORGANISATION)
    for key, value in values:
        if key not in (ORGANISATION.lower(), ORGANISATION_PATHS.lower()):
            continue
        organisation = value.split("/", 1)[0]
        if foreign and "*" not in organisation and "?" not in organisation:
            continue
        path = value.replace("*", _EXAMPLE_NAME).replace("?", _EXAMPLE_NAME)
        if key == ORGANISATION.lower():
            yield _membership(path)
        else:
            yield _membership(path.split("/", 1)[0], path)


def _membership(organisation: str, path: str = "") -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        (ORGANISATION, (organisation,)),
        (ORGANISATION_PATHS, (path or f"{organisation}/{cast.ORGANISATION_UNIT}/",)),
    )
