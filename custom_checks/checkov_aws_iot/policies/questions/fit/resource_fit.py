"""Whether a Resource text can match any request at all, and requests of a certain action."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from checkov_aws_iot.patterns.alphabet import symbol_of
from checkov_aws_iot.patterns.matching import may_meet
from checkov_aws_iot.patterns.pattern import ANY_RUN, Atom, Pattern, pattern_of, wildcards
from checkov_aws_iot.policies.model.actions import Action, resource_patterns
from checkov_aws_iot.policies.model.resource_text import is_everything, split_resource
from checkov_aws_iot.policies.model.variables import Escape, Literal, Variable, parse_variables
from checkov_aws_iot.values.arn import Arn
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import Unknown

_NO_MQTT_WILDCARDS = frozenset(
    {
        "iot:Publish",
        "iot:RetainPublish",
        "iot:Receive",
        "iot:GetRetainedMessage",
    }
)
_FIXED = re.compile(r"(?:(?!\$\{)[^*?])*")
_THING_NAME = "${iot:Connection.Thing.ThingName}"


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why a resource matches nothing, as a clause, and what to write instead.

    ``wrong`` is the part of its text that this takes the place of; empty if that is the resource part.
    """

    reason: str
    instead: str
    wrong: str = ""


def fault_of(text: str | Text, has_variables: bool) -> Misfit | Unknown | None:
    """The fault that keeps the text from matching any request; ``None`` if there is none.

    The texts of partition, Region and account are not judged.
    """
    if is_everything(text):
        return None
    arn = split_resource(text)
    if arn is None:
        if isinstance(text, Text):
            hole = text.holes[0]
            return Unknown.of(hole)
        return Misfit("is no ARN of six fields", "arn:aws:iot:<region>:<account>:<type>/<name>")
    if not may_meet(wildcards(arn.prefix), wildcards("arn")):
        return Misfit('does not begin with "arn"', "arn:aws:iot:<region>:<account>:<type>/<name>")
    # Placeholders of other tools in partition, Region and account are theirs to fill in.
    return _variable_fault(arn.resource, has_variables) or _shape_fault(arn)


def _variable_fault(text: str | Text, has_variables: bool) -> Misfit | None:
    parts = parse_variables(text)
    for index, part in enumerate(parts):
        if not isinstance(part, Variable) or not part.known:
            continue
        if not has_variables:
            return Misfit(
                f"holds {part}, which is plain text in a policy of this Version",
                '"Version": "2012-10-17"',
            )
        before = parts[index - 1] if index else None
        if isinstance(before, Literal) and before.text.endswith("$"):
            return Misfit(
                f"holds a dollar in front of {part}, left by a wrong escape", str(part), f"${part}"
            )
        if is_undocumented(part):
            if part.key == "aws":
                return Misfit("holds ${aws}, left by a wrong escape", "$aws", str(part))
            return Misfit(
                f"holds {part}, a policy variable that AWS IoT does not have",
                _THING_NAME,
                str(part),
            )
    return None


def is_undocumented(variable: Variable) -> bool:
    """Whether an IoT policy gives the variable no value, so that its text never matches.

    Variables of IAM that mean a caller, such as ``aws:username``, are not counted: they are
    documented, if not for devices.
    """
    if not variable.known or variable.default is not None:
        return False
    facts = variable.facts
    return facts is None or facts.name.startswith("credentials-iot:")


def _shape_fault(arn: Arn) -> Misfit | None:
    resource = arn.resource
    first = resource.parts[0] if isinstance(resource, Text) else resource
    if resource == "":
        return Misfit("names no resource type", "<type>/<name>")
    if arn.service != "iot" or not isinstance(first, str):
        return None
    if first.startswith("/"):
        return Misfit(
            "has a slash in front of the resource type",
            str(resource).lstrip("/") or "<type>/<name>",
        )
    for kind in ("topic/", "topicfilter/"):
        if first.startswith(f"{kind}$$aws/"):
            return Misfit('holds "$$aws", left by a wrong escape', str(resource).replace("$$", "$"))
    return None


def misfit(action: Action, text: str | Text) -> Misfit | None:
    """Why no request for the action can match the text, ``None`` if one can.

    ``text`` has no fault of its own (see :func:`fault_of`).
    """
    arn = split_resource(text)
    if arn is None or can_fit(action, text):
        return None
    if not action.resource_types:
        return Misfit(f'{action.name} is authorised on "*" alone', '"*"')
    if not any(_may_be(arn, kind) for kind in action.resource_types):
        types = " or ".join(f"{_type_name(kind)}/" for kind in action.resource_types[:3])
        return Misfit(
            f"{action.name} is authorised on {types}", _replacement(arn, action.resource_types)
        )
    sign = _mqtt_wildcard(arn.resource)
    spelling = str(arn.resource).replace("/#", "/*").replace("+", "*").replace("#", "*")
    return Misfit(f'no topic that {_doing(action)} holds "{sign}"', spelling)


def can_fit(action: Action, text: str | Text) -> bool:
    """Whether some request for the action matches the text."""
    arn = None if is_everything(text) else split_resource(text)
    if arn is None:
        return True
    if not action.resource_types:
        return not _is_of_devices(action)
    if action.name in _NO_MQTT_WILDCARDS and _mqtt_wildcard(arn.resource):
        return False
    return any(_may_be(arn, kind) for kind in action.resource_types)


def _is_of_devices(action: Action) -> bool:
    # Of actions that no device has, the reference is not trusted that far.
    return action.data_plane or action.service == "greengrass"


def mqtt_wildcard_level(text: str | Text) -> str:
    """The ``+`` or ``#`` that stands for whole levels in the name of a resource, or nothing."""
    arn = split_resource(text)
    if arn is None:
        return ""
    for level in str(arn.name).split("/"):
        if level in ("+", "#"):
            return level
    return ""


def _mqtt_wildcard(resource: str | Text) -> str:
    for part in parse_variables(resource):
        if isinstance(part, Literal):
            for sign in ("#", "+"):
                if sign in part.text:
                    return sign
    return ""


def _doing(action: Action) -> str:
    return "a client publishes to" if "Publish" in action.name else "a message arrives on"


@lru_cache(maxsize=8192)
def _may_be(arn: Arn, kind: str) -> bool:
    service, _, _ = kind.partition(":")
    if not may_meet(_open(arn.service), wildcards(service)):
        return False
    return any(_fits_shape(arn.resource, shape) for shape in resource_patterns(kind))


def _fits_shape(resource: str | Text, shape: str) -> bool:
    """Whether a resource may look like ``client/*``; names are never empty."""
    beginning, _, rest = shape.partition("*")
    spelling = resource if isinstance(resource, str) else resource.parts[0]
    match = _FIXED.match(spelling) if isinstance(spelling, str) else None
    fixed = match[0] if match else ""
    if not fixed.startswith(beginning[: len(fixed)]):
        return False
    if not rest and len(fixed) > len(beginning):
        return True
    return may_meet(_open(resource), wildcards(shape.replace("*", "?*")))


def _open(text: str | Text) -> Pattern:
    """The pattern of the text, a policy variable being any text."""
    return pattern_of(_open_atoms(text))


def _open_atoms(text: str | Text) -> Iterator[Atom]:
    for part in parse_variables(text):
        if isinstance(part, Literal):
            yield from wildcards(part.text).atoms
        elif isinstance(part, Escape):
            yield part.character
        elif isinstance(part, Hole):
            yield symbol_of(part)
        else:
            yield ANY_RUN


def _type_name(kind: str) -> str:
    return resource_patterns(kind)[0].split("/*")[0].split(":*")[0]


def _replacement(arn: Arn, kinds: Iterable[str]) -> str:
    type_name = _type_name(next(iter(kinds)))
    spelling, name = str(arn.resource_type), str(arn.name)
    if spelling in ("topic", "topicfilter") and type_name in ("topic", "topicfilter"):
        return f"{type_name}/{name}"
    if type_name == "client":
        return f"client/{_THING_NAME}"
    if type_name == "thing":
        levels = name.split("/")
        is_reserved = len(levels) > 2 and levels[:2] == ["$aws", "things"]
        return f"thing/{levels[2] if is_reserved else _THING_NAME}"
    if type_name == "rolealias":
        return "rolealias/<alias>"
    return f"{type_name}/<name>"
