"""ARNs of which some fields are not known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, Union

from checkov_aws_iot.values.text import Hole, HoleKind, Text, join_text
from checkov_aws_iot.values.value import Value

Field: TypeAlias = Union[str, Text]

ANY_PARTITION = Text((Hole("partition", HoleKind.PARTITION),))
ANY_REGION = Text((Hole("Region", HoleKind.REGION),))
ANY_ACCOUNT = Text((Hole("account", HoleKind.ACCOUNT),))


@dataclass(frozen=True, slots=True)
class Arn:
    """The fields of an ARN; every field may have holes."""

    partition: Field
    service: Field
    region: Field
    account: Field
    resource: Field

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

        Only partition, Region and account may be unknown; :attr:`key` decides. What AWS owns is
        nobody's resource.
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


def split_arn(value: Value) -> Arn | None:
    """The ARN that a string spells, holes included; ``None`` if it does not spell six fields."""
    if not isinstance(value, (str, Text)):
        return None
    first = value if isinstance(value, str) else value.parts[0]
    if not isinstance(first, str) or not first.startswith("arn:"):
        return None
    fields: list[list[str | Hole]] = [[]]
    for part in (value,) if isinstance(value, str) else value.parts:
        if isinstance(part, Hole):
            fields[-1].append(part)
            continue
        pieces = part.split(":", 6 - len(fields))
        fields[-1].append(pieces[0])
        fields.extend([piece] for piece in pieces[1:])
    if len(fields) != 6:
        return None
    _, partition, service, region, account, resource = (join_text(field) for field in fields)
    return Arn(partition, service, region, account, resource)


def arn_text(
    service: str, resource: Field, *, regional: bool = True, account: bool = True
) -> Field:
    """An ARN of which only the service and the resource are known."""
    where = ANY_REGION if regional else ""
    owner = ANY_ACCOUNT if account else ""
    return join_text(["arn:", ANY_PARTITION, f":{service}:", where, ":", owner, ":", resource])
