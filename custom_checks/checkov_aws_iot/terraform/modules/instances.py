"""Modules as they will exist, and the instances of what is in them.

Source: https://developer.hashicorp.com/terraform/language/modules
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.terraform.evaluation.memory import Evaluator, Memory
from checkov_aws_iot.terraform.evaluation.null_values import plain
from checkov_aws_iot.terraform.evaluation.scope import (
    Scope,
)
from checkov_aws_iot.terraform.functions.sensitivity import is_sensitive
from checkov_aws_iot.terraform.modules.addresses import key_suffix
from checkov_aws_iot.terraform.modules.expansion import (
    Expansion,
    Key,
    Repetition,
    expansion_of,
)
from checkov_aws_iot.terraform.modules.input_variables import (
    converted,
    values_in,
    variable_files,
)
from checkov_aws_iot.terraform.modules.instance_groups import Group
from checkov_aws_iot.terraform.modules.instance_scope import InstanceScope
from checkov_aws_iot.terraform.modules.module_calls import local_source, remote_source
from checkov_aws_iot.terraform.modules.module_files import Module
from checkov_aws_iot.terraform.modules.resource_instance import ResourceInstance
from checkov_aws_iot.terraform.provider.computed_attributes import (
    FACTS,
    computed_attribute,
)
from checkov_aws_iot.terraform.provider.provider_configurations import Provider, placement_in
from checkov_aws_iot.terraform.syntax.references import names_of, spelled_name
from checkov_aws_iot.terraform.syntax.syntax_tree import (
    Argument,
    Block,
    Expression,
    Literal,
    ObjectConstructor,
)
from checkov_aws_iot.values.origin import Origin
from checkov_aws_iot.values.unknown import ABSENT, Absent, Unknown
from checkov_aws_iot.values.value import Value, is_null

if TYPE_CHECKING:
    from checkov_aws_iot.terraform.terragrunt.units import Unit

MOST_MODULES_NESTED: Final = 20


class ModuleInstance:
    """One module as it will exist: a directory, and who calls it with which arguments.

    ``unit`` is what calls a root module with inputs. ``configuration`` names a root module among all.
    """

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
        unit: Unit | None = None,
    ) -> None:
        self.evaluator = evaluator
        self.directory = directory
        self.module: Module = evaluator.module(directory)
        self.parent = parent
        self.call = call
        self.call_scope = call_scope
        self.address = address
        self.prefix = f"{address}." if address else ""
        around = parent.modules if parent else ()
        self.modules: tuple[str, ...] = (*around, address) if address else around
        self.root: ModuleInstance = parent.root if parent else self
        self.opened = opened
        self.unit = unit
        self.configuration: str = unit.path if unit else directory
        self.depth: int = parent.depth + 1 if parent else 0
        # The names of the calls that lead to it.
        self.path: tuple[str, ...] = (*parent.path, *call.labels[:1]) if parent and call else ()
        self.never_created: bool = never_created or (parent is not None and parent.never_created)
        self.scope = InstanceScope(self, Repetition())
        self._memory: Memory = {}
        self._asked: set[tuple[str, str]] = set()
        self._groups: dict[tuple[bool, str, str], Group[ResourceInstance] | Unknown | None] = {}
        self._calls: dict[str, Group[ModuleInstance] | Unknown | None] = {}
        self._providers: dict[str, Provider] = {}
        self._set: dict[str, Value] | None = None
        self._with_open: dict[frozenset[str], ModuleInstance] = {}

    def evaluate(self, expression: Expression, scope: Scope | None = None) -> Value:
        """The value of an expression, in the scope of the module unless another is given."""
        return plain(self.typed(expression, scope))

    def typed(self, expression: Expression, scope: Scope | None = None) -> Value:
        """The value, with nulls that have the type that Terraform gives them."""
        return self.evaluator.evaluate(expression, scope or self.scope)

    def created(self) -> tuple[Value, ...]:
        """Whether there is the module, for each call on the way to it that may be repeated."""
        return self.call_scope.created() if self.call_scope else ()

    @property
    def is_supposed(self) -> bool:
        """Whether it is the module as it would be if its variables had other values."""
        return bool(self.supposed)

    @property
    def supposed(self) -> frozenset[str]:
        """The variables that have other values then, as its callers name them."""
        own = frozenset(f"{self.prefix}var.{name}" for name in self.opened)
        return own | (self.parent.supposed if self.parent is not None else frozenset())

    def origin(self, name: str) -> Origin:
        """The origin of what has this name in the module: a variable, a local value, an output."""
        return Origin(modules=self.modules, attribute=name, is_stable=True)

    def attribute(self, name: str) -> Value:
        """The output of the module."""
        full = f"{self.prefix}{name}"
        block = self.module.block("output", name)
        if block is None:
            return Unknown("is not declared", full, origin=self.origin(name))
        if isinstance(block, Unknown):
            return block
        argument = block.body.attributes.get("value")
        if argument is None:
            return Unknown("has no value", full, block.span, origin=self.origin(name))
        return self._remembered("output", name, argument.expression, full)

    def local(self, name: str) -> Value:
        """The local value."""
        argument = self.module.local(name)
        full = f"{self.prefix}local.{name}"
        if argument is None:
            return Unknown("is not declared", full, origin=self.origin(name))
        if isinstance(argument, Unknown):
            return argument
        return self._remembered("local", name, argument.expression, full)

    def _remembered(self, kind: str, name: str, expression: Expression, full: str) -> Value:
        return self.evaluator.once(self._memory, (kind, name), lambda: self.typed(expression), full)

    def variable(self, name: str) -> Value:
        """The input variable: what the caller or a file sets, otherwise its default."""
        full = f"{self.prefix}var.{name}"
        return self.evaluator.once(
            self._memory, ("var", name), lambda: self._variable(name, full), full
        )

    def _variable(self, name: str, full: str) -> Value:
        if name in self.opened:
            return Unknown("decides whether the resource exists", full, origin=self.origin(name))
        block = self.module.block("variable", name)
        if isinstance(block, Unknown):
            return block
        attributes = block.body.attributes if block else {}
        value = self._given(name)
        if is_null(value) and _is_false(attributes.get("nullable")):
            value = ABSENT
        if isinstance(value, Absent):
            if block is None:
                return Unknown("is not declared", full, origin=self.origin(name))
            default = attributes.get("default")
            if default is None:
                return Unknown("has no default", full, origin=self.origin(name))
            value = self.typed(default.expression)
        declared = attributes.get("type")
        if declared is None:
            return value
        result = converted(value, declared.expression, self.evaluate)
        if isinstance(result, Unknown) and not isinstance(value, Unknown):
            return replace(result, expression=full, span=declared.span, origin=self.origin(name))
        return result

    def is_sensitive(self, root: str, name: str) -> bool | None:
        """Whether a variable or local value is marked as sensitive; ``None`` if not known."""
        if (root, name) in self._asked:
            return None
        self._asked.add((root, name))
        try:
            return self._is_sensitive(root, name)
        finally:
            self._asked.discard((root, name))

    def _is_sensitive(self, root: str, name: str) -> bool | None:
        if root == "local":
            local = self.module.local(name)
            return (
                is_sensitive(local.expression, self.scope) if isinstance(local, Argument) else None
            )
        block = self.module.block("variable", name) if root == "var" else None
        if not isinstance(block, Block):
            return None
        declared = block.body.attributes.get("sensitive")
        if declared is not None and not _is_false(declared):
            return True
        argument = self.call.body.attributes.get(name) if self.call is not None else None
        if argument is None or self.call_scope is None:
            return False
        return is_sensitive(argument.expression, self.call_scope)

    def _given(self, name: str) -> Value:
        """What the caller or a file sets, ``ABSENT`` if neither does."""
        if self.call is not None and self.call_scope is not None:
            argument = self.call.body.attributes.get(name)
            if argument is None:
                return ABSENT
            return self.call_scope.where_created(self.typed(argument.expression, self.call_scope))
        if self._set is None:
            self._set = dict(self._settings())
        if name not in self._set and self.unit is not None:
            return self._input(self.unit, name)
        return self._set.get(name, ABSENT)

    def _settings(self) -> Iterator[tuple[str, Value]]:
        """What files set variables to, later ones win."""
        reader, chosen = self.evaluator.reader, self.evaluator.var_files
        files = list(variable_files(reader, self.directory, ()))
        if self.unit is not None:
            files += variable_files(reader, self.unit.variable_directory, ())
            handed = self.unit.variable_files
            files += () if isinstance(handed, Unknown) else handed
        for path in dict.fromkeys((*files, *chosen)):
            yield from values_in(self.evaluator, path, self.evaluate)

    def _input(self, unit: Unit, name: str) -> Value:
        if isinstance(unit.variable_files, Unknown):
            return unit.variable_files.behind(f"var.{name}", None)
        block = self.module.block("variable", name)
        typed = isinstance(block, Block) and "type" in block.body.attributes
        return unit.given(name, typed=typed)

    def calls(self, name: str) -> Group[ModuleInstance] | Unknown | None:
        """The instances of the module that is called under this name."""
        if name not in self._calls:
            block = self.module.block("module", name)
            self._calls[name] = self._call(block, name) if isinstance(block, Block) else block
        return self._calls[name]

    def source_of(self, call: Block) -> str | Unknown:
        """The directory of a module that it calls, from the scanned root."""
        source, version = remote_source(call)
        if not source:
            return local_source(call, self.directory)
        path = (*self.path, *call.labels[:1])
        found = self.evaluator.fetched.directory(self.root.directory, path, source, version)
        if isinstance(found, Unknown):
            span = call.body.attributes["source"].span
            return replace(found, expression=f'source = "{source}"', span=span)
        return found

    def _call(self, block: Block, name: str) -> Group[ModuleInstance] | Unknown:
        directory = self.source_of(block)
        if isinstance(directory, Unknown):
            return directory
        if self.depth >= MOST_MODULES_NESTED:
            return Unknown(f"modules call each other more than {MOST_MODULES_NESTED} deep")
        if not self.evaluator.module(directory).files:
            return Unknown("has no Terraform files", directory or ".", block.span)
        address = f"{self.prefix}module.{name}"
        expansion = expansion_of(block, self.typed, self.modules)

        def make(key: Key, repetition: Repetition) -> ModuleInstance:
            keyed = address + key_suffix(key)
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
        expansion: Expansion = expansion_of(block, self.typed, self.modules)

        def make(key: Key, repetition: Repetition) -> ResourceInstance:
            never = expansion.never or self.never_created
            scope = InstanceScope(self, repetition, address + key_suffix(key), expansion, key)
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
        opened = self._variables_behind([one.expression for one in written if one])
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
                self.unit,
            )
        return self._with_open[opened]

    def _variables_behind(self, expressions: list[Expression]) -> frozenset[str]:
        """The variables that expressions name, also by way of local values."""
        found: set[tuple[str, str]] = set()
        while expressions:
            for reference in names_of(expressions.pop()).references:
                root, name = reference.root, reference.name
                if root not in ("var", "local") or (root, name) in found:
                    continue
                found.add((root, name))
                local = self.module.local(name) if root == "local" else None
                if isinstance(local, Argument):
                    expressions.append(local.expression)
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
        origin = Origin(modules=self.modules, attribute=name, is_stable=True, is_looked_up=True)
        value = computed_attribute(
            FACTS[kind],
            name,
            lambda _: ABSENT,
            lambda: placement_in(self.provider("aws"), ABSENT),
            address,
            True,
            origin,
        )
        if isinstance(value, Absent):
            return Unknown("is read at plan time", f"{address}.{name}", origin=origin)
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


def _is_false(argument: Argument | None) -> bool:
    if argument is None:
        return False
    expression = argument.expression
    return isinstance(expression, Literal) and expression.value is False


def _alias(block: Block) -> str:
    argument = block.body.attributes.get("alias")
    return spelled_name(argument.expression) if argument is not None else ""


def _provider_map(call: Block) -> dict[str, str]:
    """The ``providers`` of a module call. Its keys, such as ``aws.west``, are no expressions."""
    argument = call.body.attributes.get("providers")
    written = argument.expression if argument is not None else None
    items = written.items if isinstance(written, ObjectConstructor) else ()
    return {spelled_name(key): spelled_name(value) for key, value in items}
