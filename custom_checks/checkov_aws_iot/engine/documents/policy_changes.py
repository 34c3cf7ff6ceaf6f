"""What the policies of one state of a project allow that those of another do not."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice, product
from typing import TYPE_CHECKING, Final, TypeAlias

from checkov_aws_iot.engine.documents.former_policies import Former, FormerPolicies, Key
from checkov_aws_iot.policies.authoriser.connecting import grants_of_connections
from checkov_aws_iot.policies.comparison.access import Difference, new_access
from checkov_aws_iot.policies.comparison.callers import new_callers
from checkov_aws_iot.policies.comparison.connections import deciding_connections
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.model.document_reading import decode
from checkov_aws_iot.resources.principals.policy_attachments import PolicyHolder, holders_of_policy
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.unknown import Reason, Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.engine.documents.deployed_documents import DeployedDocument
    from checkov_aws_iot.values.alternatives import Choice

MOST_PAIRS: Final = 16
"""At most this many pairs of alternatives of one document are compared."""

_OF_DEVICES: Final = (Subject.IOT_POLICY, Subject.EMBEDDED_IOT_POLICY)
_ATTACHED: Final = (Subject.IOT_POLICY, Subject.IDENTITY_POLICY)
_NOTHING: Final = Document((), "2012-10-17")

Said: TypeAlias = "tuple[tuple[str, Difference], ...]"
"""Differences, each with the caller that it is about; empty for who has the policy."""


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """What one document, or one principal by all of its policies, now allows, and no longer does.

    ``address`` is that of the resource, or what the principal is called; ``kind`` says what it is.
    ``was`` is its former address if it moved, ``policies`` are those that a principal now has or no
    longer has. ``note`` says what may explain a new one, or why one without a move is that from before. ``supposed`` are the
    variables that need other values for it to be there. ``when`` says how conditions that are not known turn out.
    """

    address: str
    kind: str
    place: str = ""
    span: Span | None = None
    is_added: bool = False
    is_removed: bool = False
    was: str = ""
    when: tuple[Choice, ...] = ()
    new: Said = ()
    gone: Said = ()
    policies: tuple[str, ...] = ()
    note: str = ""
    holders: tuple[PolicyHolder, ...] = ()
    supposed: tuple[str, ...] = ()

    @property
    def allows_more(self) -> bool:
        """Whether something is newly allowed, or may be."""
        return any(difference for _, difference in self.new)

    @property
    def allows_less(self) -> bool:
        """Whether something is no longer allowed, or may not be."""
        return any(difference for _, difference in self.gone)


_Principal: TypeAlias = "tuple[str, str, str]"
_Holdings: TypeAlias = "dict[_Principal, dict[Key, list[DeployedDocument]]]"


@dataclass(slots=True)
class PolicyState:
    """The documents of a project by where they stand, each with its alternatives."""

    documents: dict[Key, list[DeployedDocument]] = field(default_factory=dict)
    _holdings: _Holdings | None = field(default=None, init=False)

    @classmethod
    def of(
        cls, documents: Iterable[DeployedDocument], other: Iterable[DeployedDocument] = ()
    ) -> PolicyState:
        """The state that has these documents, without those that are supposed here and real in the other."""
        state = cls()
        real = {_written(one) for one in other if not one.supposed}
        for one in documents:
            if one.supposed and _written(one) in real:
                continue
            key = (one.configuration, one.address, one.place)
            state.documents.setdefault(key, []).append(one)
        return state

    def holdings(self) -> _Holdings:
        """The policies that stand for themselves and are attached, by their principals."""
        if self._holdings is None:
            self._holdings = self._held()
        return self._holdings

    def _held(self) -> _Holdings:
        found: _Holdings = {}
        for key, documents in self.documents.items():
            one = documents[0]
            if one.subject not in _ATTACHED or one.holder is None:
                continue
            for holder in holders_of_policy(one.holder, one.graph):
                if holder.attachment:
                    policies = found.setdefault((key[0], holder.kind, holder.name), {})
                    policies.setdefault(key, documents)
        return found


def _written(one: DeployedDocument) -> tuple[str, ...]:
    """Where the resource is written: the file, its type and its name."""
    bare = re.sub(r'\[(?:"[^"]*"|[^]]*)\]', "", one.address)
    return one.span.file, *bare.split(".")[-2:]


@dataclass(slots=True)
class Comparison:
    """Two states of a project; ``compared`` counts the documents that stand in one of them.

    ``any_client`` says that a client need not be one that the policies let connect.
    """

    base: PolicyState
    head: PolicyState
    former: Former
    any_client: bool = False
    compared: int = 0

    def changes(self) -> Iterator[PolicyChange]:
        """The changes of documents, then those of principals whose policies are others now."""
        known = FormerPolicies.of(self.base.documents, self.head.documents, self.former)
        for key in self.head.documents:
            self.compared += 1
            yield from self._changes(known.places.get(key), key, known.signs.get(key, ""))
        for was in self.base.documents:
            if was not in set(known.places.values()):
                self.compared += 1
                yield from self._changes(was, None)
        yield from self._of_principals(known)

    def _changes(self, was: Key | None, key: Key | None, sign: str = "") -> Iterator[PolicyChange]:
        """What changed in one document; unlike alternatives are told apart."""
        before = self.base.documents[was] if was else []
        after = self.head.documents[key] if key else []
        beside = self._beside(self.base, was), self._beside(self.head, key)
        note = sign if before else self._note(after[0])
        for old, new in islice(_pairs(before, after), MOST_PAIRS):
            if old is not None and new is not None and _is_same(old, new):
                continue
            change = _change(old, new, beside, any_client=self.any_client)
            if change.allows_more or change.allows_less:
                yield replace(change, note=note)

    def _beside(self, state: PolicyState, key: Key | None) -> tuple[Document, ...]:
        """What other policies of those who have the policy say of who connects, as far as they allow it."""
        if key is None or self.any_client:
            return ()
        return tuple(
            Document(tuple(grants_of_connections(document)), document.version)
            for policies in state.holdings().values()
            if key in policies
            for other, documents in policies.items()
            if other != key
            for document in _documents(documents)
            if any(grants_of_connections(document))
        )

    def _note(self, one: DeployedDocument) -> str:
        """Whether what looks new stood in a module that was called before, and no longer is."""
        directory = posixpath.dirname(one.span.file)
        if one.configuration != directory:
            return ""
        called = any(
            posixpath.dirname(old.span.file) == directory and old.configuration != directory
            for documents in self.base.documents.values()
            for old in documents[:1]
        )
        return "no module calls its directory any more" if called else ""

    def _of_principals(self, known: FormerPolicies) -> Iterator[PolicyChange]:
        had = self.base.holdings()
        have = self._holdings_now(known, {name for _, _, name in had})
        now = {known.before(key): documents for key, documents in self.head.documents.items()}
        for principal in dict.fromkeys((*have, *had)):
            before, after = had.get(principal, {}), have.get(principal, {})
            # What is said of a policy that is new or gone is said of the policy itself.
            joined = [key for key in after if key not in before and key in self.base.documents]
            left = [key for key in before if key not in after and key in now]
            if joined or left:
                kept = [key for key in before if key in after]
                documents = {**self.base.documents, **now}
                yield self._of_principal(principal, joined, left, kept, documents)

    def _holdings_now(self, known: FormerPolicies, names: set[str]) -> _Holdings:
        """The policies of each principal, all under the addresses from before."""

        def former(one: DeployedDocument, name: str) -> str:
            if name in names:
                return name
            return next((was for was in self.former(one, name) if was in names), name)

        found: _Holdings = {}
        for (place, kind, name), policies in self.head.holdings().items():
            configuration = known.configurations.get(place, place)
            for key, documents in policies.items():
                principal = configuration, kind, former(documents[0], name)
                found.setdefault(principal, {}).setdefault(known.before(key), documents)
        return found

    def _of_principal(
        self,
        principal: _Principal,
        joined: Sequence[Key],
        left: Sequence[Key],
        kept: Sequence[Key],
        documents: dict[Key, list[DeployedDocument]],
    ) -> PolicyChange:
        """What the principal gains and loses by its policies of today, whose own changes are said elsewhere."""
        _, kind, name = principal
        old, now = (
            [document for key in keys for document in _documents(documents[key])]
            for keys in ((*kept, *left), (*kept, *joined))
        )
        subjects = [one.subject for key in (*kept, *joined, *left) for one in documents[key]]
        devices = any(subject in _OF_DEVICES for subject in subjects)
        connecting = () if self.any_client else None
        return PolicyChange(
            name,
            kind,
            policies=(*(f"+{key[1]}" for key in joined), *(f"-{key[1]}" for key in left)),
            new=_said(new_access(now, old, iot_policy=devices, connecting=connecting)),
            gone=_said(new_access(old, now, iot_policy=devices, connecting=connecting)),
        )


def _documents(alternatives: Sequence[DeployedDocument]) -> Iterator[Document]:
    """The document of a policy; with several alternatives it is not known which."""
    if len(alternatives) == 1:
        yield alternatives[0].held.document
        return
    for one in alternatives[:1]:
        condition = next((choice.condition for choice in one.held.choices), one.address)
        yield Document((), one.held.document.version, (Unknown(Reason.CONDITION, condition),))


_Pair: TypeAlias = "tuple[DeployedDocument | None, DeployedDocument | None]"


def _pairs(
    before: Sequence[DeployedDocument], after: Sequence[DeployedDocument]
) -> Iterator[_Pair]:
    """The alternatives that there may be at once."""
    if not before or not after:
        yield from ((None, one) for one in after)
        yield from ((one, None) for one in before)
        return
    conditions = [
        {c.condition for one in side for c in one.held.choices} for side in (before, after)
    ]
    if len(before) == len(after) and not any(conditions):
        # Several instances under one address, as of a count that is not known.
        yield from zip(before, after, strict=True)
        return
    for old, new in product(before, after):
        labels = {c.condition: c.label for c in old.held.choices}
        if all(labels.get(c.condition, c.label) == c.label for c in new.held.choices):
            yield old, new


def _is_same(old: DeployedDocument, new: DeployedDocument) -> bool:
    return decode(old.held.value) == decode(new.held.value)


def _change(
    old: DeployedDocument | None,
    new: DeployedDocument | None,
    beside: tuple[tuple[Document, ...], tuple[Document, ...]],
    *,
    any_client: bool,
) -> PolicyChange:
    one = new or old
    assert one is not None
    documents = [_NOTHING if side is None else side.held.document for side in (old, new)]
    before, after = documents
    choices = dict.fromkeys(c for side in (old, new) if side for c in side.held.choices)
    devices = one.subject in _OF_DEVICES and not any_client
    old_clients, new_clients = (
        deciding_connections((document, *others)) if devices else ()
        for document, others in zip(documents, beside, strict=True)
    )
    return PolicyChange(
        one.address,
        one.subject.name.lower().replace("_", "-"),
        one.place,
        one.span,
        is_added=old is None,
        is_removed=new is None,
        was=old.address if old is not None and old.address != one.address else "",
        when=tuple(choices),
        new=_difference(one.subject, after, before, new_clients),
        gone=_difference(one.subject, before, after, old_clients),
        holders=tuple(_holders(one)),
        supposed=tuple(sorted(one.supposed)),
    )


def _difference(
    subject: Subject, after: Document, before: Document, connecting: tuple[Document, ...]
) -> Said:
    """What is compared once is remembered, wherever the lines of the documents have moved to."""
    numbered = tuple(map(_numbered, connecting))
    found = _compared(subject, _numbered(after), _numbered(before), numbered)
    return tuple((caller, _placed(difference, after)) for caller, difference in found)


def _numbered(document: Document) -> Document:
    """The document with numbers of statements in the place of lines: of the first one on the same lines."""
    spans = [statement.span for statement in document.statements]
    numbers = map(spans.index, spans)
    statements = tuple(
        replace(statement, span=Span("", number, number))
        for number, statement in zip(numbers, document.statements, strict=True)
    )
    return replace(document, statements=statements, span=None)


def _placed(difference: Difference, document: Document) -> Difference:
    """The difference with the lines of the statements of the document."""

    def lines(number: Span | None) -> Span | None:
        return document.statements[number.start_line].span if number is not None else None

    return Difference(
        tuple(replace(one, span=lines(one.span)) for one in difference.access),
        tuple(replace(one, span=lines(one.span)) for one in difference.unknown),
    )


@lru_cache(maxsize=1024)
def _compared(
    subject: Subject, after: Document, before: Document, connecting: tuple[Document, ...]
) -> Said:
    if subject in (Subject.TRUST_POLICY, Subject.RESOURCE_POLICY):
        found = new_callers(after, before, of_role=subject is Subject.TRUST_POLICY)
        return tuple((str(one.caller), one.difference) for one in found)
    devices = subject in _OF_DEVICES
    return _said(new_access([after], [before], iot_policy=devices, connecting=connecting))


def _said(difference: Difference) -> Said:
    return (("", difference),) if difference else ()


def _holders(one: DeployedDocument) -> Iterator[PolicyHolder]:
    if one.holder is not None and one.subject in _ATTACHED:
        yield from holders_of_policy(one.holder, one.graph)
