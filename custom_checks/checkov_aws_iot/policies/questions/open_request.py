"""What AWS answers to a request of which not everything is given: always the same, or that depends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from checkov_aws_iot.patterns.language import language_of
from checkov_aws_iot.patterns.pattern import exactly
from checkov_aws_iot.policies.authoriser import references
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, outcome_of
from checkov_aws_iot.policies.authoriser.deciding import decide
from checkov_aws_iot.policies.authoriser.document_texts import keys_in, places_of
from checkov_aws_iot.policies.authoriser.identity import values_of
from checkov_aws_iot.policies.authoriser.question import Answer, Proof, Question, is_in
from checkov_aws_iot.policies.authoriser.situations import EVERY_ATTACHMENT, Attachment
from checkov_aws_iot.policies.authoriser.solver.formulas import Every, Formula, InLanguage
from checkov_aws_iot.policies.authoriser.solver.key_domains import ATTACHED, THING
from checkov_aws_iot.policies.model.document import Document, Effect, Element, Statement
from checkov_aws_iot.policies.model.variables import documented_variable
from checkov_aws_iot.values.arn import Arn, split_arn
from checkov_aws_iot.values.request import Identity, Request
from checkov_aws_iot.values.unknown import Unknown

_T = TypeVar("_T")
_EVERYTHING = Element("*", "")


@dataclass(frozen=True, slots=True)
class Range:
    """The answers that there may be, as what is not given may be anything.

    ``allowed`` and ``denied`` are requests with such an answer, ``None`` if there is none, and unknown
    where that is not known. ``allowed`` adds nothing that it does not need.
    """

    allowed: Request | Unknown | None
    denied: Request | Unknown | None


def possible_answers(
    documents: Sequence[Document], request: Request, *, attachment_given: bool
) -> Range | None:
    """The answers to the request; ``None`` if everything is given that the documents speak of.

    So it is for a request in another account or Region than the documents name, too.

    ``attachment_given`` says that a request without a thing is one of a principal without a thing.
    Never raises.
    """
    merged = _merged(documents)
    if merged is None or not _missing(merged, request, attachment_given=attachment_given):
        return None
    question = question_about(request, attachment_given=attachment_given)
    if question is None or _is_elsewhere(merged, question, request):
        return None
    allowed = _request_of(decide(merged, question))
    if isinstance(allowed, Request):
        allowed = _without_needless(merged, allowed, request)
    return Range(allowed, _denied(merged, question))


def _merged(documents: Sequence[Document]) -> Document | None:
    """The documents as one; ``None`` if policy variables are none in some of them."""
    if len({document.has_variables for document in documents}) != 1:
        return None
    if any(document.unknown_version for document in documents):
        return None
    statements = (s for document in documents for s in document.statements)
    return replace(
        documents[0],
        statements=tuple(replace(s, index=at) for at, s in enumerate(statements)),
        unknowns=tuple(u for document in documents for u in document.unknowns),
    )


def _missing(document: Document, request: Request, *, attachment_given: bool) -> set[str]:
    """The keys that the document speaks of and the request says nothing about."""
    thing_given = attachment_given or bool(request.identity.thing_name)
    return {
        key
        for key in keys_in(document)
        if key not in dict(_given(request)) and not (thing_given and key in (THING, ATTACHED))
    }


def _given(request: Request) -> Iterator[tuple[str, tuple[str, ...]]]:
    for key, values in values_of(request).context.values.items():
        texts = tuple(v for v in values if isinstance(v, str)) if isinstance(values, tuple) else ()
        if texts and key not in (THING, ATTACHED):
            yield key, texts


def question_about(request: Request, *, attachment_given: bool) -> Question | None:
    """The question whether there is such a request, whatever it does not give; ``None`` with a hole in it."""
    if not isinstance(request.resource, str):
        return None
    arn = split_arn(request.resource)
    constraints: list[Formula] = []
    for key, values in _given(request):
        language = language_of(*map(exactly, values))
        constraints += [is_in(key, language), Every(key, InLanguage(language))]
    identity = request.identity
    if identity.thing_name and identity.attached:
        constraints.append(is_in(THING, language_of(exactly(identity.thing_name))))
    attachments = _attachments(identity, attachment_given=attachment_given)
    if arn is None:
        return Question(
            (request.action,), service="", constraints=tuple(constraints), attachments=attachments
        )
    for unknown, field in _places(arn).items():
        constraints.append(is_in(unknown, language_of(exactly(field))))
    resource_type, slash, name = str(arn.resource).partition("/")
    return Question(
        (request.action,),
        resource_type if slash else "",
        language_of(exactly(name if slash else str(arn.resource))),
        str(arn.service),
        tuple(constraints),
        attachments=attachments,
    )


def _places(arn: Arn) -> dict[str, str]:
    fields = (arn.partition, arn.region, arn.account)
    unknowns = (references.PARTITION, references.REGION, references.ACCOUNT)
    return dict(zip(unknowns, map(str, fields), strict=True))


def _is_elsewhere(document: Document, question: Question, request: Request) -> bool:
    """Whether the resource is where the document is not deployed, or cannot be."""
    arn = split_arn(request.resource)
    if arn is None:
        return False
    spelled = places_of(document, question)
    return not re.fullmatch(r"[0-9]{12}", str(arn.account)) or any(
        spelled.get(unknown) and field not in spelled[unknown]
        for unknown, field in _places(arn).items()
    )


def _attachments(identity: Identity, *, attachment_given: bool) -> tuple[Attachment, ...]:
    if identity.thing_name:
        if identity.exclusive:
            return (Attachment.EXCLUSIVE,)
        if identity.client_id:
            return (Attachment.NON_EXCLUSIVE if identity.attached else Attachment.NONE,)
        return (Attachment.NON_EXCLUSIVE, Attachment.NONE)
    return (Attachment.NONE,) if attachment_given else EVERY_ATTACHMENT


def _denied(document: Document, question: Question) -> Request | Unknown | None:
    """A request that a Deny is about, or that no Allow is about."""
    unknown: Unknown | None = None
    for other in _opposites(document):
        answer = _request_of(decide(other, question))
        if isinstance(answer, Request):
            return answer
        unknown = unknown or answer
    return unknown


def _opposites(document: Document) -> Iterator[Document]:
    """Documents that between them allow what this one denies."""
    denials = [s for s in document.statements if s.effect is Effect.DENY]
    grants = (s for s in document.statements if s.effect is Effect.ALLOW)
    everything = Statement(-1, "", Effect.ALLOW, (_EVERYTHING,), resources=(_EVERYTHING,))
    turned = tuple(replace(s, effect=Effect.DENY) for s in grants)
    yield replace(document, statements=(everything, *turned))
    if denials:
        yield replace(document, statements=tuple(replace(s, effect=Effect.ALLOW) for s in denials))


def _request_of(answer: Answer) -> Request | Unknown | None:
    return None if isinstance(answer, Proof) else answer


def _without_needless(document: Document, allowed: Request, asked: Request) -> Request:
    """The request that is asked about with as little of the allowed one as makes it allowed."""
    given = {key.lower() for key, _ in asked.context}
    spelled = {c.key.lower(): c.key for s in document.statements for c in s.conditions}
    more = tuple(
        (spelled.get(key.lower(), key), values)
        for key, values in allowed.context
        # The thing says whether it is attached.
        if values and key.lower() not in given and key.lower() != ATTACHED
    )
    kept = replace(allowed, context=(*asked.context, *more))
    for pair in more:
        smaller = replace(kept, context=tuple(p for p in kept.context if p != pair))
        kept = smaller if outcome_of((document,), smaller) is Outcome.ALLOWED else kept
    for part in (
        "thing_name",
        "thing_type",
        "certificate_id",
        "certificate",
        "thing_attributes",
        "client_id",
    ):
        plain = replace(kept.identity, **{part: getattr(asked.identity, part)})
        plain = plain if plain.thing_name else replace(plain, exclusive=False)
        smaller = replace(kept, identity=plain)
        kept = smaller if outcome_of((document,), smaller) is Outcome.ALLOWED else kept
    return kept


def to_add(allowed: Request, asked: Request) -> Iterator[tuple[str, str]]:
    """What the allowed request gives beside the one that is asked about, as names and values."""
    mine, given = allowed.identity, asked.identity
    for name, value, known in (
        ("client-id", str(mine.client_id), given.client_id),
        ("thing", mine.thing_name, given.thing_name),
        ("thing-type", mine.thing_type, given.thing_type),
        ("certificate-id", mine.certificate_id, given.certificate_id),
    ):
        if value and not known:
            yield name, value
    if mine.exclusive and not given.exclusive:
        yield "exclusive", ""
    for name, value in _beside(mine.thing_attributes, given.thing_attributes):
        yield "attribute", f"{name}={value}"
    for name, value in _beside(mine.certificate, given.certificate):
        facts = documented_variable(f"iot:Certificate.{name}")
        spelled = facts.name.removeprefix("iot:Certificate.") if facts else name
        yield "certificate", f"{spelled}={value}"
    for key, values in _beside(allowed.context, asked.context):
        yield from (("context", f"{key}={value}") for value in values)


def _beside(
    pairs: Iterable[tuple[str, _T]], known: Iterable[tuple[str, _T]]
) -> Iterator[tuple[str, _T]]:
    names = {name.lower() for name, _ in known}
    return (pair for pair in pairs if pair[0].lower() not in names)
