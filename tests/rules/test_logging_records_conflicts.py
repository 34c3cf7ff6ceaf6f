"""CKV_IOT_601: logs that record client ID conflicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from neighbouring_resources import judge, resource

from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.resources.kinds.iot.logging_options import LoggingOptions
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.rules.logging_records_conflicts import LoggingRecordsConflicts
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, Sequence

if TYPE_CHECKING:
    from checkov_aws_iot.values.value import Value


class TestLoggingRecordsConflicts:
    @pytest.mark.parametrize(
        ("attributes", "verdict"),
        [
            ({"level": "DISABLED"}, Verdict.FAILED),
            ({"level": "ERROR", "enabled": False}, Verdict.FAILED),
            ({"level": "ERROR", "enabled": True}, Verdict.PASSED),
            ({"level": "DEBUG"}, Verdict.PASSED),
            ({"level": Unknown("has no default", "var.level")}, Verdict.UNKNOWN),
            ({"level": "ERROR", "enabled": Unknown("has no default", "var.off")}, Verdict.UNKNOWN),
        ],
    )
    def test_levels(self, attributes: dict[str, Value], verdict: Verdict) -> None:
        logging = resource(LoggingOptions, "a", **attributes)
        assert judge(LoggingRecordsConflicts(), Subject.LOGGING, logging).verdict is verdict

    @pytest.mark.parametrize(
        ("event", "level", "verdict"),
        [
            ("Disconnect", "DISABLED", Verdict.FAILED),
            ("Disconnect", "ERROR", Verdict.PASSED),
            ("Publish-In", "DISABLED", Verdict.PASSED),
            ("Disconnect", Unknown("has no default", "var.level"), Verdict.UNKNOWN),
        ],
    )
    def test_events(self, event: Value, level: Value, verdict: Verdict) -> None:
        events = Sequence([Mapping({"event_type": event, "level": level})])
        logging = resource(LoggingOptions, "a", level="ERROR", event_configurations=events)
        judgement = judge(LoggingRecordsConflicts(), Subject.LOGGING, logging)
        assert judgement.verdict is verdict
        assert all(f.path == "event_configurations/[0]/level" for f in judgement.findings)
