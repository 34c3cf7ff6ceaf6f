"""Concrete requests that a statement was written for, as candidates for witnesses.

Nothing here is proof: a candidate becomes a witness when the authoriser allows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checkov_aws_iot.policies.model.cast import (
    ACCOUNT,
    CERTIFICATE,
    CERTIFICATE_ID,
    DEVICE,
    PARTITION,
    REGION,
    THING_TYPE,
)
from checkov_aws_iot.policies.model.condition import Condition
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.model.resource_text import is_everything, split_resource
from checkov_aws_iot.policies.model.variables import Escape, Literal, Variable, parse_variables
from checkov_aws_iot.values.request import Identity
from checkov_aws_iot.values.text import Hole, HoleKind, Text


def example_device(document: Document | None = None) -> Identity:
    """A device of the cast that has every attribute that the document asks for."""
    attributes: dict[str, str] = {}
    for variable in _variables(document):
        name = variable.name
        if name.lower().startswith("iot:connection.thing.attributes[") and name.endswith("]"):
            attributes[name.partition("[")[2].removesuffix("]")] = "example"
    return Identity(
        client_id=DEVICE,
        thing_name=DEVICE,
        certificate_id=CERTIFICATE_ID,
        certificate=CERTIFICATE,
        thing_type=THING_TYPE,
        thing_attributes=tuple(attributes.items()),
    )


def filled(text: str | Text, values: dict[str, str], any_run: str, character: str = "x") -> str:
    """A text that the pattern matches: variables by their values, ``*`` as ``any_run``.

    A variable without a value stays as it is written, so that the text matches nothing. Holes stand
    as the last word of their expression.
    """
    pieces: list[str] = []
    for part in parse_variables(text):
        if isinstance(part, Literal):
            pieces.append(part.text.replace("*", any_run).replace("?", character))
        elif isinstance(part, Escape):
            pieces.append(part.character)
        elif isinstance(part, Variable):
            pieces.append(values.get(part.key, part.default or str(part)))
        else:
            pieces.append(name_of_hole(part))
    return "".join(pieces)


def name_of_hole(hole: Hole) -> str:
    """A plain text that stands for the hole, the same one for the same hole."""
    constants = {
        HoleKind.ACCOUNT: ACCOUNT,
        HoleKind.REGION: REGION,
        HoleKind.PARTITION: PARTITION,
    }.get(hole.kind)
    name = "".join(c if c.isalnum() or c in "-_" else "-" for c in hole.expression)
    return constants or name.strip("-") or "unknown"


def example_arn(
    text: str | Text, values: dict[str, str], any_run: str, anything: str
) -> str | None:
    """An ARN that the Resource text matches, or ``None`` if it is no ARN.

    No resource of AWS IoT is without a Region or account: a text with an empty field gives one that
    it does not match. ``anything`` is the resource part where the text leaves it open: for ``*`` as a whole.
    """
    if is_everything(text):
        return f"arn:{PARTITION}:iot:{REGION}:{ACCOUNT}:{anything}"
    arn = split_resource(text)
    if arn is None:
        return None
    fields = [
        "arn",
        _field(arn.partition, PARTITION),
        _field(arn.service, "iot"),
        _field(arn.region, REGION),
        _field(arn.account, ACCOUNT),
        anything if is_everything(arn.resource) else filled(arn.resource, values, any_run),
    ]
    return ":".join(fields)


def satisfying_context(conditions: Iterable[Condition]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Values of condition keys that positive conditions ask for, as far as that is easy."""
    return tuple(
        (condition.key, values)
        for condition in conditions
        if not condition.negated
        and not condition.key.lower().startswith("iot:connection.thing.")
        and (values := tuple(_values(condition)))
    )


def _values(condition: Condition) -> Iterator[str]:
    for value in condition.values:
        if not isinstance(value, (str, Text)):
            continue
        if condition.name == "null":
            if value == "false":
                yield "example"
        elif condition.name in ("ipaddress", "stringequals", "bool", "numericequals"):
            text = value if isinstance(value, str) else filled(value, {}, "x")
            yield text.partition("/")[0] if condition.name == "ipaddress" else text
        else:
            yield filled(value, {}, "x")
        return


def _field(text: str | Text, default: str) -> str:
    if isinstance(text, Text) or not text or "*" in text or "?" in text:
        return default
    return text


def _variables(document: Document | None) -> Iterator[Variable]:
    for statement in document.statements if document else ():
        for element in statement.resources:
            yield from (p for p in parse_variables(element.text) if isinstance(p, Variable))
