"""Every rule of the pack, once, in the order of the ids."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from checkov_aws_iot.findings.rule import Rule

MODULES: tuple[str, ...] = (
    "analysable_document:AnalysableDocument",  # CKV_IOT_001
    "own_client_ids:OwnClientIds",  # CKV_IOT_101
    "iam_own_client_ids:IamOwnClientIds",  # CKV_IOT_102
    "one_certificate_per_thing:OneCertificatePerThing",  # CKV_IOT_103
    "keys_outside_state:KeysOutsideState",  # CKV_IOT_104
    "named_actions:NamedActions",  # CKV_IOT_201
    "named_resources:NamedResources",  # CKV_IOT_202
    "own_topics:OwnTopics",  # CKV_IOT_203
    "effective_denials:EffectiveDenials",  # CKV_IOT_204
    "matching_grants:MatchingGrants",  # CKV_IOT_205
    "role_alias_permissions:RoleAliasPermissions",  # CKV_IOT_206
    "cognito_role_permissions:CognitoRolePermissions",  # CKV_IOT_207
    "iam_named_resources:IamNamedResources",  # CKV_IOT_208
    "device_advisor_role:DeviceAdvisorRole",  # CKV_IOT_209
    "trusted_service_pins_account:TrustedServicePinsAccount",  # CKV_IOT_301
    "source_conditions_agree:SourceConditionsAgree",  # CKV_IOT_302
    "device_advisor_names_suites:DeviceAdvisorNamesSuites",  # CKV_IOT_303
    "resource_policy_pins_account:ResourcePolicyPinsAccount",  # CKV_IOT_304
    "fleet_hook:FleetHook",  # CKV_IOT_401
    "consistent_template:ConsistentTemplate",  # CKV_IOT_402
    "claims_only_provision:ClaimsOnlyProvision",  # CKV_IOT_403
    "just_in_time_provisioning:JustInTimeProvisioning",  # CKV_IOT_404
    "provisioning_role:ProvisioningRole",  # CKV_IOT_405
    "copy_in_second_region:CopyInSecondRegion",  # CKV_IOT_501
    "rule_error_action:RuleErrorAction",  # CKV_IOT_502
    "copy_really_copies:CopyReallyCopies",  # CKV_IOT_503
    "logging_records_conflicts:LoggingRecordsConflicts",  # CKV_IOT_601
    "conflict_alarm:ConflictAlarm",  # CKV_IOT_602
    "audit_covers_identities:AuditCoversIdentities",  # CKV_IOT_603
    "endpoint_type:EndpointType",  # CKV_IOT_701
    "transport_security:TransportSecurity",  # CKV_IOT_702
)
"""``module:class`` of every rule; the modules lie beside this one."""

ANALYSABLE_DOCUMENT = "CKV_IOT_001"
"""The id of the rule that reports what no other rule could decide."""


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, made once."""
    return tuple(_made(entry) for entry in MODULES)


def _made(entry: str) -> Rule:
    module, name = entry.split(":")
    loaded = import_module(f"checkov_aws_iot.rules.{module}")
    return cast("Rule", getattr(loaded, name)())
