"""What a rule found."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.values.alternatives import Choice
from checkov_aws_iot.values.one_line import one_line
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.span import Span


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
    not. A fault that is no grant, such as a Deny without effect, may have none.
    """

    message: str
    path: str = ""
    span: Span | None = None
    choices: tuple[Choice, ...] = ()
    witness: Request | None = None

    def __str__(self) -> str:
        """The detail line as users read it: one line, whatever the names in the scanned files."""
        when = " and ".join(str(choice) for choice in self.choices)
        line = f"{self.message} (when {when})" if when else self.message
        return one_line(f"{line} [{self.span}]" if self.span else line)
