"""CKV_IOT_603: audits of identities and policies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from neighbouring_resources import judge, resource

from checkov_aws_iot.findings.verdict import Judgement, Verdict
from checkov_aws_iot.resources.kinds.iot.audit_configuration import AuditConfiguration
from checkov_aws_iot.resources.kinds.iot.scheduled_audit import ScheduledAudit
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.rules.audit_covers_identities import AuditCoversIdentities
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, Sequence

if TYPE_CHECKING:
    from checkov_aws_iot.values.value import Value


class TestAuditCoversIdentities:
    WANTED = (
        "CONFLICTING_CLIENT_IDS_CHECK",
        "IOT_POLICY_OVERLY_PERMISSIVE_CHECK",
        "DEVICE_CERTIFICATE_SHARED_CHECK",
    )

    def judgement(self, enabled: dict[str, Value], *scheduled: Value) -> Judgement:
        configuration = resource(AuditConfiguration, "a", checks=Mapping(enabled))
        audits = [resource(ScheduledAudit, f"s{i}", checks=c) for i, c in enumerate(scheduled)]
        return judge(AuditCoversIdentities(), Subject.AUDIT_CONFIGURATION, configuration, *audits)

    def test_enabled_and_scheduled_by_two_audits(self) -> None:
        judgement = self.judgement(
            dict.fromkeys(self.WANTED, True), Sequence(self.WANTED[:1]), Sequence(self.WANTED[1:])
        )
        assert judgement.verdict is Verdict.PASSED

    @pytest.mark.parametrize("missing", WANTED)
    def test_a_check_that_is_off(self, missing: str) -> None:
        judgement = self.judgement(
            {**dict.fromkeys(self.WANTED, True), missing: False}, Sequence(self.WANTED)
        )
        assert [missing in finding.message for finding in judgement.findings] == [True]

    def test_checks_that_never_run(self) -> None:
        assert len(self.judgement(dict.fromkeys(self.WANTED, True)).findings) == len(self.WANTED)

    def test_a_schedule_that_is_not_known(self) -> None:
        judgement = self.judgement(
            dict.fromkeys(self.WANTED, True), Unknown("has no default", "var.checks")
        )
        assert judgement.verdict is Verdict.UNKNOWN
