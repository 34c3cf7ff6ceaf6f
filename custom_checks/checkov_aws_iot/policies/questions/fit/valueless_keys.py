"""Policy variables and condition keys of IoT policies, which have no value in an IAM policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checkov_aws_iot.policies.model.document import Document, Effect, Statement
from checkov_aws_iot.policies.model.variables import variables_of
from checkov_aws_iot.values.text import Text

_PREFIX = "iot:"
_OF_IAM = frozenset(
    (
        "iot:clientmode",
        "iot:delete",
        "iot:domainname",
        "iot:jobid",
        "iot:thinggrouparn",
        "iot:topic",
        "iot:tunneldestinationservice",
    )
)
_PARAMETERS = "iot:commandexecutionparameter"


@dataclass(frozen=True, slots=True)
class ValuelessKey:
    """Where an Allow depends on a key that no request with IAM credentials has a value for."""

    statement: Statement
    element: str
    text: str
    path: str
    key: str


def valueless_keys(document: Document) -> Iterator[ValuelessKey]:
    """Every ``iot:`` variable or condition key of an Allow that IAM does not know.

    Source: Service Authorization Reference, "Condition keys for AWS IoT"; AWS IoT Core Developer
    Guide, "AWS IoT Core policy variables" and "Communicating directly with a device".
    """
    for statement in document.statements:
        if statement.effect is not Effect.ALLOW:
            continue
        if document.has_variables:
            yield from _variables(statement)
        for condition in statement.conditions:
            if not is_known_to_iam(condition.key):
                text = f"{condition.operator} {condition.key}"
                yield ValuelessKey(statement, "Condition", text, condition.path, condition.key)


def is_known_to_iam(key: str) -> bool:
    """Whether the key is of another service, or one that IAM knows of AWS IoT."""
    name = key.lower()
    return not name.startswith(_PREFIX) or name in _OF_IAM or name.startswith(_PARAMETERS)


def _variables(statement: Statement) -> Iterator[ValuelessKey]:
    element = "NotResource" if statement.negated_resources else "Resource"
    texts = [(element, each.text, each.path) for each in statement.resources]
    for condition in statement.conditions:
        texts.extend(
            (f"{condition.operator} {condition.key}", value, condition.path)
            for value in condition.values
            if isinstance(value, (str, Text))
        )
    for name, text, path in texts:
        for variable in variables_of(text):
            if variable.known and not is_known_to_iam(variable.name):
                yield ValuelessKey(statement, name, str(text), path, str(variable))
                break
