"""What the references of a Terraform configuration refer to, as it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from checkov_aws_iot.positions.place import Place
from checkov_aws_iot.positions.policy_blocks import DocumentBlocks
from checkov_aws_iot.terraform.evaluation.block_bodies import NamedScope
from checkov_aws_iot.terraform.evaluation.scope import RejectedError, Scope
from checkov_aws_iot.terraform.evaluation.type_constraints import NotKnownError
from checkov_aws_iot.terraform.functions.file_functions import path_from
from checkov_aws_iot.terraform.modules.input_variables import variable_files
from checkov_aws_iot.terraform.modules.instance_groups import Group
from checkov_aws_iot.terraform.syntax.hcl_files import parse_template
from checkov_aws_iot.terraform.syntax.syntax_tree import (
    Argument,
    Attribute,
    Block,
    Body,
    Call,
    Expression,
    Index,
    Literal,
    ObjectConstructor,
    Splat,
    Variable,
    bare,
)
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import OneOf, Value

if TYPE_CHECKING:
    from checkov_aws_iot.terraform.modules.instances import ModuleInstance
    from checkov_aws_iot.terraform.modules.resource_instance import ResourceInstance

Target: TypeAlias = "tuple[list[Place], tuple[str | int, ...]]"

_DOCUMENT = "aws_iam_policy_document"
_RENDERED = ("template_file", "rendered", "template")
_JSON = frozenset({"json", "minified_json"})


@dataclass(frozen=True, eq=False)
class Frame:
    """The names that an expression sees; ``loops`` are the elements behind those of a ``for``."""

    module: ModuleInstance
    scope: Scope
    instance: ResourceInstance | None = None
    loops: dict[str, Place] = field(default_factory=dict)

    def evaluate(self, expression: Expression) -> Value:
        """The value of the expression."""
        return self.module.evaluate(expression, self.scope)

    def file(self, name: Value) -> tuple[str, str] | None:
        """Path and text of the file of this name."""
        if isinstance(name, (Unknown, OneOf)):
            return None
        try:
            reader, path = path_from(name, self.scope)
        except (RejectedError, NotKnownError):
            return None
        text = reader.read(path)
        return None if isinstance(text, Unknown) else (path, text)

    def template(self, place: Place, call: Call, path: str, text: str) -> Place | None:
        """The template in a file, with the names that the call gives it."""
        names: dict[str, Value] = {}
        loops: dict[str, Place] = {}
        given = call.arguments[1] if len(call.arguments) > 1 else None
        if not isinstance(given, ObjectConstructor):
            return None
        for key, item in given.items:
            if isinstance(key, Literal):
                names[str(key.value)] = self.evaluate(item)
                loops[str(key.value)] = replace(place, node=item, key=None)
        frame = replace(self, scope=NamedScope(self.scope, names), loops=loops)
        return Place(parse_template(text, path), frame, (*place.hops, call))


def frame_of(instance: ResourceInstance) -> Frame:
    """The names that the arguments of a resource see."""
    return Frame(cast("ModuleInstance", instance.module), instance.scope, instance)


def target(place: Place) -> Target | None:
    """What a reference begins with, and the steps from there; ``None`` if it is not known."""
    read = _read(place)
    if read is None:
        return None
    root, steps = read
    frame: Frame = place.frame
    if root in frame.loops:
        is_element = steps[:1] == ("value",) and isinstance(frame.scope, NamedScope)
        named = frame.scope.names.get(root) if isinstance(frame.scope, NamedScope) else None
        is_iterator = is_element and isinstance(named, dict) and set(named) == {"key", "value"}
        return [frame.loops[root]], steps[1:] if is_iterator else steps
    name = steps[0] if steps and isinstance(steps[0], str) else ""
    if not name:
        return None
    module = frame.module
    if root == "local":
        local = module.module.local(name)
        return _of_module(local, module, steps) if isinstance(local, Argument) else None
    if root == "var":
        found = list(_variable(module, name))
        return (found, steps[1:]) if found else None
    if root == "each":
        return _each(frame, name, steps[1:])
    if root == "module":
        return _output(module, steps)
    if root == "data" and len(steps) > 2:
        return _attribute(module, True, name, str(steps[1]), steps[2:])
    if root in ("path", "terraform", "count", "self", "data"):
        return None
    return _attribute(module, False, root, name, steps[1:])


def _of_module(argument: Argument, module: ModuleInstance, steps: tuple[str | int, ...]) -> Target:
    return [Place(argument.expression, Frame(module, module.scope))], steps[1:]


def _read(place: Place) -> tuple[str, tuple[str | int, ...]] | None:
    """The root name and the steps of a traversal; a splat counts as its elements."""
    node: Any = bare(place.node)
    steps: list[str | int] = []
    while not isinstance(node, Variable):
        if isinstance(node, Attribute):
            steps.append(node.name)
            node = bare(node.of)
        elif isinstance(node, Index):
            key = place.frame.evaluate(node.key)
            if not isinstance(key, (str, int)) or isinstance(key, bool):
                return None
            steps.append(key)
            node = bare(node.of)
        elif isinstance(node, Splat):
            return None
        else:
            return None
    return node.name, tuple(reversed(steps))


def _variable(module: ModuleInstance, name: str) -> Iterator[Place]:
    """Where an input variable gets its value."""
    if module.call is not None and module.parent is not None and module.call_scope is not None:
        argument = module.call.body.attributes.get(name)
        if argument is not None:
            frame = Frame(module.parent, module.call_scope)
            yield Place(argument.expression, frame, (module.call,))
            return
    elif module.unit is not None:
        return  # Its inputs stand in files of Terragrunt, which are not walked through.
    else:
        set_in_file = _in_variable_file(module, name)
        if set_in_file is not None:
            yield Place(set_in_file.expression, Frame(module, module.scope))
            return
    block = module.module.block("variable", name)
    default = block.body.attributes.get("default") if isinstance(block, Block) else None
    if default is not None:
        yield Place(default.expression, Frame(module, module.scope))


def _in_variable_file(module: ModuleInstance, name: str) -> Argument | None:
    evaluator = module.evaluator
    found: Argument | None = None
    for path in variable_files(evaluator.reader, module.directory, evaluator.var_files):
        body = None if path.endswith(".json") else evaluator.body(path)
        if isinstance(body, Body):
            found = body.attributes.get(name, found)
    return found


def _each(frame: Frame, name: str, steps: tuple[str | int, ...]) -> Target | None:
    instance = frame.instance
    key = instance.scope.key if instance is not None else None
    if instance is None or name != "value" or key is None:
        return None
    argument = instance.block.body.attributes.get("for_each")
    if argument is None:
        return None
    outer = Frame(frame.module, frame.module.scope)
    return [Place(argument.expression, outer)], (key, *steps)


def _output(module: ModuleInstance, steps: tuple[str | int, ...]) -> Target | None:
    group = module.calls(str(steps[0]))
    members, rest = _members(group, steps[1:])
    if not members or not rest:
        return None
    found: list[Place] = []
    for child in members:
        block = child.module.block("output", str(rest[0]))
        argument = block.body.attributes.get("value") if isinstance(block, Block) else None
        if argument is not None:
            found.append(Place(argument.expression, Frame(child, child.scope), (child.call,)))
    return (found, rest[1:]) if found else None


def _attribute(
    module: ModuleInstance, data: bool, kind: str, name: str, steps: tuple[str | int, ...]
) -> Target | None:
    members, rest = _members(module.resources(data, kind, name), steps)
    if not members or not rest or not isinstance(rest[0], str):
        return None
    attribute = rest[0]
    if data and kind == _DOCUMENT and attribute in _JSON:
        places = [Place(DocumentBlocks(each), frame_of(each)) for each in members]
        return places, rest[1:]
    if data and kind == _RENDERED[0] and attribute == _RENDERED[1]:
        attribute = _RENDERED[2]
    found = [
        Place(argument.expression, frame_of(each))
        for each in members
        if (argument := each.block.body.attributes.get(attribute)) is not None
    ]
    return (found, rest[1:]) if found else None


def _members(
    group: object, steps: tuple[str | int, ...]
) -> tuple[tuple[Any, ...], tuple[str | int, ...]]:
    if not isinstance(group, Group):
        return (), steps
    if steps and group.expansion.kind and (isinstance(steps[0], int) or len(steps) > 1):
        return group.members(steps[0]), steps[1:]
    return group.members(), steps
