"""CKV_IOT_402."""

from __future__ import annotations

from checkov_aws_iot.findings.rule import (
    OUT_OF_SCOPE,
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
from checkov_aws_iot.provisioning.template_body import read_template
from checkov_aws_iot.resources.kinds.iot.ca_certificate import CaCertificate
from checkov_aws_iot.resources.kinds.iot.provisioning_template import ProvisioningTemplate
from checkov_aws_iot.values.alternatives import Choice, combinations_of
from checkov_aws_iot.values.unknown import Absent
from checkov_aws_iot.values.value import Value, is_undecided

_FLEET, _JITP = "FLEET_PROVISIONING", "JITP"
_CONFIG = "registration_config"


class ConsistentTemplate(ResourceRule):
    """A provisioning template is complete and consistent.

    ## What it does
    Reads the body of a provisioning template, also one inside a CA certificate, and fails if

    - it is not valid JSON, or has no certificate resource or no policy resource;
    - a policy has neither `PolicyName` nor `PolicyDocument`, or both, or an empty one;
    - a `Ref` names a parameter that is not declared, or an `AWS::IoT::Certificate::...` that AWS IoT
      does not have;
    - a certificate comes from more than one of CSR, certificate ID and PEM;
    - a CA certificate names a template that is not of the type `JITP`, or has a template name and a
      template body.

    ## Why is this bad
    AWS reports none of this when the template is deployed, but when the first device asks for its
    identity: devices in the field cannot connect, or connect without a policy of their own.

    ## What it does not report
    A template without a thing, which is optional; the `AWS::IoT::Certificate::...` parameters that
    AWS IoT defines, which need no declaration; bodies that are not known before deployment. What
    embedded policies allow is judged by the checks on IoT policies.

    ## Use instead
    ```json
    {
      "Parameters": {"SerialNumber": {"Type": "String"}},
      "Resources": {
        "certificate": {
          "Type": "AWS::IoT::Certificate",
          "Properties": {"CertificateId": {"Ref": "AWS::IoT::Certificate::Id"}, "Status": "Active"}
        },
        "policy": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyName": "device"}}
      }
    }
    ```

    ## References
    - [Provisioning templates](https://docs.aws.amazon.com/iot/latest/developerguide/provision-template.html)
    - [Just-in-time provisioning](https://docs.aws.amazon.com/iot/latest/developerguide/jit-provisioning.html)
    """

    id = "CKV_IOT_402"
    title = "Ensure provisioning templates are complete and consistent"
    severity = Severity.HIGH
    subjects = (Subject.PROVISIONING_TEMPLATE, Subject.CA_CERTIFICATE)
    best_practice = BestPractice.JUST_IN_TIME

    def judge(self, judged: JudgedResource) -> Observations:
        """Yield a finding for every inconsistency of the template or of the CA certificate."""
        if judged.subject is Subject.PROVISIONING_TEMPLATE:
            for either in combinations_of(
                judged.resource.of(ProvisioningTemplate).attributes.template_body
            ):
                yield from _judge_body(judged, "template_body", either.choices, *either.values)
            return
        authority = judged.resource.of(CaCertificate).attributes
        for either in combinations_of(
            authority.registration_config, authority.template_body, authority.template_name
        ):
            yield from _judge_config(judged, either.choices, *either.values)


def _judge_body(
    judged: JudgedResource, path: str, choices: tuple[Choice, ...], body: Value
) -> Observations:
    template = read_template(body)
    for problem in template.problems:
        place = f"{problem.path}: " if problem.path else ""
        yield Finding(
            f"{place}{problem.text}; {problem.remedy}",
            path=f"{path}/{problem.path}" if problem.path else path,
            span=problem.span or judged.resource.span,
            choices=choices,
        )
    yield from template.unknowns
    yield Proved("the template is complete and consistent")


def _judge_config(
    judged: JudgedResource, choices: tuple[Choice, ...], config: Value, body: Value, name: Value
) -> Observations:
    if isinstance(config, Unknown):
        yield Unjudged("the registration configuration is not known before deployment")
    elif _is_missing(body) and _is_missing(name):
        yield OUT_OF_SCOPE
    elif _is_missing(body):
        yield from _judge_named(judged, name, choices)
    else:
        if not _is_missing(name) and not isinstance(name, Unknown):
            yield Finding(
                "the registration configuration has both a template name and a template body, which "
                f'AWS rejects, so that device "{DEVICE}" is never provisioned; keep one of them',
                path=_CONFIG,
                span=judged.resource.span,
                choices=choices,
            )
        yield from _judge_body(judged, f"{_CONFIG}/template_body", choices, body)


def _judge_named(judged: JudgedResource, name: Value, choices: tuple[Choice, ...]) -> Observations:
    templates = judged.graph.referred(name, ProvisioningTemplate)
    if not templates:
        yield Unjudged("the template that the CA certificate names is not in the scan")
    for template in templates:
        for either in combinations_of(template.attributes.type):
            (kind,) = either.values
            if kind == _JITP:
                yield Proved(f"{template.address} is a template of the type {_JITP}")
            elif is_undecided(kind):
                yield Unjudged("the type of the template is not known before deployment")
            else:
                yield Finding(
                    f"the CA certificate names {template.address} as its template, which is of the "
                    f'type {_FLEET if _is_missing(kind) else kind}, so that device "{DEVICE}" with '
                    "a certificate of this CA is never provisioned; give the template the type "
                    f"{_JITP}",
                    path=f"{_CONFIG}/template_name",
                    span=judged.resource.span,
                    choices=(*choices, *either.choices),
                )


def _is_missing(value: Value) -> bool:
    return value is None or value == "" or isinstance(value, Absent)
