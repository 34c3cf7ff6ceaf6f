"""How Terraform writes AWS IoT resources and what watches them."""

from __future__ import annotations

from functools import partial

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.terraform_columns.attribute_reading import (
    Instance,
    Reading,
    block,
    blocks,
    renamed,
)
from checkov_aws_iot.values.access import all_elements, elements, mapped
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import Mapping, OneOf, Sequence, Value

# Block name of an action: the neutral type, and where the neutral keys are.
_ACTIONS: dict[str, tuple[str, dict[str, str]]] = {
    "cloudwatch_alarm": ("cloudwatch_alarm", {"target": "alarm_name"}),
    "cloudwatch_logs": ("cloudwatch_logs", {"target": "log_group_name"}),
    "cloudwatch_metric": ("cloudwatch_metric", {"target": "metric_name"}),
    "dynamodb": ("dynamodb", {"target": "table_name"}),
    "dynamodbv2": ("dynamodbv2", {"target": "put_item/table_name"}),
    "elasticsearch": ("opensearch", {"target": "endpoint"}),
    "firehose": ("firehose", {"target": "delivery_stream_name"}),
    "http": ("http", {"target": "url"}),
    "iot_analytics": ("iot_analytics", {"target": "channel_name"}),
    "iot_events": ("iot_events", {"target": "input_name"}),
    "kafka": (
        "kafka",
        {"target": "destination_arn", "brokers": "client_properties/bootstrap.servers"},
    ),
    "kinesis": ("kinesis", {"target": "stream_name"}),
    "lambda": ("lambda", {"target": "function_arn"}),
    "republish": ("republish", {"target": "topic"}),
    "s3": ("s3", {"target": "bucket_name", "key": "key"}),
    "sns": ("sns", {"target": "target_arn"}),
    "sqs": ("sqs", {"target": "queue_url"}),
    "step_functions": ("step_functions", {"target": "state_machine_name"}),
    "timestream": ("timestream", {"target": "table_name", "database": "database_name"}),
}


def _actions(instance: Instance) -> Value:
    written = {name: instance.get(name) for name in _ACTIONS}
    return _merged(written, "")


def _error_actions(instance: Instance) -> Value:
    """The actions inside the error block, of which there is at most one."""

    def read(known: Value) -> Value:
        if isinstance(known, Unknown):
            return Sequence([known])
        found: list[Value] = []
        for element in elements(known):
            if isinstance(element, Mapping):
                inside = _merged(
                    {name: element.get(name, ABSENT) for name in _ACTIONS}, "error_action/[0]/"
                )
                found.extend(all_elements(inside))
            else:
                found.append(element)
        return Sequence(found)

    return mapped(instance.get("error_action"), read)


def _merged(written: dict[str, Value], start: str) -> Value:
    """All actions of a rule in one list; blocks that may be missing are ``OneOf`` elements."""
    found: list[Value] = []
    for name, value in written.items():
        read = partial(_action_at, name, f"{start}{name}")
        if isinstance(value, OneOf):
            found.extend(mapped(value, partial(read, at)) for at in range(_longest(value)))
        else:
            for at, one in enumerate(elements(value)):
                found.append(mapped(one, partial(read, at, only=True)))
    return Sequence(found)


def _longest(value: Value) -> int:
    """How many blocks there are at most."""
    if isinstance(value, OneOf):
        return max((_longest(choice) for _, choice in value.choices), default=0)
    return len(elements(value))


def _action_at(name: str, path: str, index: int, value: Value, *, only: bool = False) -> Value:
    """The action of one block, or of the one at ``index`` in a list, if there is one."""
    listed = elements(value)
    if not only:
        value = listed[index] if index < len(listed) else ABSENT
    if not isinstance(value, Mapping):
        return value
    kind, keys = _ACTIONS[name]
    (found,) = elements(renamed(value, role_arn="role_arn", **keys))
    arguments = found if isinstance(found, Mapping) else {}
    return Mapping({"type": kind, "path": f"{path}/[{index}]", **arguments})


READINGS: dict[str, Reading] = {
    "aws_iot_role_alias": Reading(
        Kind.ROLE_ALIAS, {"alias": "alias", "role_arn": "role_arn"}, ("alias",)
    ),
    "aws_iot_policy": Reading(Kind.IOT_POLICY, {"name": "name", "policy": "policy"}, ("name",)),
    "aws_iot_policy_attachment": Reading(
        Kind.IOT_POLICY_ATTACHMENT, {"policy": "policy", "target": "target"}
    ),
    "aws_iot_topic_rule": Reading(
        Kind.TOPIC_RULE,
        {
            "name": "name",
            "sql": "sql",
            "enabled": "enabled",
            "actions": _actions,
            "error_actions": _error_actions,
        },
        ("name",),
    ),
    "aws_iot_topic_rule_destination": Reading(
        Kind.TOPIC_RULE_DESTINATION, {"role_arn": "vpc_configuration/role_arn"}
    ),
    "aws_iot_provisioning_template": Reading(
        Kind.PROVISIONING_TEMPLATE,
        {
            "name": "name",
            "template_body": "template_body",
            "role_arn": "provisioning_role_arn",
            "type": "type",
            "enabled": "enabled",
            "hook": block(
                "pre_provisioning_hook", target_arn="target_arn", payload_version="payload_version"
            ),
        },
        ("name",),
    ),
    "aws_iot_ca_certificate": Reading(
        Kind.CA_CERTIFICATE,
        {
            "active": "active",
            "auto_registration": "allow_auto_registration",
            "mode": "certificate_mode",
            "pem": "ca_certificate_pem",
            "registration_config": block(
                "registration_config",
                role_arn="role_arn",
                template_body="template_body",
                template_name="template_name",
            ),
        },
    ),
    "aws_iot_certificate": Reading(
        Kind.CERTIFICATE,
        {"active": "active", "csr": "csr", "pem": "certificate_pem", "ca_pem": "ca_pem"},
    ),
    "aws_iot_thing": Reading(
        Kind.THING, {"name": "name", "thing_type": "thing_type_name"}, ("name",)
    ),
    "aws_iot_thing_principal_attachment": Reading(
        Kind.THING_PRINCIPAL_ATTACHMENT,
        {"thing": "thing", "principal": "principal", "type": "thing_principal_type"},
    ),
    "aws_iot_logging_options": Reading(
        Kind.LOGGING,
        {
            "role_arn": "role_arn",
            "level": "default_log_level",
            "disabled": "disable_all_logs",
            "event_configurations": blocks(
                "event_configurations",
                event_type="event_type",
                level="log_level",
                destination="log_destination",
            ),
        },
    ),
    "aws_iot_authorizer": Reading(
        Kind.AUTHORIZER, {"name": "name", "function": "authorizer_function_arn"}, ("name",)
    ),
    "aws_iot_domain_configuration": Reading(
        Kind.DOMAIN_CONFIGURATION,
        {"name": "name", "security_policy": "tls_config/security_policy"},
        ("name",),
    ),
    "aws_cloudwatch_log_group": Reading(Kind.LOG_GROUP, {"name": "name"}, ("name",)),
    "aws_cloudwatch_log_metric_filter": Reading(
        Kind.METRIC_FILTER,
        {
            "log_group": "log_group_name",
            "pattern": "pattern",
            "metrics": blocks("metric_transformation", namespace="namespace", name="name"),
        },
    ),
    "aws_cloudwatch_metric_alarm": Reading(
        Kind.ALARM,
        {
            "namespace": "namespace",
            "metric_name": "metric_name",
            "actions": "alarm_actions",
            "actions_enabled": "actions_enabled",
        },
    ),
    "tls_private_key": Reading(
        Kind.KEY_PAIR, {}, ("private_key_pem", "private_key_openssh", "private_key_pem_pkcs8")
    ),
    "tls_cert_request": Reading(
        Kind.SIGNED_TEXT, {"private_key": "private_key_pem"}, ("cert_request_pem",)
    ),
    "tls_self_signed_cert": Reading(
        Kind.SIGNED_TEXT, {"private_key": "private_key_pem"}, ("cert_pem",)
    ),
    "tls_locally_signed_cert": Reading(
        Kind.SIGNED_TEXT, {"request": "cert_request_pem"}, ("cert_pem",)
    ),
}

DATA_READINGS: dict[str, Reading] = {
    "aws_iot_endpoint": Reading(Kind.ENDPOINT, {"type": "endpoint_type"}),
}
