"""How CloudFormation writes roles, policies, AWS IoT resources and what watches them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from checkov_aws_iot.resources.cloudformation_columns.property_reading import (
    Reading,
    Written,
    listed,
    prop,
    renamed_one,
    snake_case,
)
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.values.access import all_elements, each, elements, mapped
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import ABSENT, Absent, Unknown
from checkov_aws_iot.values.value import Mapping, Sequence, Value

# Key of an action: the neutral type, and where the neutral keys are.
_ACTIONS: dict[str, tuple[str, dict[str, str]]] = {
    "CloudwatchAlarm": ("cloudwatch_alarm", {"target": "AlarmName"}),
    "CloudwatchLogs": ("cloudwatch_logs", {"target": "LogGroupName"}),
    "CloudwatchMetric": ("cloudwatch_metric", {"target": "MetricName"}),
    "DynamoDB": ("dynamodb", {"target": "TableName"}),
    "DynamoDBv2": ("dynamodbv2", {"target": "PutItem/TableName"}),
    "Elasticsearch": ("opensearch", {"target": "Endpoint"}),
    "OpenSearch": ("opensearch", {"target": "Endpoint"}),
    "Firehose": ("firehose", {"target": "DeliveryStreamName"}),
    "Http": ("http", {"target": "Url"}),
    "InfluxDB": ("influxdb", {"target": "DestinationArn"}),
    "IotAnalytics": ("iot_analytics", {"target": "ChannelName"}),
    "IotEvents": ("iot_events", {"target": "InputName"}),
    "IotSiteWise": ("iot_sitewise", {}),
    "Kafka": (
        "kafka",
        {"target": "DestinationArn", "brokers": "ClientProperties/bootstrap.servers"},
    ),
    "Kinesis": ("kinesis", {"target": "StreamName"}),
    "Lambda": ("lambda", {"target": "FunctionArn"}),
    "Location": ("location", {"target": "TrackerName"}),
    "Republish": ("republish", {"target": "Topic"}),
    "S3": ("s3", {"target": "BucketName", "key": "Key"}),
    "Sns": ("sns", {"target": "TargetArn"}),
    "Sqs": ("sqs", {"target": "QueueUrl"}),
    "StepFunctions": ("step_functions", {"target": "StateMachineName"}),
    "Timestream": ("timestream", {"target": "TableName", "database": "DatabaseName"}),
}


def _actions(written: Written) -> Value:
    start = "TopicRulePayload/Actions"

    def read(known: Value) -> Value:
        if isinstance(known, Unknown):
            return Sequence([known])
        return Sequence(
            [
                mapped(one, lambda v, at=index: _action(v, written, f"{start}/[{at}]"))  # type: ignore[misc]
                for index, one in enumerate(elements(known))
            ]
        )

    return mapped(written.get("TopicRulePayload", "Actions"), read)


def _error_actions(written: Written) -> Value:
    return each(
        written.get("TopicRulePayload", "ErrorAction"),
        lambda one: _action(one, written, "TopicRulePayload/ErrorAction"),
    )


def _action(value: Value, written: Written, path: str) -> Value:
    """The neutral action. An object with several keys is not valid; the first one counts."""
    if not isinstance(value, Mapping):
        return value
    for name, (kind, keys) in _ACTIONS.items():
        arguments = prop(value, name)
        if not isinstance(arguments, Absent) and arguments is not None:
            return mapped(
                arguments,
                lambda known, kind=kind, keys=keys, name=name: _arguments(  # type: ignore[misc]
                    known, kind, keys, written.where(f"{path}/{name}")
                ),
            )
    return Unknown("is an action that is not known", ", ".join(value))


def _arguments(value: Value, kind: str, keys: dict[str, str], path: str) -> Value:
    found = renamed_one(value, role_arn="RoleArn", **keys)
    if not isinstance(found, Mapping):
        return found
    return Mapping({"type": kind, "path": path, **found})


def _auto_registration(written: Written) -> Value:
    return mapped(written.get("AutoRegistrationStatus"), _is("ENABLE"))


def _active(written: Written) -> Value:
    return mapped(written.get("Status"), _is("ACTIVE"))


def _is(wanted: str) -> Callable[[Value], Value]:
    def read(known: Value) -> Value:
        if isinstance(known, str):
            return known == wanted
        return Unknown("is not known", str(known)) if isinstance(known, Text) else known

    return read


def _checks(written: Written) -> Value:
    def read(known: Value) -> Value:
        if not isinstance(known, Mapping):
            return known
        return Mapping({_check_name(name): prop(one, "Enabled") for name, one in known.items()})

    return mapped(written.get("AuditCheckConfigurations"), read)


def _check_name(name: str) -> str:
    """The name of an audit check in the API: ``IOT_POLICY_OVERLY_PERMISSIVE_CHECK``."""
    even = name.replace("IoT", "Iot").replace("MisConfiguration", "Misconfiguration")
    return snake_case(even).upper()


def _notification_roles(written: Written) -> Value:
    return each(
        written.get("AuditNotificationTargetConfigurations", "Sns"),
        lambda one: prop(one, "RoleArn"),
    )


def _alert_roles(written: Written) -> Value:
    def read(known: Value) -> Value:
        if not isinstance(known, Mapping):
            return known
        return Sequence([prop(one, "RoleArn") for one in known.values()])

    return mapped(written.get("AlertTargets"), read)


def _mapped_roles(written: Written) -> Value:
    found: list[Value] = []
    for mappings in all_elements(written.get("RoleMappings")):
        for one in mappings.values() if isinstance(mappings, Mapping) else ():
            rules = prop(one, "RulesConfiguration", "Rules")
            found.extend(prop(rule, "RoleARN") for rule in all_elements(rules))
    return Sequence(found) if found else ABSENT


def _attached(property_name: str) -> Callable[[Written], Value]:
    def read(written: Written) -> Value:
        return Sequence([written.get(property_name)])

    return read


def _hook(written: Written) -> Value:
    return mapped(
        written.get("PreProvisioningHook"),
        lambda one: renamed_one(one, target_arn="TargetArn", payload_version="PayloadVersion"),
    )


def _registration_config(written: Written) -> Value:
    return mapped(
        written.get("RegistrationConfig"),
        lambda one: renamed_one(
            one, role_arn="RoleArn", template_body="TemplateBody", template_name="TemplateName"
        ),
    )


_ATTACHED_LISTS: dict[str, Any] = {"roles": "Roles", "users": "Users", "groups": "Groups"}

READINGS: dict[str, Reading] = {
    # --- who may do what -------------------------------------------------------------------------
    "AWS::IAM::Role": Reading(
        Kind.ROLE,
        {
            "name": "RoleName",
            "trust_policy": "AssumeRolePolicyDocument",
            "inline_policies": listed("Policies", name="PolicyName", policy="PolicyDocument"),
            "managed_policy_arns": "ManagedPolicyArns",
            "permissions_boundary": "PermissionsBoundary",
        },
        ("RoleId", "RoleName"),
    ),
    "AWS::IAM::Policy": Reading(
        Kind.IDENTITY_POLICY,
        {"name": "PolicyName", "policy": "PolicyDocument", **_ATTACHED_LISTS},
    ),
    "AWS::IAM::ManagedPolicy": Reading(
        Kind.IDENTITY_POLICY,
        {"name": "ManagedPolicyName", "policy": "PolicyDocument", **_ATTACHED_LISTS},
        ("PolicyArn",),
    ),
    "AWS::IAM::RolePolicy": Reading(
        Kind.IDENTITY_POLICY,
        {"name": "PolicyName", "policy": "PolicyDocument", "roles": _attached("RoleName")},
    ),
    "AWS::IAM::UserPolicy": Reading(
        Kind.IDENTITY_POLICY,
        {"name": "PolicyName", "policy": "PolicyDocument", "users": _attached("UserName")},
    ),
    "AWS::IAM::GroupPolicy": Reading(
        Kind.IDENTITY_POLICY,
        {"name": "PolicyName", "policy": "PolicyDocument", "groups": _attached("GroupName")},
    ),
    "AWS::IAM::User": Reading(
        Kind.ROLE_POLICY_ATTACHMENT,
        {"user": lambda written: written.address, "policy_arn": "ManagedPolicyArns"},
        split="policy_arn",
    ),
    "AWS::IAM::Group": Reading(
        Kind.ROLE_POLICY_ATTACHMENT,
        {"group": lambda written: written.address, "policy_arn": "ManagedPolicyArns"},
        split="policy_arn",
    ),
    "AWS::Cognito::IdentityPool": Reading(
        Kind.IDENTITY_POOL,
        {"name": "IdentityPoolName", "allow_unauthenticated": "AllowUnauthenticatedIdentities"},
    ),
    "AWS::Cognito::IdentityPoolRoleAttachment": Reading(
        Kind.COGNITO_ROLE_ATTACHMENT,
        {
            "identity_pool_id": "IdentityPoolId",
            "authenticated": "Roles/authenticated",
            "unauthenticated": "Roles/unauthenticated",
            "mapped_roles": _mapped_roles,
        },
    ),
    "AWS::Lambda::Function": Reading(
        Kind.FUNCTION,
        {"name": "FunctionName", "role": "Role", "variables": "Environment/Variables"},
    ),
    "AWS::Serverless::Function": Reading(
        Kind.FUNCTION,
        {"name": "FunctionName", "role": "Role", "variables": "Environment/Variables"},
    ),
    "AWS::Lambda::Permission": Reading(
        Kind.FUNCTION_PERMISSION,
        {
            "function": "FunctionName",
            "principal": "Principal",
            "action": "Action",
            "source_arn": "SourceArn",
            "source_account": "SourceAccount",
        },
    ),
    # --- AWS IoT ---------------------------------------------------------------------------------
    "AWS::IoT::RoleAlias": Reading(
        Kind.ROLE_ALIAS, {"alias": "RoleAlias", "role_arn": "RoleArn"}, ("RoleAliasArn",)
    ),
    "AWS::IoT::Policy": Reading(
        Kind.IOT_POLICY, {"name": "PolicyName", "policy": "PolicyDocument"}
    ),
    "AWS::IoT::PolicyPrincipalAttachment": Reading(
        Kind.IOT_POLICY_ATTACHMENT, {"policy": "PolicyName", "target": "Principal"}
    ),
    "AWS::IoT::TopicRule": Reading(
        Kind.TOPIC_RULE,
        {
            "name": "RuleName",
            "sql": "TopicRulePayload/Sql",
            "disabled": "TopicRulePayload/RuleDisabled",
            "actions": _actions,
            "error_actions": _error_actions,
        },
    ),
    "AWS::IoT::TopicRuleDestination": Reading(
        Kind.TOPIC_RULE_DESTINATION, {"role_arn": "VpcProperties/RoleArn"}
    ),
    "AWS::IoT::ProvisioningTemplate": Reading(
        Kind.PROVISIONING_TEMPLATE,
        {
            "name": "TemplateName",
            "template_body": "TemplateBody",
            "role_arn": "ProvisioningRoleArn",
            "type": "TemplateType",
            "enabled": "Enabled",
            "hook": _hook,
        },
        ("TemplateArn",),
    ),
    "AWS::IoT::CACertificate": Reading(
        Kind.CA_CERTIFICATE,
        {
            "active": _active,
            "auto_registration": _auto_registration,
            "mode": "CertificateMode",
            "pem": "CACertificatePem",
            "registration_config": _registration_config,
        },
        ("Id",),
        places={
            "registration_config": "RegistrationConfig",
            "registration_config/role_arn": "RegistrationConfig/RoleArn",
            "registration_config/template_body": "RegistrationConfig/TemplateBody",
            "registration_config/template_name": "RegistrationConfig/TemplateName",
        },
    ),
    "AWS::IoT::Certificate": Reading(
        Kind.CERTIFICATE,
        {
            "active": _active,
            "csr": "CertificateSigningRequest",
            "pem": "CertificatePem",
            "ca_pem": "CACertificatePem",
        },
        ("Id",),
    ),
    "AWS::IoT::Thing": Reading(Kind.THING, {"name": "ThingName"}, ("ThingName", "Id")),
    "AWS::IoT::ThingPrincipalAttachment": Reading(
        Kind.THING_PRINCIPAL_ATTACHMENT,
        {"thing": "ThingName", "principal": "Principal", "type": "ThingPrincipalType"},
    ),
    "AWS::IoT::Logging": Reading(
        Kind.LOGGING,
        {
            "role_arn": "RoleArn",
            "level": "DefaultLogLevel",
            "event_configurations": listed(
                "EventConfigurations",
                event_type="EventType",
                level="LogLevel",
                destination="LogDestination",
            ),
        },
    ),
    "AWS::IoT::AccountAuditConfiguration": Reading(
        Kind.AUDIT_CONFIGURATION,
        {
            "role_arn": "RoleArn",
            "checks": _checks,
            "notification_role_arns": _notification_roles,
        },
    ),
    "AWS::IoT::ScheduledAudit": Reading(
        Kind.SCHEDULED_AUDIT,
        {"name": "ScheduledAuditName", "frequency": "Frequency", "checks": "TargetCheckNames"},
    ),
    "AWS::IoT::MitigationAction": Reading(
        Kind.MITIGATION_ACTION,
        {"name": "ActionName", "role_arn": "RoleArn"},
        ("MitigationActionArn",),
    ),
    "AWS::IoT::SecurityProfile": Reading(
        Kind.SECURITY_PROFILE,
        {"name": "SecurityProfileName", "alert_role_arns": _alert_roles},
        ("SecurityProfileArn",),
    ),
    "AWS::IoT::JobTemplate": Reading(
        Kind.JOB_TEMPLATE, {"name": "JobTemplateId", "role_arn": "PresignedUrlConfig/RoleArn"}
    ),
    "AWS::IoTCoreDeviceAdvisor::SuiteDefinition": Reading(
        Kind.SUITE_DEFINITION,
        {
            "name": "SuiteDefinitionConfiguration/SuiteDefinitionName",
            "role_arn": "SuiteDefinitionConfiguration/DevicePermissionRoleArn",
        },
        ("SuiteDefinitionArn",),
    ),
    "AWS::IoT::Authorizer": Reading(
        Kind.AUTHORIZER, {"name": "AuthorizerName", "function": "AuthorizerFunctionArn"}
    ),
    "AWS::IoT::DomainConfiguration": Reading(
        Kind.DOMAIN_CONFIGURATION,
        {"name": "DomainConfigurationName", "security_policy": "TlsConfig/SecurityPolicy"},
    ),
    # --- watching --------------------------------------------------------------------------------
    "AWS::Logs::LogGroup": Reading(Kind.LOG_GROUP, {"name": "LogGroupName"}),
    "AWS::Logs::MetricFilter": Reading(
        Kind.METRIC_FILTER,
        {
            "log_group": "LogGroupName",
            "pattern": "FilterPattern",
            "metrics": listed(
                "MetricTransformations", namespace="MetricNamespace", name="MetricName"
            ),
        },
    ),
    "AWS::CloudWatch::Alarm": Reading(
        Kind.ALARM,
        {
            "namespace": "Namespace",
            "metric_name": "MetricName",
            "actions": "AlarmActions",
            "actions_enabled": "ActionsEnabled",
        },
    ),
}
