"""Two devices that reach one name: what shows that a name belongs to neither."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from checkov_aws_iot.patterns.limits import Budget
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, outcome_of
from checkov_aws_iot.policies.authoriser.deciding import decide_for_two
from checkov_aws_iot.policies.authoriser.question import Question
from checkov_aws_iot.policies.authoriser.resource_names import names_in_use
from checkov_aws_iot.policies.model.cast import STRANGERS
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.model.variables import documented_variable
from checkov_aws_iot.values.arn import split_arn
from checkov_aws_iot.values.request import Identity, Request
from checkov_aws_iot.values.text import Text

STEPS_OF_MEETINGS, _MOST_NAMES = 8_000, 40
"""Steps for all pairs that are looked for in a document; names that the other device may have."""

Pair = tuple[Request, Request]


def meeting_devices(
    document: Document, request: Request, mended: Document | None, budget: Budget
) -> Pair | None:
    """The request and that of another device for the same name, or two others; none are known otherwise.

    The document allows both. The devices differ in everything that tells devices apart. Where there is a
    choice, the other one is none to whom ``mended`` still gives the name.
    """
    if other := _other_device(document, request, mended):
        return request, other
    arn = split_arn(request.resource)
    if arn is None or isinstance(request.resource, Text):
        return None
    kind = str(arn.resource_type)
    question = Question((request.action,), kind, names_in_use(kind), suggestions=(str(arn.name),))
    answer = decide_for_two(document, question, budget)
    return answer if isinstance(answer, tuple) else None


def _other_device(document: Document, request: Request, mended: Document | None) -> Request | None:
    owner: Request | None = None
    for identity in islice(_other_identities(request), _MOST_NAMES):
        other = replace(request, identity=identity, context=tuple(_other_context(request)))
        if outcome_of((document,), other) is Outcome.ALLOWED:
            if mended is None or outcome_of((mended,), other) is Outcome.DENIED:
                return other
            owner = owner or other
    return owner


def _other_identities(request: Request) -> Iterator[Identity]:
    """The identity with other names, which may stand in the name that is asked about."""
    mine = request.identity
    for name in _names(request):
        chooses = bool(mine.thing_name) and mine.client_id != mine.thing_name
        yield replace(
            mine,
            client_id=mine.client_id if chooses else name,
            thing_name=name if mine.thing_name else "",
            certificate_id=mine.certificate_id[::-1],
            certificate=tuple((key, _other(key, value, name)) for key, value in mine.certificate),
        )


def _names(request: Request) -> Iterator[str]:
    mine = request.identity.thing_name or request.identity.client_id
    levels = re.split(r"[^\w:-]+", str(request.resource).partition("/")[2])
    parts = (
        level[start:end]
        for level in levels
        for start, end in (
            (0, len(level)),
            *((0, at) for at in range(len(level) - 1, 0, -1)),
            *((at, len(level)) for at in range(1, len(level))),
        )
    )
    for name in dict.fromkeys((*STRANGERS[::-1], *parts)):
        if name and name != mine:
            yield name


def _other(key: str, value: str, name: str) -> str:
    facts = documented_variable(f"iot:Certificate.{key}")
    return name if facts is not None and facts.identifies_device else value


def _other_context(request: Request) -> Iterator[tuple[str, tuple[str, ...]]]:
    for key, values in request.context:
        facts = documented_variable(key)
        is_identity = facts is not None and facts.identifies_device
        yield key, tuple(value[::-1] for value in values) if is_identity else values
