"""Texts of Resource elements: the ARNs that they stand for, and whether one matches a request."""

from __future__ import annotations

from collections.abc import Iterator

from checkov_aws_iot.patterns.matching import match
from checkov_aws_iot.patterns.pattern import wildcards
from checkov_aws_iot.policies.model.variables import substitute
from checkov_aws_iot.values.arn import FIELDS, Arn, fields_of, split_arn, split_at_slash
from checkov_aws_iot.values.text import Hole, HoleKind, Text, join_text
from checkov_aws_iot.values.truth import Truth, all_of
from checkov_aws_iot.values.unknown import Unknown

_ANY_ARN = "arn:aws:iot:*:*:"


def split_resource(text: str | Text, *, completes: bool = False) -> Arn | None:
    """The six fields that the text of a Resource element stands for, ``None`` if it fits no ARN.

    A ``*`` at the very end also stands for missing fields: ``arn:aws:iot:*`` is every ARN of the
    service. Where AWS ``completes`` ARNs, as in identity-based IAM policies, missing fields are
    ``*`` in any case: ``arn:aws:iot`` is ``arn:aws:iot:*:*:*``. An unknown text in front of a colon
    may hold several fields: ``${local.prefix}:client/*`` and ``arn:${local.prefix}:client/*`` are
    some ARN of a client.

    Source: IAM User Guide, "IAM JSON policy elements: Resource", on a wildcard that is the last
    character of a segment, and on incomplete ARNs.
    """
    arn = split_arn(text)
    if arn is not None:
        return arn
    parts = text.parts if isinstance(text, Text) else (text,)
    if isinstance(parts[0], Hole):
        return _behind_unknown_fields(parts[0], parts[1:])
    if spread := _with_unknown_fields(text):
        return spread
    if not isinstance(parts[-1], str):
        return None
    if completes:
        count = len(fields_of(text))
    elif parts[-1].endswith("*"):
        # Colons in policy variables count: behind one, the last `*` is that of a name.
        count = sum(part.count(":") for part in parts if isinstance(part, str)) + 1
    else:
        return None
    return split_arn(join_text((text, ":*" * (FIELDS - count)))) if count > 1 else None


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
    head, name = split_at_slash(text)
    fields = fields_of(head)
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
    """The unknown text that a Resource text begins with, if it is not known which ARN it is."""
    if isinstance(text, Text) and isinstance(text.parts[0], Hole) and split_resource(text) is None:
        return text.parts[0]
    return None


def is_everything(text: str | Text) -> bool:
    """Whether the text is the resource ``*``, which is no ARN and matches all of them."""
    return isinstance(text, str) and text != "" and text.strip("*") == ""


def matches_arn(
    pattern: str | Text,
    arn: str | Text,
    values: dict[str, str | Unknown] | None = None,
    *,
    completes: bool = False,
) -> Truth:
    """Whether a Resource text of a policy matches the ARN (or the resource ``*``) of a request.

    The six fields are matched one by one, so that no wildcard crosses a colon except at the end;
    see :func:`split_resource` for texts with fewer fields and for ``completes``. ``values`` are the
    values of policy variables by lower-case name; without it ``${...}`` is plain text. A variable
    without a value never matches. An unknown partition, Region or account in its own field is
    taken to be that of the request.

    Source: IAM User Guide, "IAM JSON policy elements: Resource"; AWS IoT Core Developer Guide,
    "Thing policy variables".
    """
    if is_everything(pattern):
        return True
    resource, request = split_resource(pattern, completes=completes), split_arn(arn)
    if resource is None and isinstance(pattern, Text):
        # The unknown part may hold any number of fields.
        hole = pattern.holes[0]
        return Unknown.of(hole)
    if resource is None or request is None:
        return False
    return all_of(_field_matches(*pair, values) for pair in _field_pairs(resource, request))


def _field_pairs(
    resource: Arn, request: Arn
) -> Iterator[tuple[str | Text, str | Text, HoleKind | None]]:
    kinds = (None, HoleKind.PARTITION, None, HoleKind.REGION, HoleKind.ACCOUNT, None)
    # The resource first: where it does not match, the others need not be asked.
    return zip(reversed(resource.fields), reversed(request.fields), reversed(kinds), strict=True)


def _field_matches(
    resource: str | Text,
    request: str | Text,
    kind: HoleKind | None,
    values: dict[str, str | Unknown] | None,
) -> Truth:
    if kind is not None and any(
        isinstance(text, Text) and len(text.parts) == 1 and text.holes[0].kind is kind
        for text in (resource, request)
    ):
        return True
    if values is None:
        return match(wildcards(resource), request)
    pattern = substitute(resource, values)
    if pattern is None or isinstance(pattern, Unknown):
        return pattern or False
    return match(pattern, request)


def with_resource(text: str, part: str) -> str:
    """The ARN that has this resource part and the other fields of the text, all of them open without any."""
    return f"{_fields_in_front(text) or _ANY_ARN}{part}"


def _fields_in_front(arn: str) -> str:
    """The ARN up to its resource; colons in ``${...}`` are no separators."""
    depth = count = 0
    for at, character in enumerate(arn):
        if arn.startswith("${", at):
            depth += 1
        elif character == "}" and depth:
            depth -= 1
        elif character == ":" and not depth:
            count += 1
            if count == FIELDS - 1:
                return arn[: at + 1]
    # An expression may stand for several fields: what follows it is the resource.
    head, colon, _ = arn.rpartition("}:")
    return head + colon
