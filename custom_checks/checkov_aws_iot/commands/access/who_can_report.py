"""The answers of ``who-can``, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from checkov_aws_iot.findings.witness_json import as_data
from checkov_aws_iot.policies.advice.request_words import request_in_words
from checkov_aws_iot.policies.questions.callers.permitted_callers import Limit, Permission
from checkov_aws_iot.values.one_line import one_line
from checkov_aws_iot.values.unknown import Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.engine.documents.policy_holders import Holder
    from checkov_aws_iot.resources.principals.policy_attachments import AttachedThings
    from checkov_aws_iot.values.alternatives import Choice

FORMAT: Final = 1
_THING, _CLIENT = "iot:connection.thing.thingname", "iot:clientid"
_KEYS: Final = {
    _THING: "thing",
    _CLIENT: "client ID",
    "iot:connection.thing.thingtypename": "things of type",
    "iot:certificateid": "certificate",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What one holder can do, where its conditions turn out like that."""

    holder: Holder
    when: tuple[Choice, ...]
    found: Permission | Unknown
    things: AttachedThings | None


def as_text(action: str, resource: str, asked: int, answers: Sequence[Answer]) -> str:
    """Who can do it in lines, those last of whom it is not known."""
    known = [answer for answer in answers if isinstance(answer.found, Permission)]
    count = f"{len(known)} of {asked}" if asked else "none"
    lines = [f"{action} on {resource}: {count} with a policy can", ""]
    for answer in known:
        lines.extend(_lines(answer))
    unknown = [answer for answer in answers if not isinstance(answer.found, Permission)]
    if unknown:
        lines.append("not known:")
        lines += [f"  {_title(answer)}: {answer.found}" for answer in unknown]
    return "".join(f"{one_line(line)}\n" for line in lines)


def _lines(answer: Answer) -> Iterator[str]:
    assert isinstance(answer.found, Permission)
    yield _title(answer)
    yield f"  {who(answer)}"
    yield f"  by {', '.join(answer.holder.names)}{_through(answer.holder)}"
    if answer.when:
        yield f"  when {' and '.join(map(str, answer.when))}"
    for use in answer.holder.uses():
        yield f"  given by {use.kind} {use.address}"
    if answer.holder.unseen is not None:
        yield f"  but {answer.holder.unseen.reason}"
    yield f"  such as {request_in_words(answer.found.request)}"
    yield ""


def _title(answer: Answer) -> str:
    sure = "" if answer.holder.is_sure else " (if it has the policy, which is not known)"
    return f"{answer.holder.kind} {answer.holder.name}{sure}"


def _through(holder: Holder) -> str:
    return f", through {', '.join(holder.attachments)}" if holder.attachments else ""


def who(answer: Answer) -> str:
    """The class of those who can: "any device", "only thing "pump-7""."""
    assert isinstance(answer.found, Permission)
    limits = answer.found.limits
    if not limits:
        if answer.things is not None:
            return "any of its things" if len(answer.things.names) > 1 else "its thing"
        return "any device" if answer.holder.is_device else "any caller that has it"
    values = {limit.key: limit.value for limit in limits}
    if values.get(_THING) == values.get(_CLIENT):
        limits = tuple(limit for limit in limits if limit.key != _CLIENT)
    return "only " + " with ".join(map(_limit, limits))


def _limit(limit: Limit) -> str:
    name = _KEYS.get(limit.key, limit.key)
    return f'{name} "{limit.value}"' if limit.is_only else f'some {name}, for one "{limit.value}"'


def as_json(action: str, resource: str, asked: int, answers: Sequence[Answer]) -> str:
    """The answers for programs."""
    found = {
        "format": FORMAT,
        "action": action,
        "resource": resource,
        "asked": asked,
        "can": [_data(a) for a in answers if isinstance(a.found, Permission)],
        "unknown": [_data(a) for a in answers if not isinstance(a.found, Permission)],
    }
    return json.dumps(found, indent=2) + "\n"


def _data(answer: Answer) -> dict[str, Any]:
    holder, found = answer.holder, answer.found
    known = found if isinstance(found, Permission) else None
    return {
        "kind": holder.kind,
        "name": holder.name,
        "certain": holder.is_sure,
        "policies": list(holder.names),
        "attachments": list(holder.attachments),
        "given_by": [{"kind": use.kind, "name": use.address} for use in holder.uses()],
        "when": {choice.condition: choice.label for choice in answer.when},
        "who": who(answer) if known else None,
        "limits": [
            {"key": limit.key, "value": limit.value, "only": limit.is_only}
            for limit in (known.limits if known else ())
        ],
        "witness": as_data(known.request) if known else None,
        "reason": None if known else str(found),
        "unseen": holder.unseen.reason if holder.unseen else None,
    }
