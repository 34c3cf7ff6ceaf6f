"""Attributes that are null where they are not written.

Others that are not written have a default, or the provider computes them. The table is what the
provider plans for a resource with nothing but the arguments that it needs.
Source: the provider hashicorp/aws 5.100.
"""

from __future__ import annotations

from typing import Final

from checkov_aws_iot.terraform.evaluation.unification import Type
from checkov_aws_iot.values.value import TypedNull

_NULL: Final = {
    "aws_cloudwatch_log_group": "kms_key_id tags",
    "aws_dynamodb_table": (
        "deletion_protection_enabled range_key restore_date_time restore_source_name "
        "restore_source_table_arn restore_to_latest_time stream_enabled table_class tags"
    ),
    "aws_iam_policy": "description tags",
    "aws_iam_role": "description permissions_boundary tags",
    "aws_iam_user": "permissions_boundary tags",
    "aws_iot_authorizer": "tags token_key_name token_signing_public_keys",
    "aws_iot_ca_certificate": "tags verification_certificate_pem",
    "aws_iot_certificate": "ca_pem csr",
    "aws_iot_policy": "tags",
    "aws_iot_provisioning_template": "description tags",
    "aws_iot_role_alias": "tags",
    "aws_iot_thing": "attributes thing_type_name",
    "aws_iot_thing_group": "parent_group_name tags",
    "aws_iot_thing_type": "tags",
    "aws_iot_topic_rule": "description tags",
    "aws_kinesis_stream": "kms_key_id shard_level_metrics tags",
    "aws_kms_key": "custom_key_store_id deletion_window_in_days tags xks_key_id",
    "aws_lambda_function": (
        "code_signing_config_arn description filename handler kms_key_arn layers "
        "replace_security_groups_on_destroy replacement_security_group_ids runtime "
        "s3_bucket s3_key s3_object_version tags"
    ),
    "aws_lambda_permission": (
        "event_source_token function_url_auth_type principal_org_id qualifier "
        "source_account source_arn"
    ),
    "aws_s3_bucket": "tags",
    "aws_sns_topic": (
        "application_failure_feedback_role_arn application_success_feedback_role_arn "
        "application_success_feedback_sample_rate archive_policy delivery_policy "
        "display_name firehose_failure_feedback_role_arn firehose_success_feedback_role_arn "
        "firehose_success_feedback_sample_rate http_failure_feedback_role_arn "
        "http_success_feedback_role_arn http_success_feedback_sample_rate kms_master_key_id "
        "lambda_failure_feedback_role_arn lambda_success_feedback_role_arn "
        "lambda_success_feedback_sample_rate sqs_failure_feedback_role_arn "
        "sqs_success_feedback_role_arn sqs_success_feedback_sample_rate tags"
    ),
    "aws_sqs_queue": "kms_master_key_id tags",
}


_STRINGS: Final[Type] = ("map", "string")
_TYPES: Final[dict[str, Type]] = {
    "application_success_feedback_sample_rate": "number",
    "attributes": _STRINGS,
    "deletion_protection_enabled": "bool",
    "deletion_window_in_days": "number",
    "firehose_success_feedback_sample_rate": "number",
    "http_success_feedback_sample_rate": "number",
    "layers": ("list", "string"),
    "replace_security_groups_on_destroy": "bool",
    "replacement_security_group_ids": ("set", "string"),
    "restore_to_latest_time": "bool",
    "shard_level_metrics": ("set", "string"),
    "stream_enabled": "bool",
    "tags": _STRINGS,
    "token_signing_public_keys": _STRINGS,
}
"""The types of those that are no strings."""


def null_unless_written(kind: str, name: str) -> TypedNull | None:
    """The null that an attribute of a resource of this type is which is not written, if it is one."""
    return TypedNull(_TYPES.get(name, "string")) if name in _NULL.get(kind, "").split() else None
