"""The resources of one scan and who refers to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol, TypeAlias, TypeVar

from checkov_aws_iot.resources.kind import K, Kind
from checkov_aws_iot.resources.namesakes import at_the_address, beside
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.values.access import all_elements, elements, leaves
from checkov_aws_iot.values.arn import Arn, Field, arn_of
from checkov_aws_iot.values.text import Hole, Text, as_hole
from checkov_aws_iot.values.unknown import Absent, Unknown
from checkov_aws_iot.values.value import OneOf, Value

References: TypeAlias = Callable[[Resource[Any]], Iterator[Value]]


_T = TypeVar("_T")


class Neighbourhood(Protocol):
    """Resources of other configurations in the same scan, whose unknowns are none of ours."""

    def of_kind(self, kind: type[K]) -> tuple[Resource[K], ...]:
        """All of the kind."""

    def referred(self, reference: Value, kind: type[K]) -> tuple[Resource[K], ...]:
        """Those that the reference means."""

    def unmet(
        self, use: str, kind: type[Kind], target: type[Kind], references: References
    ) -> ReferenceIndex:
        """Those with a reference that means nothing of the target's kind in their own configuration."""

    def referring(
        self, kind: type[K], use: str, references: References, identifiers: Iterable[Value]
    ) -> tuple[Resource[K], ...]:
        """Those of all configurations with a reference that may mean what has these identifiers."""

    def unserved(self, kind: type[K], subject: type[Kind]) -> tuple[Resource[K], ...]:
        """Those of configurations without a resource of the subject's kind."""

    def once(self, question: Callable[[ResourceGraph], _T]) -> _T:
        """The answer to a question about all configurations, which is asked once."""

    def is_of_another(self, resource: Resource[Any]) -> bool:
        """Whether it is a resource of another configuration than the one that asks."""

    def address_of(self, resource: Resource[Any]) -> str:
        """The address that a resource of the one that asks has among those of all configurations."""


_Attached: TypeAlias = tuple[
    dict[str, list[Resource[Any]]], dict[str, list[Resource[Any]]], list[Resource[Any]]
]


class ResourceGraph:
    """Finds resources by kind and by reference; reads a kind only when somebody asks for it.

    ``elsewhere`` are the resources of other configurations: a reference means one of them only
    where it means none of its own.
    """

    def __init__(
        self,
        read_kind: Callable[[type[Kind]], Iterable[Resource[Kind]]],
        elsewhere: Neighbourhood | None = None,
    ) -> None:
        self._read_kind = read_kind
        self._elsewhere = elsewhere
        self._answers: dict[object, object] = {}
        self._of_kind: dict[type[Kind], tuple[Resource[Any], ...]] = {}
        self._index: dict[type[Kind], _Index] = {}
        self._addresses: dict[type[Kind], frozenset[str]] = {}
        self._attached: dict[tuple[type[Kind], type[Kind], bool], _Attached] = {}
        self._references: dict[tuple[str, type[Kind]], ReferenceIndex] = {}
        self._users: dict[tuple[str, type[Kind], type[Kind]], dict[str, list[Resource[Any]]]] = {}

    def of_kind(self, kind: type[K]) -> tuple[Resource[K], ...]:
        """All resources of the kind in this scan, in the order of their addresses, own ones first."""
        own = self._own(kind)
        return own + self._elsewhere.of_kind(kind) if self._elsewhere else own

    def own(self, kind: type[K]) -> tuple[Resource[K], ...]:
        """The resources of the kind in this configuration, in the order of their addresses."""
        return self._own(kind)

    def meant_for(self, kind: type[K], subject: type[Kind]) -> tuple[Resource[K], ...]:
        """The resources of the kind that may be there for the subjects of this configuration.

        Those of another configuration that has such a subject itself are there for that: the scan
        holds the same thing twice, for two environments say.
        """
        own = self._own(kind)
        if self._elsewhere is None:
            return own
        unserved = self._elsewhere.unserved(kind, subject)
        return own + tuple(one for one in unserved if self._elsewhere.is_of_another(one))

    def once(self, question: Callable[[ResourceGraph], _T]) -> _T:
        """The answer to a question about the whole graph, which is asked once."""
        if question not in self._answers:
            self._answers[question] = question(self)
        return self._answers[question]  # type: ignore[return-value]

    def in_all(self, question: Callable[[ResourceGraph], _T]) -> _T | None:
        """The answer to a question about all configurations; ``None`` where there is but this one."""
        return None if self._elsewhere is None else self._elsewhere.once(question)

    def address_in_all(self, resource: Resource[Any]) -> str:
        """The address of the resource in answers about all configurations."""
        if self._elsewhere is None or not self.is_own(resource):
            return resource.address
        return self._elsewhere.address_of(resource)

    def is_own(self, resource: Resource[Any]) -> bool:
        """Whether the resource belongs to this configuration."""
        return self._elsewhere is None or resource.address in self._own_addresses(resource.kind)

    def is_of_us(self, one: Resource[Any]) -> bool:
        """Whether what was given as a resource of all configurations is one of this one."""
        return self._elsewhere is None or not self._elsewhere.is_of_another(one)

    def at(self, address: str, kind: type[K]) -> Resource[K] | None:
        """The resource of the kind with that address, or ``None``; the first if there are more."""
        return next((found for found in self.of_kind(kind) if found.address == address), None)

    def referred(
        self, reference: Value, kind: type[K], near: Resource[Kind] | None = None
    ) -> tuple[Resource[K], ...]:
        """The resources of the kind that the reference means; empty if none is in the scan.

        A reference means a resource if it equals one of its identifiers; an attribute that is only
        known after deployment equals itself. If there is none, ARNs also match where they differ
        only in a partition, Region or account that is not known. A reference that is one of several
        means what any of these means.

        A name may be used twice. A reference by address decides; else ``near`` is the resource that
        refers: of several, those in its own module are meant, and those that may be there together
        with it. One of another configuration means what is in that configuration before it means
        anything here.
        """
        if (
            near is not None
            and self._elsewhere
            and near.address not in self._own_addresses(near.kind)
        ):
            theirs = self._elsewhere.referred(reference, kind)
            at_home = tuple(
                one for one in theirs if one.origin.configuration == near.origin.configuration
            )
            if at_home:
                return _nearest(at_home, near)
        return _nearest(self._meant(reference, kind), near)

    def _meant(self, reference: Value, kind: type[K]) -> tuple[Resource[K], ...]:
        if isinstance(reference, OneOf):
            found: dict[str, Resource[K]] = {}
            for choice in leaves(reference):
                for resource in self._meant(choice, kind):
                    found.setdefault(resource.address, resource)
            return tuple(found.values())
        text = _text(reference)
        if text is None:
            return ()
        if kind not in self._index:
            self._index[kind] = _Index(self._own(kind))
        own = at_the_address(self._index[kind].find(text), reference)
        return self._elsewhere.referred(text, kind) if self._elsewhere and not own else own

    def means(
        self, reference: Value, resource: Resource[Kind], near: Resource[Kind] | None = None
    ) -> bool:
        """Whether the reference means this resource, or may mean it among others."""
        return resource in self.referred(reference, resource.kind, near)

    def may_mean(self, reference: Value, resource: Resource[Kind]) -> bool:
        """Whether the reference is not known well enough to say that it means something else.

        That is so if it is unknown, or has unknown parts of which none belongs to another resource,
        and means nothing else in the scan.
        """
        if isinstance(reference, OneOf):
            return any(self.may_mean(choice, resource) for choice in leaves(reference))
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

    def attached(
        self, host: Resource[Kind], kind: type[K]
    ) -> tuple[tuple[Resource[K], ...], tuple[Resource[K], ...]]:
        """The resources of the kind that are attached to the host, and those that may be.

        Those may be of which it is not known to which of several hosts of one name they belong.
        What another configuration attaches to something unknown is taken for its own.
        """
        own = host.address in self._own_addresses(host.kind)
        key = (kind, host.kind, own)
        if key not in self._attached:
            self._attached[key] = self._read_attached(*key)
        surely, maybe, undecided = self._attached[key]
        sure, likely = surely.get(host.address, []), maybe.get(host.address, [])
        others = (
            one
            for one in undecided
            if one not in sure
            and one not in likely
            and any(self.may_mean(r, host) for r in all_elements(one.attributes.attachment()))
        )
        return tuple(sure), (*likely, *others)

    def users(
        self, target: Resource[Any], kind: type[Kind], use: str, references: References
    ) -> tuple[Resource[Any], ...]:
        """The resources of the kind one of whose references means the target, own ones first.

        ``use`` names the references: they are read once for all targets. What refers to something in
        its own configuration means nothing here, so of the others only those are asked that do not.
        """
        if self._elsewhere is not None and target.address not in self._own_addresses(target.kind):
            return tuple(u for u in self.of_kind(kind) if self._uses(u, target, references))
        key = (use, kind, target.kind)
        if key not in self._users:
            self._users[key] = self._read_users(kind, target.kind, references)
        own = tuple(self._users[key].get(target.address, ()))
        if self._elsewhere is None:
            return own
        unmet = self._elsewhere.unmet(use, kind, target.kind, references).may_mean(
            target.identifiers
        )
        others = (one for one in unmet if self._elsewhere.is_of_another(one))
        return own + tuple(one for one in others if self._uses(one, target, references))

    def _uses(self, user: Resource[Any], target: Resource[Any], references: References) -> bool:
        return any(self.means(reference, target, user) for reference in references(user))

    def _read_users(
        self, kind: type[Kind], target: type[Kind], references: References
    ) -> dict[str, list[Resource[Any]]]:
        users: dict[str, list[Resource[Any]]] = {}
        for user in self._own(kind):
            meant = {
                one.address
                for reference in references(user)
                for one in self.referred(reference, target, user)
            }
            for address in meant:
                users.setdefault(address, []).append(user)
        return users

    def referring(
        self, kind: type[K], use: str, references: References, identifiers: Iterable[Value]
    ) -> tuple[Resource[K], ...]:
        """The resources of the kind with a reference that may mean what has these identifiers.

        Own ones first. ``use`` names the references: they are read once for all questions. What is
        not among these has no such reference.
        """
        key = (use, kind)
        if key not in self._references:
            self._references[key] = ReferenceIndex(
                (one, reference) for one in self._own(kind) for reference in references(one)
            )
        wanted = tuple(identifiers)
        own = tuple(self._references[key].may_mean(wanted))
        return own + self.others_referring(kind, use, references, wanted)

    def others_referring(
        self, kind: type[K], use: str, references: References, identifiers: Iterable[Value]
    ) -> tuple[Resource[K], ...]:
        """Those of them that belong to other configurations."""
        if self._elsewhere is None:
            return ()
        found = self._elsewhere.referring(kind, use, references, identifiers)
        return tuple(one for one in found if self._elsewhere.is_of_another(one))

    def unmet_at_home(
        self, kind: type[Kind], target: type[Kind], references: References
    ) -> ReferenceIndex:
        """The resources of the kind with references that mean nothing in their configuration."""
        return ReferenceIndex(
            (user, reference)
            for user in self._own(kind)
            for reference in references(user)
            if all(
                one.origin.configuration != user.origin.configuration
                for one in self._meant(reference, target)
            )
        )

    def _read_attached(self, kind: type[Kind], host: type[Kind], own: bool) -> _Attached:
        surely: dict[str, list[Resource[Any]]] = {}
        maybe: dict[str, list[Resource[Any]]] = {}
        undecided: list[Resource[Any]] = []
        others = self._attaching(kind, host) if own else self._everywhere_else(kind)
        for one in (*self._own(kind), *others):
            listed = one.attributes.attachment()
            for reference in elements(listed):
                choices = [leaf for leaf in leaves(reference) if not isinstance(leaf, Absent)]
                meant = [self.referred(choice, host, one) for choice in choices]
                is_sure = bool(meant) and len(meant[0]) == 1 and meant.count(meant[0]) == len(meant)
                for found in dict.fromkeys(found for hosts in meant for found in hosts):
                    (surely if is_sure else maybe).setdefault(found.address, []).append(one)
                if not is_sure and any(isinstance(c, (Unknown, Text)) for c in choices):
                    undecided.append(one)
        return surely, maybe, undecided

    def _attaching(self, kind: type[Kind], host: type[Kind]) -> tuple[Resource[Any], ...]:
        """Those of other configurations that may be attached to the hosts of this one by a name."""
        hosts = (identifier for one in self._own(host) for identifier in one.identifiers)
        found = self.others_referring(kind, "attachment", _attachment, hosts)
        return tuple(one for one in found if _is_known(one.attributes.attachment()))

    def _everywhere_else(self, kind: type[Kind]) -> tuple[Resource[Any], ...]:
        return self._elsewhere.of_kind(kind) if self._elsewhere else ()

    def _own_addresses(self, kind: type[Kind]) -> frozenset[str]:
        if kind not in self._addresses:
            self._addresses[kind] = frozenset(one.address for one in self._own(kind))
        return self._addresses[kind]

    def _own(self, kind: type[K]) -> tuple[Resource[K], ...]:
        if kind not in self._of_kind:
            found = sorted(self._read_kind(kind), key=lambda resource: resource.address)
            self._of_kind[kind] = tuple(found)
        return self._of_kind[kind]


def _nearest(
    found: tuple[Resource[K], ...], near: Resource[Kind] | None
) -> tuple[Resource[K], ...]:
    if len(found) < 2 or near is None:
        return found
    configuration, module = near.origin.configuration, near.origin.module
    home = tuple(one for one in found if one.origin.configuration == configuration) or found
    return beside(tuple(one for one in home if one.origin.module == module) or home, near)


def _attachment(resource: Resource[Any]) -> Iterator[Value]:
    yield resource.attributes.attachment()


def _belongs_to_another(hole: Hole, resource: Resource[Kind]) -> bool:
    """Whether the hole is an attribute of a resource that is certainly not this one."""
    named, own = hole.origin, resource.origin
    if not named.resource or not own.resource:
        return False
    return (named.configuration, named.resource) != (own.configuration, own.resource)


class _Index:
    """Resources by their identifiers."""

    def __init__(self, resources: Iterable[Resource[Any]]) -> None:
        self._exact: dict[Field, list[Resource[Any]]] = {}
        self._arns: dict[tuple[Field, Field], list[tuple[Arn, Resource[Any]]]] = {}
        for resource in resources:
            for identifier in set(_texts(resource.identifiers)):
                self._exact.setdefault(identifier, []).append(resource)
                arn = arn_of(identifier)
                if arn:
                    self._arns.setdefault(arn.key, []).append((arn, resource))

    def find(self, reference: Field) -> tuple[Resource[Any], ...]:
        if reference in self._exact:
            return tuple(self._exact[reference])
        arn = arn_of(reference)
        if arn is None:
            return ()
        found: dict[str, Resource[Any]] = {}
        for candidate, resource in self._arns.get(arn.key, ()):
            if candidate.agrees(arn):
                found.setdefault(resource.address, resource)
        return tuple(found.values())


class ReferenceIndex:
    """Resources by what they refer to, so that nobody has to ask all of them about each target."""

    def __init__(self, references: Iterable[tuple[Resource[Any], Value]]) -> None:
        self._exact: dict[Field, list[int]] = {}
        self._arns: dict[tuple[Field, Field], list[int]] = {}
        self._users: list[Resource[Any]] = []
        for user, reference in references:
            if not self._users or self._users[-1] is not user:
                self._users.append(user)
            number = len(self._users) - 1
            for text in set(_texts((reference,))):
                self._exact.setdefault(text, []).append(number)
                arn = arn_of(text)
                if arn:
                    self._arns.setdefault(arn.key, []).append(number)

    def may_mean(self, identifiers: Iterable[Value]) -> Iterator[Resource[Any]]:
        """Those of which a reference may mean what has the identifiers, in their order."""
        numbers: set[int] = set()
        for identifier in _texts(identifiers):
            numbers.update(self._exact.get(identifier, ()))
            arn = arn_of(identifier)
            if arn:
                numbers.update(self._arns.get(arn.key, ()))
        return (self._users[number] for number in sorted(numbers))


def _is_known(reference: Value) -> bool:
    """Whether the reference is a name, or an ARN, that is the same in every configuration."""
    return any(isinstance(one, str) or arn_of(one) is not None for one in leaves(reference))


def _texts(identifiers: Iterable[Value]) -> Iterator[Field]:
    for identifier in identifiers:
        for choice in leaves(identifier):
            text = _text(choice)
            if text is not None:
                yield text


def _text(value: Value) -> Field | None:
    """The value as something to compare: a whole value that is not known is one hole."""
    if isinstance(value, Unknown) and value.expression:
        return Text((as_hole(value),))
    return value if isinstance(value, (str, Text)) and value != "" else None
