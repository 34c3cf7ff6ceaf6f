"""What a rule found."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from checkov_aws_iot.findings.locator import Locator
from checkov_aws_iot.policies.model.declared_variables import (
    original_request,
    without_stand_ins,
)
from checkov_aws_iot.policies.model.remedy import Entries, Remedy
from checkov_aws_iot.policies.model.resource_text import with_resource
from checkov_aws_iot.values.alternatives import Choice
from checkov_aws_iot.values.one_line import one_line
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.span import Span

_QUOTED: Final = re.compile(r'"[^"]*"')


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault, proved.

    ``message`` is one line: the place in the document and the text as written, what it allows as a
    concrete request, and after a semicolon what to write instead, e.g.
    ``Statement[1] "Telemetry": Resource "arn:aws:iot:*:*:topic/*" lets device "sensor-1" publish
    to "$aws/things/other-device/shadow/update"; use topic/${iot:Connection.Thing.ThingName}/*``.

    ``path`` leads from the subject to the offending element, such as ``Statement/[1]/Resource/[0]``;
    empty if the fault is in the subject as a whole. ``choices`` are the unknown conditions under
    which the fault is there. ``witness`` is the request in the message: AWS would allow it and should
    not. A fault that is no grant, such as a Deny without effect, may have none. ``second`` is a request
    that is a fault only together with the first one: that of another device for the same name.

    ``callers`` are the places of the module calls, where only some of several have the fault.

    ``locator`` is ``path`` as data, with the text of the entry; those who judge add it.
    ``remedy`` is what takes the fault away, where that can be said without knowing more.
    """

    message: str
    path: str = ""
    span: Span | None = None
    choices: tuple[Choice, ...] = ()
    witness: Request | None = None
    second: Request | None = None
    callers: tuple[str, ...] = ()
    locator: Locator = field(default=Locator(), compare=False)
    remedy: Remedy | None = field(default=None, compare=False)

    @property
    def replacement(self) -> str | None:
        """The text that could stand in the place of the entry, where that alone is the remedy."""
        remedy, entry = self.remedy, self.locator.text
        if not isinstance(remedy, Entries) or len(remedy.texts) != 1 or entry is None:
            return None
        (text,) = remedy.texts
        return with_resource(str(entry), text) if remedy.are_resources else text

    @property
    def sentence(self) -> str:
        """What is wrong, and when, without the place."""
        return one_line(_sentence(self, ()))

    def __str__(self) -> str:
        """The detail line as users read it: one line, whatever the names in the scanned files."""
        return _line(self, ())


def original_finding(finding: Finding, variables: tuple[str, ...]) -> Finding:
    """The finding in the names of the author, where declared variables had others for judging."""
    witness = finding.witness and original_request(finding.witness, variables)
    remedy = finding.remedy
    if isinstance(remedy, Entries):
        texts = tuple(without_stand_ins(text, variables) for text in remedy.texts)
        remedy = replace(remedy, texts=texts)
    message = without_stand_ins(finding.message, variables)
    return replace(finding, message=message, witness=witness, remedy=remedy)


def detail_lines(findings: Iterable[Finding]) -> list[str]:
    """The detail lines of all findings; those that say the same in several cases are one line.

    Such findings have the same place and the same words but for the texts in quotes, and other
    choices. The line is that of the first and names the other cases, or says how many there are.
    """
    groups: dict[tuple[object, ...], list[list[Finding]]] = {}
    ordered: list[list[Finding]] = []
    for finding in findings:
        fault, _, _ = finding.message.partition("; use ")
        words = _QUOTED.sub("", fault)
        alike = groups.setdefault((words, finding.path, finding.span), [])
        for group in alike:
            if finding.choices and all(other.choices != finding.choices for other in group):
                group.append(finding)
                break
        else:
            alike.append([finding])
            ordered.append(alike[-1])
    return [_line(first, [other.choices for other in others]) for first, *others in ordered]


def _line(finding: Finding, others: Collection[tuple[Choice, ...]]) -> str:
    line = _sentence(finding, others)
    line = f"{line} [{finding.span}]" if finding.span else line
    called = f", called at {' and '.join(finding.callers)}" if finding.callers else ""
    return one_line(f"{line}{called}")


def _sentence(finding: Finding, others: Collection[tuple[Choice, ...]]) -> str:
    when = " and ".join(str(choice) for choice in finding.choices)
    if others:
        conditions = {tuple(each.condition for each in c) for c in (finding.choices, *others)}
        if len(conditions) == 1 and len(finding.choices) == 1:
            when += ", and likewise " + ", ".join(choice.label for (choice,) in others)
        else:
            when += f", and likewise in {len(others)} other case{'s' * (len(others) > 1)}"
    return f"{finding.message} (when {when})" if when else finding.message
