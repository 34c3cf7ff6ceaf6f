"""Everything that judging needs, behind one function.

Importing this module imports the rules and both adapters. Checks do it when they first judge.
"""

from __future__ import annotations

import threading
from typing import Any

from checkov_aws_iot.engine.blind_spots import blind_spots
from checkov_aws_iot.engine.candidate import Candidate
from checkov_aws_iot.engine.judging import Broken, Outcome, ResourceJudging, guarded
from checkov_aws_iot.engine.subjects import Framework
from checkov_aws_iot.engine.unresolved import UnresolvedCandidate
from checkov_aws_iot.findings.finding import Finding
from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.plugin.cloudformation_adapter import (
    function_candidates,
    provider_candidates,
    template_candidates,
)
from checkov_aws_iot.plugin.terraform_adapter import data_candidates, resource_candidates
from checkov_aws_iot.rules.catalog import ANALYSABLE_DOCUMENT, rule, rules

_CANDIDATES = {
    Framework.TERRAFORM: resource_candidates,
    Framework.TERRAFORM_DATA: data_candidates,
    Framework.CLOUDFORMATION: template_candidates,
    Framework.SERVERLESS_PROVIDER: provider_candidates,
    Framework.SERVERLESS_FUNCTION: function_candidates,
}


class _CurrentResource(threading.local):
    """The resource that a thread is judging: Checkov runs all checks of one before the next."""

    def __init__(self) -> None:
        self.key: tuple[Any, ...] = ()
        self.configuration: object = None
        self.judging: ResourceJudging | None = None


_CURRENT = _CurrentResource()

rules()


def outcome(
    check_id: str,
    framework: Framework,
    scanned_file: str,
    configuration: dict[str, Any],
    resource_type: str,
    name: str,
) -> Outcome:
    """What the rule says about the resource; never raises.

    It is called from a check that Checkov called: where the resource stands is found that way.
    """
    key = (id(configuration), framework, scanned_file, resource_type, name)
    if _CURRENT.judging is None or _CURRENT.key != key:
        _CURRENT.judging = _opened(framework, configuration, resource_type, name)
        # Holding the configuration keeps its id from being given to another one.
        _CURRENT.key, _CURRENT.configuration = key, configuration
    judging = _CURRENT.judging
    if check_id != ANALYSABLE_DOCUMENT:
        return judging.outcome(rule(check_id))
    found = guarded(lambda: blind_spots(judging, rules()), "the search for blind spots")
    if isinstance(found, Broken):
        return Outcome(Verdict.FAILED, (Finding(str(found)),))
    return found


def _opened(
    framework: Framework, configuration: dict[str, Any], resource_type: str, name: str
) -> ResourceJudging:
    found = guarded(
        lambda: _CANDIDATES[framework](configuration, resource_type, name),
        "the search for the resource",
    )
    candidates: tuple[Candidate, ...] = (
        (UnresolvedCandidate(found),) if isinstance(found, Broken) else found
    )
    return ResourceJudging(framework, resource_type, candidates)
