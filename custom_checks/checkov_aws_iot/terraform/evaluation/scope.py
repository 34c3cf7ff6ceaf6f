"""What an expression is evaluated in: names, files, and how much work it may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol, Union

from checkov_aws_iot.terraform.syntax.syntax_tree import Node
from checkov_aws_iot.values.budget import Budget
from checkov_aws_iot.values.file_reader import Reader
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.text import Hole
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, Value

MOST_DEPTH: Final = 120


class RejectedError(ValueError):
    """Terraform rejects the expression; the message says why, as a clause ("has no index 5").

    ``try`` and ``can`` see it, as in Terraform. ``at`` is the expression it was raised for.
    """

    at: Node | None = None


class Rejected(Unknown):
    """What Terraform or its provider rejects: it stands for no value, not even for some text."""

    __slots__ = ()


class RejectedExpression(Rejected):
    """What Terraform rejects while it evaluates; ``try`` goes on behind it."""

    __slots__ = ()


def rejected(why: object, expression: str = "", span: Span | None = None) -> RejectedExpression:
    """What stands for an expression that Terraform rejects, ``why`` being a clause or the error."""
    return RejectedExpression(f"is rejected by Terraform: {why}", expression, span)


class UndeclaredError(RejectedError):
    """A name or an attribute that Terraform rejects before it evaluates anything.

    Not even ``try`` and ``can`` let it through.
    """


class SplatStep:
    """The type of :data:`SPLAT`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "SPLAT"


SPLAT: Final = SplatStep()
"""The step ``[*]`` or ``.*`` of a traversal."""


class OpenKey:
    """The type of :data:`OPEN_KEY`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "OPEN_KEY"


OPEN_KEY: Final = OpenKey()
"""An index whose value is not known, such as ``[each.key]`` where the ``for_each`` is not."""

Step = Union[str, int, SplatStep, OpenKey]
"""A step of a traversal: an attribute, an index, or a splat."""


@dataclass(frozen=True)
class Resolved:
    """What a name stands for, and how many of the steps behind it are already taken.

    ``created`` says whether there is the instance that the steps lead to: ``True``, or a ``OneOf``
    of that and ``False``.
    """

    value: Value
    consumed: int
    created: Value = True


class Scope(Protocol):
    """Where the names of an expression come from.

    ``working_directory`` is the directory, for the reader, that Terraform would run in: the root
    module's. A relative path in ``file()`` starts there.
    """

    @property
    def reader(self) -> Reader | None:
        """What reads files."""

    @property
    def working_directory(self) -> str:
        """The directory of the root module."""

    def instance_of(self, node: Node) -> str:
        """What tells the value of an expression from that in other instances of the scope.

        The address of the module, ``module.m["a"]``, or of the resource if the expression has to do
        with what repeats it; empty where there is but one.
        """

    def is_sensitive(self, root: str, name: str) -> bool | None:
        """Whether Terraform marks what ``root.name`` stands for; ``None`` if that is not known."""

    def resolve(self, root: str, steps: tuple[Step, ...], at: Span, budget: Budget) -> Resolved:
        """The value of ``root`` with as many leading steps as the scope wants to take.

        The evaluator applies the rest. Steps are attributes and evaluated indices, so
        ``aws_iot_thing.x[each.key].arn`` comes as ``("x", "a", "arn")`` where the key is known; one
        that is not known is ``OPEN_KEY``. ``at`` is where the name is used.

        Raises:
            UndeclaredError: there is no such name.
            RejectedError: Terraform would reject the reference while it evaluates.
            GaveUpError: the budget is used up.
        """


class OpenMapping(Mapping):
    """An object of which only some attributes are known.

    An attribute that it does not hold is ``missing``, not an error. Everything that needs all of
    its attributes, such as ``keys()``, is unknown.
    """

    __slots__ = ()

    def missing(self, name: str) -> Value:
        """What stands for an attribute that it does not hold; override it to say more."""
        return Unknown("is only known after deployment", name)


WORKING_DIRECTORY: Final = Hole("path.cwd")
"""What ``path.cwd`` is, and what ``abspath()`` puts in front; ``file()`` knows it again."""

SCANNED_ROOT: Final = Hole("the scanned directory")
"""What an absolute path to something that is scanned begins with."""
