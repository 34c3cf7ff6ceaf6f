"""CKV_IOT_701."""

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
)
from checkov_aws_iot.policies.model.cast import DEVICE
from checkov_aws_iot.policies.model.remedy import AddedArgument, AssignedValue
from checkov_aws_iot.resources.kinds.iot.endpoint import Endpoint
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.values.alternatives import Combination, combinations_of
from checkov_aws_iot.values.unknown import Absent
from checkov_aws_iot.values.value import is_undecided

_LEGACY = "iot:Data"
_CURRENT = "iot:Data-ATS"
_INSTEAD = f'use endpoint_type = "{_CURRENT}"'


class EndpointType(ResourceRule):
    """Devices use the Amazon Trust Services endpoint.

    ## What it does
    Fails for `data.aws_iot_endpoint` of type `iot:Data`, and where no type is given.

    ## Why is this bad
    The `iot:Data` endpoint presents a server certificate of an old VeriSign root that browsers and
    operating systems no longer trust. Devices that use it must carry that root, or do not validate
    the server at all and can be sent to a server of somebody else.

    ## What it does not report
    Endpoints of the credential provider and of jobs, which are always signed by Amazon Trust Services.

    ## Use instead
    `endpoint_type = "iot:Data-ATS"`.

    ## References
    - [Server authentication](https://docs.aws.amazon.com/iot/latest/developerguide/server-authentication.html)
    - [aws_iot_endpoint](https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iot_endpoint)
    """

    id = "CKV_IOT_701"
    title = "Ensure devices use the Amazon Trust Services endpoint"
    severity = Severity.MEDIUM
    subjects = (Subject.ENDPOINT,)
    best_practice = BestPractice.SERVER_CERTIFICATE
    is_mended = True

    def judge(self, judged: JudgedResource) -> Observations:
        """Yield a finding if the endpoint is, or may be, the one of the legacy root."""
        endpoint = judged.resource.of(Endpoint)
        ways = tuple(combinations_of(endpoint.attributes.type))
        said = [one for way in ways for one in _judge(endpoint, way)]
        # Where another branch is the endpoint of devices, one of jobs says nothing.
        yield from [one for one in said if one is not OUT_OF_SCOPE] or [OUT_OF_SCOPE]


def _judge(endpoint: Resource[Endpoint], way: Combination) -> Observations:
    (kind,) = way.values
    if kind is None or isinstance(kind, Absent):
        yield Finding(
            "without endpoint_type the answer depends on the Region and may be the endpoint "
            f'"{_LEGACY}", whose VeriSign server certificate device "{DEVICE}" would have to '
            f"accept; {_INSTEAD}",
            span=endpoint.span,
            choices=way.choices,
            remedy=AddedArgument("endpoint_type", "", _CURRENT),
        )
    elif kind == _LEGACY:
        yield Finding(
            f'endpoint_type "{_LEGACY}" is the endpoint whose VeriSign server certificate '
            f'device "{DEVICE}" would have to accept; {_INSTEAD}',
            path="type",
            span=endpoint.span,
            choices=way.choices,
            remedy=AssignedValue(_CURRENT),
        )
    elif is_undecided(kind):
        yield Unjudged("the type of the endpoint is not known before deployment")
    elif kind == _CURRENT:
        yield Proved("the endpoint is signed by Amazon Trust Services")
    else:
        yield OUT_OF_SCOPE
