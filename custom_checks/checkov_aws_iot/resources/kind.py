"""The kinds of resources that rules look at, as subjects or as neighbours."""

from __future__ import annotations

# ruff: noqa: ERA001 - attribute names in comments read like code
from enum import Enum


class Kind(Enum):
    """A kind of AWS resource; the comment lists the neutral attribute names.

    ``x[{a, b}]`` is a ``Sequence`` of ``Mapping`` with the keys ``a`` and ``b``; ``x[]`` a
    ``Sequence`` of values. What is not written is ``ABSENT``; a list that is not known is
    ``Unknown``. Attributes that refer to another resource hold what the author wrote, a name or an
    ARN: ``ResourceGraph.referred`` resolves both. ``type`` tells variants of a kind apart.
    """

    # --- who may do what -------------------------------------------------------------------------
    # name, trust_policy, inline_policies[{name, policy}], managed_policy_arns[],
    # permissions_boundary (ARN)
    ROLE = "role"
    # A managed policy or one written for its roles.
    # name, policy, roles[], users[], groups[] (whatever names what it is attached to)
    IDENTITY_POLICY = "identity policy"
    # One role, user or group and one policy; lists are taken apart. role, user, group, policy_arn
    ROLE_POLICY_ATTACHMENT = "role policy attachment"
    # identity_pool_id, authenticated, unauthenticated (role references), mapped_roles[]
    COGNITO_ROLE_ATTACHMENT = "identity pool role attachment"
    # name, allow_unauthenticated
    IDENTITY_POOL = "identity pool"
    # name, role, variables{} (its environment)
    FUNCTION = "function"
    # function, principal, action, source_arn, source_account
    FUNCTION_PERMISSION = "function permission"

    # --- AWS IoT ---------------------------------------------------------------------------------
    # alias, role_arn
    ROLE_ALIAS = "role alias"
    # name, policy
    IOT_POLICY = "IoT policy"
    # policy (name), target (certificate ARN, thing group ARN, Cognito identity)
    IOT_POLICY_ATTACHMENT = "IoT policy attachment"
    # name, sql, actions[{type, role_arn, ...}], error_actions[{type, ...}]; the keys
    # of an action are listed in resources/topic_rule.py
    TOPIC_RULE = "topic rule"
    # role_arn
    TOPIC_RULE_DESTINATION = "topic rule destination"
    # name, template_body, role_arn, type, enabled, hook{target_arn, payload_version}
    PROVISIONING_TEMPLATE = "provisioning template"
    # active, auto_registration (bool), mode, pem,
    # registration_config{role_arn, template_body, template_name}
    CA_CERTIFICATE = "CA certificate"
    # active (bool), csr, pem, ca_pem
    CERTIFICATE = "certificate"
    # name, thing_type
    THING = "thing"
    # thing (name), principal (ARN), type (EXCLUSIVE_THING or NON_EXCLUSIVE_THING)
    THING_PRINCIPAL_ATTACHMENT = "thing principal attachment"
    # role_arn, level, disabled (bool), event_configurations[{event_type, level, destination}]
    LOGGING = "logging options"
    # role_arn, checks{name as in the API: enabled (bool)}, notification_role_arns[]
    AUDIT_CONFIGURATION = "Device Defender audit configuration"
    # name, frequency, checks[]
    SCHEDULED_AUDIT = "scheduled audit"
    # name, role_arn
    MITIGATION_ACTION = "mitigation action"
    # name, alert_role_arns[]
    SECURITY_PROFILE = "security profile"
    # name, role_arn (of presigned URLs)
    JOB_TEMPLATE = "job template"
    # name, role_arn (of the test devices)
    SUITE_DEFINITION = "Device Advisor suite definition"
    # name, function
    AUTHORIZER = "authorizer"
    # type
    ENDPOINT = "endpoint"
    # name, security_policy
    DOMAIN_CONFIGURATION = "domain configuration"

    # --- watching --------------------------------------------------------------------------------
    # log_group, pattern, metrics[{namespace, name}]
    METRIC_FILTER = "metric filter"
    # namespace, metric_name, actions[], actions_enabled
    ALARM = "alarm"

    # --- where data flows through ----------------------------------------------------------------
    # name
    STREAM = "stream"
    # name, source_stream, destinations[{type, target, prefix}]
    DELIVERY_STREAM = "delivery stream"
    # source, function
    EVENT_SOURCE_MAPPING = "event source mapping"
    # name
    QUEUE = "queue"
    # name
    NOTIFICATION_TOPIC = "notification topic"
    # topic, protocol, endpoint
    NOTIFICATION_SUBSCRIPTION = "notification subscription"

    # --- where data stays ------------------------------------------------------------------------
    # name, tags{}, versioning (status), encryption (algorithm), replication_rules[{status, prefix,
    # other_filter (bool), destination, replica_key, encrypted_objects (status)}]
    BUCKET = "bucket"
    # bucket, rules[] as replication_rules of a bucket
    BUCKET_REPLICATION = "bucket replication"
    # bucket, status
    BUCKET_VERSIONING = "bucket versioning"
    # bucket, algorithm
    BUCKET_ENCRYPTION = "bucket encryption"
    # name, tags{}, replicas[{region}] (besides the table itself), all_regions[] (where the table's
    # own Region is listed too), ignores_replicas (bool: replicas are kept somewhere else)
    TABLE = "table"
    # table, region
    TABLE_REPLICA = "table replica"
    # name, regions[]
    GLOBAL_TABLE = "global table"
    # name
    TIMESERIES_DATABASE = "time series database"
    # name, database, tags{}
    TIMESERIES_TABLE = "time series table"
    # name, endpoint, tags{}
    SEARCH_DOMAIN = "search domain"
    # regions[] of both ends, domains[] (names or ARNs of both ends)
    SEARCH_CONNECTION = "search connection"
    # name, tags{}
    KAFKA_CLUSTER = "Kafka cluster"
    # clusters[{cluster, role ("source", "target" or ABSENT)}]
    KAFKA_REPLICATOR = "Kafka replicator"
    # name, type ("cluster" or "instance"), global_cluster, replica_of, tags{}
    DATABASE = "database"
    # name, source
    GLOBAL_DATABASE = "global database"
    # source, region
    DATABASE_BACKUP_COPY = "database backup copy"
    # name
    LOG_GROUP = "log group"

    # --- AWS Backup ------------------------------------------------------------------------------
    # name, rules[{vault, copies[] (vault ARNs)}]
    BACKUP_PLAN = "backup plan"
    # plan, resources[], excluded[], tags[{operator, key, value}] (any of them),
    # conditions[{operator, key, value}] (all of them)
    BACKUP_SELECTION = "backup selection"
    # name, type ("vault" or "air gapped")
    BACKUP_VAULT = "backup vault"

    # --- other -----------------------------------------------------------------------------------
    # name, type (of key: "key", "replica" or "alias")
    KEY = "key"
    # A private key that the configuration itself makes; identifiers are its PEM texts.
    KEY_PAIR = "key pair"
    # A CSR or certificate that the configuration itself makes; identifiers are its PEM texts.
    # private_key (PEM), request (CSR that it was made from)
    SIGNED_TEXT = "signed text"
    # properties: whatever it was given
    CUSTOM_RESOURCE = "custom resource"
