"""What names mean inside the body of a provisioning template."""

from __future__ import annotations

from checkov_aws_iot.cloudformation.pseudo_parameters import is_of_certificate, pseudo_parameter
from checkov_aws_iot.cloudformation.template_scope import Scope
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, Value, span_of


class BodyNames:
    """The parameters, mappings and resources of one body.

    Whatever a device or its certificate supplies is a hole, a default notwithstanding: the device
    may send something else.

    Source: AWS IoT Core Developer Guide, "Provisioning templates".
    """

    accepts_undeclared = False

    def __init__(self, body: Mapping) -> None:
        self._parameters = _mapping(body.get("Parameters"))
        self._mappings = _mapping(body.get("Mappings"))
        self._resources = _mapping(body.get("Resources"))

    def declares(self, name: str) -> bool:
        """Whether ``Ref`` of the name means something."""
        if name in self._parameters or name in self._resources:
            return True
        return pseudo_parameter(name) is not None

    def literal(self, text: str) -> str | Text:
        """A plain string stays as it is."""
        return text

    def parameter(self, name: str, scope: Scope) -> Value:  # noqa: ARG002
        """A hole for a parameter, ``None`` if nothing has that name."""
        if name in self._parameters and not is_of_certificate(name):
            return Text((Hole(name, reason="is supplied by the device"),))
        return pseudo_parameter(name)

    def reference(self, logical_id: str, scope: Scope) -> Value:  # noqa: ARG002
        """A hole for a resource of the body."""
        if logical_id not in self._resources:
            return None
        return Text((Hole(logical_id, reason="is only known when the device is provisioned"),))

    def attribute(self, logical_id: str, name: str, scope: Scope) -> Value:  # noqa: ARG002
        """Nothing: provisioning templates have no attributes of resources."""
        return None

    def mapping(self, name: str) -> object:
        """A mapping as written."""
        return self._mappings.get(name)

    def condition(self, name: str, scope: Scope) -> Value:  # noqa: ARG002
        """Unknown: provisioning templates have no conditions."""
        return Unknown("is a condition, which provisioning templates do not have", name)

    def condition_name(self, expression: str) -> str:
        """The comparison itself: there are no names for it."""
        return expression

    def span(self, node: object) -> Span | None:
        """Where a list or mapping was written, if it remembers."""
        return getattr(node, "span", None)

    def text_span(self, node: object, text: str) -> Span | None:  # noqa: ARG002
        """Nowhere: strings of a body do not remember their lines."""
        return None


def _mapping(value: Value) -> Mapping:
    return value if isinstance(value, Mapping) else Mapping((), span_of(value))
