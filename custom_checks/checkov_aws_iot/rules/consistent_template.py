"""CKV_IOT_402."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from checkov_aws_iot.findings.finding import Finding
from checkov_aws_iot.findings.rule import Rule
from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.findings.subject import Subject
from checkov_aws_iot.findings.verdict import OUT_OF_SCOPE, Observation, Unjudged
from checkov_aws_iot.provisioning.template_body import read_template
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.iot.ca_certificate import CaCertificate
from checkov_aws_iot.resources.kinds.iot.provisioning_template import ProvisioningTemplate
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.rules.judged import JudgedResource
from checkov_aws_iot.values.alternatives import Choice, combinations_of
from checkov_aws_iot.values.unknown import Absent, Unknown
from checkov_aws_iot.values.value import Value, is_undecided

_FLEET, _JITP = "FLEET_PROVISIONING", "JITP"


class ConsistentTemplate(Rule):
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

    id: ClassVar[str] = "CKV_IOT_402"
    title: ClassVar[str] = "Ensure provisioning templates are complete and consistent"
    severity: ClassVar[Severity] = Severity.HIGH
    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject.PROVISIONING_TEMPLATE,
        Subject.CA_CERTIFICATE,
    )

    def judge(self, judged: JudgedResource) -> Iterator[Observation]:
        """Yield a finding for every inconsistency of the template or of the CA certificate."""
        resource = judged.resource
        if judged.subject is Subject.PROVISIONING_TEMPLATE:
            template = resource.of(ProvisioningTemplate).attributes
            for either in combinations_of(template.template_body):
                for observed in _body_observations(either.values[0], "template_body", resource):
                    yield _under(observed, either.choices)
            return
        authority = resource.of(CaCertificate).attributes
        for either in combinations_of(
            authority.registration_config, authority.template_body, authority.template_name
        ):
            for observed in _ca_observations(either.values, resource, judged.graph):
                yield _under(observed, either.choices)


def _under(observed: Observation, choices: tuple[Choice, ...]) -> Observation:
    if isinstance(observed, Finding):
        return replace(observed, choices=(*choices, *observed.choices))
    return observed


def _body_observations(body: Value, path: str, resource: Resource[Kind]) -> Iterator[Observation]:
    template = read_template(body)
    for problem in template.problems:
        place = f"{problem.path}: " if problem.path else ""
        yield Finding(
            f"{place}{problem.text}; {problem.remedy}",
            path=f"{path}/{problem.path}" if problem.path else path,
            span=problem.span or resource.span,
        )
    yield from template.unknowns


def _ca_observations(
    values: tuple[Value, ...], resource: Resource[Kind], graph: ResourceGraph
) -> Iterator[Observation]:
    config, body, name = values
    if isinstance(config, Unknown):
        yield Unjudged("the registration configuration is not known before deployment")
    elif _is_missing(body) and _is_missing(name):
        yield OUT_OF_SCOPE
    elif _is_missing(body):
        yield from _type_observations(name, resource, graph)
    else:
        if not _is_missing(name) and not isinstance(name, Unknown):
            yield Finding(
                "the registration configuration has both a template name and a template body, which "
                'AWS rejects, so that device "sensor-1" is never provisioned; keep one of them',
                path="registration_config",
                span=resource.span,
            )
        path = "registration_config/template_body"
        yield from _body_observations(body, path, resource)


def _type_observations(
    name: Value, resource: Resource[Kind], graph: ResourceGraph
) -> Iterator[Observation]:
    templates = graph.referred(name, ProvisioningTemplate)
    if not templates:
        yield Unjudged("the template that the CA certificate names is not in the scan")
    for template in templates:
        for either in combinations_of(template.attributes.type):
            (kind,) = either.values
            if kind == _JITP:
                continue
            if is_undecided(kind):
                yield Unjudged("the type of the template is not known before deployment")
                continue
            written = _FLEET if _is_missing(kind) else str(kind)
            yield Finding(
                f"the CA certificate names {template.address} as its template, which is of the type "
                f'{written}, so that device "sensor-1" with a certificate of this CA is never '
                f"provisioned; give the template the type {_JITP}",
                path="registration_config/template_name",
                span=resource.span,
                choices=either.choices,
            )


def _is_missing(value: Value) -> bool:
    return value is None or value == "" or isinstance(value, Absent)
