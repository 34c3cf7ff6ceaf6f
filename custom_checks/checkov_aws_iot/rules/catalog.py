"""Every rule of the pack, once, in the order of the ids."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from checkov_aws_iot.findings.rule import Rule

MODULES: tuple[str, ...] = (
    "analysable_document:AnalysableDocument",  # CKV_IOT_001
    "one_certificate_per_thing:OneCertificatePerThing",  # CKV_IOT_103
    "keys_outside_state:KeysOutsideState",  # CKV_IOT_104
    "named_actions:NamedActions",  # CKV_IOT_201
    "effective_denials:EffectiveDenials",  # CKV_IOT_204
    "matching_grants:MatchingGrants",  # CKV_IOT_205
    "role_alias_permissions:RoleAliasPermissions",  # CKV_IOT_206
    "cognito_role_permissions:CognitoRolePermissions",  # CKV_IOT_207
    "device_advisor_role:DeviceAdvisorRole",  # CKV_IOT_209
    "trusted_service_pins_account:TrustedServicePinsAccount",  # CKV_IOT_301
    "source_conditions_agree:SourceConditionsAgree",  # CKV_IOT_302
    "device_advisor_names_suites:DeviceAdvisorNamesSuites",  # CKV_IOT_303
    "resource_policy_pins_account:ResourcePolicyPinsAccount",  # CKV_IOT_304
    "claims_only_provision:ClaimsOnlyProvision",  # CKV_IOT_403
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
