"""Evaluating Terraform expressions of which parts are not known.

Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md, Expressions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, cast

from checkov_aws_iot.terraform.evaluation.conditional import (
    SAMPLES,
    condition_of,
    decided,
    null_behind,
    null_of,
    rejected_part,
    sampled,
)
from checkov_aws_iot.terraform.evaluation.iteration import iterated
from checkov_aws_iot.terraform.evaluation.normal_form import joined_text, normal_text
from checkov_aws_iot.terraform.evaluation.operators import binary, open_bool, required_bool, unary
from checkov_aws_iot.terraform.evaluation.over_alternatives import is_optional, one_of, spread
from checkov_aws_iot.terraform.evaluation.scope import (
    MOST_DEPTH,
    OPEN_KEY,
    SPLAT,
    Budget,
    GaveUpError,
    Rejected,
    RejectedError,
    Resolved,
    Scope,
    Step,
    rejected,
)
from checkov_aws_iot.terraform.evaluation.traversals import attribute_of, element_of, splat_items
from checkov_aws_iot.terraform.evaluation.type_constraints import (
    DYNAMIC,
    NotKnownError,
    TypedList,
    TypedSet,
    convert,
    first_unknown,
    to_string,
    type_of,
    unify,
)
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
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.text import Hole, Text, WrittenText
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import EncodedJson, Mapping, OneOf, Sequence, Value


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

    def part(self, node: Expression) -> Value:
        """The value of a part of a collection, which may be rejected if only types matter."""
        return rejected_part(self, node) if self.samples else self.value(node)

    def whole(self, node: Expression) -> Value:
        """The value of an expression that has none if Terraform rejects a part of it."""
        self.samples = False
        try:
            value = _METHODS[type(node)](self, node)
        finally:
            self.samples = True
        return null_of(node) if value is None else value

    def depending(self, node: Node, cause: Unknown) -> Unknown:
        """The unknown value of ``node``, which is not known because of ``cause``."""
        return depending(node, cause, self.bindings, self.scope.instance_of(node.text))

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
        if found is None and self.samples:
            return null_behind(
                start.kind() if start.kind else DYNAMIC,
                [getattr(link, "name", None) for link in rest],
            )
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
        if not items and isinstance(value, (TypedList, TypedSet)) and value.element in SAMPLES:
            # To know the type of the result, Terraform asks what the rest gives for the type.
            self.of_item(node, SAMPLES[value.element])
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
            return sampled(self, node.yes, node.no)
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
        if value is None:
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

    # Loops ---------------------------------------------------------------------------------

    def for_tuple(self, node: ForTuple) -> Value:
        collection = self.value(node.collection)
        if not node.key or isinstance(collection, (Mapping, TypedSet)):
            return self.listed(node, collection)
        return spread([collection], lambda of: self.listed(node, of[0]))

    def listed(self, node: ForTuple, collection: Value) -> Value:
        if isinstance(collection, OneOf):
            return spread([collection], lambda of: self.listed(node, of[0]))
        items: list[Value] = []
        for key, item in iterated(collection):
            found = self.bound(node, key, item, lambda: self.part(node.item), node.condition)
            if found is not ABSENT:
                items.append(found)
        return self.made(Sequence(items, node.span))

    def bound(
        self,
        node: ForTuple | ForObject | TemplateFor,
        key: Value,
        item: Value,
        body: Callable[[], Value],
        condition: Expression | None,
    ) -> Value:
        """The body for one element; ``ABSENT`` if it is left out, a ``OneOf`` if it may be."""
        if isinstance(item, OneOf) and is_optional(item):
            choices = [
                (label, self.bound(node, key, choice, body, condition))
                for label, choice in item.choices
            ]
            return one_of(item.condition, choices)
        if item is ABSENT:
            return ABSENT
        names = [name for name in (node.key, node.value) if name]
        before = {name: self.bindings[name] for name in names if name in self.bindings}
        if node.key:
            self.bindings[node.key] = key
        self.bindings[node.value] = item
        try:
            if condition is None:
                return body()
            return self.filtered(self.value(condition), condition, body)
        finally:
            for name in names:
                self.bindings.pop(name, None)
            self.bindings.update(before)

    def filtered(self, condition: Value, written: Expression, body: Callable[[], Value]) -> Value:
        """The body if the condition holds, else ``ABSENT``; both if that is not known."""
        if isinstance(condition, OneOf):
            choices = [
                (label, self.filtered(choice, written, body)) for label, choice in condition.choices
            ]
            return one_of(condition.condition, choices)
        if isinstance(condition, (Unknown, Text)):
            cause = first_unknown(condition) or Unknown("is not known")
            name = cause.expression or shown(written.text)
            return one_of(name, [("true", self.attempt(body)), ("false", ABSENT)])
        return body() if required_bool(condition) else ABSENT

    def for_object(self, node: ForObject) -> Value:
        return spread([self.value(node.collection)], lambda of: self.mapped(node, of[0]))

    def mapped(self, node: ForObject, collection: Value) -> Value:
        items: dict[str, Value] = {}
        groups: dict[str, list[Value]] = {}

        def add() -> Value:
            key = self.key(node.item_key)
            value = self.part(node.item_value)
            if node.group:
                groups.setdefault(key, []).append(value)
            return Sequence([key, value])

        for position, item in iterated(collection):
            found = self.bound(node, position, item, add, node.condition)
            if node.group or found is ABSENT:
                if isinstance(found, OneOf):
                    raise NotKnownError(first_unknown(found) or Unknown("is not known"))
                continue
            for key, value in pairs_of(found):
                if key in items:
                    raise RejectedError(f'gives the key "{key}" twice; use `...` to group')
                items[key] = value
        if node.group:
            return self.made(Mapping({key: Sequence(group) for key, group in groups.items()}))
        return self.made(Mapping(items, node.span))

    # Templates -----------------------------------------------------------------------------

    def template(self, node: Template) -> Value:
        if len(node.parts) == 1 and node.wrapped:
            return self.value(node.parts[0])
        if len(node.parts) == 1 and isinstance(plain := _literal_text(node.parts[0]), str):
            self.budget.spend_text(plain)
            return normal_text(plain)
        values = [self.value(part) for part in node.parts]
        return spread(values, lambda parts: self.joined(node, parts))

    def joined(self, node: Template, values: list[Value]) -> Value:
        pieces: list[str | Hole | Text] = []
        for part, value in zip(node.parts, values, strict=False):
            if value is None:
                error = RejectedError("is null, and a template cannot hold that")
                error.at = part
                raise error
            if isinstance(value, Rejected):
                return value
            text = to_string(value)
            if isinstance(text, EncodedJson):
                text = json_text(text)
            if text is not None:
                pieces.append(as_written(text, part) if isinstance(text, Text) else text)
        found = joined_text(pieces)
        self.budget.spend_text(found)
        return located(node, found) if "{" in node.text else found

    def template_if(self, node: TemplateIf) -> Value:
        return decided(
            self,
            self.value(node.condition),
            node.condition,
            node.yes,
            node.no or Literal(node.source, node.end, node.end, ""),
        )

    def template_for(self, node: TemplateFor) -> Value:
        return spread([self.value(node.collection)], lambda of: self.repeated(node, of[0]))

    def repeated(self, node: TemplateFor, collection: Value) -> Value:
        values = [
            self.bound(node, key, item, lambda: self.value(node.body), None)
            for key, item in iterated(collection)
        ]
        return spread(values, lambda parts: self.concatenated(parts))  # noqa: PLW0108

    def concatenated(self, parts: list[Value]) -> Value:
        pieces: list[str | Hole | Text] = []
        for part in parts:
            text = to_string(part)
            if isinstance(text, (str, Text)):
                pieces.append(text)
        found = joined_text(pieces)
        self.budget.spend_text(found)
        return found

    # Functions -----------------------------------------------------------------------------

    def call(self, node: Call) -> Value:
        return self.made(call_function(self, node))


def _literal_text(part: Expression) -> Value:
    """The text of a literal that is no JSON, which needs no line for its parts."""
    return part.value if isinstance(part, Literal) and "{" not in str(part.value) else None


def located(node: Template, found: str | Text) -> str | Text:
    """The text with the line it begins on, if its lines are those of the template."""
    parts = [part for part in node.parts if not isinstance(part, Literal)]
    if any(isinstance(part, (TemplateIf, TemplateFor)) or "\n" in part.text for part in parts):
        return found
    written = node.text
    lines = found.count("\n") if isinstance(found, str) else str(found).count("\n")
    if not written.startswith("<<"):
        if lines != written.count("\n"):
            return found
        span = node.span
    else:
        if lines != written.count("\n") - 1:
            return found
        span = Span(node.span.file, node.span.start_line + 1, node.span.end_line - 1)
    if isinstance(found, str):
        return WrittenText(found, span)
    return replace(found, span=span)


def rest_of(splat: Splat) -> list[Attribute | Index]:
    """The links behind the asterisk, the first one first; none if they hold another splat."""
    links: list[Attribute | Index] = []
    current: Expression = splat.rest
    while isinstance(current, (Attribute, Index)):
        links.append(current)
        current = current.of
    return links[::-1] if isinstance(current, SplatItem) else []


def pairs_of(found: Value) -> list[tuple[str, Value]]:
    """Key and value of one element of a ``for`` object."""
    if isinstance(found, OneOf):
        pairs = [(label, choice) for label, choice in found.choices]
        known = [cast("Any", choice)[0] for _, choice in pairs if isinstance(choice, Sequence)]
        if any(isinstance(choice, (Unknown, OneOf)) for _, choice in pairs) or len(set(known)) != 1:
            raise NotKnownError(first_unknown(found) or Unknown("is not known"))
        choices = [
            (label, choice[1] if isinstance(choice, Sequence) else choice)
            for label, choice in pairs
        ]
        return [(known[0], one_of(found.condition, choices))]
    if isinstance(found, Sequence) and isinstance(found[0], str):
        return [(found[0], found[1])]
    raise NotKnownError(first_unknown(found) or Unknown("is not known"))


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
    ForTuple: Evaluator.for_tuple,
    ForObject: Evaluator.for_object,
    Template: Evaluator.template,
    TemplateIf: Evaluator.template_if,
    TemplateFor: Evaluator.template_for,
}


def as_written(text: Text, part: Node) -> Text:
    """The text; one that is nothing but a hole is shown as the interpolation it comes from."""
    if len(text.parts) != 1:
        return text
    (hole,) = text.holes
    return Text((replace(hole, written=shown(part.text)),))
