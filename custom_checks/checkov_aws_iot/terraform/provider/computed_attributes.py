"""Attributes of AWS resources that the provider computes from their arguments.

Source of the ARN formats: https://docs.aws.amazon.com/service-authorization/latest/reference/ ("Resource
types defined by ..."); of the ids: the "Attribute Reference" of each resource on
https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Final

from checkov_aws_iot.values.mapping_alternatives import in_every_alternative
from checkov_aws_iot.values.origin import UNTRACED, Origin
from checkov_aws_iot.values.text import Hole, Text, as_hole, join_text
from checkov_aws_iot.values.unknown import ABSENT, Reason, Unknown
from checkov_aws_iot.values.value import Value

_FORMATS: Final[dict[str, dict[str, str]]] = {
    "aws_iot_thing": {"arn": "arn:iot:thing/{name}", "id": "{name}"},
    "aws_iot_thing_group": {"arn": "arn:iot:thinggroup/{name}", "id": "{name}"},
    "aws_iot_thing_type": {"arn": "arn:iot:thingtype/{name}", "id": "{name}"},
    "aws_iot_billing_group": {"arn": "arn:iot:billinggroup/{name}", "id": "{name}"},
    "aws_iot_policy": {"arn": "arn:iot:policy/{name}", "id": "{name}"},
    "aws_iot_role_alias": {"arn": "arn:iot:rolealias/{alias}", "id": "{alias}"},
    "aws_iot_topic_rule": {"arn": "arn:iot:rule/{name}", "id": "{name}"},
    "aws_iot_provisioning_template": {"arn": "arn:iot:provisioningtemplate/{name}", "id": "{name}"},
    "aws_iot_authorizer": {"arn": "arn:iot:authorizer/{name}", "id": "{name}"},
    "aws_iot_certificate": {"arn": "arn:iot:cert/{id}"},
    "aws_iot_ca_certificate": {"arn": "arn:iot:cacert/{id}"},
    "aws_iot_domain_configuration": {
        "arn": "arn:iot:domainconfiguration/{name}/{id_part}",
        "id": "{name}",
    },
    "aws_s3_bucket": {
        "arn": "arn:s3:::{bucket}",
        "id": "{bucket}",
        "bucket_domain_name": "{bucket}.s3.amazonaws.com",
    },
    "aws_s3_object": {"arn": "arn:s3:::{bucket}/{key}"},
    "aws_dynamodb_table": {
        "arn": "arn:dynamodb:table/{name}",
        "id": "{name}",
        "stream_arn": "arn:dynamodb:table/{name}/stream/{stream_label}",
    },
    "aws_sqs_queue": {
        "arn": "arn:sqs:{name}",
        "id": "https://sqs.{:region}.amazonaws.com/{:account}/{name}",
        "url": "https://sqs.{:region}.amazonaws.com/{:account}/{name}",
    },
    "aws_sns_topic": {"arn": "arn:sns:{name}", "id": "arn:sns:{name}"},
    "aws_kinesis_stream": {"arn": "arn:kinesis:stream/{name}", "id": "arn:kinesis:stream/{name}"},
    "aws_kinesis_firehose_delivery_stream": {
        "arn": "arn:firehose:deliverystream/{name}",
        "id": "arn:firehose:deliverystream/{name}",
    },
    "aws_lambda_function": {
        "arn": "arn:lambda:function:{function_name}",
        "id": "{function_name}",
        "qualified_arn": "arn:lambda:function:{function_name}:{version}",
        "invoke_arn": (
            "arn:{:partition}:apigateway:{:region}:lambda:path/2015-03-31/functions/"
            "arn:{:partition}:lambda:{:region}:{:account}:function:{function_name}/invocations"
        ),
    },
    "aws_lambda_alias": {"arn": "arn:lambda:function:{function_name}:{name}"},
    "aws_iam_role": {"arn": "arn:iam::role{path}{name}", "id": "{name}"},
    "aws_iam_policy": {"arn": "arn:iam::policy{path}{name}", "id": "arn:iam::policy{path}{name}"},
    "aws_iam_user": {"arn": "arn:iam::user{path}{name}", "id": "{name}"},
    "aws_iam_group": {"arn": "arn:iam::group{path}{name}", "id": "{name}"},
    "aws_iam_instance_profile": {"arn": "arn:iam::instance-profile{path}{name}", "id": "{name}"},
    "aws_cloudwatch_log_group": {"arn": "arn:logs:log-group:{name}", "id": "{name}"},
    "aws_cloudwatch_metric_alarm": {
        "arn": "arn:cloudwatch:alarm:{alarm_name}",
        "id": "{alarm_name}",
    },
    "aws_cloudwatch_event_rule": {"arn": "arn:events:rule/{name}", "id": "{name}"},
    "aws_cloudwatch_event_bus": {"arn": "arn:events:event-bus/{name}", "id": "{name}"},
    "aws_kms_key": {"arn": "arn:kms:key/{key_id}", "id": "{key_id}"},
    "aws_kms_alias": {"arn": "arn:kms:{name}", "id": "{name}"},
    "aws_cognito_identity_pool": {"arn": "arn:cognito-identity:identitypool/{id}"},
    "aws_cognito_user_pool": {"arn": "arn:cognito-idp:userpool/{id}"},
    "aws_sfn_state_machine": {
        "arn": "arn:states:stateMachine:{name}",
        "id": "arn:states:stateMachine:{name}",
    },
    "aws_timestreamwrite_database": {
        "arn": "arn:timestream:database/{database_name}",
        "id": "{database_name}",
    },
    "aws_timestreamwrite_table": {
        "arn": "arn:timestream:database/{database_name}/table/{table_name}",
        "id": "{table_name}:{database_name}",
    },
    "aws_secretsmanager_secret": {
        "arn": "arn:secretsmanager:secret:{name}-{suffix}",
        "id": "arn:secretsmanager:secret:{name}-{suffix}",
    },
    "aws_ssm_parameter": {"arn": "arn:ssm:parameter{/name}", "id": "{name}"},
    "aws_ecr_repository": {"arn": "arn:ecr:repository/{name}", "id": "{name}"},
    "aws_opensearch_domain": {
        "arn": "arn:es:domain/{domain_name}",
        "id": "arn:es:domain/{domain_name}",
    },
    "aws_elasticsearch_domain": {
        "arn": "arn:es:domain/{domain_name}",
        "id": "arn:es:domain/{domain_name}",
    },
    "aws_msk_cluster": {
        "arn": "arn:kafka:cluster/{cluster_name}/{uuid}",
        "id": "arn:kafka:cluster/{cluster_name}/{uuid}",
    },
    "aws_backup_vault": {"arn": "arn:backup:backup-vault:{name}", "id": "{name}"},
}
"""By resource type and attribute. ``{name}`` is an argument of the resource, ``{:region}`` its Region.

``arn:iot:`` is short for an ARN with partition, Region and account, ``arn:iam::`` for one without
Region, ``arn:s3:::`` for one with neither. ``{/name}`` has exactly one slash in front.
"""

_DATA_FORMATS: Final[dict[str, dict[str, str]]] = {
    # A role is looked up by its name alone, so its path is not known.
    "aws_iam_role": {"arn": "arn:iam::role{path}{name}", "id": "{name}"},
    "aws_iam_user": {"arn": "arn:iam::user{path}{user_name}"},
    "aws_iam_group": {"arn": "arn:iam::group{path}{group_name}"},
    "aws_iam_policy": {"arn": "arn:iam::policy{path_prefix}{path}{name}"},
    "aws_kms_alias": {"arn": "arn:kms:{name}"},
    "aws_partition": {
        "id": "{:partition}",
        "partition": "{:partition}",
        "dns_suffix": "{:dns_suffix}",
    },
    "aws_region": {
        "id": "{:region}",
        "name": "{:region}",
        "region": "{:region}",
        "endpoint": "ec2.{:region}.{:dns_suffix}",
    },
    "aws_caller_identity": {"id": "{:account}", "account_id": "{:account}"},
}
FACTS: Final = frozenset({"aws_caller_identity", "aws_partition", "aws_region"})
"""Data sources that tell about the provider configuration."""

_SAME_AS_RESOURCES: Final = frozenset(
    {
        "aws_cloudwatch_log_group",
        "aws_dynamodb_table",
        "aws_ecr_repository",
        "aws_iot_certificate",
        "aws_kinesis_firehose_delivery_stream",
        "aws_kinesis_stream",
        "aws_kms_key",
        "aws_lambda_alias",
        "aws_lambda_function",
        "aws_opensearch_domain",
        "aws_s3_bucket",
        "aws_secretsmanager_secret",
        "aws_sfn_state_machine",
        "aws_sns_topic",
        "aws_sqs_queue",
        "aws_ssm_parameter",
    }
)

_NAMES: Final = frozenset({"name", "bucket"})
_SHORT_ARN = re.compile(r"arn:([a-z0-9-]+):(:{0,2})(?=[^:])")
_PLACE = re.compile(r"\{([:/]?[a-z_]+)\}")
_OWNER = ("", "{:region}:{:account}:"), (":", ":{:account}:"), ("::", "::")


@dataclass(frozen=True)
class Placement:
    """Where a resource will be: each a ``str`` where it is known, a hole, or a ``OneOf`` of these."""

    partition: Value
    region: Value
    account: Value
    dns_suffix: Value


def computed_attribute(
    kind: str,
    attribute: str,
    argument: Callable[[str], Value],
    placement: Callable[[], Placement],
    address: str,
    data: bool = False,
    origin: Origin = UNTRACED,
) -> Value:
    """What the provider will compute for an attribute of a resource or data source of type ``kind``.

    ``argument`` gives what is written for an argument, or ``ABSENT``, and ``placement`` where the
    resource will be; neither is asked for more than is needed. An argument that is not
    written leaves a hole named after ``address``, with this ``origin``: the provider makes a name up. ``ABSENT`` if
    this attribute of this type is not one that follows from the arguments. Never raises.
    """
    if data and kind in _DATA_FORMATS:
        formats = _DATA_FORMATS[kind]
    elif not data or kind in _SAME_AS_RESOURCES:
        formats = _FORMATS.get(kind, {})
    else:
        formats = {}
    if attribute in _NAMES and not data:
        return _argument(attribute, argument, address, data, origin) if formats else ABSENT
    if attribute not in formats:
        return ABSENT
    pieces: list[Value] = []
    where: Placement | None = None
    for index, part in enumerate(_split(formats[attribute])):
        if index % 2 == 0:
            pieces.append(part)
        elif part[0] == ":":
            where = where or placement()
            pieces.append(getattr(where, part[1:]))
        else:
            pieces.append(_argument(part, argument, address, data, origin))
    return concatenated(*pieces)


def concatenated(*pieces: Value) -> Value:
    """The pieces as one string: unknown ones are holes, and a ``OneOf`` stays one. Never raises."""
    return in_every_alternative(_joined, *pieces)


def _joined(*pieces: Value) -> Value:
    return join_text(_piece(piece) for piece in pieces)


def _piece(value: Value) -> str | Hole | Text:
    if isinstance(value, (str, Text)):
        return value
    if isinstance(value, Unknown):
        return as_hole(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return str(value)
    return Hole(repr(value))


@cache
def _split(written: str) -> tuple[str, ...]:
    """The texts of a format, and between them the names of what stands there."""
    return tuple(_PLACE.split(_long(written)))


def _long(written: str) -> str:
    match = _SHORT_ARN.match(written)
    if not match:
        return written
    owner = dict(_OWNER)[match[2]]
    return f"arn:{{:partition}}:{match[1]}:{owner}{written[match.end() :]}"


def _argument(
    name: str, argument: Callable[[str], Value], address: str, data: bool, origin: Origin
) -> Value:
    bare = name.lstrip("/")

    def generated(part: str) -> Text:
        reason, place = Reason.AFTER_DEPLOYMENT, replace(origin, attribute=part)
        return Text((Hole(f"{address}.{part}", reason=reason, origin=place),))

    value = argument(bare)
    if name.startswith("/"):
        return concatenated("/", _without_slash(value) if _is_written(value) else generated(bare))
    if _is_written(value):
        return value
    if name == "path" and not data:
        return "/"
    if name == "path_prefix":
        return ""
    if name == "name" and _is_written(prefix := argument("name_prefix")):
        return concatenated(prefix, generated("name_suffix"))
    if name == "bucket" and _is_written(prefix := argument("bucket_prefix")):
        return concatenated(prefix, generated("bucket_suffix"))
    return generated(bare)


def _without_slash(value: Value) -> Value:
    if isinstance(value, str):
        return value.removeprefix("/")
    if isinstance(value, Text) and isinstance(value.parts[0], str):
        return join_text([value.parts[0].removeprefix("/"), *value.parts[1:]])
    return value


def _is_written(value: Value) -> bool:
    return value is not None and value is not ABSENT and value != ""
