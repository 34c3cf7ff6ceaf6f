"""AWS managed policies that roles of devices, apps and IoT services commonly have.

Of each the actions that matter to the rules, all on the resource ``*``. Source: AWS Managed Policy
Reference Guide, https://docs.aws.amazon.com/aws-managed-policy/latest/reference/ (2026).
"""

from __future__ import annotations

from functools import lru_cache

from checkov_aws_iot.policies.model.document import Document, Effect, Element, Statement
from checkov_aws_iot.values.arn import split_arn
from checkov_aws_iot.values.text import Hole, Text

_CONFIG_READ = (
    "iot:DescribeThing",
    "iot:ListThingGroupsForThing",
    "iot:ListThingPrincipals",
    "iot:ListThings",
    "iot:GetPolicy",
    "iot:ListPolicies",
    "iot:SearchIndex",
)
_REGISTRATION = (
    "iot:AddThingToThingGroup",
    "iot:AttachPolicy",
    "iot:AttachThingPrincipal",
    "iot:CreateCertificateFromCsr",
    "iot:CreatePolicy",
    "iot:CreateThing",
    "iot:DescribeThing",
    "iot:RegisterThing",
    "iot:UpdateCertificate",
    "iot:UpdateThing",
)
_ALLOWED: dict[str, tuple[str, ...]] = {
    "AdministratorAccess": ("*",),
    "AWSGreengrassFullAccess": ("greengrass:*",),
    "AWSIoTConfigAccess": (*_CONFIG_READ, *_REGISTRATION, "iot:CreateTopicRule"),
    "AWSIoTConfigReadOnlyAccess": _CONFIG_READ,
    "AWSIoTDataAccess": (
        "iot:Connect",
        "iot:Publish",
        "iot:Subscribe",
        "iot:Receive",
        "iot:GetThingShadow",
        "iot:UpdateThingShadow",
        "iot:DeleteThingShadow",
        "iot:ListNamedShadowsForThing",
    ),
    "AWSIoTFullAccess": ("iot:*", "iotjobsdata:*"),
    "AWSIoTLogging": ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"),
    "AWSIoTRuleActions": (
        "dynamodb:PutItem",
        "kinesis:PutRecord",
        "iot:Publish",
        "s3:PutObject",
        "sns:Publish",
        "sqs:SendMessage*",
        "cloudwatch:SetAlarmState",
        "cloudwatch:PutMetricData",
        "es:ESHttpPut",
        "firehose:PutRecord",
    ),
    "AWSIoTThingsRegistration": _REGISTRATION,
    "AWSLambdaBasicExecutionRole": (
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
    ),
    "AmazonDynamoDBFullAccess": ("dynamodb:*", "dax:*", "iam:GetRole", "iam:ListRoles"),
    "AmazonKinesisFullAccess": ("kinesis:*",),
    "AmazonS3FullAccess": ("s3:*", "s3-object-lambda:*"),
    "AmazonS3ReadOnlyAccess": ("s3:Get*", "s3:List*", "s3:Describe*"),
    "AmazonSNSFullAccess": ("sns:*",),
    "AmazonSQSFullAccess": ("sqs:*",),
    "AmazonTimestreamFullAccess": ("timestream:*",),
    "CloudWatchLogsFullAccess": ("logs:*",),
    "IAMFullAccess": ("iam:*",),
    "IAMReadOnlyAccess": ("iam:Get*", "iam:List*"),
}
_ALLOWED_BUT: dict[str, tuple[str, ...]] = {
    "PowerUserAccess": ("iam:*", "organizations:*", "account:*"),
}


def managed_policy_name(arn: str | Text) -> str:
    """The name of the AWS managed policy that the ARN denotes, or empty if it is none.

    ``arn:aws:iam::aws:policy/service-role/AWSIoTThingsRegistration`` is ``AWSIoTThingsRegistration``.
    The partition may be unknown. A policy that is looked up by its name alone may be one of AWS or of
    the account; the lookup fails if both have the name.

    Source: Terraform AWS provider, data source ``aws_iam_policy``.
    """
    parsed = split_arn(arn)
    if parsed is None or parsed.service != "iam":
        return ""
    if isinstance(parsed.resource, Text) and (name := _looked_up_name(parsed.resource)):
        return name
    if parsed.account != "aws":
        return ""
    resource = str(parsed.resource)
    return resource.rpartition("/")[2] if resource.startswith("policy/") else ""


def _looked_up_name(resource: Text) -> str:
    """The name of a policy of which no more than the name is known, since it is looked up by that."""
    if len(resource.parts) != 3:
        return ""
    kind, path, name = resource.parts
    if kind != "policy" or not isinstance(path, Hole) or not isinstance(name, str):
        return ""
    return name if path.origin.is_looked_up and path.origin.attribute == "path" else ""


@lru_cache(maxsize=64)
def managed_document(name: str) -> Document | None:
    """What the AWS managed policy of that name allows, as far as the rules ask; else ``None``."""
    allowed, but = _ALLOWED.get(name), _ALLOWED_BUT.get(name)
    if allowed is None and but is None:
        return None
    actions = tuple(
        Element(action, f"Statement/[0]/Action/[{index}]")
        for index, action in enumerate(allowed or but or ())
    )
    statement = Statement(
        index=0,
        sid="",
        effect=Effect.ALLOW,
        actions=actions,
        negated_actions=but is not None,
        resources=(Element("*", "Statement/[0]/Resource"),),
        path="Statement/[0]",
    )
    return Document((statement,), "2012-10-17", managed=name)
