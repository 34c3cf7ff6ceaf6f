"""Everything that judging needs, behind one function.

Importing this module imports the rules and both adapters. Checks do it when they first judge.
"""

from __future__ import annotations

from typing import Any, Final

from checkov_aws_iot.engine.blind_spots import blind_spots
from checkov_aws_iot.engine.candidates.subjects import Framework
from checkov_aws_iot.engine.candidates.unresolved import UnresolvedCandidate
from checkov_aws_iot.engine.declared_conventions import ignore_of
from checkov_aws_iot.engine.judging import Broken, Outcome, ResourceJudging, guarded
from checkov_aws_iot.findings.finding import Finding
from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.plugin.cloudformation_adapter import (
    function_candidates,
    provider_candidates,
    template_candidates,
)
from checkov_aws_iot.plugin.entities import ADDRESS, Entity
from checkov_aws_iot.plugin.own_conventions import own_conventions
from checkov_aws_iot.plugin.running_scan import (
    Judged,
    RunningScan,
    relative,
    running_scan,
    scan_with,
)
from checkov_aws_iot.plugin.terraform_adapter import (
    data_candidates,
    resource_candidates,
    suppressed_in_call,
)
from checkov_aws_iot.rules.catalog import ANALYSABLE_DOCUMENT, rule, rules
from checkov_aws_iot.values.unknown import Unknown

_MOST_CALLED: Final = 256
"""Resources of called modules whose judging is kept for the next call."""

_CANDIDATES = {
    Framework.TERRAFORM: resource_candidates,
    Framework.TERRAFORM_DATA: data_candidates,
    Framework.CLOUDFORMATION: template_candidates,
    Framework.SERVERLESS_PROVIDER: provider_candidates,
    Framework.SERVERLESS_FUNCTION: function_candidates,
}


rules()


def outcome(
    check_id: str,
    framework: Framework,
    configuration: dict[str, Any],
    resource_type: str,
    name: str,
) -> Outcome:
    """What the rule says about the resource; never raises.

    ``configuration`` is the very object that the runner keeps in its definitions.
    """
    judging = _judged(framework, configuration, resource_type, name).judging
    if check_id != ANALYSABLE_DOCUMENT:
        return judging.outcome(rule(check_id))
    found = guarded(lambda: blind_spots(judging, rules()), "the search for blind spots")
    if isinstance(found, Broken):
        return Outcome(Verdict.FAILED, (Finding(str(found)),), broke=True)
    return found


def outcome_unless_ignored(
    check_id: str,
    framework: Framework,
    configuration: dict[str, Any],
    resource_type: str,
    name: str,
) -> tuple[Outcome, str]:
    """The outcome, and the reason for which the user's conventions leave it out, if they do."""
    resource = (framework, configuration, resource_type, name)
    said = outcome(check_id, *resource)
    conventions = own_conventions()
    if not conventions.ignores:
        return said, ""
    judged = _judged(*resource)
    in_section = framework in (Framework.SERVERLESS_PROVIDER, Framework.SERVERLESS_FUNCTION)
    address = name if in_section else configuration.get(ADDRESS) or f"{resource_type}.{name}"
    ignore = ignore_of(conventions, check_id, said, str(address), judged.root, judged.file)
    return said, ignore.reason if ignore else ""


def _judged(
    framework: Framework, configuration: dict[str, Any], resource_type: str, name: str
) -> Judged:
    """The resource with its judging: Checkov runs all checks of one before those of the next."""
    resource = (framework, resource_type, name)
    judged = running_scan().judged
    if judged is None or judged.configuration is not configuration or judged.resource != resource:
        scan, entity = scan_with(framework, configuration, resource_type, name)
        judging = _opened(scan, entity, framework, resource_type)
        root = scan.root_of(entity.file) if entity else ""
        file = relative(entity.file, root) if entity else ""
        judged = scan.judged = Judged(configuration, resource, judging, root, file)
    return judged


def _opened(
    scan: RunningScan, entity: Entity | None, framework: Framework, resource_type: str
) -> ResourceJudging:
    if entity is None:
        return ResourceJudging(framework, resource_type, (_nowhere(),), own_conventions())
    if not entity.callers:
        return _judging_of(scan, entity, framework, resource_type)
    # A module that is called many times under one address is judged once for all its calls.
    address = str(entity.configuration.get(ADDRESS))
    key = (framework, entity.file, address, suppressed_in_call(scan, entity, resource_type))
    if key not in scan.called:
        if len(scan.called) >= _MOST_CALLED:
            del scan.called[next(iter(scan.called))]
        scan.called[key] = _judging_of(scan, entity, framework, resource_type)
    return scan.called[key]


def _judging_of(
    scan: RunningScan, entity: Entity, framework: Framework, resource_type: str
) -> ResourceJudging:
    found = guarded(
        lambda: _CANDIDATES[framework](scan, entity, resource_type), "the search for the resource"
    )
    candidates = (UnresolvedCandidate(found),) if isinstance(found, Broken) else found
    return ResourceJudging(framework, resource_type, candidates, own_conventions())


def _nowhere() -> UnresolvedCandidate:
    return UnresolvedCandidate(Unknown("Checkov does not tell where the resource stands"))
