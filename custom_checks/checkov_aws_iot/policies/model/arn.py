"""Amazon Resource Names as policies write them: six fields, any of which may hold wildcards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from checkov_aws_iot.policies.model.variables import substitute
from checkov_aws_iot.policies.model.wildcard_text import wildcard_text
from checkov_aws_iot.values.text import Hole, HoleKind, Text, join_text
from checkov_aws_iot.values.truth import Truth, all_of
from checkov_aws_iot.values.unknown import Unknown

FIELDS = 6


@dataclass(frozen=True, slots=True)
class Arn:
    """``arn:partition:service:region:account:resource``; the resource may hold further colons."""

    prefix: str | Text
    partition: str | Text
    service: str | Text
    region: str | Text
    account: str | Text
    resource: str | Text

    @property
    def fields(self) -> tuple[str | Text, ...]:
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
    def resource_type(self) -> str | Text:
        """What stands before the first slash of the resource, such as ``client``."""
        return _split_at_slash(self.resource)[0]

    @property
    def name(self) -> str | Text:
        """What stands behind the first slash of the resource: a client id, topic or thing name."""
        return _split_at_slash(self.resource)[1]


@lru_cache(maxsize=2048)
def split_arn(text: str | Text) -> Arn | None:
    """The six fields of an ARN, or ``None`` where there are fewer. Wildcards are not interpreted.

    Colons inside ``${...}`` separate nothing: ``${iot:ClientId}`` stands in one field.
    """
    fields = _fields(text)
    return Arn(*fields) if len(fields) == FIELDS else None


def _fields(text: str | Text) -> list[str | Text]:
    """What stands between the first five colons."""
    fields: list[list[str | Hole]] = [[]]
    inside_variable = False
    for part in text.parts if isinstance(text, Text) else (text,):
        if isinstance(part, Hole):
            fields[-1].append(part)
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


def split_resource(text: str | Text) -> Arn | None:
    """The six fields that the text of a Resource element stands for, ``None`` if it fits no ARN.

    A ``*`` at the very end also stands for fields that are not written: ``arn:aws:iot:*`` is every
    ARN of the service. An unknown text in front of a colon may hold several fields:
    ``${local.prefix}:client/*`` and ``arn:${local.prefix}:client/*`` are some ARN of a client.

    Source: IAM User Guide, "IAM JSON policy elements: Resource", on a wildcard that is the last
    character of a segment.
    """
    arn = split_arn(text)
    if arn is not None:
        return arn
    parts = text.parts if isinstance(text, Text) else (text,)
    if isinstance(parts[0], Hole):
        return _behind_unknown_fields(parts[0], parts[1:])
    if spread := _with_unknown_fields(text):
        return spread
    written = sum(part.count(":") for part in parts if isinstance(part, str))
    if written and isinstance(parts[-1], str) and parts[-1].endswith("*"):
        return split_arn(join_text((text, ":*" * (FIELDS - 1 - written))))
    return None


def _behind_unknown_fields(unknown: Hole, rest: tuple[str | Hole, ...]) -> Arn | None:
    if not rest or not isinstance(rest[0], str):
        return None
    head = rest[0]
    slash = head.find("/")
    colon = head.rfind(":", 0, slash if slash >= 0 else len(head))
    if colon < 0 and slash <= 0:
        return None
    resource = join_text((head[colon + 1 :], *rest[1:]))
    field = Text((unknown,))
    return Arn(field, field, field, field, field, resource)


def _with_unknown_fields(text: str | Text) -> Arn | None:
    """The ARN whose missing fields are in the last unknown text before the resource, if any."""
    head, name = _split_at_slash(text)
    fields = _fields(head)
    resource = join_text((fields[-1], "/", name)) if name else fields[-1]
    for index in range(len(fields) - 2, 0, -1):
        field = fields[index]
        holes = field.holes if isinstance(field, Text) else ()
        unknown = next((hole for hole in holes if hole.kind is HoleKind.OTHER), None)
        if unknown is not None:
            missing = FIELDS - len(fields) + 1
            spread = (Text((unknown,)),) * missing
            return Arn(*[*fields[:index], *spread, *fields[index + 1 : -1], resource])
    return None


def unknown_beginning(text: str | Text) -> Hole | None:
    """The unknown text that a Resource text begins with, if nobody can say which ARN it is."""
    if isinstance(text, Text) and isinstance(text.parts[0], Hole) and split_resource(text) is None:
        return text.parts[0]
    return None


def is_everything(text: str | Text) -> bool:
    """Whether the text is the resource ``*``, which is no ARN and matches all of them."""
    return isinstance(text, str) and text != "" and text.strip("*") == ""


def matches_arn(
    pattern: str | Text, arn: str | Text, values: dict[str, str | Unknown] | None = None
) -> Truth:
    """Whether a Resource text of a policy matches the ARN (or the resource ``*``) of a request.

    The six fields are matched one by one, so that no wildcard crosses a colon except at the end;
    see :func:`split_resource` for texts with fewer fields. ``values`` are the
    values of policy variables by lower-case name; without it ``${...}`` is plain text. A variable
    without a value never matches. An unknown partition, Region or account in its own field is
    taken to be that of the request.

    Source: IAM User Guide, "IAM JSON policy elements: Resource"; AWS IoT Core Developer Guide,
    "Thing policy variables".
    """
    if is_everything(pattern):
        return True
    wanted, given = split_resource(pattern), split_arn(arn)
    if wanted is None and isinstance(pattern, Text):
        # The unknown part may hold any number of fields.
        hole = pattern.holes[0]
        return Unknown.of(hole)
    if wanted is None or given is None:
        return False
    return all_of(_field_matches(*pair, values) for pair in _field_pairs(wanted, given))


def _field_pairs(
    wanted: Arn, given: Arn
) -> Iterator[tuple[str | Text, str | Text, HoleKind | None]]:
    kinds = (None, HoleKind.PARTITION, None, HoleKind.REGION, HoleKind.ACCOUNT, None)
    # The resource first: where it does not match, nobody has to ask about the others.
    return zip(reversed(wanted.fields), reversed(given.fields), reversed(kinds), strict=True)


def _field_matches(
    wanted: str | Text,
    given: str | Text,
    kind: HoleKind | None,
    values: dict[str, str | Unknown] | None,
) -> Truth:
    if kind is not None and any(
        isinstance(text, Text) and len(text.parts) == 1 and text.holes[0].kind is kind
        for text in (wanted, given)
    ):
        return True
    if values is None:
        return wildcard_text(wanted).matches(given)
    pattern = substitute(wanted, values)
    if pattern is None or isinstance(pattern, Unknown):
        return pattern or False
    return pattern.matches(given)


def _split_at_slash(resource: str | Text) -> tuple[str | Text, str | Text]:
    parts = resource.parts if isinstance(resource, Text) else (resource,)
    for index, part in enumerate(parts):
        if isinstance(part, str) and "/" in part:
            before, _, behind = part.partition("/")
            return join_text((*parts[:index], before)), join_text((behind, *parts[index + 1 :]))
    return resource, ""
