"""Who can make one request by some documents: anyone who has them, or only who has certain attributes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from checkov_aws_iot.patterns.language import language_of
from checkov_aws_iot.patterns.pattern import exactly
from checkov_aws_iot.policies.authoriser.comparing import newly_allowed
from checkov_aws_iot.policies.authoriser.document_texts import keys_in
from checkov_aws_iot.policies.authoriser.identity import values_of
from checkov_aws_iot.policies.authoriser.question import (
    Answer,
    Proof,
    Question,
    is_absent,
    is_in,
    is_outside,
)
from checkov_aws_iot.policies.authoriser.situations import EVERY_ATTACHMENT, Attachment
from checkov_aws_iot.policies.authoriser.solver.formulas import Every, Formula, InLanguage
from checkov_aws_iot.policies.authoriser.solver.key_domains import ATTACHED, CLIENT, THING, scale_of
from checkov_aws_iot.policies.authoriser.solver.lines import Scale
from checkov_aws_iot.policies.comparison.connections import deciding_connections
from checkov_aws_iot.policies.model.actions import covers_action
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.questions.open_request import question_about
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.unknown import Unknown

MOST_KEYS: Final = 12
"""At most this many keys are asked about one by one."""

_SOMETHING_ELSE: Final = {
    None: "something-else",
    Scale.ADDRESS: "192.0.2.77",
    Scale.MOMENT: "2031-07-07T07:07:07Z",
}


@dataclass(frozen=True, slots=True)
class Limit:
    """A key that decides: it must have this value, or one that a policy asks for, ``value`` for one.

    ``is_only`` says that there is no other value.
    """

    key: str
    value: str
    is_only: bool


@dataclass(frozen=True, slots=True)
class Permission:
    """One of the requests, and what must hold of who makes it; without limits it may be anyone."""

    request: Request
    limits: tuple[Limit, ...]


@dataclass(frozen=True, slots=True)
class KnownThings:
    """The things that a certificate is attached to, and whether that is exclusive."""

    names: tuple[str, ...]
    is_exclusive: bool = False


def permission(
    documents: Sequence[Document],
    action: str,
    resource: str,
    *,
    iot_policy: bool,
    things: KnownThings | None = None,
) -> Permission | Proof | Unknown:
    """Who can call the action on the resource, who has exactly these documents. Never raises.

    ``things`` are those of the certificate, if they are known. A client that publishes, subscribes or
    receives is one that the documents let connect, if they let any.
    """
    asked = question_about(Request(action, resource), attachment_given=False)
    if asked is None:
        return Unknown("has a resource that is not known")
    question = replace(asked, iot_policy=iot_policy, attachments=_attachments(things))
    if things is not None:
        names = language_of(*map(exactly, things.names))
        question = _with(question, Every(THING, InLanguage(names)))
    asked_of = _Asked(tuple(documents), deciding_connections(documents) if iot_policy else ())
    found = asked_of.answer(question)
    if not isinstance(found, Request):
        return found
    return Permission(found, tuple(asked_of.limits(question, found)))


@dataclass(frozen=True, slots=True)
class _Asked:
    """The documents that are asked, and those of them that decide who connects."""

    documents: tuple[Document, ...]
    connecting: tuple[Document, ...]

    def answer(self, question: Question) -> Answer:
        """A request of the question, the proof that there is none, or unknown."""
        return newly_allowed(self.documents, (), question, connecting=self.connecting)

    def limits(self, question: Question, found: Request) -> Iterator[Limit]:
        """What must hold of who makes such a request."""
        context = values_of(found).context
        for key in self._decisive_keys(question):
            values = context.get(key)
            value = values[0] if isinstance(values, tuple) and len(values) == 1 else None
            if not isinstance(value, str):
                continue
            if self._is_never(question, is_outside(key, language_of(exactly(value)))):
                yield Limit(key, value, is_only=True)
                continue
            other = _SOMETHING_ELSE.get(scale_of(key), "7")
            elsewhere = is_in(key, language_of(exactly(other)))
            if self._is_never(question, elsewhere) and self._is_never(question, is_absent(key)):
                yield Limit(key, value, is_only=False)

    def _is_never(self, question: Question, constraint: Formula) -> bool:
        return isinstance(self.answer(_with(question, constraint)), Proof)

    def _decisive_keys(self, question: Question) -> list[str]:
        """The keys that statements about the action speak of, those of the device first."""
        own = [THING, CLIENT] if question.iot_policy else []
        action = question.actions[0]
        for document in self.documents:
            concerned = [s for s in document.statements if covers_action(s, action) is not False]
            own.extend(keys_in(replace(document, statements=tuple(concerned))))
        own.extend(key for document in self.connecting for key in keys_in(document))
        return [key for key in dict.fromkeys(own) if key != ATTACHED][:MOST_KEYS]


def _attachments(things: KnownThings | None) -> tuple[Attachment, ...]:
    if things is None:
        return EVERY_ATTACHMENT
    if things.is_exclusive:
        return (Attachment.EXCLUSIVE,)
    return (Attachment.NON_EXCLUSIVE, Attachment.NONE)


def _with(question: Question, *constraints: Formula) -> Question:
    return replace(question, constraints=(*question.constraints, *constraints))
