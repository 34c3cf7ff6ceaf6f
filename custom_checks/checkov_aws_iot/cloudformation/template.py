"""A CloudFormation template: its resources with the values they will be deployed with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from posixpath import dirname, join, normpath
from typing import Final

from checkov_aws_iot.cloudformation.conditions import (
    compared,
    comparison_text,
    evaluate_condition,
)
from checkov_aws_iot.cloudformation.dynamic_references import with_dynamic_references
from checkov_aws_iot.cloudformation.evaluation import evaluate
from checkov_aws_iot.cloudformation.intrinsics.foreach import PREFIX, expanded
from checkov_aws_iot.cloudformation.parameters import parameter_value
from checkov_aws_iot.cloudformation.pseudo_parameters import REGION, pseudo_parameter
from checkov_aws_iot.cloudformation.resource_names import ResourceNames, named, unknown_attribute
from checkov_aws_iot.cloudformation.sam_globals import with_globals
from checkov_aws_iot.cloudformation.serverless_variables import with_variables
from checkov_aws_iot.cloudformation.syntax.template_nodes import entry, items_of, only_item
from checkov_aws_iot.cloudformation.syntax.template_spans import (
    Lines,
    comment_lines,
    span_of_node,
    span_of_text,
)
from checkov_aws_iot.cloudformation.template_scope import MOST_DEPTH, Scope
from checkov_aws_iot.values.access import mapped
from checkov_aws_iot.values.alternatives import is_overflow
from checkov_aws_iot.values.file_reader import Reader
from checkov_aws_iot.values.mapping_alternatives import in_every_alternative
from checkov_aws_iot.values.named_text import as_attribute_of
from checkov_aws_iot.values.origin import Origin
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import Mapping, OneOf, Sequence, Value

NestedTemplate = Callable[[str], "Template | Unknown"]

MOST_RESOURCES: Final = 5_000
_MACRO: Final = "Fn::Transform"


class Template:
    """One template file. Nothing is evaluated before it is asked for, and everything once.

    ``definition`` is what Checkov's parser gives for ``file``, a path relative to the scanned
    root; dicts and lists carry marks of their lines. ``names`` knows how types are named, ``nested`` gives the template of another
    file, for stacks inside stacks; ``parameters`` are the values that such a stack is given.
    ``serverless`` says that the Serverless Framework goes over the template first. No method
    raises.
    """

    def __init__(
        self,
        definition: object,
        file: str,
        reader: Reader,
        names: ResourceNames,
        nested: NestedTemplate | None = None,
        parameters: Mapping | None = None,
        *,
        serverless: bool = False,
    ) -> None:
        self.file = file
        self.is_serverless = serverless
        self._definition = definition
        self.reader = reader
        self._names_of = names
        self._nested = nested
        self._lines = Lines(reader, file)
        self._resources: dict[str, TemplateResource] | None = None
        self._parameters: dict[str, Value] = dict(parameters or {})
        self._conditions: dict[str, Value] = {}
        self._condition_names: dict[str, str] | None = None
        self._names: dict[tuple[str, str], Value] = {}
        self._open: set[tuple[str, str]] = set()

    # --- what callers ask ------------------------------------------------------------------------

    def resource(self, logical_id: str) -> TemplateResource | None:
        """The resource with this logical id, one made by ``Fn::ForEach`` included."""
        return self._all_resources().get(logical_id)

    def resources(self, types: frozenset[str]) -> Iterator[TemplateResource]:
        """All resources of these types, in the order of the template."""
        for resource in self._all_resources().values():
            if resource.type in types:
                yield resource

    @property
    def types(self) -> frozenset[str]:
        """The types of all resources."""
        return frozenset(resource.type for resource in self._all_resources().values())

    def unexpanded(self) -> Iterator[Unknown]:
        """Why loops around resources cannot be expanded, so that what they make is not known."""
        for _, node, _ in expanded(items_of(self.section("Resources")), self._scope()):
            if isinstance(node, Unknown):
                yield node

    def output(self, name: str, within: Scope | None = None) -> Value:
        """The value of an output, or ``Unknown`` if there is none of that name."""
        declared = entry(self.section("Outputs"), name)
        if not isinstance(declared, dict):
            return Unknown("is no output of the template", name)
        return self._scope(within).evaluate(entry(declared, "Value"))

    def section(self, name: str) -> object:
        """A section of the template as written, or ``None``."""
        return entry(self._definition, name)

    # --- what expressions ask (Declarations) -----------------------------------------------------

    @property
    def accepts_undeclared(self) -> bool:
        """Whether a macro may add resources that the template does not show."""
        macros = (entry(self._definition, "Transform"), entry(self.section("Resources"), _MACRO))
        return self.is_serverless or any(macro is not None for macro in macros)

    def literal(self, text: str) -> str | Text:
        """The text, with what is filled in on the way to the deployed template as holes."""
        return with_dynamic_references(with_variables(text) if self.is_serverless else text)

    def parameter(self, name: str, scope: Scope) -> Value:
        """The value of a parameter or pseudo parameter; ``None`` if there is none."""
        if name.startswith("AWS::"):
            return pseudo_parameter(name)
        declared = entry(self.section("Parameters"), name)
        if not isinstance(declared, dict):
            return None
        if name not in self._parameters:
            self._parameters[name] = parameter_value(name, declared, self._scope(scope))
        return self._parameters[name]

    def reference(self, logical_id: str, scope: Scope) -> Value:
        """What ``Ref`` of a resource gives; ``None`` if there is no such resource."""
        return self.attribute(logical_id, "", scope)

    def attribute(self, logical_id: str, name: str, scope: Scope) -> Value:
        """What ``Fn::GetAtt`` gives; ``None`` if there is no such resource."""
        resource = self.resource(logical_id)
        if resource is None:
            return None
        key = (logical_id, name)
        if key in self._names:
            return self._names[key]
        if key in self._open or scope.depth > MOST_DEPTH // 2:
            # A resource that is named after itself, or a chain too long to follow.
            return unknown_attribute(logical_id, name)
        self._open.add(key)
        origin = Origin(resource=resource.logical_id)
        value = mapped(
            self._attribute(resource, name, scope), lambda known: as_attribute_of(origin, known)
        )
        self._open.discard(key)
        self._names[key] = value
        return value

    def mapping(self, name: str) -> object:
        """A mapping as written, or ``None``."""
        return entry(self.section("Mappings"), name)

    def condition(self, name: str, scope: Scope) -> Value:
        """Whether a named condition holds, as far as that can be decided."""
        if name in self._conditions:
            return self._conditions[name]
        declared = entry(self.section("Conditions"), name)
        if declared is None:
            return Unknown("is a condition that is not declared", name)
        key = ("", name)
        if key in self._open:
            return Unknown("is a condition that depends on itself", name)
        self._open.add(key)
        value = evaluate_condition(declared, self._scope(scope))
        self._open.discard(key)
        if is_overflow(value):
            # Thirty Regions, say: which of them does not matter, only whether it holds.
            value = OneOf(name, (("true", True), ("false", False)))
        self._conditions[name] = value
        return value

    def condition_name(self, expression: str) -> str:
        """How messages call a comparison: by the condition that is just this one."""
        if self._condition_names is None:
            self._condition_names = {}
            for name, declared in items_of(self.section("Conditions")):
                single = only_item(declared)
                sides = None
                if single is not None and single[0] == "Fn::Equals":
                    sides = compared(single[1], self._scope())
                if sides is not None:
                    self._condition_names.setdefault(comparison_text(*sides), name)
        return self._condition_names.get(expression, expression)

    def value_at(self, node: object, steps: tuple[str, ...]) -> Value:
        """The value of what stands under the steps in any part of the file, ``ABSENT`` if nothing."""
        return _at(node, steps, self._scope())

    def span(self, node: object, key: object = None) -> Span | None:
        """Where a list or mapping was written, from its ``key`` on if that is given."""
        return span_of_node(node, self._lines, key)

    def text_span(self, node: object, text: str) -> Span | None:
        """Where the first line of a string was written, if its lines are those of the file."""
        return span_of_text(node, self._lines, text)

    # --- inside ----------------------------------------------------------------------------------

    def _scope(self, within: Scope | None = None) -> Scope:
        scope = Scope(self, evaluate)
        return scope.within(within) if within else scope

    def _all_resources(self) -> dict[str, TemplateResource]:
        if self._resources is None:
            self._resources = {}
            for logical_id, node, scope in expanded(
                items_of(self.section("Resources")), self._scope()
            ):
                if isinstance(entry(node, "Type"), str) and not logical_id.startswith(PREFIX):
                    self._resources[str(logical_id)] = TemplateResource(
                        self, logical_id, node, scope
                    )
                if len(self._resources) > MOST_RESOURCES:
                    break
        return self._resources

    def _attribute(self, resource: TemplateResource, name: str, scope: Scope) -> Value:
        naming = self._names_of.naming(resource.type)
        if naming is not None and (not name or name in naming.arn_attributes):
            form = naming.arn if name else naming.reference
            given = resource.get(naming.property, scope) if naming.property else ABSENT
            path = resource.get("Path", scope) if "{path}" in form else ABSENT
            return named(form, given, path, resource.logical_id)
        if naming is not None and name and name == naming.property:
            return named("{name}", resource.get(name, scope), ABSENT, resource.logical_id)
        if resource.type == "AWS::CloudFormation::Stack" and name.startswith("Outputs."):
            return self._nested_output(resource, name, scope)
        return unknown_attribute(resource.logical_id, name)

    def _nested_output(self, resource: TemplateResource, name: str, scope: Scope) -> Value:
        child = self._nested_template(resource)
        if child is None:
            return unknown_attribute(resource.logical_id, name)
        given = resource.get("Parameters", scope)
        if isinstance(given, Mapping):
            child = Template(
                child._definition, child.file, self.reader, self._names_of, self._nested, given
            )
        return child.output(name.removeprefix("Outputs."), scope)

    def _nested_template(self, resource: TemplateResource) -> Template | None:
        path = resource.nested_path()
        if self._nested is None or not path:
            return None
        found = self._nested(path)
        return found if isinstance(found, Template) else None


class TemplateResource:
    """One resource of a template. No method raises."""

    def __init__(self, template: Template, logical_id: str, node: object, scope: Scope) -> None:
        self.template = template
        self.logical_id = str(logical_id)
        self._key = logical_id
        self._node = node
        self._scope = scope
        self._values: dict[tuple[str, ...], Value] = {}

    @property
    def type(self) -> str:
        """The type as written: ``AWS::IoT::Policy``."""
        return str(entry(self._node, "Type"))

    @property
    def address(self) -> str:
        """What Checkov calls the resource: ``AWS::IoT::Policy.Device``."""
        return f"{self.type}.{self.logical_id}"

    @property
    def span(self) -> Span | None:
        """The lines of the resource, from its logical id on."""
        return self.template.span(self._node, self._key)

    @property
    def comment_lines(self) -> Span | None:
        """The lines in which skip comments of a resource of a Serverless file may stand."""
        return comment_lines(self._node, self.template.file)

    def node(self, name: str) -> object:
        """What stands under the name beside the properties, as the parser gives it, or ``None``."""
        return entry(self._node, name)

    def get(self, path: str | tuple[str, ...], within: Scope | None = None) -> Value:
        """The value of a property: ``"PolicyDocument"``, ``"RegistrationConfig/TemplateBody"``.

        A step of the form ``[0]`` goes into a list. ``ABSENT`` if the property is not written.
        What the Globals of a SAM template say counts as written.
        """
        steps = tuple(path.split("/")) if isinstance(path, str) else path
        if steps not in self._values:
            scope = self._scope.within(within) if within else self._scope.afresh()
            properties = with_globals(
                self.template.section("Globals"), self.type, entry(self._node, "Properties")
            )
            self._values[steps] = _at(properties, steps, scope)
        return self._values[steps]

    def reference(self) -> Value:
        """What ``Ref`` of this resource gives: a name, an ARN or an id, maybe with holes."""
        return self.template.reference(self.logical_id, self._scope.afresh())

    def attribute(self, name: str) -> Value:
        """What ``Fn::GetAtt`` of this resource gives, such as its ``Arn``."""
        return self.template.attribute(self.logical_id, name, self._scope.afresh())

    @property
    def condition(self) -> Value:
        """Whether the resource is created: ``True`` if it has no condition, a ``OneOf`` if open."""
        name = entry(self._node, "Condition")
        if name is None:
            return True
        if not isinstance(name, str):
            return Unknown("needs the name of a condition", f"{self.logical_id}.Condition")
        return self.template.condition(str(name), self._scope.afresh())

    def present(self, value: Value) -> Value:
        """The value where the resource is created, ``ABSENT`` where an open condition leaves it out.

        A condition that is decided, by the defaults of the parameters say, hides nothing: the
        resource is judged as written.
        """
        condition = self.condition
        if not isinstance(condition, OneOf):
            return value
        return in_every_alternative(lambda created: value if created is True else ABSENT, condition)

    def region(self) -> Value:
        """The Region of the stack, a hole: all resources of a template share it."""
        return Text((REGION,))

    def nested_path(self) -> str:
        """The path of the template of a nested stack, relative to the scanned root, or nothing.

        It is what stands in TemplateURL before packaging, or in the metadata that the CDK leaves.
        """
        location: object = entry(entry(self._node, "Metadata"), "aws:asset:path")
        if not isinstance(location, str):
            location = self.get("TemplateURL")
        if not isinstance(location, str) or ":" in location or location.startswith("/"):
            return ""
        path = normpath(join(dirname(self.template.file), location))
        return "" if path.startswith("..") else path


def _at(node: object, steps: tuple[str, ...], scope: Scope) -> Value:
    """The value that the steps lead to; intrinsics on the way are evaluated."""
    for index, step in enumerate(steps):
        if isinstance(node, dict) and not _is_computed(node):
            node = entry(node, step)
        elif isinstance(node, list) and not any(_is_computed(item) for item in node):
            node = node[int(step[1:-1])] if _is_position(step, len(node)) else None
        elif isinstance(node, (dict, list)):
            rest = steps[index:]
            return in_every_alternative(partial(_inside, rest), scope.evaluate(node))
        else:
            node = None
        if node is None:
            return ABSENT
    return scope.evaluate(node)


def _inside(steps: tuple[str, ...], value: Value) -> Value:
    for step in steps:
        if isinstance(value, Unknown):
            return value
        if isinstance(value, Mapping):
            value = value.get(step, ABSENT)
        elif isinstance(value, Sequence) and _is_position(step, len(value)):
            value = value[int(step[1:-1])]
        else:
            return ABSENT
    return value


def _is_position(step: str, length: int) -> bool:
    inner = step[1:-1]
    return f"[{inner}]" == step and inner.isdecimal() and len(inner) < 6 and int(inner) < length


def _is_computed(node: object) -> bool:
    return any(key == "Ref" or key.startswith("Fn::") for key, _ in items_of(node))
