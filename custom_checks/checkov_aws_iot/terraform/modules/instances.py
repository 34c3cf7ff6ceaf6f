"""Modules and resources as they will exist, each in the scope it is evaluated in.

Source: https://developer.hashicorp.com/terraform/language/expressions/references
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from checkov_aws_iot.terraform.evaluation.block_bodies import nested_blocks, opened
from checkov_aws_iot.terraform.evaluation.memory import Evaluator, Memory
from checkov_aws_iot.terraform.evaluation.scope import (
    OPEN_KEY,
    SPLAT,
    WORKING_DIRECTORY,
    Budget,
    RejectedError,
    Resolved,
    Scope,
    Step,
)
from checkov_aws_iot.terraform.evaluation.type_constraints import DYNAMIC, Type
from checkov_aws_iot.terraform.modules.expansion import (
    ONCE,
    Expansion,
    Key,
    Repetition,
    expansion_of,
)
from checkov_aws_iot.terraform.modules.input_variables import (
    converted,
    declared_type,
    values_in,
    variable_files,
)
from checkov_aws_iot.terraform.modules.instance_groups import Group
from checkov_aws_iot.terraform.modules.module_files import Module, local_source
from checkov_aws_iot.terraform.provider.computed_attributes import (
    FACTS,
    Placement,
    computed_attribute,
)
from checkov_aws_iot.terraform.provider.data_sources import data_attribute
from checkov_aws_iot.terraform.provider.normal_documents import normal_document
from checkov_aws_iot.terraform.provider.provider_configurations import Provider, placement_in
from checkov_aws_iot.terraform.provider.unset_attributes import is_null_unless_written
from checkov_aws_iot.terraform.syntax.syntax_tree import (
    Argument,
    Block,
    Expression,
    Literal,
)
from checkov_aws_iot.values.file_reader import Reader
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import ABSENT, Absent, Unknown
from checkov_aws_iot.values.value import Sequence, Value

MOST_MODULES_NESTED: Final = 20

_COMMENT: Final = re.compile(r"(?:#|//)[^\n]*")
_PROVIDER_PAIR: Final = re.compile(
    r'"?([\w-]+(?:\.[\w-]+)?)"?[ \t]*[=:][ \t]*"?([\w-]+(?:\.[\w-]+)?)"?'
)
_NAMED: Final = re.compile(r"\b(var|local)\s*\.\s*([\w-]+)")
_REPEATED: Final = re.compile(r"\b(?:each|count)\s*\.")
# What AWS IoT works for when it calls something: its ARN says whose account it is, which instance
# it is decides nothing.
_CALLERS: Final = frozenset(
    {
        "aws_iot_authorizer",
        "aws_iot_provisioning_template",
        "aws_iot_role_alias",
        "aws_iot_topic_rule",
    }
)
_META: Final = frozenset(
    {"count", "for_each", "provider", "depends_on", "lifecycle", "provisioner", "connection"}
)


@dataclass(frozen=True, eq=False)
class InstanceScope:
    """The names that the expressions of one block see."""

    module: ModuleInstance
    repetition: Repetition
    owner: str = ""
    expansion: Expansion = ONCE
    key: Key = None

    def where_created(self, value: Value) -> Value:
        """The value as it may be where the block, and each module around it, makes an instance."""
        value = self.expansion.where_created(value, self.key)
        return self.module.call_scope.where_created(value) if self.module.call_scope else value

    def created(self) -> tuple[Value, ...]:
        """Whether there is the instance, for each block around it that may be repeated."""
        own = (self.expansion.created(self.key),) if self.expansion.kind else ()
        return own + self.module.created()

    @property
    def reader(self) -> Reader:
        """Reads the files that functions ask for."""
        return self.module.evaluator.reader

    @property
    def working_directory(self) -> str:
        """The directory of the root module."""
        return self.module.root.directory

    def instance_of(self, written: str) -> str:
        """See :class:`~checkov_aws_iot.terraform.evaluation.scope.Scope`."""
        if not _REPEATED.search(written):
            return self.module.address
        return f"{self.owner}[each.key]" if self.repetition.only else self.owner

    def resolve(
        self,
        root: str,
        steps: tuple[Step, ...],
        at: Span,
        budget: Budget,  # noqa: ARG002 - the evaluator of the module draws on the same one
    ) -> Resolved:
        """The value of a reference; see :class:`~checkov_aws_iot.terraform.evaluation.scope.Scope`."""
        name = steps[0] if steps and isinstance(steps[0], str) else ""
        if root in ("self", "ephemeral"):
            return Resolved(Unknown("is only known when Terraform runs", root, at), len(steps))
        if root in ("each", "count"):
            return Resolved(self._repeated(root, name), 1)
        if not name:
            raise RejectedError(f"`{root}` is not a reference")
        value = self._named(root, name, at)
        if value is not ABSENT:
            kind = partial(self.module.kind_of, name) if root == "var" else None
            return Resolved(_located(value, at), 1, kind=kind)
        if root == "module":
            return self._grouped(self.module.calls(name), f"module.{name}", steps, 1, at)
        if root == "data":
            return self._data(name, steps, at)
        found = self.module.resources(False, root, name)
        if isinstance(found, Group) and steps[1:3] == (OPEN_KEY, "arn") and root in _CALLERS:
            written = found.written_at_an_open_key(steps[1:])
            if written is not None:
                return Resolved(_located(written.value, at), written.consumed + 1)
        return self._grouped(found, f"{root}.{name}", steps, 1, at)

    def _named(self, root: str, name: str, at: Span) -> Value:
        """What is no resource and no module; ``ABSENT`` for anything else."""
        if root == "var":
            return self.module.variable(name)
        if root == "local":
            return self.module.local(name)
        if root == "path":
            return self._path(name)
        if root == "terraform" and name == "workspace":
            reason = "is chosen when Terraform runs"
            return Text((Hole("terraform.workspace", reason=reason, span=at),))
        return ABSENT

    def _data(self, kind: str, steps: tuple[Step, ...], at: Span) -> Resolved:
        if len(steps) == 1:
            raise RejectedError(f"`data.{kind}` is not a reference")
        name = str(steps[1])
        found = self.module.resources(True, kind, name)
        if found is None and kind in FACTS and len(steps) > 2 and isinstance(steps[2], str):
            # What such a data source gives follows from its type: a scan of a single file, in
            # which the block is missing, knows as much about it.
            return Resolved(self.module.fact(kind, steps[2]), 3)
        if isinstance(found, Group) and steps[2:3] == (OPEN_KEY,):
            written = found.written_at_an_open_key(steps[2:])
            if written is not None:
                return Resolved(_located(written.value, at), written.consumed + 2)
        return self._grouped(found, f"data.{kind}.{name}", steps, 2, at)

    def _grouped(
        self,
        group: Group[ResourceInstance] | Group[ModuleInstance] | Unknown | None,
        written: str,
        steps: tuple[Step, ...],
        used: int,
        at: Span,
    ) -> Resolved:
        if not isinstance(group, Group):
            full = self.module.prefix + written + "".join(map(_written, steps[used:]))
            if OPEN_KEY in steps:
                full += f" (in {self.owner})"
            reason = "is not declared" if group is None else f"is not known: {group}"
            span = group.span if group else None
            return Resolved(Unknown(reason, full, span or at), len(steps))
        found = group.resolved(steps[used:])
        consumed = found.consumed + used
        return replace(found, value=_located(found.value, at), consumed=consumed)

    def _repeated(self, root: str, name: str) -> Value:
        repetition = self.repetition
        value = {
            ("each", "key"): repetition.each_key,
            ("each", "value"): repetition.each_value,
            ("count", "index"): repetition.count_index,
        }.get((root, name), ABSENT)
        if value is ABSENT:
            raise RejectedError(f"`{root}.{name}` has no value here")
        return value

    def _path(self, name: str) -> Value:
        if name == "cwd":
            return Text((WORKING_DIRECTORY,))
        if name == "root":
            return "."
        if name == "module":
            root = self.module.root.directory
            return posixpath.relpath(self.module.directory or ".", root or ".")
        raise RejectedError(f"`path.{name}` does not exist")


class ModuleInstance:
    """One module as it will exist: a directory, and who calls it with which arguments."""

    def __init__(
        self,
        evaluator: Evaluator,
        directory: str,
        parent: ModuleInstance | None = None,
        call: Block | None = None,
        call_scope: InstanceScope | None = None,
        address: str = "",
        never_created: bool = False,
        opened: frozenset[str] = frozenset(),
    ) -> None:
        self.evaluator = evaluator
        self.directory = directory
        self.module: Module = evaluator.module(directory)
        self.parent = parent
        self.call = call
        self.call_scope = call_scope
        self.address = address
        self.prefix = f"{address}." if address else ""
        self.root: ModuleInstance = parent.root if parent else self
        self.directories: set[str] = parent.directories if parent else set()
        self.directories.add(directory)
        self.opened = opened
        self.depth: int = parent.depth + 1 if parent else 0
        self.never_created: bool = never_created or (parent is not None and parent.never_created)
        self.scope = InstanceScope(self, Repetition())
        self._memory: Memory = {}
        self._groups: dict[tuple[bool, str, str], Group[ResourceInstance] | Unknown | None] = {}
        self._calls: dict[str, Group[ModuleInstance] | Unknown | None] = {}
        self._providers: dict[str, Provider] = {}
        self._set: dict[str, Value] | None = None
        self._with_open: dict[frozenset[str], ModuleInstance] = {}

    def evaluate(self, expression: Expression, scope: Scope | None = None) -> Value:
        """The value of an expression, in the scope of the module unless another is given."""
        return self.evaluator.evaluate(expression, scope or self.scope)

    def created(self) -> tuple[Value, ...]:
        """Whether there is the module, for each call on the way to it that may be repeated."""
        return self.call_scope.created() if self.call_scope else ()

    @property
    def is_supposed(self) -> bool:
        """Whether it is the module as it would be if its variables had other values."""
        return bool(self.opened) or (self.parent is not None and self.parent.is_supposed)

    def attribute(self, name: str) -> Value:
        """The output of the module."""
        full = f"{self.prefix}{name}"
        block = self.module.block("output", name)
        if block is None:
            return Unknown("is not declared", full)
        if isinstance(block, Unknown):
            return block
        argument = block.body.attributes.get("value")
        if argument is None:
            return Unknown("has no value", full, block.span)
        return self._remembered("output", name, argument.expression, full)

    def local(self, name: str) -> Value:
        """The local value."""
        argument = self.module.local(name)
        full = f"{self.prefix}local.{name}"
        if argument is None:
            return Unknown("is not declared", full)
        if isinstance(argument, Unknown):
            return argument
        return self._remembered("local", name, argument.expression, full)

    def _remembered(self, kind: str, name: str, expression: Expression, full: str) -> Value:
        return self.evaluator.once(
            self._memory, (kind, name), lambda: self.evaluate(expression), full
        )

    def variable(self, name: str) -> Value:
        """The input variable: what the caller or a file sets, otherwise its default."""
        full = f"{self.prefix}var.{name}"
        return self.evaluator.once(
            self._memory, ("var", name), lambda: self._variable(name, full), full
        )

    def _variable(self, name: str, full: str) -> Value:
        if name in self.opened:
            return Unknown("decides whether the resource exists", full)
        block = self.module.block("variable", name)
        if isinstance(block, Unknown):
            return block
        attributes = block.body.attributes if block else {}
        value = self._given(name)
        if value is None and _is_false(attributes.get("nullable")):
            value = ABSENT
        if isinstance(value, Absent):
            if block is None:
                return Unknown("is not declared", full)
            default = attributes.get("default")
            if default is None:
                return Unknown("has no default", full)
            value = self.evaluate(default.expression)
        declared = attributes.get("type")
        if declared is None:
            return value
        result = converted(value, declared.expression, self.evaluate)
        if isinstance(result, Unknown) and not isinstance(value, Unknown):
            return replace(result, expression=full, span=declared.span)
        return result

    def kind_of(self, name: str) -> Type:
        """The declared type of an input variable."""
        block = self.module.block("variable", name)
        attributes = block.body.attributes if isinstance(block, Block) else {}
        if "type" in attributes:
            return declared_type(attributes["type"].expression)
        default = attributes.get("default")
        written = default.expression if default and self._given(name) is ABSENT else None
        return "null" if isinstance(written, Literal) and written.value is None else DYNAMIC

    def _given(self, name: str) -> Value:
        """What the caller or a file sets, ``ABSENT`` if neither does."""
        if self.call is not None and self.call_scope is not None:
            argument = self.call.body.attributes.get(name)
            if argument is None:
                return ABSENT
            return self.call_scope.where_created(
                self.evaluate(argument.expression, self.call_scope)
            )
        if self._set is None:
            reader = self.evaluator.reader
            self._set = {}
            for path in variable_files(reader, self.directory, self.evaluator.var_files):
                self._set.update(values_in(reader, path, self.evaluate))
        return self._set.get(name, ABSENT)

    def calls(self, name: str) -> Group[ModuleInstance] | Unknown | None:
        """The instances of the module that is called under this name."""
        if name not in self._calls:
            block = self.module.block("module", name)
            self._calls[name] = self._call(block, name) if isinstance(block, Block) else block
        return self._calls[name]

    def _call(self, block: Block, name: str) -> Group[ModuleInstance] | Unknown:
        directory = local_source(block, self.directory)
        if isinstance(directory, Unknown):
            return directory
        if self.depth >= MOST_MODULES_NESTED:
            return Unknown(f"modules call each other more than {MOST_MODULES_NESTED} deep")
        if not self.evaluator.module(directory).files:
            return Unknown("has no Terraform files", directory or ".", block.span)
        address = f"{self.prefix}module.{name}"
        expansion = expansion_of(block, self.evaluate)

        def make(key: Key, repetition: Repetition) -> ModuleInstance:
            keyed = address + suffix(key)
            scope = InstanceScope(self, repetition, keyed, expansion, key)
            never = expansion.never
            return ModuleInstance(self.evaluator, directory, self, block, scope, keyed, never)

        def if_there_were() -> Group[ModuleInstance] | None:
            module = self._opened_by(block)
            found = module.calls(name) if module else None
            return found if isinstance(found, Group) else None

        return Group(expansion, address, make, if_there_were)

    def resources(
        self, data: bool, kind: str, name: str
    ) -> Group[ResourceInstance] | Unknown | None:
        """The instances of a resource, or of a data source."""
        key = (data, kind, name)
        if key not in self._groups:
            # While ``count`` or ``for_each`` is evaluated, a reference to it is a circle.
            address = f"{self.prefix}{'data.' if data else ''}{kind}.{name}"
            self._groups[key] = Unknown("refers to itself", address)
            block = self.module.block("data" if data else "resource", kind, name)
            self._groups[key] = self._group(block, address) if isinstance(block, Block) else block
        return self._groups[key]

    def _group(self, block: Block, address: str) -> Group[ResourceInstance]:
        expansion: Expansion = expansion_of(block, self.evaluate)

        def make(key: Key, repetition: Repetition) -> ResourceInstance:
            never = expansion.never or self.never_created
            scope = InstanceScope(self, repetition, address + suffix(key), expansion, key)
            return ResourceInstance(self, block, scope, never)

        def if_there_were() -> Group[ResourceInstance] | None:
            module = self._opened_by(block)
            found = module.resources(block.type == "data", *block.labels) if module else None
            return found if isinstance(found, Group) else None

        return Group(expansion, address, make, if_there_were)

    def _opened_by(self, block: Block) -> ModuleInstance | None:
        """The module with nothing known of the variables by which there is no instance of a block.

        What is judged though its variables leave it out for now is judged as it will be once they
        do not; ``None`` where no variable decides that.
        """
        written = [block.body.attributes.get(name) for name in ("count", "for_each")]
        opened = self._variables_behind([one.expression.text for one in written if one])
        if not opened or opened <= self.opened:
            return None
        opened |= self.opened
        if opened not in self._with_open:
            self._with_open[opened] = ModuleInstance(
                self.evaluator,
                self.directory,
                self.parent,
                self.call,
                self.call_scope,
                self.address,
                self.never_created,
                opened,
            )
        return self._with_open[opened]

    def _variables_behind(self, texts: list[str]) -> frozenset[str]:
        """The variables that expressions name, also by way of local values."""
        found: set[tuple[str, str]] = set()
        while texts:
            for kind, name in _NAMED.findall(texts.pop()):
                if (kind, name) in found:
                    continue
                found.add((kind, name))
                local = self.module.local(name) if kind == "local" else None
                if isinstance(local, Argument):
                    texts.append(local.expression.text)
        return frozenset(name for kind, name in found if kind == "var")

    def groups(self, kinds: frozenset[str]) -> Iterator[Group[ResourceInstance]]:
        """The resources of these types in the order in which they are written."""
        for kind in sorted(kinds):
            for block in self.module.blocks("resource", kind):
                if len(block.labels) == 2:
                    group = self.resources(False, *block.labels)
                    if isinstance(group, Group):
                        yield group

    def children(self) -> Iterator[ModuleInstance]:
        """The instances of all local modules that it calls."""
        for block in self.module.blocks("module"):
            group = self.calls(block.labels[0]) if block.labels else None
            if isinstance(group, Group):
                yield from group.members()

    def fact(self, kind: str, name: str) -> Value:
        """The attribute of a data source of the provider that has no arguments."""
        address = f"{self.prefix}data.{kind}"
        value = computed_attribute(
            kind,
            name,
            lambda _: ABSENT,
            lambda: placement_in(self.provider("aws"), ABSENT),
            address,
            True,
        )
        if isinstance(value, Absent):
            return Unknown("is read at plan time", f"{address}.{name}")
        return value

    def provider(self, name: str) -> Provider:
        """The provider configuration that ``aws`` or ``aws.alias`` means in this module."""
        if name not in self._providers:
            self._providers[name] = self._provider(name)
        return self._providers[name]

    def _provider(self, name: str) -> Provider:
        kind, _, alias = name.partition(".")
        for block in self.module.blocks("provider", kind):
            if block.labels == (kind,) and _alias(block) == alias:
                return Provider(self, name, block)
        if self.parent is not None and self.call is not None:
            mapped = _provider_map(self.call).get(name)
            if mapped or not alias:
                return self.parent.provider(mapped or name)
        return Provider(self, name, None)


class ResourceInstance:
    """One resource or data source as it will exist."""

    def __init__(
        self,
        module: ModuleInstance,
        block: Block,
        scope: InstanceScope,
        never_created: bool,
    ) -> None:
        self.module = module
        self.block = block
        self.type, self.name = block.labels[0], block.labels[-1]
        self.address = scope.owner
        self.never_created = never_created
        self.scope = scope
        self._memory: Memory = {}

    @property
    def span(self) -> Span:
        """Where the block stands."""
        return self.block.span

    @property
    def created(self) -> tuple[Value, ...]:
        """Whether it is there, for each block around it that may be repeated."""
        return self.scope.created()

    @property
    def is_supposed(self) -> bool:
        """Whether it is one that there would be if variables had other values."""
        return self.module.is_supposed

    @property
    def is_data(self) -> bool:
        """Whether it is a data source."""
        return self.block.type == "data"

    def span_of(self, name: str) -> Span | None:
        """Where the argument, or the first block of that type, stands."""
        argument = self.block.body.attributes.get(name)
        if argument is not None:
            return argument.span
        kinds = ((name,), ("dynamic", name))
        for block in self.block.body.blocks:
            if (block.type, *block.labels)[: 2 if block.type == "dynamic" else 1] in kinds:
                return block.span
        return None

    def get(self, name: str) -> Value:
        """An argument, nested blocks as a list of mappings, or a computed attribute.

        ``ABSENT`` if it is not written, and neither one of those that follow from what is written.
        Never raises.
        """
        if name in _META:
            return ABSENT
        return self.module.evaluator.once(
            self._memory, name, lambda: self._get(name), f"{self.address}.{name}"
        )

    def blocks(self, name: str) -> Sequence:
        """The nested blocks of a type; JSON syntax may write a single one without a list."""
        value = self.get(name)
        if value is None or isinstance(value, Absent):
            return Sequence()
        return value if isinstance(value, Sequence) else Sequence([value])

    def attribute(self, name: str) -> Value:
        """What a reference to the attribute gives: what is not written is only known later."""
        value = self.get(name)
        if isinstance(value, Absent):
            if not self.is_data and is_null_unless_written(self.type, name):
                return None
            reason = "is read at plan time" if self.is_data else "is only known after deployment"
            return Unknown(reason, f"{self.address}.{name}", self.block.span)
        if name not in self.block.body.attributes and isinstance(value, Sequence):
            return opened(value, f"{self.address}.{name}")
        return value if self.is_data else normal_document(self.type, name, value)

    def written(self, name: str) -> Value:
        """An argument or nested blocks as written, ``ABSENT`` if there is none."""
        body = self.block.body
        argument = body.attributes.get(name)
        if argument is not None:
            return self.evaluate(argument.expression)
        if not body.blocks:
            return ABSENT
        blocks = nested_blocks(body, name, self.scope, self.module.evaluate)
        return self.scope.where_created(blocks)

    def evaluate(self, expression: Expression) -> Value:
        """The value of an expression in the scope of the resource, where there is the resource."""
        return self.scope.where_created(self.module.evaluate(expression, self.scope))

    def region(self) -> Value:
        """The Region it will be in: a ``str``, a hole-only ``Text``, or a ``OneOf`` of these.

        Two are equal exactly if the Regions are known to be the same. Its own ``region`` wins over
        that of its provider.
        """
        region = self.get("region")
        if isinstance(region, Absent) or region is None:
            return self.provider().region()
        return placement_in(self.provider(), region).region

    def provider(self) -> Provider:
        """The provider configuration that it belongs to."""
        argument = self.block.body.attributes.get("provider")
        if argument is not None:
            return self.module.provider(_reference(argument.expression))
        return self.module.provider(self.type.partition("_")[0])

    def _get(self, name: str) -> Value:
        value = self.written(name)
        if not isinstance(value, Absent):
            return value
        if self.is_data:
            value = data_attribute(self, name)
            if not isinstance(value, Absent):
                return value
        return computed_attribute(
            self.type, name, self.written, self._placement, self.address, self.is_data
        )

    def _placement(self) -> Placement:
        region = ABSENT if self.is_data and self.type == "aws_region" else self.written("region")
        return placement_in(self.provider(), region)


def _located(value: Value, at: Span) -> Value:
    if isinstance(value, Unknown) and value.span is None:
        return replace(value, span=at)
    return value


def _written(step: Step) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if isinstance(step, str) else "[*]" if step is SPLAT else "[?]"


def suffix(key: Key) -> str:
    """What stands behind the name of an instance with this key."""
    if key is None:
        return ""
    return f"[{key}]" if isinstance(key, int) else f'["{key}"]'


def _is_false(argument: Argument | None) -> bool:
    if argument is None:
        return False
    expression = argument.expression
    return isinstance(expression, Literal) and expression.value is False


def _reference(expression: Expression) -> str:
    """``aws.west`` as it is written, with or without quotes."""
    return expression.text.strip().strip('"').replace(" ", "")


def _alias(block: Block) -> str:
    argument = block.body.attributes.get("alias")
    return _reference(argument.expression) if argument is not None else ""


def _provider_map(call: Block) -> dict[str, str]:
    """The ``providers`` of a module call. Its keys, such as ``aws.west``, are no expressions."""
    argument = call.body.attributes.get("providers")
    if argument is None:
        return {}
    text = _COMMENT.sub("", argument.expression.text)
    return {match[1]: match[2] for match in _PROVIDER_PAIR.finditer(text)}
