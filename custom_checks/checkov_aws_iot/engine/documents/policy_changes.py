"""What the policies of one state of a project allow that those of another do not."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, product
from typing import TYPE_CHECKING, Final, TypeAlias

from checkov_aws_iot.policies.comparison.access import Difference, new_access
from checkov_aws_iot.policies.comparison.callers import new_callers
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.model.document_reading import decode
from checkov_aws_iot.resources.principals.policy_attachments import PolicyHolder, holders_of_policy
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import Reason, Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.engine.documents.deployed_documents import DeployedDocument
    from checkov_aws_iot.values.alternatives import Choice
    from checkov_aws_iot.values.span import Span

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
    longer has. ``note`` says what may explain a new one. ``when`` says how conditions that are not known turn out.
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

    @property
    def allows_more(self) -> bool:
        """Whether something is newly allowed, or may be."""
        return any(difference for _, difference in self.new)

    @property
    def allows_less(self) -> bool:
        """Whether something is no longer allowed, or may not be."""
        return any(difference for _, difference in self.gone)


_Key: TypeAlias = "tuple[str, str, str]"


@dataclass(slots=True)
class PolicyState:
    """The documents of a project by where they stand, each with its alternatives."""

    documents: dict[_Key, list[DeployedDocument]] = field(default_factory=dict)

    @classmethod
    def of(cls, documents: Iterable[DeployedDocument]) -> PolicyState:
        """The state that has these documents."""
        state = cls()
        for one in documents:
            key = (one.configuration, one.address, one.place)
            state.documents.setdefault(key, []).append(one)
        return state


Former: TypeAlias = "Callable[[DeployedDocument, str], Iterator[str]]"
"""The addresses that a resource had before the change, for one in the module of the document."""

_Principal: TypeAlias = "tuple[str, str, str]"
_Holdings: TypeAlias = "dict[_Principal, dict[_Key, list[DeployedDocument]]]"


@dataclass(slots=True)
class Comparison:
    """Two states of a project; ``compared`` counts the documents that stand in one of them."""

    base: PolicyState
    head: PolicyState
    former: Former
    compared: int = 0

    def changes(self) -> Iterator[PolicyChange]:
        """The changes of documents, then those of principals whose policies are others now."""
        matched: set[_Key] = set()
        for key, documents in self.head.documents.items():
            before = self._before(key)
            matched.add(before)
            self.compared += 1
            for change in _changes(self.base.documents.get(before, []), documents):
                yield replace(change, note=self._note(documents[0])) if change.is_added else change
        for key, documents in self.base.documents.items():
            if key not in matched:
                self.compared += 1
                yield from _changes(documents, [])
        yield from self._of_principals()

    def _before(self, key: _Key) -> _Key:
        """Where the document stood before: where it stands, or else where a move says."""
        configuration, address, place = key
        if key not in self.base.documents:
            for was in self.former(self.head.documents[key][0], address):
                if (configuration, was, place) in self.base.documents:
                    return configuration, was, place
        return key

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

    def _of_principals(self) -> Iterator[PolicyChange]:
        had = _holdings(self.base)
        have = self._holdings_now({name for _, _, name in had})
        now = {self._before(key): documents for key, documents in self.head.documents.items()}
        for principal in dict.fromkeys((*have, *had)):
            before, after = had.get(principal, {}), have.get(principal, {})
            # What is said of a policy that is new or gone is said of the policy itself.
            joined = [key for key in after if key not in before and key in self.base.documents]
            left = [key for key in before if key not in after and key in now]
            if joined or left:
                kept = [key for key in before if key in after]
                yield _of_principal(principal, joined, left, kept, {**self.base.documents, **now})

    def _holdings_now(self, names: set[str]) -> _Holdings:
        """The policies of each principal, all under the addresses from before."""

        def known(one: DeployedDocument, name: str) -> str:
            return (
                name
                if name in names
                else next((was for was in self.former(one, name) if was in names), name)
            )

        found: _Holdings = {}
        for (configuration, kind, name), policies in _holdings(self.head).items():
            for key, documents in policies.items():
                principal = configuration, kind, known(documents[0], name)
                found.setdefault(principal, {}).setdefault(self._before(key), documents)
        return found


def _of_principal(
    principal: _Principal,
    joined: Sequence[_Key],
    left: Sequence[_Key],
    kept: Sequence[_Key],
    documents: dict[_Key, list[DeployedDocument]],
) -> PolicyChange:
    """What the principal gains and loses by its policies of today, whose own changes are said elsewhere."""
    _, kind, name = principal
    old, now = (
        [document for key in keys for document in _documents(documents[key])]
        for keys in ((*kept, *left), (*kept, *joined))
    )
    subjects = [one.subject for key in (*kept, *joined, *left) for one in documents[key]]
    devices = any(subject in _OF_DEVICES for subject in subjects)
    return PolicyChange(
        name,
        kind,
        policies=(*(f"+{key[1]}" for key in joined), *(f"-{key[1]}" for key in left)),
        new=_said(new_access(now, old, iot_policy=devices)),
        gone=_said(new_access(old, now, iot_policy=devices)),
    )


def _holdings(state: PolicyState) -> _Holdings:
    """The policies that stand for themselves and are attached, by their principals."""
    found: _Holdings = {}
    for key, documents in state.documents.items():
        one = documents[0]
        if one.subject not in _ATTACHED or one.holder is None:
            continue
        for holder in holders_of_policy(one.holder, one.graph):
            if holder.attachment:
                policies = found.setdefault((key[0], holder.kind, holder.name), {})
                policies.setdefault(key, documents)
    return found


def _documents(alternatives: Sequence[DeployedDocument]) -> Iterator[Document]:
    """The document of a policy; with several alternatives it is not known which."""
    if len(alternatives) == 1:
        yield alternatives[0].held.document
        return
    for one in alternatives[:1]:
        condition = next((choice.condition for choice in one.held.choices), one.address)
        yield Document((), one.held.document.version, (Unknown(Reason.CONDITION, condition),))


def _changes(
    before: Sequence[DeployedDocument], after: Sequence[DeployedDocument]
) -> Iterator[PolicyChange]:
    """What changed in one document; unlike alternatives are told apart."""
    found: list[PolicyChange] = []
    for old, new in islice(_pairs(before, after), MOST_PAIRS):
        if old is not None and new is not None and _is_same(old, new):
            continue
        change = _change(old, new)
        if change.allows_more or change.allows_less:
            found.append(change)
    yield from found


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


def _change(old: DeployedDocument | None, new: DeployedDocument | None) -> PolicyChange:
    one = new or old
    assert one is not None
    documents = [_NOTHING if side is None else side.held.document for side in (old, new)]
    before, after = documents
    choices = dict.fromkeys(c for side in (old, new) if side for c in side.held.choices)
    return PolicyChange(
        one.address,
        one.subject.name.lower().replace("_", "-"),
        one.place,
        one.span,
        is_added=old is None,
        is_removed=new is None,
        was=old.address if old is not None and old.address != one.address else "",
        when=tuple(choices),
        new=_difference(one.subject, after, before),
        gone=_difference(one.subject, before, after),
        holders=tuple(_holders(one)),
    )


def _difference(subject: Subject, after: Document, before: Document) -> Said:
    if subject in (Subject.TRUST_POLICY, Subject.RESOURCE_POLICY):
        found = new_callers(after, before, of_role=subject is Subject.TRUST_POLICY)
        return tuple((str(one.caller), one.difference) for one in found)
    return _said(new_access([after], [before], iot_policy=subject in _OF_DEVICES))


def _said(difference: Difference) -> Said:
    return (("", difference),) if difference else ()


def _holders(one: DeployedDocument) -> Iterator[PolicyHolder]:
    if one.holder is not None and one.subject in _ATTACHED:
        yield from holders_of_policy(one.holder, one.graph)
