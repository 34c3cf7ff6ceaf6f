"""The catalogue: every rule, once, in the order of the ids.

Checkov loads the pack in every runner of a scan, though most of them will judge nothing. So the
catalogue says what registering needs, and a rule is imported when it first judges something. A test
holds it to what the rules say about themselves.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, cast

from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.findings.subject import Subject

if TYPE_CHECKING:
    from checkov_aws_iot.findings.rule import Rule


class Entry(NamedTuple):
    """What is known of a rule before it is imported; ``location`` is ``module:class``."""

    id: str
    title: str
    severity: Severity
    subjects: tuple[Subject, ...]
    location: str


ANALYSABLE_DOCUMENT = "CKV_IOT_001"
"""The id of the rule that reports what no other rule could decide."""

CATALOGUE: tuple[Entry, ...] = (
    Entry(
        "CKV_IOT_001",
        "Ensure the policy can be analysed before deployment",
        Severity.LOW,
        (
            Subject.IOT_POLICY,
            Subject.EMBEDDED_IOT_POLICY,
            Subject.IDENTITY_POLICY,
            Subject.TRUST_POLICY,
            Subject.RESOURCE_POLICY,
        ),
        "analysable_document:AnalysableDocument",
    ),
    Entry(
        "CKV_IOT_101",
        "Ensure the IoT policy restricts MQTT client IDs to the device's own",
        Severity.HIGH,
        (Subject.IOT_POLICY, Subject.EMBEDDED_IOT_POLICY),
        "own_client_ids:OwnClientIds",
    ),
    Entry(
        "CKV_IOT_102",
        "Ensure IAM policies that grant iot:Connect restrict MQTT client IDs",
        Severity.MEDIUM,
        (Subject.IDENTITY_POLICY,),
        "iam_own_client_ids:IamOwnClientIds",
    ),
    Entry(
        "CKV_IOT_103",
        "Ensure one certificate is attached to one thing",
        Severity.HIGH,
        (Subject.THING_PRINCIPAL_ATTACHMENT,),
        "one_certificate_per_thing:OneCertificatePerThing",
    ),
    Entry(
        "CKV_IOT_104",
        "Ensure device private keys stay out of the Terraform state",
        Severity.MEDIUM,
        (Subject.CERTIFICATE, Subject.CA_CERTIFICATE),
        "keys_outside_state:KeysOutsideState",
    ),
    Entry(
        "CKV_IOT_201",
        "Ensure the IoT policy names its actions",
        Severity.HIGH,
        (Subject.IOT_POLICY, Subject.EMBEDDED_IOT_POLICY),
        "named_actions:NamedActions",
    ),
    Entry(
        "CKV_IOT_202",
        "Ensure the IoT policy names its resources",
        Severity.HIGH,
        (Subject.IOT_POLICY, Subject.EMBEDDED_IOT_POLICY),
        "named_resources:NamedResources",
    ),
    Entry(
        "CKV_IOT_203",
        "Ensure MQTT topics and things are fixed or belong to the device",
        Severity.MEDIUM,
        (Subject.IOT_POLICY, Subject.EMBEDDED_IOT_POLICY),
        "own_topics:OwnTopics",
    ),
    Entry(
        "CKV_IOT_204",
        "Ensure Deny statements take effect",
        Severity.MEDIUM,
        (Subject.IOT_POLICY, Subject.EMBEDDED_IOT_POLICY),
        "effective_denials:EffectiveDenials",
    ),
    Entry(
        "CKV_IOT_205",
        "Ensure every grant can match a request",
        Severity.LOW,
        (Subject.IOT_POLICY, Subject.EMBEDDED_IOT_POLICY),
        "matching_grants:MatchingGrants",
    ),
    Entry(
        "CKV_IOT_206",
        "Ensure role aliases give devices bounded AWS permissions",
        Severity.HIGH,
        (Subject.IOT_POLICY, Subject.EMBEDDED_IOT_POLICY, Subject.ROLE_ALIAS),
        "role_alias_permissions:RoleAliasPermissions",
    ),
    Entry(
        "CKV_IOT_207",
        "Ensure Cognito roles reach only their own IoT resources",
        Severity.HIGH,
        (Subject.COGNITO_ROLE_ATTACHMENT,),
        "cognito_role_permissions:CognitoRolePermissions",
    ),
    Entry(
        "CKV_IOT_208",
        "Ensure IAM policies name the IoT topics, things and client IDs they reach",
        Severity.MEDIUM,
        (Subject.IDENTITY_POLICY,),
        "iam_named_resources:IamNamedResources",
    ),
    Entry(
        "CKV_IOT_209",
        "Ensure iam:PassRole for Device Advisor is limited to its device role",
        Severity.HIGH,
        (Subject.IDENTITY_POLICY,),
        "device_advisor_role:DeviceAdvisorRole",
    ),
    Entry(
        "CKV_IOT_301",
        "Ensure roles trusted by AWS IoT services pin the calling account",
        Severity.HIGH,
        (Subject.TRUST_POLICY,),
        "trusted_service_pins_account:TrustedServicePinsAccount",
    ),
    Entry(
        "CKV_IOT_302",
        "Ensure source conditions agree and can be met",
        Severity.HIGH,
        (Subject.TRUST_POLICY, Subject.RESOURCE_POLICY),
        "source_conditions_agree:SourceConditionsAgree",
    ),
    Entry(
        "CKV_IOT_303",
        "Ensure Device Advisor roles name their test suites",
        Severity.MEDIUM,
        (Subject.TRUST_POLICY,),
        "device_advisor_names_suites:DeviceAdvisorNamesSuites",
    ),
    Entry(
        "CKV_IOT_304",
        "Ensure resource policies that admit AWS IoT pin the calling account",
        Severity.HIGH,
        (Subject.RESOURCE_POLICY,),
        "resource_policy_pins_account:ResourcePolicyPinsAccount",
    ),
    Entry(
        "CKV_IOT_401",
        "Ensure fleet provisioning verifies devices before it registers them",
        Severity.MEDIUM,
        (Subject.PROVISIONING_TEMPLATE,),
        "fleet_hook:FleetHook",
    ),
    Entry(
        "CKV_IOT_402",
        "Ensure provisioning templates are complete and consistent",
        Severity.HIGH,
        (Subject.PROVISIONING_TEMPLATE, Subject.CA_CERTIFICATE),
        "consistent_template:ConsistentTemplate",
    ),
    Entry(
        "CKV_IOT_403",
        "Ensure claim certificates can only provision",
        Severity.HIGH,
        (Subject.IOT_POLICY, Subject.EMBEDDED_IOT_POLICY),
        "claims_only_provision:ClaimsOnlyProvision",
    ),
    Entry(
        "CKV_IOT_404",
        "Ensure registered CAs provision devices just in time",
        Severity.MEDIUM,
        (Subject.CA_CERTIFICATE,),
        "just_in_time_provisioning:JustInTimeProvisioning",
    ),
    Entry(
        "CKV_IOT_405",
        "Ensure the provisioning role can only register things",
        Severity.HIGH,
        (Subject.PROVISIONING_TEMPLATE, Subject.CA_CERTIFICATE),
        "provisioning_role:ProvisioningRole",
    ),
    Entry(
        "CKV_IOT_501",
        "Ensure data stored by IoT rules has a copy in a second Region",
        Severity.MEDIUM,
        (Subject.TOPIC_RULE,),
        "copy_in_second_region:CopyInSecondRegion",
    ),
    Entry(
        "CKV_IOT_502",
        "Ensure IoT rules have an error action",
        Severity.LOW,
        (Subject.TOPIC_RULE,),
        "rule_error_action:RuleErrorAction",
    ),
    Entry(
        "CKV_IOT_503",
        "Ensure a cross-Region copy really copies",
        Severity.LOW,
        (Subject.REPLICATION,),
        "copy_really_copies:CopyReallyCopies",
    ),
    Entry(
        "CKV_IOT_601",
        "Ensure AWS IoT logging records client ID conflicts",
        Severity.MEDIUM,
        (Subject.LOGGING,),
        "logging_records_conflicts:LoggingRecordsConflicts",
    ),
    Entry(
        "CKV_IOT_602",
        "Ensure client ID conflicts raise an alarm",
        Severity.LOW,
        (Subject.LOGGING,),
        "conflict_alarm:ConflictAlarm",
    ),
    Entry(
        "CKV_IOT_603",
        "Ensure Device Defender audits identities and policies",
        Severity.LOW,
        (Subject.AUDIT_CONFIGURATION,),
        "audit_covers_identities:AuditCoversIdentities",
    ),
    Entry(
        "CKV_IOT_701",
        "Ensure devices use the Amazon Trust Services endpoint",
        Severity.MEDIUM,
        (Subject.ENDPOINT,),
        "endpoint_type:EndpointType",
    ),
    Entry(
        "CKV_IOT_702",
        "Ensure IoT domain configurations require TLS 1.2 or later",
        Severity.MEDIUM,
        (Subject.DOMAIN_CONFIGURATION,),
        "transport_security:TransportSecurity",
    ),
)
"""Every rule of the pack."""


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, made once, in the order of the catalogue."""
    return tuple(_made(entry) for entry in CATALOGUE)


@cache
def rule(check_id: str) -> Rule:
    """The rule with that id.

    Raises:
        KeyError: there is none.
    """
    return {found.id: found for found in rules()}[check_id]


def _made(entry: Entry) -> Rule:
    module, name = entry.location.split(":")
    loaded = import_module(f"checkov_aws_iot.rules.{module}")
    return cast("Rule", getattr(loaded, name)())
