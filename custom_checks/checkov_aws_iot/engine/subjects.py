"""Where each subject lives: resource types and attributes, in both frameworks.

Rules never name a resource type; this table does, so the frameworks cannot drift apart.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from checkov_aws_iot.findings.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Framework(Enum):
    """Where resources are written; Checkov has a registry of checks for each but the last."""

    TERRAFORM = "Terraform"
    TERRAFORM_DATA = "Terraform data source"
    CLOUDFORMATION = "CloudFormation"
    SERVERLESS_PROVIDER = "provider of a Serverless file"
    SERVERLESS_FUNCTION = "function of a Serverless file"
    FILE = "file"
    """Documents that are files of their own; only the command looks for them."""


class Form(Enum):
    """How an attribute holds policy documents."""

    DOCUMENT = "document"
    """The attribute is the document."""

    INLINE_DOCUMENT = "inline document"
    """The attribute is a document if it has statements; else it names a policy of somebody else."""

    TEMPLATE_BODY = "template body"
    """The attribute is a provisioning template whose policy resources hold documents."""

    STATEMENTS = "statements"
    """The attribute is the list of the statements of a document."""

    PERMISSION = "permission"
    """The resource as a whole is one statement of a function's resource policy."""


class Place(NamedTuple):
    """An attribute that holds documents.

    ``path`` leads to it from the resource; ``*`` stands for every item of a list. ``required`` says
    that the resource means nothing without it.
    """

    path: tuple[str, ...]
    form: Form = Form.DOCUMENT
    required: bool = False


_Places = dict[str, tuple[Place, ...]]


def _at(*paths: str, form: Form = Form.DOCUMENT, required: bool = False) -> tuple[Place, ...]:
    return tuple(Place(tuple(path.split("/")), form, required) for path in paths)


_TERRAFORM: dict[Subject, _Places] = {
    Subject.IOT_POLICY: {
        "aws_iot_policy": _at("policy", required=True),
        "awscc_iot_policy": _at("policy_document", required=True),
    },
    Subject.EMBEDDED_IOT_POLICY: {
        "aws_iot_provisioning_template": _at("template_body", form=Form.TEMPLATE_BODY),
        "aws_iot_ca_certificate": _at(
            "registration_config/*/template_body", form=Form.TEMPLATE_BODY
        ),
        "awscc_iot_provisioning_template": _at("template_body", form=Form.TEMPLATE_BODY),
        "awscc_iot_ca_certificate": _at(
            "registration_config/template_body", form=Form.TEMPLATE_BODY
        ),
    },
    Subject.IDENTITY_POLICY: {
        "aws_iam_policy": _at("policy"),
        "aws_iam_role_policy": _at("policy"),
        "aws_iam_user_policy": _at("policy"),
        "aws_iam_group_policy": _at("policy"),
        "aws_iam_role": _at("inline_policy/*/policy"),
        "awscc_iam_managed_policy": _at("policy_document"),
        "awscc_iam_role_policy": _at("policy_document"),
        "awscc_iam_user_policy": _at("policy_document"),
        "awscc_iam_group_policy": _at("policy_document"),
        "awscc_iam_role": _at("policies/*/policy_document"),
    },
    Subject.TRUST_POLICY: {
        "aws_iam_role": _at("assume_role_policy"),
        "awscc_iam_role": _at("assume_role_policy_document"),
    },
    Subject.RESOURCE_POLICY: {
        "aws_lambda_permission": _at("", form=Form.PERMISSION),
        "aws_s3_bucket_policy": _at("policy"),
        "aws_sqs_queue_policy": _at("policy"),
        "aws_sqs_queue": _at("policy"),
        "aws_sns_topic_policy": _at("policy"),
        "aws_sns_topic": _at("policy"),
        "aws_kms_key": _at("policy"),
        "aws_kms_key_policy": _at("policy"),
        "awscc_lambda_permission": _at("", form=Form.PERMISSION),
        "awscc_s3_bucket_policy": _at("policy_document"),
        "awscc_sqs_queue_policy": _at("policy_document"),
        "awscc_sns_topic_policy": _at("policy_document"),
        "awscc_kms_key": _at("key_policy"),
    },
}

_CLOUDFORMATION: dict[Subject, _Places] = {
    Subject.IOT_POLICY: {"AWS::IoT::Policy": _at("PolicyDocument")},
    Subject.EMBEDDED_IOT_POLICY: {
        "AWS::IoT::ProvisioningTemplate": _at("TemplateBody", form=Form.TEMPLATE_BODY),
        "AWS::IoT::CACertificate": _at("RegistrationConfig/TemplateBody", form=Form.TEMPLATE_BODY),
    },
    Subject.IDENTITY_POLICY: {
        "AWS::IAM::Policy": _at("PolicyDocument"),
        "AWS::IAM::ManagedPolicy": _at("PolicyDocument"),
        "AWS::IAM::RolePolicy": _at("PolicyDocument"),
        "AWS::IAM::UserPolicy": _at("PolicyDocument"),
        "AWS::IAM::GroupPolicy": _at("PolicyDocument"),
        "AWS::IAM::Role": _at("Policies/*/PolicyDocument"),
        "AWS::IAM::User": _at("Policies/*/PolicyDocument"),
        "AWS::IAM::Group": _at("Policies/*/PolicyDocument"),
        "AWS::Serverless::Function": _at("Policies/*", form=Form.INLINE_DOCUMENT),
    },
    Subject.TRUST_POLICY: {
        "AWS::IAM::Role": _at("AssumeRolePolicyDocument"),
        "AWS::Serverless::Function": _at("AssumeRolePolicyDocument"),
    },
    Subject.RESOURCE_POLICY: {
        "AWS::Lambda::Permission": _at("", form=Form.PERMISSION),
        "AWS::S3::BucketPolicy": _at("PolicyDocument"),
        "AWS::SQS::QueuePolicy": _at("PolicyDocument"),
        "AWS::SNS::TopicPolicy": _at("PolicyDocument"),
        "AWS::KMS::Key": _at("KeyPolicy"),
    },
}

# What Checkov calls a part of a Serverless file, whichever part, if the provider is AWS.
_SERVERLESS = "serverless_aws"

_SERVERLESS_PROVIDER: dict[Subject, _Places] = {
    Subject.IDENTITY_POLICY: {
        _SERVERLESS: _at("iam/role/statements", "iamRoleStatements", form=Form.STATEMENTS)
    },
}
_SERVERLESS_FUNCTION: dict[Subject, _Places] = {
    Subject.IDENTITY_POLICY: {_SERVERLESS: _at("iamRoleStatements", form=Form.STATEMENTS)},
}

_FILES: dict[Subject, _Places] = {
    Subject.IOT_POLICY: {"IoT policy file": _at("", "policyDocument", "PolicyDocument")},
    Subject.EMBEDDED_IOT_POLICY: {
        "provisioning template file": _at("", "templateBody", form=Form.TEMPLATE_BODY),
        "policy in a provisioning template file": _at("", "templateBody", form=Form.TEMPLATE_BODY),
    },
    Subject.IDENTITY_POLICY: {"IAM policy file": _at("", "policyDocument", "PolicyDocument")},
    Subject.TRUST_POLICY: {"trust policy file": _at("", "policyDocument", "PolicyDocument")},
    Subject.RESOURCE_POLICY: {"resource policy file": _at("", "policyDocument", "PolicyDocument")},
}

_PLACES: dict[Framework, dict[Subject, _Places]] = {
    Framework.TERRAFORM: _TERRAFORM,
    Framework.TERRAFORM_DATA: {},
    Framework.CLOUDFORMATION: _CLOUDFORMATION,
    Framework.SERVERLESS_PROVIDER: _SERVERLESS_PROVIDER,
    Framework.SERVERLESS_FUNCTION: _SERVERLESS_FUNCTION,
    Framework.FILE: _FILES,
}

DOCUMENT_SUBJECTS = frozenset(_TERRAFORM)
"""The subjects that are policy documents; the others are whole resources."""

_WHOLE_RESOURCES: dict[Framework, dict[Subject, tuple[str, ...]]] = {
    Framework.TERRAFORM: {
        Subject.PROVISIONING_TEMPLATE: (
            "aws_iot_provisioning_template",
            "awscc_iot_provisioning_template",
        ),
        Subject.CA_CERTIFICATE: ("aws_iot_ca_certificate", "awscc_iot_ca_certificate"),
        Subject.CERTIFICATE: ("aws_iot_certificate",),
        Subject.THING_PRINCIPAL_ATTACHMENT: (
            "aws_iot_thing_principal_attachment",
            "awscc_iot_thing_principal_attachment",
        ),
        Subject.ROLE_ALIAS: ("aws_iot_role_alias", "awscc_iot_role_alias"),
        Subject.COGNITO_ROLE_ATTACHMENT: ("aws_cognito_identity_pool_roles_attachment",),
        Subject.TOPIC_RULE: ("aws_iot_topic_rule", "awscc_iot_topic_rule"),
        Subject.REPLICATION: (
            "aws_s3_bucket_replication_configuration",
            "aws_s3_bucket",
            "aws_backup_plan",
        ),
        Subject.LOGGING: ("aws_iot_logging_options", "awscc_iot_logging"),
        Subject.AUDIT_CONFIGURATION: ("awscc_iot_account_audit_configuration",),
        Subject.DOMAIN_CONFIGURATION: (
            "aws_iot_domain_configuration",
            "awscc_iot_domain_configuration",
        ),
    },
    Framework.TERRAFORM_DATA: {Subject.ENDPOINT: ("aws_iot_endpoint",)},
    Framework.CLOUDFORMATION: {
        Subject.PROVISIONING_TEMPLATE: ("AWS::IoT::ProvisioningTemplate",),
        Subject.CA_CERTIFICATE: ("AWS::IoT::CACertificate",),
        Subject.THING_PRINCIPAL_ATTACHMENT: ("AWS::IoT::ThingPrincipalAttachment",),
        Subject.ROLE_ALIAS: ("AWS::IoT::RoleAlias",),
        Subject.COGNITO_ROLE_ATTACHMENT: ("AWS::Cognito::IdentityPoolRoleAttachment",),
        # A function of SAM has a topic rule for each of its IoTRule events.
        Subject.TOPIC_RULE: ("AWS::IoT::TopicRule", "AWS::Serverless::Function"),
        Subject.REPLICATION: ("AWS::S3::Bucket", "AWS::Backup::BackupPlan"),
        Subject.LOGGING: ("AWS::IoT::Logging",),
        Subject.AUDIT_CONFIGURATION: ("AWS::IoT::AccountAuditConfiguration",),
        Subject.DOMAIN_CONFIGURATION: ("AWS::IoT::DomainConfiguration",),
    },
    Framework.SERVERLESS_PROVIDER: {},
    Framework.SERVERLESS_FUNCTION: {Subject.TOPIC_RULE: (_SERVERLESS,)},
    Framework.FILE: {
        Subject.PROVISIONING_TEMPLATE: (
            "provisioning template file",
            "provisioning template file without its policies",
        ),
    },
}


def places_of(framework: Framework, subject: Subject, resource_type: str) -> tuple[Place, ...]:
    """The attributes of a resource of this type that hold documents of the subject."""
    places: Mapping[str, tuple[Place, ...]] = _PLACES[framework].get(subject, {})
    return places.get(resource_type, ())


def is_whole_resource(framework: Framework, subject: Subject, resource_type: str) -> bool:
    """Whether a resource of this type is, as a whole, what the subject means."""
    return resource_type in _WHOLE_RESOURCES[framework].get(subject, ())


def types_of(framework: Framework, subjects: Iterable[Subject]) -> tuple[str, ...]:
    """The resource types that hold one of the subjects, each once, in the order of the table."""
    types: dict[str, None] = {}
    for subject in subjects:
        types.update(dict.fromkeys(_PLACES[framework].get(subject, ())))
        types.update(dict.fromkeys(_WHOLE_RESOURCES[framework].get(subject, ())))
    return tuple(types)


def all_types(framework: Framework) -> frozenset[str]:
    """Every resource type that some rule may judge."""
    return frozenset(types_of(framework, Subject))
