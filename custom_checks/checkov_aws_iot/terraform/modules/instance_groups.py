"""References to resources and modules that may exist several times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Generic, Protocol, TypeVar

from checkov_aws_iot.terraform.evaluation.scope import OpenMapping, RejectedError, Resolved, Step
from checkov_aws_iot.terraform.modules.expansion import Expansion, Key, Repetition
from checkov_aws_iot.values.access import mapped
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, OneOf, Sequence, Value


class Member(Protocol):
    """One instance of a resource or of a module."""

    def attribute(self, name: str) -> Value:
        """What a reference to the attribute gives. Never raises."""


class InstanceView(OpenMapping):
    """An instance as an object; its attributes are evaluated when somebody asks for them."""

    __slots__ = ("_member",)

    def __init__(self, member: Member) -> None:
        super().__init__()
        self._member = member

    def missing(self, name: str) -> Value:
        """The attribute of the instance."""
        return self._member.attribute(name)


_M = TypeVar("_M", bound=Member)


class Group(Generic[_M]):
    """All instances of one block."""

    def __init__(
        self,
        expansion: Expansion,
        address: str,
        make: Callable[[Key, Repetition], _M],
        if_there_were: Callable[[], Group[_M] | None],
    ) -> None:
        self.expansion = expansion
        self.address = address
        self._make = make
        self._if_there_were = if_there_were
        self._members: dict[Key, _M] = {}

    def member(self, key: Key) -> _M:
        """The instance with this key; without one, the block as it is written.

        Where it is known that there is none, it is one that there might be.
        """
        if key not in self._members and self.expansion.is_empty:
            others = self._if_there_were()
            if others is not None:
                (self._members[key], *_) = others.members(key)
        if key not in self._members:
            repetition = self.expansion.repetition(key, self.address)
            self._members[key] = self._make(key, repetition)
        return self._members[key]

    def members(self, key: Key = None) -> tuple[_M, ...]:
        """The instance with the key, or without a key all that there may be, at least one.

        A block whose ``count`` or ``for_each`` is empty or not known is one instance without a key;
        where it is not known in some cases, there is such a one beside those with a key. A key that
        the evaluated ``for_each`` does not have is taken as if none was given.
        """
        others = self._if_there_were() if self.expansion.is_empty else None
        if others is not None:
            return others.members(key)
        keys = self.expansion.all_keys()
        if key is not None and (key in keys or (not keys and self.expansion.kind)):
            return (self.member(key),)
        found = tuple(self.member(each) for each in keys)
        return found if found and not self.expansion.is_open else (*found, self.member(None))

    def resolved(self, steps: tuple[Step, ...]) -> Resolved:
        """The value of a reference, and how many of the steps behind the name it takes.

        Raises:
            RejectedError: there is no instance with the key.
        """
        if not self.expansion.kind:
            return _attribute(self.member(None), steps, 0)
        if steps and isinstance(steps[0], (str, int)):
            key = self._key(steps[0])
            found = _attribute(self.member(key), steps, 1)
            return replace(found, created=self._created(key))
        return Resolved(mapped(self.expansion.keys, self._all), 0)

    def written_at_an_open_key(self, steps: tuple[Step, ...]) -> Resolved | None:
        """What a reference to any instance gives if no key of it is known.

        ``None`` where keys are known. Only for what is read, and for what stands for no identity:
        two such references need not mean the same instance.
        """
        if not self.expansion.kind or self.expansion.all_keys():
            return None
        return _attribute(self.member(None), steps, 1)

    def _key(self, step: str | int) -> str | int:
        """The key of the instance that an index means."""
        counted = self.expansion.kind == "count"
        if counted and isinstance(step, str) and step.isdecimal():
            step = int(step)
        elif not counted:
            step = str(step)
        if step not in self.expansion.all_keys() and not self.expansion.is_open:
            raise RejectedError(f"has no instance {step!r}")
        return step

    def _created(self, key: str | int) -> Value:
        """Whether there is the instance: ``True``, or a ``OneOf`` if that is not known."""
        if isinstance(self.expansion.keys, Unknown):
            return OneOf(f"{self.address}[{key!r}] exists", (("true", True), ("false", False)))
        return self.expansion.created(key)

    def _all(self, keys: Value) -> Value:
        if isinstance(keys, int):
            return Sequence([InstanceView(self.member(index)) for index in range(keys)])
        if isinstance(keys, Mapping):
            return Mapping({key: InstanceView(self.member(key)) for key in keys})
        reason = f"depends on a {self.expansion.kind} that is not known"
        return Unknown(reason, self.address)


def _attribute(member: Member, steps: tuple[Step, ...], used: int) -> Resolved:
    if len(steps) > used:
        step = steps[used]
        if isinstance(step, str):
            return Resolved(member.attribute(step), used + 1)
    return Resolved(InstanceView(member), used)
