"""Evaluating Terraform expressions of which parts are not known."""

from __future__ import annotations

from checkov_aws_iot.expressions.hcl_nodes import Expression
from checkov_aws_iot.expressions.hcl_scope import Budget, Scope
from checkov_aws_iot.values.value import Value


def evaluate(expression: Expression, scope: Scope, budget: Budget) -> Value:
    """What the expression will be when Terraform runs. Never raises.

    What Terraform would reject, and what is past the budget, is ``Unknown`` with that reason.
    """
    raise NotImplementedError
