"""The calls that a service of AWS IoT can make: which condition keys they carry, with which values.

Source: IAM User Guide, "AWS global condition context keys"; AWS IoT Core Developer Guide, "Cross-service
confused deputy prevention".
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from checkov_aws_iot.patterns.language import Language, language_of, union
from checkov_aws_iot.patterns.pattern import (
    ANY_RUN,
    Among,
    Atom,
    One,
    Run,
    exactly,
    pattern_of,
    wildcards,
)
from checkov_aws_iot.policies.authoriser.question import is_absent, is_in, is_outside, value_of
from checkov_aws_iot.policies.authoriser.solver.formulas import (
    Every,
    Fits,
    Formula,
    InLanguage,
    Present,
    Some,
    both,
    either,
)
from checkov_aws_iot.policies.model import cast
from checkov_aws_iot.policies.model.service_principals import ServicePrincipal, Support, Use
from checkov_aws_iot.policies.questions.callers.source_conditions import (
    ACCOUNT,
    ARN,
    ORGANISATION,
    ORGANISATION_PATHS,
    OwnNames,
)

_NOT_SENT = "*?$ \t\r\n"
_IN_FIELD = frozenset(f"{_NOT_SENT}:")
_FIELD = (One(_IN_FIELD), Run(_IN_FIELD))
_FIELD_OR_NONE = (Run(_IN_FIELD),)
_ACCOUNT_FIELD = (Among(frozenset(string.digits)),) * 12
_PARTITION = (*"aws", Run(_IN_FIELD))
_NO_COLON = Run(frozenset(":"))
_ORGANISATIONS = language_of(pattern_of(_FIELD)) - language_of(pattern_of((ANY_RUN, "/", ANY_RUN)))
_PATHS = language_of(pattern_of((*_FIELD[:1], Run(frozenset(_NOT_SENT)))))

MOST_TRIED = 8
"""At most this many of the named accounts, and of the named ARNs, are suggested."""

_OF_A_SERVICE = {
    "aws:principalisawsservice": "true",
    "aws:viaawsservice": "false",
    "aws:securetransport": "true",
}
_NAME, _NAMES = "aws:principalservicename", "aws:principalservicenameslist"
_OF_IDENTITIES = ("aws:principal", "aws:userid", "aws:username")


def is_key_of_services(key: str) -> bool:
    """Whether every direct call of a service carries the key, in lower case."""
    return key in _OF_A_SERVICE or key in (_NAME, _NAMES)


def is_key_of_identities(key: str) -> bool:
    """Whether IAM identities alone have the key, in lower case: services have none of these."""
    return key.startswith(_OF_IDENTITIES) and not is_key_of_services(key)


def service_call(
    principal: ServicePrincipal, arns: Language, mentioned: frozenset[str]
) -> tuple[Formula, ...]:
    """What holds of every direct call of the service, whose source ARN is one of ``arns``, if any.

    The call carries the account that it is for and an ARN of that account, one of them, or neither;
    the organisation with its path, or neither. ``mentioned`` are the keys that the policy speaks of.
    """
    own = {**_OF_A_SERVICE, _NAME: principal.domain_name, _NAMES: principal.domain_name}
    carried = (
        both((is_in(key, language_of(exactly(value))), _is_only(key, value)))
        for key, value in own.items()
        if key in mentioned
    )
    missing = (is_absent(key) for key in mentioned if is_key_of_identities(key))
    return (*carried, *missing, either(_kinds_of_calls(arns)))


def _is_only(key: str, value: str) -> Formula:
    return Every(key, InLanguage(language_of(exactly(value))))


def _kinds_of_calls(arns: Language) -> Iterator[Formula]:
    """The ways to tell on whose behalf a service calls, the most telling one first."""
    account, arn = ACCOUNT.lower(), ARN.lower()
    without_account = arns & _arns((_FIELD_OR_NONE, _FIELD_OR_NONE, ()))
    same_account = Fits(
        pattern_of((*(_NO_COLON, ":") * 4, value_of(ACCOUNT), ":", ANY_RUN))  # type: ignore[arg-type]
    )
    sources = (
        both((Present(account), Some(arn, (InLanguage(arns), same_account)))),
        both((Present(account), Some(arn, (InLanguage(without_account),)))),
        both((Present(account), Present(arn, present=False))),
        both((Present(account, present=False), Some(arn, (InLanguage(arns),)))),
        both((Present(account, present=False), Present(arn, present=False))),
    )
    organisation, paths = ORGANISATION.lower(), ORGANISATION_PATHS.lower()
    below = Fits(pattern_of((value_of(ORGANISATION), "/", ANY_RUN)))  # type: ignore[arg-type]
    of_none = both((Present(organisation, present=False), Present(paths, present=False)))
    of_one = both(
        (
            is_in(organisation, _ORGANISATIONS),
            Present(paths),
            Every(paths, InLanguage(_PATHS)),
            Every(paths, below),
        )
    )
    for membership in (of_none, of_one):
        for source in sources:
            yield both((source, membership))


def of_stranger(own: OwnNames) -> tuple[Formula, ...]:
    """What holds of a call for somebody whose account and organisation the policy does not name."""
    named = (pattern_of((ANY_RUN, ":", *account, ":", ANY_RUN)) for account in own.accounts)
    return (
        is_outside(ACCOUNT, language_of(*map(exactly, own.accounts))),
        is_outside(ARN, language_of(*named)),
        is_outside(ORGANISATION, language_of(*map(exactly, own.organisations))),
    )


def usual_values(
    principal: ServicePrincipal, account: str, own: OwnNames, arns: Iterable[str] = ()
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Values that calls for the account usually carry, by their keys, to be tried first.

    ``arns`` are patterns that an ARN may have to match.
    """
    # A topic rule is what anybody can make; other principals than iot have their generic form.
    shape = principal.shape(Use.TOPIC_RULE)

    def usual(of_account: str) -> str:
        return shape.arn(of_account, region=cast.REGION).replace("*", "example")

    others = (
        f"arn:{cast.PARTITION}:{shape.service}:{cast.REGION}:{account}:{resource}/example"
        for resource in ("suiterun", "other")
    )
    examples = (_example(pattern, account) for pattern in islice(arns, MOST_TRIED))
    organisation = cast.ORGANISATION
    while organisation in own.organisations:
        organisation += "2"
    path = f"{organisation}/{cast.ORGANISATION_UNIT}/"
    return (
        (ACCOUNT, (account, *own.accounts[:MOST_TRIED])),
        (ARN, (usual(account), *map(usual, own.accounts[:MOST_TRIED]), *others, *examples)),
        (ORGANISATION, (organisation,)),
        (ORGANISATION_PATHS, (path,)),
    )


def _example(pattern: str, account: str) -> str:
    """An ARN of the account that may match the pattern."""
    fillings = ("arn", cast.PARTITION, "iot", cast.REGION, account, "example")
    fields = pattern.split(":", len(fillings) - 1)
    filled = (f.replace("*", filling) for f, filling in zip(fields, fillings, strict=False))
    return ":".join(filled).replace("?", "1")


@lru_cache
def documented_arns(principal: ServicePrincipal) -> Language:
    """The source ARNs that the service sends as AWS documents it; any ARN where it does not.

    The resource of a Device Defender audit is empty: ``arn:aws:iot:region:account:``.
    """
    if principal.support is Support.UNDOCUMENTED:
        return ANY_ARN
    shape = principal.shape()
    has_region = shape.regional and not shape.may_omit_region
    region = _FIELD if has_region else _FIELD_OR_NONE
    arns = _arns((tuple(shape.service), region, _ACCOUNT_FIELD))
    if Use.SUITE_DEFINITION in dict(principal.shapes):
        # Which resources of Device Advisor may come is a question of its own: CKV_IOT_303.
        return arns
    return arns & language_of(pattern_of((*(_NO_COLON, ":") * 5, *wildcards(shape.resource).atoms)))


def arns_of(principal: ServicePrincipal, prefix: str) -> Language:
    """The ARNs of the service whose resource begins with the prefix."""
    service = principal.shape().service
    start = (_NO_COLON, ":", _NO_COLON, ":", *service, ":", _NO_COLON, ":", _NO_COLON, ":")
    return language_of(pattern_of((*start, *prefix, ANY_RUN)))


def _arns(middle: tuple[Iterable[Atom], ...]) -> Language:
    """ARNs with these as service, Region and account, and any resource, which may be empty."""
    resources: tuple[tuple[Atom, ...], ...] = ((), (*_FIELD[:1], Run(frozenset(_NOT_SENT))))
    return language_of(
        *(
            pattern_of((*"arn:", *_PARTITION, *_joined(middle), ":", *resource))
            for resource in resources
        )
    )


def _joined(fields: Iterable[Iterable[Atom]]) -> Iterator[Atom]:
    for atoms in fields:
        yield ":"
        yield from atoms


ANY_ARN = union(_arns((_FIELD, _FIELD_OR_NONE, account)) for account in ((), _ACCOUNT_FIELD))
"""The ARNs that a request can carry: six fields, a partition, an account ID or none."""
