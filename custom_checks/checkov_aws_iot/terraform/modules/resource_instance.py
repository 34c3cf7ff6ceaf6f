"""Resources and data sources as they will exist."""

from __future__ import annotations

from typing import Final

from checkov_aws_iot.terraform.evaluation.block_bodies import nested_blocks, opened
from checkov_aws_iot.terraform.evaluation.memory import Memory
from checkov_aws_iot.terraform.evaluation.unification import DYNAMIC
from checkov_aws_iot.terraform.modules.addresses import key_suffix
from checkov_aws_iot.terraform.modules.instance_scope import InstanceScope, ModuleView
from checkov_aws_iot.terraform.provider.computed_attributes import (
    FACTS,
    Placement,
    computed_attribute,
)
from checkov_aws_iot.terraform.provider.data_sources import data_attribute, statements_as_read
from checkov_aws_iot.terraform.provider.normal_documents import normal_document
from checkov_aws_iot.terraform.provider.provider_configurations import Provider, placement_in
from checkov_aws_iot.terraform.provider.unset_attributes import null_unless_written
from checkov_aws_iot.terraform.syntax.hcl_files import parse_expression
from checkov_aws_iot.terraform.syntax.references import names_of, spelled_name
from checkov_aws_iot.terraform.syntax.syntax_tree import (
    Block,
    Expression,
    TupleConstructor,
)
from checkov_aws_iot.values.access import mapped
from checkov_aws_iot.values.named_text import as_attribute_of
from checkov_aws_iot.values.origin import Origin
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.unknown import ABSENT, Absent, Reason, Unknown
from checkov_aws_iot.values.value import Sequence, TypedNull, Value

_META: Final = frozenset(
    {"count", "for_each", "provider", "depends_on", "lifecycle", "provisioner", "connection"}
)


class ResourceInstance:
    """One resource or data source as it will exist."""

    def __init__(
        self,
        module: ModuleView,
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
    def is_certain(self) -> bool:
        """Whether it is there, whatever is not known."""
        return self.scope.is_certain()

    def origin(self, attribute: str = "") -> Origin:
        """The place of the resource, or of one of its attributes. A data source is no resource."""
        return Origin(
            modules=self.module.modules,
            resource="" if self.is_data else f"{self.type}.{self.name}",
            key=key_suffix(self.scope.key),
            attribute=attribute,
            is_stable=True,
            is_looked_up=self.is_data,
        )

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

    def ignored_changes(self) -> frozenset[str]:
        """The arguments that ``lifecycle`` leaves to somebody else; ``all`` for all of them."""
        found: set[str] = set()
        for block in self.block.body.blocks_of("lifecycle"):
            argument = block.body.attributes.get("ignore_changes")
            written = argument.expression if argument is not None else None
            if written is not None:
                listed = written.items if isinstance(written, TupleConstructor) else (written,)
                found.update(root for one in listed for root in names_of(_as_name(one)).roots)
        return frozenset(found)

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
            null = None if self.is_data else null_unless_written(self.type, name)
            if null is not None:
                return null
            reason = "is read at plan time" if self.is_data else Reason.AFTER_DEPLOYMENT
            expression = f"{self.address}.{name}"
            return Unknown(reason, expression, self.block.span, origin=self.origin(name))
        if value is None:
            return null_unless_written(self.type, name) or TypedNull(DYNAMIC)
        if name not in self.block.body.attributes and isinstance(value, Sequence):
            if self.type == "aws_iam_policy_document":
                return statements_as_read(value, f"{self.address}.{name}")
            return opened(value, f"{self.address}.{name}")
        if self.is_data:
            return value
        return mapped(normal_document(self.type, name, value), self._named)

    def _named(self, value: Value) -> Value:
        """The value, which knows that it is an attribute of the resource."""
        return as_attribute_of(self.origin(), value)

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
            return self.module.provider(spelled_name(argument.expression))
        return self.module.provider(self.type.partition("_")[0])

    def _get(self, name: str) -> Value:
        value = self.written(name)
        if not isinstance(value, Absent):
            return value
        if self.is_data:
            value = data_attribute(self, name)
            if not isinstance(value, Absent):
                return value
        types = self.module.evaluator.types
        facts = FACTS.get(self.type) if self.is_data else None
        return computed_attribute(
            facts or types.computed_forms(self.type, data=self.is_data),
            name,
            self.written,
            self._placement,
            self.address,
            self.is_data,
            self.origin(name),
        )

    def _placement(self) -> Placement:
        region = ABSENT if self.is_data and self.type == "aws_region" else self.written("region")
        return placement_in(self.provider(), region)


def _as_name(expression: Expression) -> Expression:
    """What a string of JSON names, as HCL has it without quotes."""
    return parse_expression(spelled_name(expression))
