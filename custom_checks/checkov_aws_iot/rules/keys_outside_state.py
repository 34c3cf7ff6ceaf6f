"""CKV_IOT_104."""

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
from checkov_aws_iot.policies.model.cast import INTRUDER
from checkov_aws_iot.resources.key_pairs import key_pair_of
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.iot.ca_certificate import CaCertificate
from checkov_aws_iot.resources.kinds.iot.certificate import Certificate
from checkov_aws_iot.resources.neutral_resource import Resource, is_of
from checkov_aws_iot.values.alternatives import Combination, combinations_of
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value

_INSTEAD = (
    "create the key on the device and register its CSR, or use fleet or just-in-time provisioning"
)


class KeysOutsideState(ResourceRule):
    """Device private keys stay out of the Terraform state.

    ## What it does
    Fails for a certificate that AWS makes together with its key pair (neither a CSR nor a
    certificate is given), and for a CSR, device certificate or CA certificate whose private key is
    a `tls_private_key` of the same configuration, also through functions such as `trimspace`.

    ## Why is this bad
    Both put the private key into the Terraform state in plain text. Whoever can read the state,
    its backend or one of its backups can connect as the device, or, with the key of a CA, make
    certificates for any device.

    ## What it does not report
    Certificates from a CSR or PEM that comes from outside: a file, a variable, another data source.
    CloudFormation, which returns no private key.

    ## Use instead
    Create the key on the device, in its secure element if it has one, and give Terraform the CSR:
    `csr = file("device.csr")`. For more than a few devices use just-in-time or fleet provisioning.

    ## References
    - [Security best practices in AWS IoT Core](https://docs.aws.amazon.com/iot/latest/developerguide/security-best-practices.html)
    - [aws_iot_certificate](https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iot_certificate)
    - [Sensitive data in state](https://developer.hashicorp.com/terraform/language/state/sensitive-data)
    """

    id = "CKV_IOT_104"
    title = "Ensure device private keys stay out of the Terraform state"
    severity = Severity.MEDIUM
    subjects = (Subject.CERTIFICATE, Subject.CA_CERTIFICATE)
    best_practice = BestPractice.OWN_CERTIFICATE

    def judge(self, judged: JudgedResource) -> Observations:
        """Yield a finding for each way in which a private key gets into the state."""
        given = _given(judged.resource)
        for way in combinations_of(*given.values()):
            yield from _judge(judged, way, dict(zip(given, way.values, strict=True)))


def _judge(judged: JudgedResource, way: Combination, given: dict[str, Value]) -> Observations:
    resource = judged.resource
    given = {name: _written(value) for name, value in given.items()}
    if resource.kind is Certificate and set(given.values()) == {ABSENT}:
        yield Finding(
            "neither a CSR nor a certificate is given, so AWS makes the key pair and whoever "
            'reads "private_key" in the Terraform state can connect as this device; ' + _INSTEAD,
            span=resource.span,
            choices=way.choices,
        )
        return
    for name, value in given.items():
        key = key_pair_of(value, judged.graph)
        if key is not None:
            yield Finding(
                f"the private key of this {'CSR' if name == 'csr' else 'certificate'} is "
                f'{key.address}, so whoever reads "private_key_pem" in the Terraform state can '
                f"{_consequence(resource)}; {_INSTEAD}",
                path=name,
                span=resource.span,
                choices=way.choices,
            )
        elif isinstance(value, Unknown):
            yield Unjudged(str(value))
    yield Proved("the private key is none of this configuration")


def _given(resource: Resource[Kind]) -> dict[str, Value]:
    """The CSR and the certificate, as far as they are given."""
    if is_of(resource, Certificate):
        return {"csr": resource.attributes.csr, "pem": resource.attributes.pem}
    return {"csr": ABSENT, "pem": resource.of(CaCertificate).attributes.pem}


def _consequence(resource: Resource[Kind]) -> str:
    if resource.kind is CaCertificate:
        return f'sign a certificate for a device "{INTRUDER}" that AWS IoT accepts'
    return "connect as this device"


def _written(value: Value) -> Value:
    """An argument that is set to null is not given."""
    return ABSENT if value is None else value
