"""How Terraform writes roles, policies, functions and identity pools."""

from __future__ import annotations

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.terraform_columns.attribute_reading import Instance, Reading, blocks
from checkov_aws_iot.values.access import all_elements, each, item
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Sequence, Value


def _mapped_roles(instance: Instance) -> Value:
    rules = all_elements(each(instance.get("role_mapping"), lambda one: item(one, "mapping_rule")))
    roles = [item(rule, "role_arn") for listed in rules for rule in all_elements(listed)]
    return Sequence(roles) if roles else ABSENT


def _inline(attached: str, neutral: str) -> Reading:
    return Reading(
        Kind.IDENTITY_POLICY,
        {
            "name": "name",
            "policy": "policy",
            neutral: lambda instance: Sequence([instance.get(attached)]),
        },
    )


READINGS: dict[str, Reading] = {
    "aws_iam_role": Reading(
        Kind.ROLE,
        {
            "name": "name",
            "trust_policy": "assume_role_policy",
            "inline_policies": blocks("inline_policy", name="name", policy="policy"),
            "managed_policy_arns": "managed_policy_arns",
            "permissions_boundary": "permissions_boundary",
        },
        ("name", "unique_id"),
    ),
    "aws_iam_policy": Reading(Kind.IDENTITY_POLICY, {"name": "name", "policy": "policy"}),
    "aws_iam_role_policy": _inline("role", "roles"),
    "aws_iam_user_policy": _inline("user", "users"),
    "aws_iam_group_policy": _inline("group", "groups"),
    "aws_iam_role_policy_attachment": Reading(
        Kind.ROLE_POLICY_ATTACHMENT, {"role": "role", "policy_arn": "policy_arn"}
    ),
    "aws_iam_policy_attachment": Reading(
        Kind.ROLE_POLICY_ATTACHMENT,
        {"role": "roles", "user": "users", "group": "groups", "policy_arn": "policy_arn"},
        split="role",
    ),
    "aws_iam_user_policy_attachment": Reading(
        Kind.ROLE_POLICY_ATTACHMENT, {"user": "user", "policy_arn": "policy_arn"}
    ),
    "aws_iam_group_policy_attachment": Reading(
        Kind.ROLE_POLICY_ATTACHMENT, {"group": "group", "policy_arn": "policy_arn"}
    ),
    "aws_iam_role_policy_attachments_exclusive": Reading(
        Kind.ROLE_POLICY_ATTACHMENT,
        {"role": "role_name", "policy_arn": "policy_arns"},
        split="policy_arn",
    ),
    "aws_cognito_identity_pool": Reading(
        Kind.IDENTITY_POOL,
        {
            "name": "identity_pool_name",
            "allow_unauthenticated": "allow_unauthenticated_identities",
        },
    ),
    "aws_cognito_identity_pool_roles_attachment": Reading(
        Kind.COGNITO_ROLE_ATTACHMENT,
        {
            "identity_pool_id": "identity_pool_id",
            "authenticated": "roles/authenticated",
            "unauthenticated": "roles/unauthenticated",
            "mapped_roles": _mapped_roles,
        },
    ),
    "aws_lambda_function": Reading(
        Kind.FUNCTION,
        {
            "name": "function_name",
            "role": "role",
            "variables": "environment/variables",
        },
        ("function_name", "qualified_arn", "invoke_arn"),
    ),
    "aws_lambda_permission": Reading(
        Kind.FUNCTION_PERMISSION,
        {
            "function": "function_name",
            "principal": "principal",
            "action": "action",
            "source_arn": "source_arn",
            "source_account": "source_account",
        },
    ),
}
