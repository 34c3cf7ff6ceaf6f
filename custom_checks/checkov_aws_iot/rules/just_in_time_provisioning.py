"""CKV_IOT_404."""

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
    Unknown,
)
from checkov_aws_iot.policies.model.cast import DEVICE
from checkov_aws_iot.resources.flow.registration_rules import is_taken_over
from checkov_aws_iot.resources.kinds.iot.ca_certificate import CaCertificate
from checkov_aws_iot.values.access import flag
from checkov_aws_iot.values.alternatives import combinations_of
from checkov_aws_iot.values.unknown import Absent
from checkov_aws_iot.values.value import Value

_COMPLETION = (
    "a registration configuration (JITP) or with a rule on "
    "$aws/events/certificates/registered/<CA id> (JITR)"
)
_OFF = f'auto registration is off, so that device "{DEVICE}"'
_IDLE_TEMPLATE = (
    f"the CA certificate has a provisioning template but {_OFF} is never provisioned by it; turn "
    "auto registration on"
)
_NOT_AUTOMATIC = (
    f"the CA certificate is active but {_OFF} with a certificate of this CA cannot connect until "
    f"somebody registers it; turn auto registration on, with {_COMPLETION}"
)
_NOT_HANDLED = (
    "the CA certificate registers certificates by itself, but there is neither a provisioning "
    "template nor a rule on the registration topic in this scan, so that the certificate of device "
    f'"{DEVICE}" stays in PENDING_ACTIVATION; complete it with {_COMPLETION}'
)


class JustInTimeProvisioning(ResourceRule):
    """A registered CA provisions devices just in time.

    ## What it does
    Fails on a CA certificate

    - that is active but does not register certificates by itself;
    - that registers them by itself but has neither a provisioning template (JITP) nor, in the scan,
      a topic rule on `$aws/events/certificates/registered/` that could take over (JITR);
    - that has a provisioning template but does not register certificates by itself.

    ## Why is this bad
    Without just-in-time provisioning every device certificate must be registered, activated and
    given a policy by other means, before its device connects. In practice that is a list of
    certificates that are active for devices nobody has sold yet, or one certificate for all. A
    certificate that is registered but handled by nobody stays in PENDING_ACTIVATION for ever.

    ## What it does not report
    CA certificates that are not active. What the rule on the registration topic does.

    ## Use instead
    `allow_auto_registration = true` with a `registration_config`, in CloudFormation
    `AutoRegistrationStatus: ENABLE` with a `RegistrationConfig`.

    ## References
    - [Security best practices in AWS IoT Core](https://docs.aws.amazon.com/iot/latest/developerguide/security-best-practices.html)
    - [Just-in-time provisioning](https://docs.aws.amazon.com/iot/latest/developerguide/jit-provisioning.html)
    - [Just-in-time registration](https://docs.aws.amazon.com/iot/latest/developerguide/auto-register-device-cert.html)
    """

    id = "CKV_IOT_404"
    title = "Ensure registered CAs provision devices just in time"
    severity = Severity.MEDIUM
    subjects = (Subject.CA_CERTIFICATE,)
    best_practice = BestPractice.JUST_IN_TIME

    def judge(self, judged: JudgedResource) -> Observations:
        """Yield a finding for every way the CA may turn out to provision no device."""
        authority = judged.resource.of(CaCertificate)
        for either in combinations_of(
            authority.attributes.active,
            authority.attributes.auto_registration,
            authority.attributes.registration_config,
            authority.attributes.template_body,
            authority.attributes.template_name,
        ):
            active, automatic = (flag(value) for value in either.values[:2])
            template = _has_template(*either.values[2:])
            if template is None or automatic is None or (active is None and not template):
                yield Unjudged("the CA certificate is not fully known before deployment")
            elif fault := _fault(judged, active, automatic, template):
                if isinstance(fault, Unknown):
                    yield Unjudged(str(fault))
                else:
                    yield Finding(fault, span=authority.span, choices=either.choices)
            else:
                yield Proved("the CA is not active, or its devices are provisioned just in time")


def _fault(
    judged: JudgedResource, active: bool | None, automatic: bool, template: bool
) -> str | Unknown:
    if not automatic:
        return _IDLE_TEMPLATE if template else _NOT_AUTOMATIC if active else ""
    if template or not active:
        return ""
    taken_over = is_taken_over(judged.graph, judged.resource)
    if isinstance(taken_over, Unknown):
        return taken_over
    return "" if taken_over else _NOT_HANDLED


def _has_template(config: Value, body: Value, name: Value) -> bool | None:
    if isinstance(config, Unknown):
        return None
    return any(not (v is None or v == "" or isinstance(v, Absent)) for v in (body, name))
