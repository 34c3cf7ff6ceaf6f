"""Provisioning templates and CA certificates in neutral words, and what rules say of them."""

from __future__ import annotations

from neighbouring_resources import resource

from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.resources.kinds.iot.ca_certificate import CaCertificate
from checkov_aws_iot.resources.kinds.iot.provisioning_template import ProvisioningTemplate
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Value

FAILED, PASSED = Verdict.FAILED, Verdict.PASSED
UNKNOWN, OUT_OF_SCOPE = Verdict.UNKNOWN, Verdict.OUT_OF_SCOPE
NOT_KNOWN = Unknown("has no default", "var.x")


def template(**attributes: Value) -> Resource:
    return resource(ProvisioningTemplate, "template", "template", **attributes)


def authority(**attributes: Value) -> Resource:
    return resource(CaCertificate, "ca", **attributes)
