"""Functions that decide who may connect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.columns import Opposite
from checkov_aws_iot.resources.reading.dialects import ARN, NAMED, CloudFormation, Terraform
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.access import elements
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class Authorizer(Kind):
    """A custom authorizer; ``verifies`` says that AWS IoT verifies the signature of the token."""

    title = "authorizer"
    arn = "arn:iot:authorizer/{name}"
    subjects = (Subject.AUTHORIZER,)
    acts = True
    is_caller = True
    types = (
        Terraform(
            "aws_iot_authorizer",
            {
                "name": "name",
                "function": "authorizer_function_arn",
                "status": "status",
                "verifies": Opposite("signing_disabled"),
                "token_key": "token_key_name",
                "public_keys": "token_signing_public_keys",
            },
            ("name",),
            computed=NAMED,
        ),
        CloudFormation(
            "AWS::IoT::Authorizer",
            {
                "name": "AuthorizerName",
                "function": "AuthorizerFunctionArn",
                "status": "Status",
                "verifies": Opposite("SigningDisabled"),
                "token_key": "TokenKeyName",
                "public_keys": "TokenSigningPublicKeys",
            },
            arns=ARN,
        ),
    )

    name: Value = ABSENT
    function: Value = ABSENT
    status: Value = ABSENT
    verifies: Value = ABSENT
    token_key: Value = ABSENT
    public_keys: Value = ABSENT

    def called_functions(self) -> Iterator[Value]:
        """The function that decides."""
        yield from elements(self.function)
