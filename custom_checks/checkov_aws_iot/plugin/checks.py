"""Checkov checks: one rule bound to one framework."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from checkov.cloudformation.checks.resource.base_resource_check import (
    BaseResourceCheck as CloudFormationResourceCheck,
)
from checkov.common.bridgecrew.severities import Severities
from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.serverless.checks.function.base_function_check import BaseFunctionCheck
from checkov.serverless.checks.provider.base_provider_check import BaseProviderCheck
from checkov.terraform.checks.data.base_check import BaseDataCheck
from checkov.terraform.checks.resource.base_resource_check import (
    BaseResourceCheck as TerraformResourceCheck,
)

from checkov_aws_iot.engine.candidates.subjects import Framework
from checkov_aws_iot.plugin.details import leaves_details_out
from checkov_aws_iot.plugin.patches.cloudformation_details import DETAILS
from checkov_aws_iot.plugin.patches.json_addresses import ADDRESS, has_address
from checkov_aws_iot.plugin.project import guideline
from checkov_aws_iot.plugin.running_scan import running_scan

if TYPE_CHECKING:
    from collections.abc import Callable

    from checkov.common.typing import _CheckResult, _SkippedCheck

    from checkov_aws_iot.engine.judging import Outcome
    from checkov_aws_iot.rules.catalog import Entry

# Checkov makes no entry in its report for what is UNKNOWN.
_RESULTS = {
    "FAILED": CheckResult.FAILED,
    "PASSED": CheckResult.PASSED,
    "UNKNOWN": CheckResult.UNKNOWN,
    "OUT_OF_SCOPE": CheckResult.UNKNOWN,
}


class RuleCheck:
    """What the checks of all frameworks have in common: they ask their rule."""

    id: str
    framework: ClassVar[Framework]

    def __init__(self, entry: Entry, types: tuple[str, ...]) -> None:
        # The next class is a base class of Checkov; creating it registers the check.
        super().__init__(  # type: ignore[call-arg]
            entry.title, entry.id, [CheckCategories.IAM], types, guideline(entry.id)
        )
        # Checkov declares the attribute as None and reads a Severity from it.
        vars(self)["severity"] = Severities[entry.severity.name]

    def scan_resource_conf(self, conf: dict[str, Any]) -> CheckResult:
        """Never called: :meth:`run` does not go through it, but Checkov wants it."""
        raise NotImplementedError

    scan_data_conf = scan_provider_conf = scan_function_conf = scan_resource_conf

    @property
    def details(self) -> list[str]:
        """The detail lines for the resource that was judged last in this scan.

        Checkov reads them after all checks of a resource have run. In thread mode its runners share
        the check objects, so the details are kept with the scan.
        """
        return running_scan().details.get(self.id, [])

    @details.setter
    def details(self, lines: list[str]) -> None:
        scan = running_scan()
        scan.details[self.id] = [] if leaves_details_out(scan) else lines

    def run(
        self,
        scanned_file: str,  # noqa: ARG002 - each runner makes it relative to something else
        entity_configuration: dict[str, Any],
        entity_name: str,
        entity_type: str,
        skip_info: _SkippedCheck,
    ) -> _CheckResult:
        """The result of the rule for one resource, in the form that Checkov's registries expect."""
        self.details = []
        if skip_info:
            return {
                "result": CheckResult.SKIPPED,
                "suppress_comment": skip_info["suppress_comment"],
            }
        judge = _judge()
        if isinstance(judge, str):
            return self._not_loaded(judge, entity_type)
        asked = (self.id, self.framework, entity_configuration, entity_type, entity_name)
        outcome, reason = judge(*asked)
        if reason:
            return {"result": CheckResult.SKIPPED, "suppress_comment": reason}
        self.details = outcome.details()
        result: dict[str, Any] = {
            "result": _RESULTS[outcome.verdict.name],
            "evaluated_keys": list(outcome.paths),
        }
        if witnesses := outcome.witnesses():
            # Checkov copies the result into the record, and its JSON report shows all of it.
            result["witnesses"] = witnesses
        return result  # type: ignore[return-value]

    def _not_loaded(self, reason: str, entity_type: str) -> _CheckResult:
        """Failed on what is certainly AWS IoT: a broken installation is never a green build."""
        if "iot" not in entity_type.lower():
            return {"result": CheckResult.UNKNOWN, "evaluated_keys": []}
        self.details = [reason]
        return {"result": CheckResult.FAILED, "evaluated_keys": []}


@cache
def _judge() -> Callable[..., tuple[Outcome, str]] | str:
    """The function that judges, or why there is none; everything it needs is imported here."""
    try:
        from checkov_aws_iot.plugin.judging_calls import outcome_unless_ignored
    except Exception as error:  # noqa: BLE001 - whatever it is, the scan must not be green
        return f"the AWS IoT checks could not be loaded: {type(error).__name__}: {error}"
    return outcome_unless_ignored


class _NamedInResult(RuleCheck):
    """A check that says in its result what the resource is called where Checkov does not."""

    def run(
        self,
        scanned_file: str,
        entity_configuration: dict[str, Any],
        entity_name: str,
        entity_type: str,
        skip_info: _SkippedCheck,
    ) -> _CheckResult:
        """The result, with the address of a resource in ``.tf.json``."""
        result = super().run(
            scanned_file, entity_configuration, entity_name, entity_type, skip_info
        )
        if has_address(entity_configuration):
            return result
        return {**result, ADDRESS: f"{entity_type}.{entity_name}"}  # type: ignore[misc]


class TerraformCheck(_NamedInResult, TerraformResourceCheck):
    """A rule on Terraform resources: source, ``.tf.json`` and plan."""

    framework = Framework.TERRAFORM


class TerraformDataCheck(_NamedInResult, BaseDataCheck):
    """A rule on Terraform data sources."""

    framework = Framework.TERRAFORM_DATA


class _DetailsInResult(RuleCheck):
    """A check whose record does not get the details in another way."""

    def run(
        self,
        scanned_file: str,
        entity_configuration: dict[str, Any],
        entity_name: str,
        entity_type: str,
        skip_info: _SkippedCheck,
    ) -> _CheckResult:
        """The result, with the details."""
        result = super().run(
            scanned_file, entity_configuration, entity_name, entity_type, skip_info
        )
        return {**result, DETAILS: self.details}  # type: ignore[misc]


class CloudFormationCheck(_DetailsInResult, CloudFormationResourceCheck):
    """A rule on CloudFormation resources, whoever wrote them: SAM, CDK, Serverless."""

    framework = Framework.CLOUDFORMATION


class ServerlessProviderCheck(_DetailsInResult, BaseProviderCheck):
    """A rule on the provider of a Serverless file, which holds the default role."""

    framework = Framework.SERVERLESS_PROVIDER


class ServerlessFunctionCheck(_DetailsInResult, BaseFunctionCheck):
    """A rule on the functions of a Serverless file."""

    framework = Framework.SERVERLESS_FUNCTION
