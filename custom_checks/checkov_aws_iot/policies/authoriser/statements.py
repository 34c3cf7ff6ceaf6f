"""Statements as formulas: what must hold for an Allow to apply, and the ways past a Deny."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checkov_aws_iot.patterns.language import language_of
from checkov_aws_iot.policies.authoriser.condition_semantics import condition_holds
from checkov_aws_iot.policies.authoriser.constraints import condition_formula, fitting_formula
from checkov_aws_iot.policies.authoriser.references import (
    ACCOUNT,
    PARTITION,
    PATH,
    REGION,
    NotModelledError,
    Reading,
    readings,
    references_in,
)
from checkov_aws_iot.policies.authoriser.request_context import request_context
from checkov_aws_iot.policies.authoriser.situations import Situation
from checkov_aws_iot.policies.authoriser.solver.formulas import FAILS, HOLDS, Formula, both, either
from checkov_aws_iot.policies.authoriser.solver.key_domains import ATTACHED
from checkov_aws_iot.policies.model.condition import Condition
from checkov_aws_iot.policies.model.document import Effect, Element, Statement
from checkov_aws_iot.policies.model.resource_text import is_everything, split_resource
from checkov_aws_iot.values.arn import Arn
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.truth import Truth, all_of, any_of
from checkov_aws_iot.values.unknown import Unknown


@dataclass(frozen=True, slots=True)
class Translation:
    """How statements are read for one question: ``service`` is that of the resource's ARN.

    An empty ``service`` says that the request is about the resource ``*``. ``completes`` says that
    AWS completes ARNs.
    """

    has_variables: bool
    situation: Situation
    service: str = "iot"
    completes: bool = False

    def applies(self, statement: Statement) -> Formula:
        """What must hold of the request for the statement to apply, apart from the action.

        Raises:
            NotModelledError: an element of the statement has no model.
        """
        return both(
            (
                self._resources(statement, True),
                *(
                    self._condition(condition, statement, True)
                    for condition in statement.conditions
                ),
            )
        )

    def escapes(self, statement: Statement) -> Formula:
        """What must hold for the statement not to apply to a request with its action.

        What has no model is no way past it: that is for the caller to say.

        Raises:
            NotModelledError: an element of the statement has no model.
        """
        return either(
            (
                self._resources(statement, False),
                *(
                    self._condition(condition, statement, False)
                    for condition in statement.conditions
                ),
            )
        )

    def _resources(self, statement: Statement, holds: bool) -> Formula:
        named = holds is not statement.negated_resources
        parts = (self._element(element, named) for element in self._merged(statement))
        return either(parts) if named else both(parts)

    def _element(self, elements: tuple[Element, ...], holds: bool) -> Formula:
        """One of the elements, which differ in their last field alone, matches, or none does."""
        if any(is_everything(element.text) for element in elements):
            return HOLDS if holds else FAILS
        arns = [self._arn(element.text) for element in elements]
        known = [arn for arn in arns if arn is not None]
        if not known or not self.service:
            return FAILS if holds else HOLDS
        first = known[0]
        if not (self._is(first.prefix, "arn") and self._is(first.service, self.service)):
            return FAILS if holds else HOLDS
        names = [r for arn in known for r in self._read(arn.resource)]
        parts = [
            fitting_formula(PATH, names, holds=holds),
            *(
                fitting_formula(unknown, self._read(field), holds=holds)
                for unknown, field in (
                    (ACCOUNT, first.account),
                    (REGION, first.region),
                    (PARTITION, first.partition),
                )
                if not is_everything(field)
            ),
        ]
        return both(parts) if holds else either(parts)

    def _arn(self, text: str | Text) -> Arn | None:
        arn = split_resource(text, completes=self.completes)
        if arn is None and isinstance(text, Text):
            raise NotModelledError("begins with a text that is not known")
        return arn

    def _read(self, text: str | Text) -> list[Reading]:
        return list(readings(text, wild=True, has_variables=self.has_variables))

    def _is(self, field: str | Text, wanted: str) -> bool:
        """Whether the field of an ARN, which nobody fills with a variable, matches the text."""
        found = list(readings(field, wild=True, has_variables=self.has_variables))
        if any(references_in(reading.pattern) for reading in found):
            raise NotModelledError("has a service that is not known")
        return language_of(*(reading.pattern for reading in found)).contains(wanted)

    def _condition(self, condition: Condition, statement: Statement, holds: bool) -> Formula:
        for_deny = statement.effect is Effect.DENY
        possible = self.situation.attached(for_deny=for_deny)
        if condition.key.lower() != ATTACHED or not possible:
            return condition_formula(condition, has_variables=self.has_variables, holds=holds)
        truths = [
            condition_holds(condition, request_context([(ATTACHED, v)]), {}) for v in possible
        ]
        settled: Truth = any_of(truths) if for_deny else all_of(truths)
        if isinstance(settled, Unknown):
            raise NotModelledError("has a value that is not known")
        return HOLDS if settled is holds else FAILS

    def _merged(self, statement: Statement) -> Iterator[tuple[Element, ...]]:
        """Its resources, those together that differ in the last field of their ARN alone."""
        groups: dict[object, list[Element]] = {}
        for element in statement.resources:
            arn = split_resource(element.text, completes=self.completes)
            key: object = element.path if arn is None else arn.fields[:-1]
            groups.setdefault(key, []).append(element)
        return map(tuple, groups.values())
