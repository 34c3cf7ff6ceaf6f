"""Permissions to call a Lambda function."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Documents, Kind
from checkov_aws_iot.resources.kinds.flow.lambda_function import Function
from checkov_aws_iot.resources.reading.dialects import CloudFormation, Terraform
from checkov_aws_iot.resources.reading.document_place import Form
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class FunctionPermission(Kind):
    """One statement of the resource policy of a function."""

    title = "function permission"
    documents = (Documents(Subject.RESOURCE_POLICY, "", Form.PERMISSION),)
    host = Function
    types = (
        Terraform(
            "aws_lambda_permission",
            {
                "action": "action",
                "function": "function_name",
                "principal": "principal",
                "statement_id": "statement_id",
                "source_arn": "source_arn",
                "source_account": "source_account",
                "principal_org_id": "principal_org_id",
                "event_source_token": "event_source_token",
                "function_url_auth_type": "function_url_auth_type",
            },
        ),
        CloudFormation(
            "AWS::Lambda::Permission",
            {
                "action": "Action",
                "function": "FunctionName",
                "principal": "Principal",
                "source_arn": "SourceArn",
                "source_account": "SourceAccount",
                "principal_org_id": "PrincipalOrgID",
                "event_source_token": "EventSourceToken",
                "function_url_auth_type": "FunctionUrlAuthType",
            },
        ),
    )

    action: Value = ABSENT
    function: Value = ABSENT
    principal: Value = ABSENT
    statement_id: Value = ABSENT
    source_arn: Value = ABSENT
    source_account: Value = ABSENT
    principal_org_id: Value = ABSENT
    event_source_token: Value = ABSENT
    function_url_auth_type: Value = ABSENT

    def attachment(self) -> Value:
        """The function."""
        return self.function
