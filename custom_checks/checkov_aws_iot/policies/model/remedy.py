"""What takes a fault away, in the words of policies, whatever language they are written in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, Union


@dataclass(frozen=True, slots=True)
class Entries:
    """Texts in the place of the entry that the finding is about; without any, it goes.

    ``are_resources`` says that they are the resource parts of ARNs, such as
    ``client/${iot:Connection.Thing.ThingName}``: the fields in front stay as they are written.
    """

    texts: tuple[str, ...]
    are_resources: bool = False


@dataclass(frozen=True, slots=True)
class EntriesAt:
    """Entries in several places of the document: the path of each, its text, and what takes its place."""

    changes: tuple[tuple[str, str, Entries], ...]


@dataclass(frozen=True, slots=True)
class Inverted:
    """What is named instead of what is excluded: ``Resource`` in the place of ``NotResource``.

    ``old`` is the first of the excluded texts.
    """

    key: str
    old: str
    entries: Entries


@dataclass(frozen=True, slots=True)
class AddedCondition:
    """A condition that the statement needs in addition: operator, key and values of each line.

    AWS's example account in a value is the account that the policy will be deployed to.
    """

    lines: tuple[tuple[str, str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Together:
    """Two remedies, of which neither is one without the other."""

    entries: Entries
    condition: AddedCondition


@dataclass(frozen=True, slots=True)
class OtherOperator:
    """Another operator for the condition that the finding is about, which keeps its values."""

    operator: str


@dataclass(frozen=True, slots=True)
class OwnStatement:
    """A statement of its own for one of the principals, with what its conditions need.

    ``path`` leads to the principal, and ``text`` is its name.
    """

    path: str
    text: str
    condition: AddedCondition | OtherOperator


@dataclass(frozen=True, slots=True)
class WithoutStatement:
    """The statement goes, as one of several."""


@dataclass(frozen=True, slots=True)
class AssignedValue:
    """Another value for the attribute that the finding is about, or for an ``argument`` of it."""

    value: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class AddedArgument:
    """An argument that the resource lacks: its name in Terraform and in CloudFormation, and its value.

    AWS's example account is the account that the resource will be deployed to.
    """

    argument: str
    property: str
    value: str


@dataclass(frozen=True, slots=True)
class PinnedPermission:
    """The account as an argument of a Lambda permission, and the ARN of who calls the function.

    ``caller`` is the address of the only one that the scan shows, empty if there is none.
    """

    caller: str = ""


@dataclass(frozen=True, slots=True)
class SelectedObjects:
    """The selection of objects that are encrypted with KMS, for a rule that names a key for replicas."""


@dataclass(frozen=True, slots=True)
class EnabledVersioning:
    """Versioning of the bucket with this address."""

    bucket: str


@dataclass(frozen=True, slots=True)
class NoRemedy:
    """Why no text can be proposed that would be right without knowing more."""

    reason: str


Remedy: TypeAlias = Union[
    Entries,
    EntriesAt,
    Inverted,
    AddedCondition,
    Together,
    OtherOperator,
    OwnStatement,
    AssignedValue,
    WithoutStatement,
    AddedArgument,
    PinnedPermission,
    SelectedObjects,
    EnabledVersioning,
    NoRemedy,
]
