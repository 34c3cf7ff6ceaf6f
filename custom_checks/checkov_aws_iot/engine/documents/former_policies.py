"""Which policies of one state of a project are those of an earlier one, under whatever address."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from checkov_aws_iot.engine.reading.document_kinds import DocumentKind
from checkov_aws_iot.policies.model.document_reading import decode
from checkov_aws_iot.resources.kinds.identity.identity_policy import IdentityPolicy
from checkov_aws_iot.resources.kinds.iot.iot_policy import IotPolicy
from checkov_aws_iot.resources.principals.policy_attachments import holders_of_policy
from checkov_aws_iot.values.text import Text

if TYPE_CHECKING:
    from checkov_aws_iot.engine.documents.deployed_documents import DeployedDocument

_FILES: Final = frozenset(kind.value for kind in DocumentKind)
MOST_COMPARED: Final = 5_000
"""At most this many pairs of a policy that is new and one that is gone are looked at for one text."""

Key: TypeAlias = "tuple[str, str, str]"
"""Where a document stands: configuration, address, place in the resource."""

Documents: TypeAlias = "Mapping[Key, Sequence[DeployedDocument]]"

Former: TypeAlias = "Callable[[DeployedDocument, str], Iterator[str]]"
"""The addresses that a resource had before the change, for one in the module of the document."""


@dataclass(frozen=True, slots=True)
class FormerPolicies:
    """By the place of a document: where it stood before, and how that is known if no one says so."""

    places: Mapping[Key, Key]
    signs: Mapping[Key, str]
    configurations: Mapping[str, str]

    @classmethod
    def of(cls, base: Documents, head: Documents, former: Former) -> FormerPolicies:
        """Those of two states: by address, by what moves say, or by what else is the same.

        A policy that is new is one that is gone if it is the only one with its name, its text or its
        holders. A configuration that is new is one that is gone with most of its addresses.
        """
        configurations = _configurations(base, head)
        places = {}
        for key, documents in head.items():
            found = _place(key, configurations.get(key[0], key[0]), documents[0], base, former)
            if found is not None:
                places[key] = found
        signs: dict[Key, str] = {}
        for sign, pairs in _SIGNS.items():
            gone = {key: one for key, one in base.items() if key not in set(places.values())}
            new = {key: one for key, one in head.items() if key not in places}
            for key, was in pairs(new, gone, configurations):
                places[key], signs[key] = was, sign
        return cls(places, signs, configurations)

    def before(self, key: Key) -> Key:
        """Where the document stood before; where it stands if it is new."""
        return self.places.get(key, key)


def _configurations(base: Documents, head: Documents) -> dict[str, str]:
    """Configurations that stand elsewhere now, by their new place."""
    gone, new = _addresses(base), _addresses(head)
    moved: dict[str, str] = {}
    for place, addresses in new.items():
        if place in gone:
            continue
        shared = Counter(
            {was: len(addresses & had) for was, had in gone.items() if was not in new}
        ).most_common(2)
        counts = [count for _, count in shared if count]
        if counts and len(set(counts)) == len(counts) and shared[0][0] not in moved.values():
            moved[place] = shared[0][0]
    return moved


def _addresses(documents: Documents) -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for configuration, address, place in documents:
        found[configuration].add((address, place))
    return found


def _place(
    key: Key, configuration: str, document: DeployedDocument, base: Documents, former: Former
) -> Key | None:
    """Where the document stood before, by its address or by a move."""
    _, address, place = key
    if (configuration, address, place) in base:
        return configuration, address, place
    for was in former(document, address):
        if (configuration, was, place) in base:
            return configuration, was, place
    return None


_Pairs: TypeAlias = "Iterable[tuple[Key, Key]]"


def _only(new: Mapping[Key, Hashable], gone: Mapping[Key, Hashable]) -> Iterator[tuple[Key, Key]]:
    """The pairs of those of which one is new and one is gone with the same mark; ``None`` is no mark."""
    sides = []
    for marks in (new, gone):
        marked: dict[Hashable, list[Key]] = defaultdict(list)
        for key, mark in marks.items():
            if mark is not None:
                marked[mark].append(key)
        sides.append(marked)
    for mark, keys in sides[0].items():
        others = sides[1].get(mark, [])
        if len(keys) == len(others) == 1:
            yield keys[0], others[0]


def _of_one_name(new: Documents, gone: Documents, moved: Mapping[str, str]) -> _Pairs:
    def mark(key: Key, one: DeployedDocument) -> Hashable:
        name = None if one.holder is None else getattr(one.holder.attributes, "name", None)
        if not isinstance(name, (str, Text)) or not name:
            return None
        return moved.get(key[0], key[0]), one.subject, key[2], name

    return _only(*({key: mark(key, one[0]) for key, one in side.items()} for side in (new, gone)))


def _of_one_text(new: Documents, gone: Documents, moved: Mapping[str, str]) -> _Pairs:
    """Those that are policies and no part of something else, which would be another one's then."""
    sides = [
        {key: one for key, one in side.items() if _stands_alone(one[0])} for side in (new, gone)
    ]
    if len(sides[0]) * len(sides[1]) > MOST_COMPARED:
        return
    same = [
        (key, was)
        for key, one in sides[0].items()
        for was, other in sides[1].items()
        if (was[0] == moved.get(key[0], key[0]) or _is_file(one[0])) and _is_same(one, other)
    ]
    at_new, at_old = (Counter(pair[side] for pair in same) for side in (0, 1))
    yield from ((key, was) for key, was in same if at_new[key] == at_old[was] == 1)


def _is_file(one: DeployedDocument) -> bool:
    return one.type in _FILES


def _stands_alone(one: DeployedDocument) -> bool:
    return _is_file(one) or (
        one.holder is not None and isinstance(one.holder.attributes, (IotPolicy, IdentityPolicy))
    )


def _is_same(some: Sequence[DeployedDocument], others: Sequence[DeployedDocument]) -> bool:
    return len(some) == len(others) and all(
        one.type == other.type
        and one.subject is other.subject
        and decode(one.held.value) == decode(other.held.value)
        for one, other in zip(some, others, strict=True)
    )


def _of_one_holder(new: Documents, gone: Documents, moved: Mapping[str, str]) -> _Pairs:
    def mark(key: Key, one: DeployedDocument) -> Hashable:
        if one.holder is None or not isinstance(one.holder.attributes, (IotPolicy, IdentityPolicy)):
            return None
        holders = {(h.kind, h.name) for h in holders_of_policy(one.holder, one.graph)}
        return (moved.get(key[0], key[0]), one.subject, frozenset(holders)) if holders else None

    return _only(*({key: mark(key, one[0]) for key, one in side.items()} for side in (new, gone)))


_SIGNS: Final = {
    "the same name": _of_one_name,
    "the same text": _of_one_text,
    "the same holders": _of_one_holder,
}
