"""CKV_IOT_701: endpoints of devices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from neighbouring_resources import judge, resource

from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.resources.kinds.iot.endpoint import Endpoint
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.rules.endpoint_type import EndpointType
from checkov_aws_iot.values.unknown import Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.values.value import Value


@pytest.mark.parametrize(
    ("attributes", "verdict"),
    [
        ({"type": "iot:Data"}, Verdict.FAILED),
        ({}, Verdict.FAILED),
        ({"type": None}, Verdict.FAILED),
        ({"type": "iot:Data-ATS"}, Verdict.PASSED),
        ({"type": "iot:CredentialProvider"}, Verdict.OUT_OF_SCOPE),
        ({"type": "iot:Jobs"}, Verdict.OUT_OF_SCOPE),
        ({"type": Unknown("has no default", "var.type")}, Verdict.UNKNOWN),
    ],
)
def test_endpoint_type(attributes: dict[str, Value], verdict: Verdict) -> None:
    endpoint = resource(Endpoint, "a", **attributes)
    assert judge(EndpointType(), Subject.ENDPOINT, endpoint).verdict is verdict
