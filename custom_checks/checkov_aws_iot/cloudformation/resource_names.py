"""How resources of a template are named: what ``Ref`` gives, and their ARNs.

Source: "Return values" of each resource type in the AWS CloudFormation Template Reference, and
"Resource types defined by ..." in the Service Authorization Reference for the form of ARNs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from checkov_aws_iot.cloudformation.pseudo_parameters import ACCOUNT, PARTITION, REGION
from checkov_aws_iot.cloudformation.string_values import concatenated, piece_of
from checkov_aws_iot.values.mapping_alternatives import in_every_alternative
from checkov_aws_iot.values.origin import Origin
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import ABSENT, Reason, Unknown
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class Naming:
    """How one type of resource is named.

    ``property`` holds its name; empty if AWS makes the name up. ``arn`` is the ARN with ``P``,
    ``R``, ``A`` for partition, Region and account, ``N`` for the name and ``/`` for the IAM path.
    ``reference`` is what ``Ref`` gives, in the same form; by default the name.
    """

    property: str
    arn: str
    arn_attributes: tuple[str, ...] = ("Arn",)
    reference: str = "{N}"


def _arn(service: str, resource: str) -> str:
    return "arn:{P}:" + service + ":{R}:{A}:" + resource


def _iot(name: str, resource: str, *arn_attributes: str) -> Naming:
    return Naming(name, _arn("iot", resource), arn_attributes or ("Arn",))


def _iam(name: str, resource: str) -> Naming:
    return Naming(name, "arn:{P}:iam::{A}:" + resource + "{/}{N}")


def _known_by_arn(name: str, arn: str, *arn_attributes: str) -> Naming:
    return Naming(name, arn, arn_attributes or ("Arn",), arn)


_FUNCTION: Final = Naming("FunctionName", _arn("lambda", "function:{N}"))
_TABLE: Final = Naming("TableName", _arn("dynamodb", "table/{N}"))
_STATE_MACHINE: Final = _arn("states", "stateMachine:{N}")

NAMINGS: Final[dict[str, Naming]] = {
    "AWS::IoT::Authorizer": _iot("AuthorizerName", "authorizer/{N}"),
    "AWS::IoT::BillingGroup": _iot("BillingGroupName", "billinggroup/{N}"),
    "AWS::IoT::CACertificate": _iot("", "cacert/{N}"),
    "AWS::IoT::Certificate": _iot("", "cert/{N}"),
    "AWS::IoT::Dimension": _iot("Name", "dimension/{N}"),
    "AWS::IoT::JobTemplate": _iot("JobTemplateId", "jobtemplate/{N}"),
    "AWS::IoT::MitigationAction": _iot("ActionName", "mitigationaction/{N}", "MitigationActionArn"),
    "AWS::IoT::Policy": _iot("PolicyName", "policy/{N}"),
    "AWS::IoT::ProvisioningTemplate": _iot(
        "TemplateName", "provisioningtemplate/{N}", "TemplateArn"
    ),
    "AWS::IoT::RoleAlias": _iot("RoleAlias", "rolealias/{N}", "RoleAliasArn"),
    "AWS::IoT::ScheduledAudit": _iot(
        "ScheduledAuditName", "scheduledaudit/{N}", "ScheduledAuditArn"
    ),
    "AWS::IoT::SecurityProfile": _iot(
        "SecurityProfileName", "securityprofile/{N}", "SecurityProfileArn"
    ),
    "AWS::IoT::Thing": _iot("ThingName", "thing/{N}"),
    "AWS::IoT::ThingGroup": _iot("ThingGroupName", "thinggroup/{N}"),
    "AWS::IoT::ThingType": _iot("ThingTypeName", "thingtype/{N}"),
    "AWS::IoT::TopicRule": _iot("RuleName", "rule/{N}"),
    "AWS::IoTCoreDeviceAdvisor::SuiteDefinition": Naming(
        "", _arn("iotdeviceadvisor", "suitedefinition/{N}"), ("SuiteDefinitionArn",)
    ),
    "AWS::Backup::BackupPlan": Naming("", _arn("backup", "backup-plan:{N}"), ("BackupPlanArn",)),
    "AWS::Backup::BackupVault": Naming(
        "BackupVaultName", _arn("backup", "backup-vault:{N}"), ("BackupVaultArn",)
    ),
    "AWS::Backup::LogicallyAirGappedBackupVault": Naming(
        "BackupVaultName", _arn("backup", "backup-vault:{N}"), ("BackupVaultArn",)
    ),
    "AWS::CloudWatch::Alarm": Naming("AlarmName", _arn("cloudwatch", "alarm:{N}")),
    "AWS::Cognito::UserPool": Naming("", _arn("cognito-idp", "userpool/{N}")),
    "AWS::DynamoDB::GlobalTable": _TABLE,
    "AWS::DynamoDB::Table": _TABLE,
    "AWS::Elasticsearch::Domain": Naming(
        "DomainName", _arn("es", "domain/{N}"), ("Arn", "DomainArn")
    ),
    "AWS::Events::EventBus": Naming("Name", _arn("events", "event-bus/{N}")),
    "AWS::IAM::Group": _iam("GroupName", "group"),
    "AWS::IAM::InstanceProfile": _iam("InstanceProfileName", "instance-profile"),
    "AWS::IAM::ManagedPolicy": Naming(
        "ManagedPolicyName",
        "arn:{P}:iam::{A}:policy{/}{N}",
        ("PolicyArn",),
        "arn:{P}:iam::{A}:policy{/}{N}",
    ),
    "AWS::IAM::Role": _iam("RoleName", "role"),
    "AWS::IAM::User": _iam("UserName", "user"),
    "AWS::KMS::Key": Naming("", _arn("kms", "key/{N}")),
    "AWS::KMS::ReplicaKey": Naming("", _arn("kms", "key/{N}")),
    "AWS::KMS::Alias": Naming("AliasName", _arn("kms", "{N}")),
    "AWS::Kinesis::Stream": Naming("Name", _arn("kinesis", "stream/{N}")),
    "AWS::KinesisFirehose::DeliveryStream": Naming(
        "DeliveryStreamName", _arn("firehose", "deliverystream/{N}")
    ),
    "AWS::Lambda::Function": _FUNCTION,
    "AWS::Logs::LogGroup": Naming("LogGroupName", _arn("logs", "log-group:{N}:*")),
    "AWS::OpenSearchService::Domain": Naming(
        "DomainName", _arn("es", "domain/{N}"), ("Arn", "DomainArn")
    ),
    "AWS::RDS::DBCluster": Naming(
        "DBClusterIdentifier", _arn("rds", "cluster:{N}"), ("DBClusterArn",)
    ),
    "AWS::RDS::DBInstance": Naming(
        "DBInstanceIdentifier", _arn("rds", "db:{N}"), ("DBInstanceArn",)
    ),
    "AWS::S3::Bucket": Naming("BucketName", "arn:{P}:s3:::{N}"),
    "AWS::SNS::Topic": _known_by_arn("TopicName", _arn("sns", "{N}"), "TopicArn"),
    "AWS::SQS::Queue": Naming(
        "QueueName", _arn("sqs", "{N}"), ("Arn",), "https://sqs.{R}.amazonaws.com/{A}/{N}"
    ),
    "AWS::Serverless::Function": _FUNCTION,
    "AWS::Serverless::SimpleTable": _TABLE,
    "AWS::Serverless::StateMachine": _known_by_arn("Name", _STATE_MACHINE),
    "AWS::StepFunctions::StateMachine": _known_by_arn("StateMachineName", _STATE_MACHINE),
    "AWS::Timestream::Database": Naming("DatabaseName", _arn("timestream", "database/{N}")),
}

_PLACEHOLDER = re.compile(r"\{([PRAN/])\}")
_FIXED: Final = {"P": PARTITION, "R": REGION, "A": ACCOUNT}


def named(form: str, name: Value, path: Value, logical_id: str) -> Value:
    """A reference or ARN in the given form.

    A name that is not written is made up by CloudFormation from the logical id, so it is a hole
    whose origin is that.
    """

    def filled(name: Value, path: Value) -> Value:
        pieces: list[str | Hole | Text] = []
        for index, part in enumerate(_PLACEHOLDER.split(form)):
            if index % 2 == 0:
                pieces.append(part)
            elif part in _FIXED:
                pieces.append(_FIXED[part])
            else:
                value = (_made_up(logical_id) if name is ABSENT else name) if part == "N" else path
                piece = value if isinstance(value, Hole) else piece_of(value)
                if isinstance(piece, Unknown):
                    piece = Hole(logical_id, reason=piece.reason)
                pieces.append(piece)
        return concatenated(pieces)

    return in_every_alternative(filled, name, "/" if path is ABSENT else path)


def _made_up(logical_id: str) -> Hole:
    return Hole(logical_id, reason="is named by CloudFormation at deployment")


def unknown_attribute(logical_id: str, attribute: str) -> Text:
    """An attribute that AWS makes up at deployment."""
    expression = f"{logical_id}.{attribute}" if attribute else logical_id
    origin = Origin(resource=logical_id, attribute=attribute)
    return Text((Hole(expression, reason=Reason.AFTER_DEPLOYMENT, origin=origin),))
