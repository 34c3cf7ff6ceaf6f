"""Amazon Resource Names: six fields, any of which may hold wildcards, policy variables and holes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias, Union

from checkov_aws_iot.values.text import Hole, Text, join_text
from checkov_aws_iot.values.value import Value

Field: TypeAlias = Union[str, Text]

FIELDS: Final = 6


@dataclass(frozen=True, slots=True)
class Arn:
    """``arn:partition:service:region:account:resource``; the resource may hold further colons."""

    prefix: Field
    partition: Field
    service: Field
    region: Field
    account: Field
    resource: Field

    @property
    def fields(self) -> tuple[Field, ...]:
        """The six fields in order."""
        return (
            self.prefix,
            self.partition,
            self.service,
            self.region,
            self.account,
            self.resource,
        )

    @property
    def resource_type(self) -> Field:
        """What stands before the first slash of the resource, such as ``client``."""
        return split_at_slash(self.resource)[0]

    @property
    def name(self) -> Field:
        """What stands behind the first slash of the resource: a client ID, topic or thing name."""
        return split_at_slash(self.resource)[1]

    @property
    def key(self) -> tuple[Field, Field]:
        """What decides which resource the ARN names, within its account and Region.

        The path in an IAM ARN is left out: names are unique without it, and references by name do
        not know it.
        """
        if self.service != "iam":
            return self.service, self.resource
        parts = (self.resource,) if isinstance(self.resource, str) else self.resource.parts
        first = parts[0]
        if not isinstance(first, str):
            return self.service, self.resource
        kind = first.partition("/")[0]
        name: list[str | Hole] = []
        for index, part in enumerate(parts):
            if isinstance(part, Hole):
                name = [] if part.origin.attribute == "path" else [*name, part]
            else:
                _, slash, last = part.rpartition("/")
                if slash:
                    name = [last]
                elif index > 0:
                    name.append(part)
        return self.service, join_text([f"{kind}/", *name])

    def agrees(self, other: Arn) -> bool:
        """Whether both may name one resource: they differ at most in fields that are not known.

        Only partition, Region and account may be unknown; :attr:`key` decides. A resource of
        AWS is none of an account.
        """
        if self.key != other.key or (self.account == "aws") is not (other.account == "aws"):
            return False
        pairs = (
            (self.partition, other.partition),
            (self.region, other.region),
            (self.account, other.account),
        )
        return all(
            ours == theirs or isinstance(ours, Text) or isinstance(theirs, Text)
            for ours, theirs in pairs
        )


def arn_of(value: Value) -> Arn | None:
    """The ARN that a value spells, holes included; ``None`` if it spells none."""
    if not isinstance(value, (str, Text)):
        return None
    fields = fields_of(value)
    return Arn(*fields) if len(fields) == FIELDS and fields[0] == "arn" else None


@lru_cache(maxsize=2048)
def split_arn(text: Field) -> Arn | None:
    """The six fields of a text, or ``None`` where there are fewer. Wildcards are not interpreted.

    Colons inside ``${...}`` separate nothing: ``${iot:ClientId}`` stands in one field.
    """
    fields = fields_of(text)
    return Arn(*fields) if len(fields) == FIELDS else None


def fields_of(text: Field) -> list[Field]:
    """The texts between the first five colons that stand in no policy variable."""
    fields: list[list[str | Hole]] = [[]]
    inside_variable = False
    for part in text.parts if isinstance(text, Text) else (text,):
        if isinstance(part, Hole):
            fields[-1].append(part)
            continue
        if not inside_variable and "${" not in part:
            first, *others = part.split(":", FIELDS - len(fields))
            fields[-1].append(first)
            fields.extend([piece] for piece in others)
            continue
        start = 0
        for at, character in enumerate(part):
            if len(fields) == FIELDS:
                break
            if character == "{" and part[at - 1 : at] == "$":
                inside_variable = True
            elif character == "}":
                inside_variable = False
            elif character == ":" and not inside_variable:
                fields[-1].append(part[start:at])
                fields.append([])
                start = at + 1
        fields[-1].append(part[start:])
    return [join_text(pieces) for pieces in fields]


def split_at_slash(text: Field) -> tuple[Field, Field]:
    """The text before its first slash, and the text behind it; all of it if it has none."""
    parts = text.parts if isinstance(text, Text) else (text,)
    for index, part in enumerate(parts):
        if isinstance(part, str) and "/" in part:
            before, _, behind = part.partition("/")
            return join_text((*parts[:index], before)), join_text((behind, *parts[index + 1 :]))
    return text, ""
