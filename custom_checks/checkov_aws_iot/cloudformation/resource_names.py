"""How resources of a template are named: what ``Ref`` gives, and their ARNs.

Source: "Return values" of each resource type in the AWS CloudFormation Template Reference, and
"Resource types defined by ..." in the Service Authorization Reference for the form of ARNs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Protocol

from checkov_aws_iot.cloudformation.pseudo_parameters import ACCOUNT, PARTITION, REGION
from checkov_aws_iot.cloudformation.string_values import concatenated, piece_of
from checkov_aws_iot.values.mapping_alternatives import in_every_alternative
from checkov_aws_iot.values.origin import Origin
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import ABSENT, Reason, Unknown
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class Naming:
    """How one type of resource is named.

    ``property`` holds its name; empty if AWS makes the name up. ``arn`` is the form of the ARN:
    ``{:partition}``, ``{:region}``, ``{:account}`` stand for these, ``{path}`` for the IAM path, any
    other word in braces for the name. ``reference`` is what ``Ref`` gives, in the same form.
    """

    property: str
    arn: str
    arn_attributes: tuple[str, ...]
    reference: str


class ResourceNames(Protocol):
    """What the caller knows about the types of resources."""

    def naming(self, resource_type: str) -> Naming | None:
        """How the type is named; ``None`` if that is not known."""


_PLACEHOLDER = re.compile(r"\{(:?[a-z_]+)\}")
_FIXED: Final = {":partition": PARTITION, ":region": REGION, ":account": ACCOUNT}
_PATH: Final = "path"


def named(form: str, name: Value, path: Value, logical_id: str) -> Value:
    """A reference or ARN in the given form.

    A name that is not written is made up by CloudFormation from the logical id, so it is a hole
    whose origin is that.
    """

    def filled(name: Value, path: Value) -> Value:
        pieces: list[str | Hole | Text] = []
        for index, part in enumerate(_PLACEHOLDER.split(form)):
            if index % 2 == 0:
                pieces.append(part)
            elif part in _FIXED:
                pieces.append(_FIXED[part])
            else:
                value = path if part == _PATH else _made_up(logical_id) if name is ABSENT else name
                piece = value if isinstance(value, Hole) else piece_of(value)
                if isinstance(piece, Unknown):
                    piece = Hole(logical_id, reason=piece.reason)
                pieces.append(piece)
        return concatenated(pieces)

    return in_every_alternative(filled, name, "/" if path is ABSENT else path)


def _made_up(logical_id: str) -> Hole:
    return Hole(logical_id, reason="is named by CloudFormation at deployment")


def unknown_attribute(logical_id: str, attribute: str) -> Text:
    """An attribute that AWS makes up at deployment."""
    expression = f"{logical_id}.{attribute}" if attribute else logical_id
    origin = Origin(resource=logical_id, attribute=attribute)
    return Text((Hole(expression, reason=Reason.AFTER_DEPLOYMENT, origin=origin),))
