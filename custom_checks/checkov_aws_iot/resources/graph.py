"""The resources of one scan and who refers to whom."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeAlias, TypeVar

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.values.arn import Arn, Field, arn_of
from checkov_aws_iot.values.text import Hole, Text, as_hole
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import OneOf, Value


class Neighbourhood(Protocol):
    """Resources of other configurations in the same scan, whose unknowns are none of ours."""

    def of_kind(self, kind: Kind) -> tuple[Resource, ...]:
        """All of the kind."""

    def referred(self, reference: Value, kind: Kind) -> tuple[Resource, ...]:
        """Those that the reference means."""


_T = TypeVar("_T")
_Referring: TypeAlias = tuple[dict[str, list[Resource]], list[Resource]]


class ResourceGraph:
    """Finds resources by kind and by reference; reads a kind only when somebody asks for it.

    ``elsewhere`` are the resources of other configurations: a reference means one of them only
    where it means none of its own.
    """

    def __init__(
        self,
        read_kind: Callable[[Kind], Iterable[Resource]],
        elsewhere: Neighbourhood | None = None,
    ) -> None:
        self._read_kind = read_kind
        self._elsewhere = elsewhere
        self._of_kind: dict[Kind, tuple[Resource, ...]] = {}
        self._index: dict[Kind, _Index] = {}
        self._addresses: dict[Kind, frozenset[str]] = {}
        self._answers: dict[object, object] = {}
        self._referring: dict[tuple[Kind, str, Kind, bool], _Referring] = {}

    def of_kind(self, kind: Kind) -> tuple[Resource, ...]:
        """All resources of the kind in this scan, in the order of their addresses, own ones first."""
        own = self._own(kind)
        return own + self._elsewhere.of_kind(kind) if self._elsewhere else own

    def own(self, kind: Kind) -> tuple[Resource, ...]:
        """The resources of the kind in this configuration, in the order of their addresses."""
        return self._own(kind)

    def meant_for(self, kind: Kind, subject: Kind) -> tuple[Resource, ...]:
        """The resources of the kind that may be there for the subjects of this configuration.

        Those of another configuration that has such a subject itself are there for that: the scan
        holds the same thing twice, for two environments say.
        """
        own = self._own(kind)
        if self._elsewhere is None:
            return own
        served = {_home(one) for one in self._elsewhere.of_kind(subject)}
        return own + tuple(o for o in self._elsewhere.of_kind(kind) if _home(o) not in served)

    def once(self, question: Callable[[ResourceGraph], _T]) -> _T:
        """The answer to a question about the whole graph, which is asked once."""
        if question not in self._answers:
            self._answers[question] = question(self)
        return self._answers[question]  # type: ignore[return-value]

    def at(self, address: str, kind: Kind) -> Resource | None:
        """The resource of the kind with that address, or ``None``; the first if there are more."""
        return next((found for found in self.of_kind(kind) if found.address == address), None)

    def referred(
        self, reference: Value, kind: Kind, near: Resource | None = None
    ) -> tuple[Resource, ...]:
        """The resources of the kind that the reference means; empty if none is in the scan.

        A reference means a resource if it equals one of its identifiers; an attribute that is only
        known after deployment equals itself. If there is none, ARNs also match where they differ
        only in a partition, Region or account that is not known. A reference that is one of several
        means what any of these means.

        Modules that are called twice may use a name twice. ``near`` is the resource that refers:
        of several, those in its own module are meant. One of another configuration means what is in
        that configuration before it means anything here.
        """
        if (
            near is not None
            and self._elsewhere
            and near.address not in self._own_addresses(near.kind)
        ):
            theirs = self._elsewhere.referred(reference, kind)
            at_home = tuple(one for one in theirs if _home(one) == _home(near))
            if at_home:
                return _nearest(at_home, near)
        return _nearest(self._meant(reference, kind), near)

    def _meant(self, reference: Value, kind: Kind) -> tuple[Resource, ...]:
        if isinstance(reference, OneOf):
            found: dict[str, Resource] = {}
            for _, choice in reference.choices:
                for resource in self._meant(choice, kind):
                    found.setdefault(resource.address, resource)
            return tuple(found.values())
        text = _text(reference)
        if text is None:
            return ()
        if kind not in self._index:
            self._index[kind] = _Index(self._own(kind))
        own = self._index[kind].find(text)
        return self._elsewhere.referred(text, kind) if self._elsewhere and not own else own

    def means(self, reference: Value, resource: Resource, near: Resource | None = None) -> bool:
        """Whether the reference means this resource, or may mean it among others."""
        return resource in self.referred(reference, resource.kind, near)

    def may_mean(self, reference: Value, resource: Resource) -> bool:
        """Whether the reference is not known well enough to say that it means something else.

        That is so if it is unknown, or has unknown parts of which none belongs to another resource,
        and means nothing else in the scan.
        """
        if isinstance(reference, OneOf):
            return any(self.may_mean(choice, resource) for _, choice in reference.choices)
        text = _text(reference)
        if text is None:
            return isinstance(reference, Unknown)
        if isinstance(text, str) or self.referred(text, resource.kind):
            return False
        if any(_belongs_to_another(hole, resource) for hole in text.holes):
            return False
        arn = arn_of(text)
        own = [arn_of(identifier) for identifier in _texts(resource.identifiers)]
        services = {known.service for known in own if known is not None}
        return arn is None or not services or arn.service in services

    def referring(
        self, target: Resource, kind: Kind, attribute: str
    ) -> tuple[tuple[Resource, ...], tuple[Resource, ...]]:
        """The resources of the kind whose attribute means the target, and those where it may.

        What another configuration refers to by something unknown is taken for its own.
        """
        own = target.address in self._own_addresses(target.kind)
        key = (kind, attribute, target.kind, own)
        if key not in self._referring:
            self._referring[key] = self._read_referring(*key)
        meaning, undecided = self._referring[key]
        sure = meaning.get(target.address, [])
        maybe = (
            holder
            for holder in undecided
            if holder not in sure and self.may_mean(holder.get(attribute), target)
        )
        return tuple(sure), tuple(maybe)

    def _read_referring(self, kind: Kind, attribute: str, target: Kind, own: bool) -> _Referring:
        meaning: dict[str, list[Resource]] = {}
        undecided: list[Resource] = []
        others = self._elsewhere.of_kind(kind) if self._elsewhere else ()
        if own:
            others = tuple(holder for holder in others if _is_known(holder.get(attribute)))
        for holder in (*self._own(kind), *others):
            reference = holder.get(attribute)
            found = self.referred(reference, target, holder)
            for one in found:
                meaning.setdefault(one.address, []).append(holder)
            if isinstance(reference, OneOf) or (
                not found and isinstance(reference, (Unknown, Text))
            ):
                undecided.append(holder)
        return meaning, undecided

    def _own_addresses(self, kind: Kind) -> frozenset[str]:
        if kind not in self._addresses:
            self._addresses[kind] = frozenset(one.address for one in self._own(kind))
        return self._addresses[kind]

    def _own(self, kind: Kind) -> tuple[Resource, ...]:
        if kind not in self._of_kind:
            found = sorted(self._read_kind(kind), key=lambda resource: resource.address)
            self._of_kind[kind] = tuple(found)
        return self._of_kind[kind]


# An attribute of a resource, after the modules it is in.
_ATTRIBUTE = re.compile(r"(?:module\.[^.\[]+(?:\[[^\]]*\])?\.)*([a-z]+_\w+\.[^.\[]+)")


_MODULES = re.compile(r"(?:module\.[^.\[]+(?:\[[^\]]*\])?\.)*")


def _nearest(found: tuple[Resource, ...], near: Resource | None) -> tuple[Resource, ...]:
    if len(found) < 2 or near is None:
        return found
    module = _module(near)
    return tuple(resource for resource in found if _module(resource) == module) or found


def _home(foreign: Resource) -> str:
    """The configuration that stands in front of the address of a resource of another one."""
    return foreign.address.partition("[")[0].rpartition("/")[0]


def _module(resource: Resource) -> str:
    match = _MODULES.match(resource.address)
    return match[0] if match else ""


def _belongs_to_another(hole: Hole, resource: Resource) -> bool:
    """Whether the hole is an attribute of a resource that is certainly not this one."""
    if "::" in resource.address:
        logical_id = resource.address.rpartition(".")[2]
        return (
            hole.reason == "is only known after deployment"
            and logical_id != (hole.origin.partition(".")[0])
        )
    named = _ATTRIBUTE.match(hole.origin)
    own = _ATTRIBUTE.match(resource.address)
    return named is not None and own is not None and named[1] != own[1]


class _Index:
    """Resources by their identifiers."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self._exact: dict[Field, list[Resource]] = {}
        self._arns: dict[tuple[Field, Field], list[tuple[Arn, Resource]]] = {}
        for resource in resources:
            for identifier in set(_texts(resource.identifiers)):
                self._exact.setdefault(identifier, []).append(resource)
                arn = arn_of(identifier)
                if arn:
                    self._arns.setdefault(arn.key, []).append((arn, resource))

    def find(self, reference: Field) -> tuple[Resource, ...]:
        if reference in self._exact:
            return tuple(self._exact[reference])
        arn = arn_of(reference)
        if arn is None:
            return ()
        found: dict[int, Resource] = {}
        for candidate, resource in self._arns.get(arn.key, ()):
            if candidate.agrees(arn):
                found.setdefault(id(resource), resource)
        return tuple(found.values())


def _is_known(reference: Value) -> bool:
    """Whether the reference is a name, or an ARN, that is the same in every configuration."""
    if isinstance(reference, OneOf):
        return any(_is_known(choice) for _, choice in reference.choices)
    return isinstance(reference, str) or arn_of(reference) is not None


def _texts(identifiers: Iterable[Value]) -> Iterator[Field]:
    for identifier in identifiers:
        if isinstance(identifier, OneOf):
            yield from _texts(choice for _, choice in identifier.choices)
        else:
            text = _text(identifier)
            if text is not None:
                yield text


def _text(value: Value) -> Field | None:
    """The value as something to compare: a whole value that is not known is one hole."""
    if isinstance(value, Unknown) and value.expression:
        return Text((as_hole(value),))
    return value if isinstance(value, (str, Text)) and value != "" else None
