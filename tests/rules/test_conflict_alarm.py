"""CKV_IOT_602: alarms on client ID conflicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from neighbouring_resources import judge, resource

from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.resources.kinds.iot.logging_options import LoggingOptions
from checkov_aws_iot.resources.kinds.watching.alarm import Alarm
from checkov_aws_iot.resources.kinds.watching.metric_filter import MetricFilter
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.rules.conflict_alarm import ConflictAlarm
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import Mapping, Sequence

if TYPE_CHECKING:
    from checkov_aws_iot.values.value import Value


class TestConflictAlarm:
    LOGGING = resource(LoggingOptions, "logging", level="ERROR")
    METRIC = Sequence([Mapping({"namespace": "Devices", "name": "Conflicts"})])

    def metric_filter(self, **changes: Value) -> Resource:
        attributes: dict[str, Value] = {
            "log_group": "AWSIotLogsV2",
            "pattern": '{$.reason= "DUPLICATE_CLIENT_ID" }',
            "metrics": self.METRIC,
        }
        return resource(MetricFilter, "filter", **{**attributes, **changes})

    def alarm(self, **changes: Value) -> Resource:
        attributes: dict[str, Value] = {
            "namespace": "Devices",
            "metric_name": "Conflicts",
            "actions": Sequence(["arn:aws:sns:eu-west-1:111122223333:page"]),
        }
        return resource(Alarm, "alarm", **{**attributes, **changes})

    def verdict(self, *others: Resource) -> Verdict:
        return judge(ConflictAlarm(), Subject.LOGGING, self.LOGGING, *others).verdict

    def test_a_filter_with_an_alarm(self) -> None:
        assert self.verdict(self.metric_filter(), self.alarm()) is Verdict.PASSED

    @pytest.mark.parametrize(
        "pattern",
        [
            "DUPLICATE_CLIENT_ID",
            '{ $.reason = "DUPLICATE_CLIENT_ID" && $.eventType != "x" }',
            '{ ($.reason="DUPLICATE_CLIENT_ID") }',
        ],
    )
    def test_patterns_that_select(self, pattern: str) -> None:
        assert self.verdict(self.metric_filter(pattern=pattern), self.alarm()) is Verdict.PASSED

    def test_an_alarm_on_a_query_of_the_metric(self) -> None:
        queried = {"metric_name": ABSENT, "namespace": ABSENT, "queried": self.METRIC}
        assert self.verdict(self.metric_filter(), self.alarm(**queried)) is Verdict.PASSED
        other = Sequence([Mapping({"namespace": "Devices", "name": "Other"})])
        broken = self.alarm(**{**queried, "queried": other})
        assert self.verdict(self.metric_filter(), broken) is Verdict.FAILED

    def test_nothing_at_all(self) -> None:
        assert self.verdict() is Verdict.FAILED

    @pytest.mark.parametrize(
        ("filter_changes", "alarm_changes"),
        [
            ({"pattern": "ERROR"}, {}),
            ({"pattern": '{ $.reason != "DUPLICATE_CLIENT_ID" }'}, {}),
            ({"pattern": "-DUPLICATE_CLIENT_ID"}, {}),
            ({"log_group": "other"}, {}),
            ({}, {"actions": Sequence()}),
            ({}, {"actions_enabled": False}),
            ({}, {"metric_name": "Other"}),
            ({}, {"region": "us-west-2"}),
            ({"region": "us-west-2"}, {}),
        ],
    )
    def test_a_chain_with_a_broken_link(
        self, filter_changes: dict[str, Value], alarm_changes: dict[str, Value]
    ) -> None:
        assert (
            self.verdict(self.metric_filter(**filter_changes), self.alarm(**alarm_changes))
            is Verdict.FAILED
        )

    @pytest.mark.parametrize(
        ("filter_changes", "alarm_changes"),
        [
            ({"pattern": Unknown("has no default", "var.pattern")}, {"actions": Sequence()}),
            ({}, {"actions": Unknown("has no default", "var.actions")}),
            ({}, {"metric_name": Unknown("has no default", "var.name")}),
        ],
    )
    def test_a_link_that_is_not_known(
        self, filter_changes: dict[str, Value], alarm_changes: dict[str, Value]
    ) -> None:
        assert (
            self.verdict(self.metric_filter(**filter_changes), self.alarm(**alarm_changes))
            is Verdict.UNKNOWN
        )

    def test_a_log_group_that_events_are_sent_to(self) -> None:
        events = Sequence(
            [Mapping({"event_type": "Disconnect", "level": "ERROR", "destination": "own"})]
        )
        logging = resource(LoggingOptions, "a", level="ERROR", event_configurations=events)
        others = (self.metric_filter(log_group="own"), self.alarm())
        assert judge(ConflictAlarm(), Subject.LOGGING, logging, *others).verdict is Verdict.PASSED
