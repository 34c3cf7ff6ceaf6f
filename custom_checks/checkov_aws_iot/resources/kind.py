"""The kinds of resources that rules look at, as subjects or as neighbours."""

from __future__ import annotations

from enum import Enum


class Kind(Enum):
    """A kind of AWS resource; the comment lists the neutral attribute names."""

    ROLE = "role"  # name, trust_policy, inline_policies[{name, policy}], managed_policy_arns
    IDENTITY_POLICY = "identity policy"  # name, policy, roles (names of the roles it is attached to)
    ROLE_POLICY_ATTACHMENT = "role policy attachment"  # role, policy_arn
    ROLE_ALIAS = "role alias"  # alias, role_arn
    IOT_POLICY = "IoT policy"  # name, policy
    TOPIC_RULE = "topic rule"  # name, sql, enabled, actions[{type, ...}], error_actions[{type, ...}]
    PROVISIONING_TEMPLATE = "provisioning template"  # name, template_body, role_arn, type, hook
    CA_CERTIFICATE = "CA certificate"
    CERTIFICATE = "certificate"
    THING = "thing"  # name
    THING_PRINCIPAL_ATTACHMENT = "thing principal attachment"  # thing, principal, type
    COGNITO_ROLE_ATTACHMENT = "identity pool role attachment"
    BUCKET = "bucket"  # name, versioning, replication_rules[...]
    TABLE = "table"  # name, replica_regions
