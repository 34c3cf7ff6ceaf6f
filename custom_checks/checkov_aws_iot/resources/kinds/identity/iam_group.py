"""Groups of IAM users."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Documents, Kind
from checkov_aws_iot.resources.reading.columns import blocks
from checkov_aws_iot.resources.reading.dialects import ARN, NAMED, CloudFormation, Terraform
from checkov_aws_iot.resources.reading.document_place import Form
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class Group(Kind):
    """A group."""

    title = "group"
    arn = "arn:iam::group{path}{name}"
    documents = (
        Documents(Subject.IDENTITY_POLICY, "inline_policies/*/policy"),
        Documents(Subject.IDENTITY_POLICY, "managed_policy_arns", Form.MANAGED_POLICIES),
    )
    types = (
        Terraform(
            "aws_iam_group",
            {"name": "name"},
            ("name",),
            computed=NAMED,
            looked_up={"arn": "arn:iam::group{path}{group_name}"},
        ),
        CloudFormation(
            "AWS::IAM::Group",
            {
                "name": "GroupName",
                "inline_policies": blocks("Policies", name="PolicyName", policy="PolicyDocument"),
                "managed_policy_arns": "ManagedPolicyArns",
            },
            arns=ARN,
        ),
    )

    name: Value = ABSENT
    inline_policies: Value = ABSENT
    managed_policy_arns: Value = ABSENT
