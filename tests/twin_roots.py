"""Pairs of configurations with the same names, about which a rule says different things."""

from __future__ import annotations


def policy(action: str, resource: str = "*") -> str:
    return (
        'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", '
        f'Action = "{action}", Resource = "{resource}" }}] }})'
    )


def block(kind: str, body: str, name: str = "x") -> str:
    return f'resource "{kind}" "{name}" {{\n{body}\n}}\n'


ARN = "arn:aws:iot:us-east-1:123456789012:"
ROLE_ARN = "arn:aws:iam::123456789012:role/device"
OPEN = 'variable "open" {}\n'
HERE = 'provider "aws" { region = "us-east-1" }\n'
FAR = 'provider "aws" {\n alias = "far"\n region = "eu-west-1"\n}\n'
TRUST = """jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole",
  Principal = { Service = "iot.amazonaws.com" } }] })"""


def role(trust: str = TRUST, more: str = "") -> str:
    return HERE + block("aws_iam_role", f'name = "device"\nassume_role_policy = {trust}\n{more}')


def inline(action: str) -> str:
    return block("aws_iam_role_policy", f'name = "p"\nrole = "device"\npolicy = {policy(action)}')


def managed(action: str) -> str:
    return block("aws_iam_policy", f'name = "m"\npolicy = {policy(action)}') + attached(
        "arn:aws:iam::123456789012:policy/m"
    )


def attached(arn: str) -> str:
    return block("aws_iam_role_policy_attachment", f'role = "device"\npolicy_arn = "{arn}"')


def rule(topic: str, more: str) -> str:
    sql = f"SELECT * FROM '{topic}'"
    return block("aws_iot_topic_rule", f'name = "r"\nenabled = true\nsql = "{sql}"\n{more}')


ALIAS = block("aws_iot_role_alias", f'alias = "a"\nrole_arn = "{ROLE_ARN}"')
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
READER = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
BOUNDARY = f'permissions_boundary = "{READER}"'


def identities(who: str, pool: str = '"us-east-1:x"') -> str:
    roles = f'roles = {{ {who} = "{ROLE_ARN}" }}'
    return block(
        "aws_cognito_identity_pool_roles_attachment", f"identity_pool_id = {pool}\n{roles}"
    )


def pool(strangers: str) -> str:
    name = 'identity_pool_name = "pool"'
    return identities("unauthenticated", "aws_cognito_identity_pool.x.id") + block(
        "aws_cognito_identity_pool", f"{name}\nallow_unauthenticated_identities = {strangers}"
    )


CERTIFICATE = block("aws_iot_certificate", 'csr = "x"')
FUNCTION = block("aws_lambda_function", 'function_name = "f"')
CALLS = 'lambda { function_arn = "arn:aws:lambda:us-east-1:123456789012:function:f" }'


def permission(principal: str) -> str:
    action = 'action = "lambda:InvokeFunction"\nfunction_name = "f"'
    return block("aws_lambda_permission", f"{action}\nprincipal = {principal}")


def attachments(*things: str, principal: str = "aws_iot_certificate.x.arn") -> str:
    return "".join(
        block("aws_iot_thing_principal_attachment", f'thing = "{t}"\nprincipal = {principal}', t)
        for t in things
    )


def claim(template: str) -> str:
    topic = f"{ARN}topic/{template}"
    return block(
        "aws_iot_policy", f'name = "fleet"\npolicy = {policy("iot:Publish", topic)}'
    ) + block("aws_iot_policy_attachment", 'policy = "fleet"\ntarget = aws_iot_certificate.x.arn')


CLAIM = claim("$aws/provisioning-templates/t/provision/json")
TEMPLATE = block(
    "aws_iot_provisioning_template",
    f"""name = "t"
    type = "JITP"
    provisioning_role_arn = "{ROLE_ARN}"
    template_body = "{{}}\"""",
)
CA = block(
    "aws_iot_ca_certificate",
    """active = true
    allow_auto_registration = true
    ca_certificate_pem = "x"
    certificate_mode = "SNI_ONLY\"""",
)
NAMES_TEMPLATE = CA.replace("active =", 'registration_config { template_name = "t" }\nactive =')
REGISTERED = rule("$aws/events/certificates/registered/+", CALLS)

BUCKET = block("aws_s3_bucket", 'bucket = "archive"') + block(
    "aws_s3_bucket_versioning",
    'bucket = "archive"\nversioning_configuration { status = "Enabled" }',
)
BUCKET_POLICY = block("aws_s3_bucket_policy", 'bucket = "archive"\npolicy = var.open')
TO_BUCKET = rule("a", f's3 {{\nbucket_name = "archive"\nkey = "k"\nrole_arn = "{ROLE_ARN}"\n}}')
REPLICATION = (
    FAR
    + block("aws_s3_bucket", 'provider = aws.far\nbucket = "copy"', "copy")
    + block(
        "aws_s3_bucket_replication_configuration",
        'bucket = "archive"\nrole = "x"\n'
        'rule {\nstatus = "Enabled"\ndestination { bucket = "arn:aws:s3:::copy" }\n}',
    )
)
TABLE = block("aws_dynamodb_table", 'name = "data"\nhash_key = "k"')
REPLICA = TABLE.replace("hash_key", 'replica { region_name = "eu-west-1" }\nhash_key')
TO_TABLE = rule("a", 'dynamodbv2 {\nput_item { table_name = "data" }\nrole_arn = "x"\n}')


def backup(selected: str) -> str:
    copied = "copy_action { destination_vault_arn = aws_backup_vault.x.arn }"
    return (
        FAR
        + block("aws_backup_vault", 'provider = aws.far\nname = "far"')
        + block(
            "aws_backup_plan",
            f'name = "p"\nrule {{\nrule_name = "d"\ntarget_vault_name = "near"\n{copied}\n}}',
        )
        + block(
            "aws_backup_selection",
            'name = "s"\niam_role_arn = "x"\nplan_id = aws_backup_plan.x.id\n'
            f"resources = [{selected}]",
        )
    )


LOGGING = block("aws_iot_logging_options", f'default_log_level = "ERROR"\nrole_arn = "{ROLE_ARN}"')
FILTER = block(
    "aws_cloudwatch_log_metric_filter",
    """name = "c"
    log_group_name = "AWSIotLogsV2"
    pattern = "DUPLICATE_CLIENT_ID"
    metric_transformation {
      name = "Conflicts"
      namespace = "IoT"
      value = "1"
    }""",
)
ALARM = block(
    "aws_cloudwatch_metric_alarm",
    """alarm_name = "c"
    metric_name = "Conflicts"
    namespace = "IoT"
    alarm_actions = ["arn:aws:sns:us-east-1:123456789012:t"]""",
)
AUDIT = block(
    "awscc_iot_account_audit_configuration",
    f"""account_id = "123456789012"
    role_arn = "{ROLE_ARN}"
    audit_check_configurations = {{
      conflicting_client_ids_check       = {{ enabled = true }}
      iot_policy_overly_permissive_check = {{ enabled = true }}
      device_certificate_shared_check    = {{ enabled = true }}
    }}""",
)
SCHEDULE = block(
    "awscc_iot_scheduled_audit",
    """scheduled_audit_name = "s"
    frequency = "DAILY"
    target_check_names = [
      "ConflictingClientIdsCheck", "IotPolicyOverlyPermissiveCheck", "DeviceCertificateSharedCheck",
      "CONFLICTING_CLIENT_IDS_CHECK", "IOT_POLICY_OVERLY_PERMISSIVE_CHECK",
      "DEVICE_CERTIFICATE_SHARED_CHECK"
    ]""",
)
OPERATOR = inline("iot:Publish").replace('"iot:Publish"', '["iotdeviceadvisor:*", "iot:Publish"]')

TWINS = {
    "001 trust": ("001", OPEN + role("var.open") + ALIAS, OPEN + role("var.open")),
    "001 permission": (
        "001",
        OPEN + FUNCTION + permission("var.open") + rule("a", CALLS),
        OPEN + FUNCTION + permission("var.open"),
    ),
    "001 bucket": ("001", OPEN + BUCKET + BUCKET_POLICY + TO_BUCKET, OPEN + BUCKET + BUCKET_POLICY),
    "103 certificate": (
        "103",
        CERTIFICATE + attachments("pump"),
        CERTIFICATE + attachments("pump", "valve"),
    ),
    "103 claim": (
        "103",
        CERTIFICATE + attachments("pump", "valve") + CLAIM,
        CERTIFICATE + attachments("pump", "valve") + claim("pump"),
    ),
    "206 inside": (
        "206",
        role(more=f'inline_policy {{\nname = "i"\npolicy = {policy("s3:GetObject")}\n}}') + ALIAS,
        role(more=f'inline_policy {{\nname = "i"\npolicy = {policy("s3:*")}\n}}') + ALIAS,
    ),
    "206 inline": ("206", role() + ALIAS + inline("s3:GetObject"), role() + ALIAS + inline("s3:*")),
    "206 managed": ("206", role() + ALIAS + managed("s3:Get"), role() + ALIAS + managed("s3:*")),
    "206 of AWS": (
        "206",
        role() + ALIAS + attached(READER),
        role() + ALIAS + attached(ADMINISTRATOR),
    ),
    "206 boundary": (
        "206",
        role(more=BOUNDARY) + ALIAS + inline("s3:*"),
        role() + ALIAS + inline("s3:*"),
    ),
    "207 inline": (
        "207",
        role() + identities("authenticated") + inline("iot:ListRetainedMessages"),
        role() + identities("authenticated") + inline("iot:*"),
    ),
    "207 pool": (
        "207",
        role() + pool("false") + inline("iot:*"),
        role() + pool("true") + inline("iot:*"),
    ),
    "208 devices": ("208", role() + OPERATOR, role() + OPERATOR + ALIAS),
    "301 caller": ("301", role() + TO_BUCKET, role()),
    "304 caller": (
        "304",
        FUNCTION + permission('"iot.amazonaws.com"') + rule("a", CALLS),
        FUNCTION + permission('"iot.amazonaws.com"'),
    ),
    "402 type": (
        "402",
        NAMES_TEMPLATE + TEMPLATE,
        NAMES_TEMPLATE + TEMPLATE.replace("JITP", "FLEET_PROVISIONING"),
    ),
    "404 rule": ("404", HERE + CA + REGISTERED, HERE + CA),
    "404 topic": ("404", HERE + CA + REGISTERED, HERE + CA + rule("other", CALLS)),
    "404 disabled": (
        "404",
        HERE + CA + REGISTERED,
        HERE + CA + REGISTERED.replace("enabled = true", "enabled = false"),
    ),
    "405 inline": (
        "405",
        role() + TEMPLATE + inline("iot:RegisterThing"),
        role() + TEMPLATE + inline("iot:*"),
    ),
    "405 of AWS": (
        "405",
        role() + TEMPLATE + attached(READER),
        role() + TEMPLATE + attached(ADMINISTRATOR),
    ),
    "501 bucket": (
        "501",
        HERE + BUCKET + TO_BUCKET + REPLICATION,
        HERE + BUCKET + TO_BUCKET,
    ),
    "501 versions": (
        "501",
        HERE + BUCKET + TO_BUCKET + REPLICATION,
        HERE + BUCKET.replace('"Enabled"', '"Suspended"') + TO_BUCKET + REPLICATION,
    ),
    "501 table": ("501", HERE + REPLICA + TO_TABLE, HERE + TABLE + TO_TABLE),
    "501 backup": (
        "501",
        HERE + TABLE + TO_TABLE + backup('"arn:aws:dynamodb:us-east-1:123456789012:table/data"'),
        HERE + TABLE + TO_TABLE,
    ),
    "501 backup of all": (
        "501",
        HERE + TABLE + TO_TABLE + backup('"arn:aws:dynamodb:*:*:table/*"'),
        HERE + TABLE + TO_TABLE,
    ),
    "602 alarm": ("602", HERE + LOGGING + FILTER + ALARM, HERE + LOGGING + FILTER),
    "602 filter": ("602", HERE + LOGGING + FILTER + ALARM, HERE + LOGGING + ALARM),
    "602 neither": ("602", HERE + LOGGING + FILTER + ALARM, HERE + LOGGING),
    "603 schedule": ("603", HERE + AUDIT + SCHEDULE, HERE + AUDIT),
}
"""By name: the number of the rule, and two root modules that it says different things about."""

SHARED = {
    "206 policies": ("206", role() + ALIAS, inline("s3:*"), True),
    "404 rule": ("404", HERE + CA, HERE + REGISTERED, False),
    "501 backup of all": (
        "501",
        HERE + TABLE + TO_TABLE,
        HERE + backup('"arn:aws:dynamodb:*:*:table/*"'),
        False,
    ),
    "602 alarm": ("602", HERE + LOGGING, HERE + FILTER + ALARM, False),
    "603 schedule": ("603", HERE + AUDIT, HERE + SCHEDULE, False),
}
"""By name: the number, a root module, one that only completes it, and whether it then fails."""
