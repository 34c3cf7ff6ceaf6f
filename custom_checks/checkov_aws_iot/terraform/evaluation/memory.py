"""Evaluating each thing once, and never more than the budget allows."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Final

from checkov_aws_iot.terraform.evaluation.evaluator import evaluate
from checkov_aws_iot.terraform.evaluation.scope import Scope, rejected
from checkov_aws_iot.terraform.modules.fetched_modules import FetchedModules
from checkov_aws_iot.terraform.modules.module_files import Module, Parse, parsed_file
from checkov_aws_iot.terraform.provider.provider_types import ProviderTypes
from checkov_aws_iot.terraform.syntax.syntax_tree import Body, Expression
from checkov_aws_iot.values.budget import MOST_STEPS, Budget
from checkov_aws_iot.values.file_reader import Reader
from checkov_aws_iot.values.json_text import JsonTextError, parse_json
from checkov_aws_iot.values.unknown import Absent, Unknown
from checkov_aws_iot.values.value import Value

MOST_STEPS_IN_ALL: Final = 5_000_000
MOST_REFERENCES: Final = 60
"""How many names may refer to each other in a chain."""

_PENDING: Final = Absent()

Memory = dict[Hashable, Value]


class Evaluator:
    """What all modules of one scan share: files, parsed modules, and the work still allowed.

    What is asked for from outside starts with a budget of its own; all that it refers to draws on
    that. Values are remembered, but not those that only came out because a budget was used up.
    """

    def __init__(
        self,
        reader: Reader,
        types: ProviderTypes,
        var_files: tuple[str, ...] = (),
        loaded_modules: Mapping[tuple[str, str], str] | None = None,
        parse: Parse | None = None,
    ) -> None:
        self._parse = parse or parsed_file
        self._bodies: dict[str, Body | Unknown] = {}
        self._json: dict[str, Value] = {}
        self.reader = reader
        self.fetched = FetchedModules(reader, loaded_modules)
        self.types = types
        self.var_files = var_files
        self._modules: dict[str, Module] = {}
        self._budget: Budget | None = None
        self._left = MOST_STEPS_IN_ALL
        self._references = 0
        self._cut = False
        self._unsure: list[tuple[Memory, Hashable]] = []

    def module(self, directory: str) -> Module:
        """The directory as a module."""
        if directory not in self._modules:
            self._modules[directory] = Module(self.reader, directory, self._parsed)
        return self._modules[directory]

    def body(self, path: str) -> Body | Unknown:
        """What stands in a file, from the scanned root, or why it cannot be read. Never raises."""
        text = self.reader.read(path)
        return text if isinstance(text, Unknown) else self._parsed(text, path)

    def json(self, path: str) -> Value:
        """The value in a JSON file, from the scanned root, or why it cannot be read. Never raises."""
        if path not in self._json:
            text = self.reader.read(path)
            self._json[path] = text if isinstance(text, Unknown) else _json(text, path)
        return self._json[path]

    def _parsed(self, text: str, path: str) -> Body | Unknown:
        if path not in self._bodies:
            self._bodies[path] = self._parse(text, path)
        return self._bodies[path]

    def evaluate(self, expression: Expression, scope: Scope) -> Value:
        """The value of an expression, within the budget of what is being evaluated."""
        if self._budget is not None:
            return evaluate(expression, scope, self._budget)
        self._budget = Budget(min(MOST_STEPS, max(self._left, 1)))
        before = self._budget.steps
        try:
            return evaluate(expression, scope, self._budget)
        finally:
            self._left -= before - self._budget.steps
            self._budget = None

    def once(
        self, memory: Memory, key: Hashable, compute: Callable[[], Value], expression: str
    ) -> Value:
        """The remembered value, or what ``compute`` gives.

        What needs itself is ``Unknown``; ``expression`` is how messages call it.
        """
        if key in memory:
            found = memory[key]
            return _circle(expression) if found is _PENDING else found
        if self._references >= MOST_REFERENCES:
            self._cut = True
            return Unknown(f"is behind more than {MOST_REFERENCES} references", expression)
        outermost = self._budget is None
        if outermost:
            self._budget = Budget(min(MOST_STEPS, max(self._left, 1)))
        budget = self._budget
        memory[key] = _PENDING
        self._references += 1
        before = budget.steps if budget else 0
        try:
            value = compute()
        except BaseException:
            del memory[key]
            raise
        finally:
            self._references -= 1
            if outermost:
                self._budget = None
                self._left -= before - budget.steps if budget else 0
        memory[key] = value
        exhausted = budget is not None and (budget.steps < 0 or budget.characters < 0)
        if (exhausted or self._cut) and self._left > 0:
            self._unsure.append((memory, key))
        if outermost:
            self._forget()
        return value

    def _forget(self) -> None:
        """Forget what came out only because the budget was used up: the next one may get further."""
        for memory, key in self._unsure:
            memory.pop(key, None)
        self._unsure.clear()
        self._cut = False


def _json(text: str, path: str) -> Value:
    try:
        return parse_json(text, path)
    except JsonTextError as error:
        return Unknown(f"is not valid JSON: {error}", path)


def _circle(expression: str) -> Unknown:
    # The evaluator makes no hole of what Terraform rejects: a circle is no text somebody knows.
    return rejected("refers to itself", expression)
