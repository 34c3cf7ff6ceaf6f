"""``Ref``, ``Fn::GetAtt`` and ``Fn::ImportValue``."""

from __future__ import annotations

from checkov_aws_iot.cloudformation.string_values import shown, text_of
from checkov_aws_iot.cloudformation.template_scope import Scope
from checkov_aws_iot.values.mapping_alternatives import in_every_alternative
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Value


def ref(arguments: object, scope: Scope) -> Value:
    """The value of a parameter or pseudo parameter, or what names a resource.

    Source: AWS CloudFormation Template Reference, Ref, and "Return values" of each resource type.
    """
    if not isinstance(arguments, str):
        return Unknown("needs a name", "Ref")
    value = reference_to(str(arguments), scope)
    return _undeclared(str(arguments)) if value is None else value


def reference_to(name: str, scope: Scope) -> Value:
    """What a name stands for, or ``None`` if nothing has that name."""
    if name in scope.bindings:
        return scope.bindings[name]
    value = scope.declarations.parameter(name, scope)
    if value is None:
        value = scope.declarations.reference(name, scope)
    if value is None and scope.declarations.accepts_undeclared and name.isalnum():
        return _made_at_deployment(name)
    return value


def get_attribute(arguments: object, scope: Scope) -> Value:
    """``[logical id, attribute]`` or ``"LogicalId.Attribute"``: an attribute of a resource.

    Source: AWS CloudFormation Template Reference, Fn::GetAtt.
    """
    if isinstance(arguments, str):
        logical_id, _, written = str(arguments).partition(".")
        name: Value = written
    elif isinstance(arguments, list) and len(arguments) > 1 and isinstance(arguments[0], str):
        logical_id = str(arguments[0])
        if len(arguments) == 2:
            name = scope.evaluate(arguments[1])
        else:
            # The short form of Checkov's parser is split at every dot.
            name = ".".join(str(argument) for argument in arguments[1:])
    else:
        return Unknown("takes a resource and an attribute", "Fn::GetAtt")

    def found(attribute: Value) -> Value:
        text = text_of(attribute)
        if not isinstance(text, str) or not text:
            return Unknown("needs the name of an attribute", f"Fn::GetAtt {logical_id}")
        value = attribute_of(logical_id, text, scope)
        return _undeclared(f"{logical_id}.{text}") if value is None else value

    return in_every_alternative(found, name)


def attribute_of(logical_id: str, attribute: str, scope: Scope) -> Value:
    """An attribute of a resource, or ``None`` if the template has no such resource."""
    logical_id = scope.bindings.get(logical_id, logical_id)
    value = scope.declarations.attribute(logical_id, attribute, scope)
    if value is None and scope.declarations.accepts_undeclared and logical_id.isalnum():
        return _made_at_deployment(f"{logical_id}.{attribute}")
    return value


def import_value(arguments: object, scope: Scope) -> Value:
    """The output of another stack, which no template shows.

    Source: AWS CloudFormation Template Reference, Fn::ImportValue.
    """
    name = text_of(scope.evaluate(arguments)) if isinstance(arguments, (str, dict)) else ""
    if not isinstance(name, (str, Text)) or not name:
        name = shown(arguments)
    return Unknown("is exported by another stack", f"Fn::ImportValue {name}")


def _undeclared(name: str) -> Unknown:
    return Unknown("is declared nowhere in the template", name)


def _made_at_deployment(origin: str) -> Text:
    return Text((Hole(origin, reason="is added to the template at deployment"),))
