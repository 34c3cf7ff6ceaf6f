"""Lambda functions."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Documents, Kind
from checkov_aws_iot.resources.reading.columns import Column
from checkov_aws_iot.resources.reading.dialects import ARN, NAMED, CloudFormation, Terraform
from checkov_aws_iot.resources.reading.document_place import Form
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value

_COLUMNS: dict[str, Column] = {
    "name": "FunctionName",
    "role": "Role",
    "variables": "Environment/Variables",
}
_INVOKED = (
    "arn:{:partition}:apigateway:{:region}:lambda:path/2015-03-31/functions/"
    "arn:{:partition}:lambda:{:region}:{:account}:function:{name}/invocations"
)
_COMPUTED = {
    **NAMED,
    "qualified_arn": "arn:lambda:function:{name}:{version}",
    "invoke_arn": _INVOKED,
}


@dataclass(frozen=True, slots=True)
class Function(Kind):
    """A function; ``variables`` is the mapping of its environment.

    SAM writes policies and the trust policy of its role with it, and topic rules as its events.
    """

    title = "function"
    arn = "arn:lambda:function:{name}"
    documents = (
        Documents(Subject.IDENTITY_POLICY, "policies/*", Form.INLINE_DOCUMENT),
        Documents(Subject.TRUST_POLICY, "trust_policy"),
    )
    types = (
        Terraform(
            "aws_lambda_function",
            {"name": "function_name", "role": "role", "variables": "environment/variables"},
            ("function_name", "qualified_arn", "invoke_arn"),
            computed=_COMPUTED,
            looked_up=_COMPUTED,
        ),
        CloudFormation("AWS::Lambda::Function", _COLUMNS, arns=ARN),
        CloudFormation(
            "AWS::Serverless::Function",
            {**_COLUMNS, "policies": "Policies", "trust_policy": "AssumeRolePolicyDocument"},
            subjects=(Subject.TOPIC_RULE,),
            arns=ARN,
            in_provider=False,
        ),
    )

    name: Value = ABSENT
    role: Value = ABSENT
    variables: Value = ABSENT
    policies: Value = ABSENT
    trust_policy: Value = ABSENT
