"""Binding every rule to every framework that holds its subjects, once per process."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from checkov_aws_iot.engine.candidates.subjects import Framework, types_of
from checkov_aws_iot.engine.own_severities import entry_under
from checkov_aws_iot.plugin.checks import (
    CloudFormationCheck,
    ServerlessFunctionCheck,
    ServerlessProviderCheck,
    TerraformCheck,
    TerraformDataCheck,
)
from checkov_aws_iot.plugin.details import show_details, tell_what_is_left_out
from checkov_aws_iot.plugin.own_conventions import own_conventions
from checkov_aws_iot.plugin.patches.cloudformation_details import pass_details_on
from checkov_aws_iot.plugin.patches.json_addresses import name_json_resources
from checkov_aws_iot.plugin.running_scan import enter_scan
from checkov_aws_iot.rules.catalog import ANALYSABLE_DOCUMENT, CATALOGUE, Entry

_CHECKS: dict[Framework, Callable[[Entry, tuple[str, ...]], object]] = {
    Framework.TERRAFORM: TerraformCheck,
    Framework.TERRAFORM_DATA: TerraformDataCheck,
    Framework.CLOUDFORMATION: CloudFormationCheck,
    Framework.SERVERLESS_PROVIDER: ServerlessProviderCheck,
    Framework.SERVERLESS_FUNCTION: ServerlessFunctionCheck,
}


@cache
def register() -> int:
    """Every rule is registered with Checkov; the number of checks.

    Checkov executes the loader once for every runner, in the same process or in a fork of it. The
    checks are made once in any of them.
    """
    pass_details_on()
    name_json_resources()
    show_details()
    conventions = own_conventions()
    count = 0
    for declared in CATALOGUE:
        entry = entry_under(conventions, declared)
        for framework, check in _CHECKS.items():
            types = _types(entry, framework)
            if types:
                check(entry, types)
                count += 1
    return count


def enter() -> None:
    """The runner that executes the loader is known to the checks that it asks from now on."""
    tell_what_is_left_out(enter_scan())


def _types(entry: Entry, framework: Framework) -> tuple[str, ...]:
    if entry.id != ANALYSABLE_DOCUMENT:
        return types_of(framework, entry.subjects)
    # Any rule may break, so the rule that says so is bound to everything that rules are bound to.
    types: dict[str, None] = {}
    for other in CATALOGUE:
        types.update(dict.fromkeys(types_of(framework, other.subjects)))
    return tuple(types)
