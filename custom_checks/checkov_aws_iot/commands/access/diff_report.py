"""The report of ``diff``: for people, for pull requests and for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from checkov_aws_iot.findings.witness_json import as_data
from checkov_aws_iot.policies.advice.request_words import actions_in_words, request_in_words
from checkov_aws_iot.values.one_line import one_line

if TYPE_CHECKING:
    from checkov_aws_iot.engine.documents.policy_changes import PolicyChange, Said
    from checkov_aws_iot.policies.comparison.access import Access, Difference, OpenAccess
    from checkov_aws_iot.values.span import Span

FORMAT: Final = 1
_OF_DEVICES: Final = ("iot-policy", "embedded-iot-policy", "certificate", "thing group")


@dataclass(frozen=True, slots=True)
class Report:
    """What was compared, the changes, and how many documents there are on either side."""

    base: str
    head: str
    changes: tuple[PolicyChange, ...]
    compared: int

    @property
    def summary(self) -> str:
        """How many policies allow more or less, in one sentence."""
        more = sum(change.allows_more for change in self.changes)
        less = sum(change.allows_less for change in self.changes)
        if not self.changes:
            return f"no change of access in {_counted(self.compared, 'policy', 'policies')}"
        both = sum(change.allows_more and change.allows_less for change in self.changes)
        parts = []
        if more:
            parts.append(f"{more} of them allow{'s' if more == 1 else ''} more")
        if less:
            parts.append(f"{less} allow{'s' if less == 1 else ''} less")
        known = _counted(len(self.changes), "change", "changes")
        tail = f" ({both} both)" if both else ""
        return f"{known} of access: {', '.join(parts)}{tail}"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def as_text(report: Report) -> str:
    """The changes in lines: ``+`` newly allowed, ``-`` no longer, ``?`` not known."""
    lines: list[str] = []
    for change in report.changes:
        lines.append(f"{_title(change)}{_where(change.span)}{_status(change)}")
        lines.extend(f"  {line}" for line in _condition_lines(change))
        for sign, said in (("+", change.new), ("-", change.gone)):
            lines.extend(_said_lines(sign, said, change))
        lines.append("")
    lines.append(f"{report.summary}.")
    return "".join(f"{one_line(line)}\n" for line in lines)


def _title(change: PolicyChange) -> str:
    if change.policies:
        now = [name[1:] for name in change.policies if name.startswith("+")]
        before = [name[1:] for name in change.policies if name.startswith("-")]
        said = [f"now has {', '.join(now)}"] if now else []
        said += [f"no longer has {', '.join(before)}"] if before else []
        return f"{change.kind} {change.address} {' and '.join(said)}"
    return f"{change.address} {change.place}".rstrip()


def _where(span: Span | None) -> str:
    return f" [{span}]" if span else ""


def _status(change: PolicyChange) -> str:
    if change.was:
        return f" (was {'; '.join(filter(None, (change.was, change.note)))})"
    if change.note:
        return f" (new; {change.note})"
    return " (new)" if change.is_added else " (removed)" if change.is_removed else ""


def _condition_lines(change: PolicyChange) -> Iterator[str]:
    if change.supposed:
        yield f"if {' and '.join(change.supposed)} had another value"
    if change.when:
        yield f"when {' and '.join(map(str, change.when))}"
    if change.holders:
        yield f"attached to {', '.join(f'{one.kind} {one.name}' for one in change.holders)}"


def _said_lines(sign: str, said: Said, change: PolicyChange) -> Iterator[str]:
    for caller, difference in said:
        who = f"{caller}: " if caller else ""
        for access in difference.access:
            yield f"  {sign} {who}{_access(access, change)}"
            if change.kind != "trust-policy" or access.witness.context:
                yield f"      such as {request_in_words(access.witness)}"
        for unknown in difference.unknown:
            yield f"  ?{sign} {who}{_open(unknown, change)}"


def _access(access: Access, change: PolicyChange) -> str:
    actions = actions_in_words(access.actions, of_devices=change.kind in _OF_DEVICES)
    # A trust policy is about the role itself.
    text = actions if change.kind == "trust-policy" else f"{actions} on {access.resource}"
    if access.besides:
        text += f" other than {', '.join(access.besides)}"
    return f"{text}, beyond the former conditions" if access.conditional else text


def _open(unknown: OpenAccess, change: PolicyChange) -> str:
    actions = actions_in_words(unknown.actions, of_devices=change.kind in _OF_DEVICES)
    return f"{actions} on {unknown.resource}, which may be: {unknown.reason}"


def as_markdown(report: Report) -> str:
    """The changes as a comment of a pull request."""
    lines = ["### What this change allows", "", f"{_plain(report.summary.capitalize())}."]
    for change in report.changes:
        lines += ["", f"**{_code(_title(change))}**{_plain(_status(change))}{_place(change)}", ""]
        lines += [f"_{_plain(line)}_\n" for line in _condition_lines(change)]
        lines += ["| | actions | on | such as |", "|---|---|---|---|"]
        for sign, said in (("➕", change.new), ("➖", change.gone)):
            lines.extend(_rows(sign, said, change))
    known = f"Compared: {_code(report.base)} with {_code(report.head)}"
    return "\n".join(
        [*lines, "", f"<sub>{known}. ➕ newly allowed, ➖ no longer, ❔ not known.</sub>", ""]
    )


def _place(change: PolicyChange) -> str:
    return f" — {_code(str(change.span))}" if change.span else ""


def _rows(sign: str, said: Said, change: PolicyChange) -> Iterator[str]:
    devices = change.kind in _OF_DEVICES
    for caller, difference in said:
        who = f"{_plain(caller)}: " if caller else ""
        for one in difference.access:
            names = _code(one.resource)
            if one.besides:
                names += f" other than {', '.join(map(_code, one.besides))}"
            names += ", beyond the former conditions" if one.conditional else ""
            actions = _code(actions_in_words(one.actions, of_devices=devices))
            yield f"| {sign} | {who}{actions} | {names} | {_code(request_in_words(one.witness))} |"
        for unknown in difference.unknown:
            actions = _code(actions_in_words(unknown.actions, of_devices=devices))
            reason = _plain(str(unknown.reason))
            yield f"| {sign}❔ | {who}{actions} | {_code(unknown.resource)} | {reason} |"


_SPECIAL: Final = str.maketrans(
    {c: f"&#{ord(c)};" for c in "\\`*_{}[]<>()#+!|~@&$\"'"} | {"\n": " "}
)


def _plain(text: str) -> str:
    """The text as it is, whatever Markdown would make of it."""
    return one_line(text).translate(_SPECIAL)


def _code(text: str) -> str:
    return f"<code>{_plain(text)}</code>"


def as_json(report: Report) -> str:
    """The changes for programs."""
    found = {
        "format": FORMAT,
        "base": report.base,
        "head": report.head,
        "compared": report.compared,
        "changes": [_change_data(change) for change in report.changes],
    }
    return json.dumps(found, indent=2) + "\n"


def _change_data(change: PolicyChange) -> dict[str, Any]:
    span = change.span
    return {
        "address": change.address,
        "kind": change.kind,
        "path": change.place or None,
        "file": span.file if span else None,
        "lines": [span.start_line, span.end_line] if span else None,
        "status": "added" if change.is_added else "removed" if change.is_removed else "changed",
        "was": change.was or None,
        "note": change.note or None,
        "supposed": list(change.supposed),
        "when": {choice.condition: choice.label for choice in change.when},
        "attachments": [
            {"kind": one.kind, "name": one.name, "certain": one.is_sure} for one in change.holders
        ],
        "policies": {
            "joined": [name[1:] for name in change.policies if name.startswith("+")],
            "left": [name[1:] for name in change.policies if name.startswith("-")],
        },
        "allowed": list(_said_data(change.new)),
        "no_longer_allowed": list(_said_data(change.gone)),
    }


def _said_data(said: Said) -> Iterator[dict[str, Any]]:
    for caller, difference in said:
        yield from _difference_data(caller, difference)


def _difference_data(caller: str, difference: Difference) -> Iterator[dict[str, Any]]:
    for one in difference.access:
        yield {
            "known": True,
            "caller": caller or None,
            "actions": list(one.actions),
            "resource": one.resource,
            "besides": list(one.besides),
            "conditional": one.conditional,
            "witness": as_data(one.witness),
            "reason": None,
        }
    for unknown in difference.unknown:
        yield {
            "known": False,
            "caller": caller or None,
            "actions": list(unknown.actions),
            "resource": unknown.resource,
            "besides": [],
            "conditional": False,
            "witness": None,
            "reason": str(unknown.reason),
        }


REPORTS: Final[dict[str, Callable[[Report], str]]] = {
    "text": as_text,
    "markdown": as_markdown,
    "json": as_json,
}
