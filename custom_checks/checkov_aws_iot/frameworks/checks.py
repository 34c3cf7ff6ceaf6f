"""Checkov checks: one rule bound to one framework."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, ClassVar

from checkov.cloudformation.checks.resource.base_resource_check import (
    BaseResourceCheck as CloudFormationResourceCheck,
)
from checkov.common.bridgecrew.severities import Severities
from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.data.base_check import BaseDataCheck
from checkov.terraform.checks.resource.base_resource_check import (
    BaseResourceCheck as TerraformResourceCheck,
)

from checkov_aws_iot.findings.finding import Finding
from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.frameworks.blind_spots import blind_spots
from checkov_aws_iot.frameworks.cloudformation_details import DETAILS
from checkov_aws_iot.frameworks.judging import Broken, Outcome, ResourceJudging, guarded
from checkov_aws_iot.frameworks.project import guideline
from checkov_aws_iot.frameworks.subjects import Framework
from checkov_aws_iot.frameworks.unresolved import UnresolvedCandidate
from checkov_aws_iot.rules.catalog import ANALYSABLE_DOCUMENT, rules

if TYPE_CHECKING:
    from checkov.common.typing import _CheckResult, _SkippedCheck

    from checkov_aws_iot.findings.rule import Rule
    from checkov_aws_iot.frameworks.candidate import Candidate

_RESULTS = {
    Verdict.FAILED: CheckResult.FAILED,
    Verdict.PASSED: CheckResult.PASSED,
    # Checkov makes no entry in its report for either.
    Verdict.UNKNOWN: CheckResult.UNKNOWN,
    Verdict.OUT_OF_SCOPE: CheckResult.UNKNOWN,
}


class _CurrentResource(threading.local):
    """The resource that a thread is judging, and what its checks said about it.

    Checkov runs all checks of one resource before the next, and reads their details then. In thread
    mode runners share the check objects, so nothing of this can be kept in them.
    """

    def __init__(self) -> None:
        self.key: tuple[Any, ...] = ()
        self.configuration: object = None
        self.judging: ResourceJudging | None = None
        self.details: dict[int, list[str]] = {}


_CURRENT = _CurrentResource()


class RuleCheck:
    """What the checks of both frameworks have in common: they ask their rule."""

    rule: Rule
    framework: ClassVar[Framework]

    @staticmethod
    def candidates(
        configuration: dict[str, Any], resource_type: str, name: str
    ) -> tuple[Candidate, ...]:
        """What the resource may be in its framework."""
        raise NotImplementedError

    def _bind(self, rule: Rule) -> None:
        self.rule = rule
        self.severity = Severities[rule.severity.name]

    @property
    def details(self) -> list[str]:
        """The detail lines for the resource that this thread judged last."""
        return _CURRENT.details.get(id(self), [])

    @details.setter
    def details(self, lines: list[str]) -> None:
        _CURRENT.details[id(self)] = lines

    def run(
        self,
        scanned_file: str,
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
        key = (id(entity_configuration), scanned_file, entity_type, entity_name)
        if _CURRENT.judging is None or _CURRENT.key != key:
            _CURRENT.judging = self._opened(entity_configuration, entity_type, entity_name)
            # Holding the configuration keeps its id from being given to another one.
            _CURRENT.key, _CURRENT.configuration = key, entity_configuration
        outcome = self._outcome(_CURRENT.judging)
        self.details = [str(finding) for finding in outcome.findings]
        return {
            "result": _RESULTS[outcome.verdict],
            "evaluated_keys": list(outcome.paths),
        }

    def _opened(
        self, configuration: dict[str, Any], resource_type: str, name: str
    ) -> ResourceJudging:
        candidates = guarded(
            lambda: type(self).candidates(configuration, resource_type, name),
            "the search for the resource",
        )
        if isinstance(candidates, Broken):
            candidates = (UnresolvedCandidate(candidates),)
        return ResourceJudging(self.framework, resource_type, candidates)

    def _outcome(self, judging: ResourceJudging) -> Outcome:
        if self.rule.id != ANALYSABLE_DOCUMENT:
            return judging.outcome(self.rule)
        outcome = guarded(lambda: blind_spots(judging, rules()), "the search for blind spots")
        if isinstance(outcome, Broken):
            return Outcome(Verdict.FAILED, (Finding(str(outcome)),))
        return outcome


class TerraformCheck(RuleCheck, TerraformResourceCheck):  # type: ignore[misc]
    """A rule on Terraform resources: source, ``.tf.json`` and plan."""

    framework = Framework.TERRAFORM

    @staticmethod
    def candidates(
        configuration: dict[str, Any], resource_type: str, name: str
    ) -> tuple[Candidate, ...]:
        """The instances of the resource in the source or in the plan."""
        from checkov_aws_iot.frameworks.terraform_adapter import resource_candidates

        return resource_candidates(configuration, resource_type, name)

    def __init__(self, rule: Rule, types: tuple[str, ...]) -> None:
        TerraformResourceCheck.__init__(
            self, rule.title, rule.id, [CheckCategories.IAM], types, guideline(rule.id)
        )
        self._bind(rule)

    def scan_resource_conf(self, conf: dict[str, Any]) -> CheckResult:
        """Never called: :meth:`run` does not go through it."""
        raise NotImplementedError


class TerraformDataCheck(RuleCheck, BaseDataCheck):  # type: ignore[misc]
    """A rule on Terraform data sources."""

    framework = Framework.TERRAFORM_DATA

    @staticmethod
    def candidates(
        configuration: dict[str, Any], resource_type: str, name: str
    ) -> tuple[Candidate, ...]:
        """The instances of the data source in the source."""
        from checkov_aws_iot.frameworks.terraform_adapter import data_candidates

        return data_candidates(configuration, resource_type, name)

    def __init__(self, rule: Rule, types: tuple[str, ...]) -> None:
        BaseDataCheck.__init__(
            self, rule.title, rule.id, [CheckCategories.IAM], types, guideline(rule.id)
        )
        self._bind(rule)

    def scan_data_conf(self, conf: dict[str, Any]) -> CheckResult:
        """Never called: :meth:`run` does not go through it."""
        raise NotImplementedError


class CloudFormationCheck(RuleCheck, CloudFormationResourceCheck):  # type: ignore[misc]
    """A rule on CloudFormation resources, whoever wrote them: SAM, CDK, Serverless."""

    framework = Framework.CLOUDFORMATION

    @staticmethod
    def candidates(
        configuration: dict[str, Any],  # noqa: ARG004 - the template is read as it was written
        resource_type: str,  # noqa: ARG004
        name: str,
    ) -> tuple[Candidate, ...]:
        """The resource in its template."""
        from checkov_aws_iot.frameworks.cloudformation_adapter import template_candidates

        return template_candidates(name)

    def __init__(self, rule: Rule, types: tuple[str, ...]) -> None:
        CloudFormationResourceCheck.__init__(
            self, rule.title, rule.id, [CheckCategories.IAM], types, guideline(rule.id)
        )
        self._bind(rule)

    def scan_resource_conf(self, conf: dict[str, Any]) -> CheckResult:
        """Never called: :meth:`run` does not go through it."""
        raise NotImplementedError

    def run(
        self,
        scanned_file: str,
        entity_configuration: dict[str, Any],
        entity_name: str,
        entity_type: str,
        skip_info: _SkippedCheck,
    ) -> _CheckResult:
        """The result, with the details that the record does not get in another way."""
        result = super().run(
            scanned_file, entity_configuration, entity_name, entity_type, skip_info
        )
        return {**result, DETAILS: self.details}  # type: ignore[misc]
