"""What a rule can be about."""

from __future__ import annotations

from enum import Enum


class Subject(Enum):
    """The kinds of things rules judge; the frameworks know which resources hold them.

    The first five are policy documents, the others whole resources with their neighbours.
    """

    IOT_POLICY = "IoT policy"
    EMBEDDED_IOT_POLICY = "IoT policy inside a provisioning template"
    IDENTITY_POLICY = "IAM identity policy"
    TRUST_POLICY = "trust policy"
    RESOURCE_POLICY = "resource policy"
    PROVISIONING_TEMPLATE = "provisioning template"
    CA_CERTIFICATE = "CA certificate"
    CERTIFICATE = "certificate"
    THING_PRINCIPAL_ATTACHMENT = "thing principal attachment"
    AUTHORIZER = "custom authorizer"
    ROLE_ALIAS = "role alias"
    COGNITO_ROLE_ATTACHMENT = "identity pool role attachment"
    TOPIC_RULE = "topic rule"
    REPLICATION = "copy in another Region"
    LOGGING = "logging options"
    RESOURCE_LOGGING = "resource-specific logging"
    AUDIT_CONFIGURATION = "Device Defender audit configuration"
    ENDPOINT = "endpoint"
    DOMAIN_CONFIGURATION = "domain configuration"
