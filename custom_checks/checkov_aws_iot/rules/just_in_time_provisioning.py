"""CKV_IOT_404."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from checkov_aws_iot.findings.finding import Finding
from checkov_aws_iot.findings.rule import Rule
from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.findings.subject import Subject
from checkov_aws_iot.findings.verdict import Observation, Unjudged
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.region import Distance, distance
from checkov_aws_iot.resources.topic_rule import selected_topic, topic_levels
from checkov_aws_iot.rules.judged import JudgedResource
from checkov_aws_iot.values.access import item
from checkov_aws_iot.values.alternatives import alternatives_of, combinations_of
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Absent, Unknown
from checkov_aws_iot.values.value import Value

_REGISTERED = ("$aws", "events", "certificates", "registered")
_COMPLETION = (
    "a registration configuration (JITP) or with a rule on "
    "$aws/events/certificates/registered/<CA id> (JITR)"
)


class JustInTimeProvisioning(Rule):
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

    id: ClassVar[str] = "CKV_IOT_404"
    title: ClassVar[str] = "Ensure registered CAs provision devices just in time"
    severity: ClassVar[Severity] = Severity.MEDIUM
    subjects: ClassVar[tuple[Subject, ...]] = (Subject.CA_CERTIFICATE,)

    def judge(self, judged: JudgedResource) -> Iterator[Observation]:
        """Yield a finding for every way the CA may turn out to provision nobody."""
        authority = judged.resource
        config = authority.get("registration_config")
        for either in combinations_of(
            authority.get("active"),
            authority.get("auto_registration"),
            config,
            item(config, "template_body"),
            item(config, "template_name"),
        ):
            active, automatic = (_flag(value) for value in either.values[:2])
            template = _has_template(*either.values[2:])
            if template is None or automatic is None or (active is None and not template):
                yield Unjudged("the CA certificate is not fully known before deployment")
                continue
            fault = _fault(active, automatic, template)
            if fault and automatic:
                watched = _is_watched(judged.graph, authority)
                if watched is None:
                    yield Unjudged("the topic of a rule is not known before deployment")
                if watched is not False:
                    continue
            if fault:
                yield Finding(fault, span=authority.span, choices=either.choices)


def _fault(active: bool | None, automatic: bool, template: bool) -> str:
    if template and not automatic:
        return (
            "the CA certificate has a provisioning template but auto registration is off, so that "
            'device "sensor-1" is never provisioned by it; turn auto registration on'
        )
    if active and not automatic:
        return (
            "the CA certificate is active but auto registration is off, so that device "
            '"sensor-1" with a certificate of this CA cannot connect until somebody registers it; '
            f"turn auto registration on, with {_COMPLETION}"
        )
    if active and not template:
        return (
            "the CA certificate registers certificates by itself, but there is neither a "
            "provisioning template nor a rule on the registration topic in this scan, so that the "
            'certificate of device "sensor-1" stays in PENDING_ACTIVATION; complete it with '
            f"{_COMPLETION}"
        )
    return ""


def _has_template(config: Value, body: Value, name: Value) -> bool | None:
    if isinstance(config, Unknown):
        return None
    return any(not (v is None or v == "" or isinstance(v, Absent)) for v in (body, name))


def _flag(value: Value) -> bool | None:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value.lower() == "true"
    return False if value is None or isinstance(value, Absent) else None


def _is_watched(graph: ResourceGraph, authority: Resource) -> bool | None:
    """Whether a rule of the scan takes over certificates that the CA registers."""
    answers: set[bool | None] = {False}
    for rule in graph.meant_for(Kind.TOPIC_RULE, authority.kind):
        if distance(rule.region, authority.region) is Distance.OTHER:
            continue
        if rule.get("enabled") in (False, "false") or _flag(rule.get("disabled")):
            continue
        answers.update(
            _listens(alternative.value) for alternative in alternatives_of(rule.get("sql"))
        )
    return True if True in answers else None if None in answers else False


def _listens(sql: Value) -> bool | None:
    """Whether the statement of a rule selects from the topic of newly registered certificates."""
    if isinstance(sql, Unknown):
        return None
    if not isinstance(sql, (str, Text)):
        return False
    topic = selected_topic(sql)
    if topic is None:
        return None if isinstance(sql, Text) else False
    levels = topic_levels(topic)
    for index, wanted in enumerate(_REGISTERED):
        if index >= len(levels):
            return False
        if levels[index] == "#":
            return True
        if levels[index] not in (wanted, "+"):
            return None if _may_be(levels[index], wanted) else False
    return len(levels) > len(_REGISTERED)


def _may_be(level: str | Text, wanted: str) -> bool:
    """Whether the level has unknown parts, and known ones that do not speak against ``wanted``."""
    if isinstance(level, str):
        return False
    first, last = level.parts[0], level.parts[-1]
    return not (isinstance(first, str) and not wanted.startswith(first)) and not (
        isinstance(last, str) and not wanted.endswith(last)
    )
