"""What a kind of resource is: typed attributes, and what each dialect knows about them.

A kind is a frozen dataclass in a file of its own below ``resources/kinds/``. Its fields are the
neutral attributes, which mean the same in every dialect; its class variables say where policy
documents stand in it, what it is attached to, what it uses, and how Terraform and CloudFormation
write it. ``tools/index_kinds.py`` writes the index of all kinds, by which they are imported lazily.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol, TypeVar

from checkov_aws_iot.resources.reading.document_place import Form
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value

if TYPE_CHECKING:
    from checkov_aws_iot.resources.subject import Subject


K = TypeVar("K", bound="Kind")


class DeclaredType(Protocol):
    """A type of resource in one dialect; what is declared of it stands in ``dialects``."""

    @property
    def name(self) -> str:
        """What the dialect calls it: ``aws_iot_policy``."""


class Documents(NamedTuple):
    """A neutral attribute of a kind that holds documents of the subject."""

    subject: Subject
    attribute: str
    form: Form = Form.DOCUMENT
    required: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """The attributes of one resource, in words that mean the same in every dialect.

    Fields are values that may be unknown or one of several; what is not written is ``ABSENT``.
    """

    title: ClassVar[str]
    """What messages call the kind."""

    types: ClassVar[tuple[DeclaredType, ...]] = ()
    """How each dialect writes it, type by type."""

    arn: ClassVar[str] = ""
    """Its ARN: ``arn:iot:thing/{name}`` is short for one with partition, Region and account,
    ``arn:iam::`` for one without Region, ``arn:s3:::`` for one with neither. Names in braces are
    neutral attributes, or ids that AWS makes up."""

    subjects: ClassVar[tuple[Subject, ...]] = ()
    """What rules judge such a resource as, as a whole."""

    documents: ClassVar[tuple[Documents, ...]] = ()
    """The attributes that hold policy documents."""

    host: ClassVar[type[Kind] | None] = None
    """The kind of what it is attached to; :meth:`attachment` names it."""

    acts: ClassVar[bool] = False
    """Whether AWS IoT takes a role, or calls a function, on its behalf."""

    is_caller: ClassVar[bool] = False
    """Whether its ARN is an ``aws:SourceArn``: it says whose account calls, not what may be done."""

    protects_by: ClassVar[str] = ""
    """The attribute without which such a resource copies nothing."""

    def changed(self: K, change: Callable[[Value], Value]) -> K:  # noqa: PYI019 - Self needs 3.11
        """The attributes, each of them changed."""
        changes: dict[str, Any] = {
            one.name: change(getattr(self, one.name)) for one in fields(self)
        }
        return replace(self, **changes)

    def values(self) -> Iterator[Value]:
        """The attributes, one after the other."""
        return (getattr(self, one.name) for one in fields(self))

    def attachment(self) -> Value:
        """What it is attached to, by name or ARN; a list if there may be more."""
        return ABSENT

    def used_roles(self) -> Iterator[Value]:
        """The roles that AWS IoT takes on its behalf."""
        return iter(())

    def called_functions(self) -> Iterator[Value]:
        """The functions that AWS IoT calls on its behalf."""
        return iter(())

    def as_caller(self) -> tuple[str, Value]:
        """The title of the kind and the name with which ``aws:SourceArn`` names it.

        ``ABSENT`` stands for a name that AWS makes up.
        """
        return self.title, getattr(self, "name", ABSENT)


@dataclass(frozen=True, slots=True)
class Tagged(Kind):
    """A kind that keeps data and whose tags may select it for a backup; they are a mapping."""

    tags: Value = ABSENT
