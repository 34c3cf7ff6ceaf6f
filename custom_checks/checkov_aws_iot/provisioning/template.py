"""A provisioning template: what AWS IoT does when a device asks for an identity."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from checkov_aws_iot.values.alternatives import Choice
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, Value


class ResourceType(Enum):
    """What a provisioning template can create."""

    THING = "AWS::IoT::Thing"
    CERTIFICATE = "AWS::IoT::Certificate"
    POLICY = "AWS::IoT::Policy"


@dataclass(frozen=True, slots=True)
class TemplateResource:
    """One resource of the body, with its properties evaluated as far as they are known.

    ``type`` is ``None`` for a type that provisioning templates do not have. ``path`` leads to the
    resource inside the body: ``Resources/policy``. Without ``complete`` there may be further
    properties.
    """

    logical_id: str
    type: ResourceType | None
    properties: Mapping = field(hash=False)
    path: str
    span: Span | None = field(default=None, compare=False)
    complete: bool = True


@dataclass(frozen=True, slots=True)
class EmbeddedPolicy:
    """One alternative of a policy document inside the body, and the path to it.

    ``document`` is what :func:`~checkov_aws_iot.policies.model.document_reading.read_document` takes. There is
    more than one alternative where a mapping is looked up by what only the device knows.
    """

    path: str
    document: Value = field(hash=False)
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the body that AWS rejects or that cannot work; ``text`` is one clause.

    ``path`` leads to it inside the body and is empty if it is about the body as a whole.
    ``remedy`` says what to write instead.
    """

    text: str
    remedy: str
    path: str = ""
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ProvisioningTemplate:
    """The body of a provisioning template.

    ``parameters`` are the declared ones. ``problems`` are certain; ``unknowns`` is what might hold
    more of them.
    """

    parameters: tuple[str, ...] = ()
    resources: tuple[TemplateResource, ...] = ()
    policies: tuple[EmbeddedPolicy, ...] = ()
    problems: tuple[Problem, ...] = ()
    unknowns: tuple[Unknown, ...] = ()
