"""The connection that a request over MQTT needs: what a document says of it, as formulas.

Source: AWS IoT Core Developer Guide, "AWS IoT Core policy actions": a client publishes, subscribes and
receives after it has connected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from checkov_aws_iot.patterns.pattern import pattern_of
from checkov_aws_iot.policies.authoriser.references import CONNECTING, OTHER, PATH, Mode, refer
from checkov_aws_iot.policies.authoriser.situations import Situation
from checkov_aws_iot.policies.authoriser.solver.formulas import (
    Fits,
    Formula,
    Some,
    both,
    either,
    key_of_other,
    renamed,
)
from checkov_aws_iot.policies.authoriser.solver.key_domains import CLIENT, EPOCH, NOW
from checkov_aws_iot.policies.model.actions import covers_action
from checkov_aws_iot.policies.model.document import Document, Effect, Statement

CONNECT = "iot:Connect"
_OF_ITS_OWN = frozenset((PATH, NOW, EPOCH, "iot:lastwilltopic", "iot:connectattributes"))
"""What a Connect request has for itself; all else is what it is in the requests of the connection."""


def key_of_connect(key: str) -> str:
    """The key of the Connect request that the connection of another request began with."""
    return f"{CONNECTING}{key}" if key in _OF_ITS_OWN else key


class Reading(Protocol):
    """How statements are read in one situation."""

    def applies(self, statement: Statement) -> Formula:
        """What must hold for the statement to apply to a request."""


@dataclass(frozen=True, slots=True)
class Connection:
    """The statements that decide who connects."""

    grants: tuple[Statement, ...]
    denials: tuple[Statement, ...]

    @staticmethod
    def of(statements: Iterable[Statement]) -> Connection:
        """Those among the statements."""
        deciding = [s for s in statements if covers_action(s, CONNECT) is not False]
        return Connection(
            tuple(s for s in deciding if s.effect is Effect.ALLOW),
            tuple(s for s in deciding if s.effect is Effect.DENY),
        )

    def allowed(self, translation: Reading) -> Formula:
        """What must hold for a grant to let the client connect.

        Raises:
            NotModelledError: an element of a statement has no model.
        """
        own = pattern_of((*"client/", refer(CLIENT, Mode.RAW)))
        asked = renamed(Some(PATH, (Fits(own),)), key_of_connect)
        grants = (renamed(translation.applies(grant), key_of_connect) for grant in self.grants)
        return both((asked, either(grants)))


def needs_connection(action: str, situation: Situation) -> bool:
    """Whether there is a Connect before the request."""
    return situation.attachment is not None and situation.mqtt and action.lower() != "iot:connect"


def name_for(caller: str) -> Callable[[str], str]:
    """What the keys of a caller are called, or those of the Connect of the first one."""
    if caller == OTHER:
        return key_of_other
    return key_of_connect if caller == CONNECTING else str


def said_of(formula: Formula, caller: str) -> Formula:
    """What the formula says, of the keys of that caller."""
    return renamed(formula, name_for(caller)) if caller else formula


def grants_of_connections(document: Document) -> Iterator[Statement]:
    """The Allow statements that may let a client connect."""
    return (
        statement
        for statement in document.statements
        if statement.effect is Effect.ALLOW and covers_action(statement, CONNECT) is not False
    )
