"""Evaluating Terraform expressions of which parts are not known.

Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md, Expressions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, cast

from checkov_aws_iot.terraform.evaluation.conditional import (
    condition_of,
    decided,
    open_sample,
    rejected_part,
    sampled,
)
from checkov_aws_iot.terraform.evaluation.loops import for_object, for_tuple
from checkov_aws_iot.terraform.evaluation.normal_form import normal_text
from checkov_aws_iot.terraform.evaluation.operators import binary, open_bool, unary
from checkov_aws_iot.terraform.evaluation.over_alternatives import spread
from checkov_aws_iot.terraform.evaluation.scope import (
    MOST_DEPTH,
    OPEN_KEY,
    SPLAT,
    RejectedError,
    Resolved,
    Scope,
    Step,
    rejected,
)
from checkov_aws_iot.terraform.evaluation.template_values import template, template_for, template_if
from checkov_aws_iot.terraform.evaluation.traversals import attribute_of, element_of, splat_items
from checkov_aws_iot.terraform.evaluation.type_constraints import (
    NotKnownError,
    TypedList,
    TypedSet,
    convert,
    first_unknown,
    to_string,
    type_of,
)
from checkov_aws_iot.terraform.evaluation.unification import unify
from checkov_aws_iot.terraform.evaluation.unknown_names import depending, shown
from checkov_aws_iot.terraform.functions.function_calls import call_function
from checkov_aws_iot.terraform.functions.json_encoding import json_text
from checkov_aws_iot.terraform.syntax.syntax_tree import (
    Attribute,
    Binary,
    Call,
    Conditional,
    Expression,
    ForObject,
    ForTuple,
    Index,
    Invalid,
    Literal,
    Node,
    ObjectConstructor,
    Parenthesised,
    Splat,
    SplatItem,
    Template,
    TemplateFor,
    TemplateIf,
    TupleConstructor,
    Unary,
    Variable,
    bare,
)
from checkov_aws_iot.values.access import mapped
from checkov_aws_iot.values.budget import Budget, GaveUpError
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import EncodedJson, Mapping, OneOf, Sequence, Value, is_null


def evaluate(expression: Expression, scope: Scope, budget: Budget) -> Value:
    """What the expression will be when Terraform runs. Never raises.

    What Terraform would reject, and what is past the budget, is ``Unknown`` with that reason.
    """
    depth = budget.depth
    try:
        return Evaluator(scope, budget).value(expression)
    except RejectedError as error:
        node = error.at or expression
        return rejected(error, shown(node.text), node.span)
    except GaveUpError as error:
        return Unknown(str(error), shown(expression.text), expression.span)
    except RecursionError:
        return Unknown("gave up: nested too deep", shown(expression.text), expression.span)
    finally:
        budget.depth = depth


class Evaluator:
    """Evaluates the expressions of one scope. ``bindings`` are the variables of ``for``.

    With ``samples`` only the types of values matter, and Terraform may reject parts of them. With
    ``tries`` it matters too whether an instance that is referred to exists.
    """

    def __init__(
        self, scope: Scope, budget: Budget, bindings: dict[str, Value] | None = None
    ) -> None:
        self.scope = scope
        self.budget = budget
        self.bindings = {} if bindings is None else bindings
        self.items: list[Value] = []
        self.samples = False
        self.tries = False

    def value(self, node: Expression) -> Value:
        """The value of an expression.

        Raises:
            RejectedError: Terraform rejects the expression.
            GaveUpError: the budget is used up.
        """
        budget = self.budget
        budget.spend()
        budget.depth += 1
        if budget.depth > MOST_DEPTH:
            raise GaveUpError("gave up: nested too deep")
        try:
            if self.samples and isinstance(node, _WHOLE) and bare(node) is node:
                return self.whole(node)
            return _METHODS[type(node)](self, node)
        except NotKnownError as error:
            return self.depending(node, error.cause)
        except RejectedError as error:
            if error.at is None:
                error.at = node
            raise
        finally:
            budget.depth -= 1

    def value_in(self, scope: Scope, variables: dict[str, Value], node: Expression) -> Value:
        """The value of an expression in another scope, with these variables, on the same budget."""
        return Evaluator(scope, self.budget, variables).value(node)

    def part(self, node: Expression) -> Value:
        """The value of a part of a collection, which may be rejected if only types matter."""
        return rejected_part(self, node) if self.samples else self.value(node)

    def whole(self, node: Expression) -> Value:
        """The value of an expression that has none if Terraform rejects a part of it."""
        self.samples = False
        try:
            return _METHODS[type(node)](self, node)
        finally:
            self.samples = True

    def depending(self, node: Node, cause: Unknown) -> Unknown:
        """The unknown value of ``node``, which is not known because of ``cause``."""
        return depending(node, cause, self.bindings, self.scope.instance_of(node))

    # Leaves --------------------------------------------------------------------------------

    def literal(self, node: Literal) -> Value:
        return normal_text(node.value) if isinstance(node.value, str) else node.value

    def parenthesised(self, node: Parenthesised) -> Value:
        return self.value(node.inner)

    def invalid(self, node: Invalid) -> Value:
        if node.limit:
            raise GaveUpError(f"gave up: {node.reason}")
        raise RejectedError(node.reason)

    def splat_item(self, node: SplatItem) -> Value:  # noqa: ARG002
        return self.items[-1]

    # Traversals ----------------------------------------------------------------------------

    def traversal(self, node: Variable | Attribute | Index | Splat) -> Value:
        """The value of a name with everything that is applied to it."""
        links: list[Attribute | Index | Splat] = []
        root: Expression = node
        while isinstance(root, (Attribute, Index, Splat)):
            links.append(root)
            root = root.of
        links.reverse()
        start = self.start(root, links)
        found, rest = start.value, links[start.consumed :]
        for link in rest:
            found = self.applied(link, found)
        return found

    def start(self, root: Expression, links: list[Attribute | Index | Splat]) -> Resolved:
        """The value that the links which are not consumed then are applied to."""
        if not isinstance(root, Variable):
            return Resolved(self.value(root), 0)
        if root.name in self.bindings:
            return Resolved(self.bindings[root.name], 0)
        return self.resolved(root, links)

    def resolved(self, root: Variable, links: list[Attribute | Index | Splat]) -> Resolved:
        """What the scope gives for a name, and how many of the links it takes.

        All of them if that includes what stands behind a splat.
        """
        steps: list[Step] = []
        for link in links:
            step = self.step(link)
            if step is None:
                break
            steps.append(step)
            if isinstance(link, Splat):
                break
        rest: list[Attribute | Index] = []
        if steps and steps[-1] is SPLAT:
            rest = rest_of(cast("Splat", links[len(steps) - 1]))
            for link in rest:
                step = self.step(link)
                if step is None:
                    break
                steps.append(step)
        before = len(steps) if SPLAT not in steps else steps.index(SPLAT)
        resolved = self.scope.resolve(root.name, tuple(steps), root.span, self.budget)
        if resolved.consumed <= before:
            return self.existing(resolved) if self.tries else resolved
        found = resolved.value
        behind = rest[resolved.consumed - before - 1 :]
        for link in behind:
            found = self.each(found, link)
        splat = links[before]
        for outer in links[before + 1 :]:
            found = self.applied(outer, found)
        return Resolved(found, len(links) if isinstance(splat, Splat) else before)

    def existing(self, resolved: Resolved) -> Resolved:
        """The reference, rejected where there is no such instance."""
        missing = rejected("has no such instance")

        def where(there: Value) -> Value:
            return resolved.value if there is True else missing

        return replace(resolved, value=mapped(resolved.created, where))

    def step(self, link: Attribute | Index | Splat) -> Step | None:
        """The step, unless its key is none that an instance could have."""
        if isinstance(link, Attribute):
            return link.name
        if isinstance(link, Splat):
            return SPLAT
        key = self.value(link.key)
        if isinstance(key, (Unknown, Text)):
            return OPEN_KEY
        return key if isinstance(key, (str, int)) and not isinstance(key, bool) else None

    def each(self, value: Value, link: Attribute | Index) -> Value:
        """The sequence with a link applied to every element."""
        if not isinstance(value, Sequence):
            return self.applied(link, value)
        return Sequence([self.applied(link, item) for item in value], value.span)

    def applied(self, link: Attribute | Index | Splat, value: Value) -> Value:
        """The value with one link applied to it."""
        self.budget.spend()
        try:
            if isinstance(link, Attribute):
                return spread([value], lambda of: attribute_of(of[0], link.name))
            if isinstance(link, Index):
                key = self.value(link.key)
                return spread([value, key], lambda of: element_of(of[0], of[1]))
            return spread([value], lambda of: self.splat(link, of[0]))
        except NotKnownError as error:
            return self.depending(link, error.cause)
        except RejectedError as error:
            if error.at is None:
                error.at = link
            raise

    def splat(self, node: Splat, value: Value) -> Value:
        items = splat_items(value)
        if not items and isinstance(value, (TypedList, TypedSet)):
            # To know the type of the result, Terraform asks what the rest gives for the type.
            first = rest_of(node)[:1]
            has_attributes = bool(first) and isinstance(first[0], Attribute)
            self.of_item(node, open_sample(value.element, has_attributes=has_attributes))
        results = [self.of_item(node, item) for item in items]
        if isinstance(value, (TypedList, TypedSet)):
            element = unify([type_of(item) for item in results if item is not None])
            if element is not None:
                return TypedList([convert(item, element) for item in results], element)
        return Sequence(results)

    def of_item(self, node: Splat, item: Value) -> Value:
        """What stands behind the asterisk, for one element."""
        self.items.append(item)
        try:
            return self.part(node.rest)
        finally:
            self.items.pop()

    # Operators -----------------------------------------------------------------------------

    def unary(self, node: Unary) -> Value:
        operand = self.value(node.operand)
        if node.operator == "!":
            operand = condition_of(operand, node.operand)
        return spread([operand], lambda of: unary(node.operator, of[0]))

    def binary(self, node: Binary) -> Value:
        # A long chain such as `a + b + c` nests to the left; it is no reason to recurse.
        chain: list[Binary] = []
        first: Expression = node
        while isinstance(first, Binary):
            chain.append(first)
            first = first.left
        found = self.value(first)
        for link in reversed(chain):
            right = self.value(link.right)
            found = self.operated(link, found, right)
        return found

    def operated(self, node: Binary, left: Value, right: Value) -> Value:
        deep = node.operator in ("==", "!=")
        if deep and (isinstance(left, bool) or isinstance(right, bool)):
            left, right = open_bool(left), open_bool(right)
        if node.operator in ("&&", "||"):
            left, right = condition_of(left, node.left), condition_of(right, node.right)
        try:
            return spread([left, right], lambda of: binary(node.operator, of[0], of[1]), deep=deep)
        except NotKnownError as error:
            found = self.depending(node, error.cause)
            return self.opposite(node, found) if node.operator == "!=" else found
        except RejectedError as error:
            if error.at is None:
                error.at = node
            raise

    def opposite(self, node: Binary, unequal: Unknown) -> Value:
        """``left != right`` as the opposite of ``left == right``, which is one condition for both."""
        written = f"{node.left.text} == {node.right.text}"
        return OneOf(
            unequal.expression.replace(shown(node.text), shown(written), 1),
            (("true", False), ("false", True)),
        )

    def conditional(self, node: Conditional) -> Value:
        if self.samples:
            return sampled(self, node.condition, node.yes, node.no)
        condition = self.value(node.condition)
        return decided(self, condition, node.condition, node.yes, node.no)

    def attempt(self, compute: Callable[[], Value]) -> Value:
        """A value that is not needed for certain: ``Unknown`` if Terraform rejects it."""
        try:
            return compute()
        except RejectedError as error:
            text = shown(error.at.text) if error.at else ""
            span = error.at.span if error.at else None
            return rejected(error, text, span)

    # Constructors --------------------------------------------------------------------------

    def tuple_constructor(self, node: TupleConstructor) -> Value:
        return self.made(Sequence([self.part(item) for item in node.items], node.span))

    def object_constructor(self, node: ObjectConstructor) -> Value:
        items: dict[str, Value] = {}
        for key_node, value_node in node.items:
            key = self.key(key_node)
            items[key] = self.part(value_node)
        return self.made(Mapping(items, node.span))

    def key(self, node: Expression) -> str:
        """The key of an object element."""
        return self.as_key(self.value(node), node)

    def as_key(self, value: Value, node: Expression) -> str:
        if is_null(value):
            error = RejectedError("is null, and the key of an object cannot be")
            error.at = node
            raise error
        key = to_string(value)
        if isinstance(key, EncodedJson):
            key = json_text(key)
        if not isinstance(key, str):
            raise NotKnownError(first_unknown(key) or Unknown("is not known"))
        return key

    def made(self, value: Value) -> Value:
        """The value, if it is not too heavy."""
        self.budget.weigh(value)
        return value

    # Functions -----------------------------------------------------------------------------

    def call(self, node: Call) -> Value:
        return self.made(call_function(self, node))


def rest_of(splat: Splat) -> list[Attribute | Index]:
    """The links behind the asterisk, the first one first; none if they hold another splat."""
    links: list[Attribute | Index] = []
    current: Expression = splat.rest
    while isinstance(current, (Attribute, Index)):
        links.append(current)
        current = current.of
    return links[::-1] if isinstance(current, SplatItem) else []


# What is rejected as a whole if an operand is.
_WHOLE: Final = (Binary, Call, Template, Unary)

_METHODS: Final[dict[type, Callable[[Evaluator, Any], Value]]] = {
    Literal: Evaluator.literal,
    Parenthesised: Evaluator.parenthesised,
    Invalid: Evaluator.invalid,
    SplatItem: Evaluator.splat_item,
    Variable: Evaluator.traversal,
    Attribute: Evaluator.traversal,
    Index: Evaluator.traversal,
    Splat: Evaluator.traversal,
    Unary: Evaluator.unary,
    Binary: Evaluator.binary,
    Conditional: Evaluator.conditional,
    Call: Evaluator.call,
    TupleConstructor: Evaluator.tuple_constructor,
    ObjectConstructor: Evaluator.object_constructor,
    ForTuple: for_tuple,
    ForObject: for_object,
    Template: template,
    TemplateIf: template_if,
    TemplateFor: template_for,
}
