"""CKV_IOT_401."""

from __future__ import annotations

from checkov_aws_iot.findings.rule import (
    BestPractice,
    Finding,
    JudgedResource,
    Observations,
    Proved,
    ResourceRule,
    Severity,
    Subject,
    Unjudged,
)
from checkov_aws_iot.policies.model.cast import DEVICE
from checkov_aws_iot.resources.kinds.iot.provisioning_template import ProvisioningTemplate
from checkov_aws_iot.values.alternatives import combinations_of
from checkov_aws_iot.values.unknown import Absent
from checkov_aws_iot.values.value import Value, is_undecided

_JITP = "JITP"


class FleetHook(ResourceRule):
    """Fleet provisioning verifies a device before it registers it.

    ## What it does
    Fails on a provisioning template of the type `FLEET_PROVISIONING`, which is the type if none is
    given, that has no pre-provisioning hook.

    ## Why is this bad
    The parameters of a template come from the device, and claim certificates are shared by many.
    Without a hook whoever has a claim certificate can register a device under any serial number:
    there is nothing between the request and a valid identity.

    ## What it does not report
    Templates of the type `JITP`: there the certificate of the device comes from a CA that you
    registered. What the function behind the hook does.

    ## Use instead
    A Lambda function that compares the serial number with the list of manufactured devices, as the
    hook of the template (`pre_provisioning_hook`, `PreProvisioningHook`).

    ## References
    - [Security best practices in AWS IoT Core](https://docs.aws.amazon.com/iot/latest/developerguide/security-best-practices.html)
    - [Pre-provisioning hooks](https://docs.aws.amazon.com/iot/latest/developerguide/pre-provisioning-hook.html)
    """

    id = "CKV_IOT_401"
    title = "Ensure fleet provisioning verifies devices before it registers them"
    severity = Severity.MEDIUM
    subjects = (Subject.PROVISIONING_TEMPLATE,)
    best_practice = BestPractice.JUST_IN_TIME

    def judge(self, judged: JudgedResource) -> Observations:
        """Yield a finding for every way the template may turn out without a hook."""
        template = judged.resource.of(ProvisioningTemplate)
        for either in combinations_of(template.attributes.type, template.attributes.hook):
            kind, hook = either.values
            if kind == _JITP or _is_given(hook):
                yield Proved("a hook or a CA of yours decides on every device")
                continue
            if is_undecided(kind) or is_undecided(hook):
                yield Unjudged("the type or the hook is not known before deployment")
                continue
            yield Finding(
                "the fleet provisioning template has no pre-provisioning hook, so that everybody "
                f'with its claim certificate can register as device "{DEVICE}" and obtain its '
                "certificate; add a hook whose function checks the serial number",
                span=template.span,
                choices=either.choices,
            )


def _is_given(hook: Value) -> bool:
    return not (isinstance(hook, Absent) or hook is None or hook in ([], {}) or is_undecided(hook))
