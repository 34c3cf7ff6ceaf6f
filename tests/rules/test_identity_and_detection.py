"""Rules on whole resources: attachments, certificates, logging, audits, endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from checkov_aws_iot.findings.rule import Rule
from checkov_aws_iot.findings.subject import Subject
from checkov_aws_iot.findings.verdict import Judgement, Verdict, conclude
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.rules.audit_covers_identities import AuditCoversIdentities
from checkov_aws_iot.rules.conflict_alarm import ConflictAlarm
from checkov_aws_iot.rules.endpoint_type import EndpointType
from checkov_aws_iot.rules.judged import JudgedResource
from checkov_aws_iot.rules.keys_outside_state import KeysOutsideState
from checkov_aws_iot.rules.logging_records_conflicts import LoggingRecordsConflicts
from checkov_aws_iot.rules.one_certificate_per_thing import OneCertificatePerThing
from checkov_aws_iot.rules.transport_security import TransportSecurity
from checkov_aws_iot.terraform.modules.addresses import origin_of
from checkov_aws_iot.values.origin import Origin
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import Reason, Unknown
from checkov_aws_iot.values.value import Mapping, Sequence

if TYPE_CHECKING:
    from checkov_aws_iot.values.value import Value

CERTIFICATE = Text(("arn:aws:iot:eu-west-1:111122223333:cert/", Hole("aws_iot_certificate.a.id")))


def resource(
    kind: Kind, address: str, region: Value = "eu-west-1", **attributes: Value
) -> Resource:
    identifiers = attributes.pop("identifiers", Sequence())
    assert isinstance(identifiers, Sequence)
    origin = origin_of(address)
    return Resource(kind, address, Mapping(attributes), tuple(identifiers), region, origin=origin)


def of_elements(block: str, expression: str) -> Hole:
    """What has another value in each element of the block."""
    return Hole(expression, reason=Reason.FOR_EACH, origin=Origin(elements_of=(block,)))


CERTIFICATE_VARIABLE = Unknown(
    "has no default", "var.certificate", origin=Origin(attribute="certificate", is_stable=True)
)


def judge(rule: Rule, subject: Subject, first: Resource, *others: Resource) -> Judgement:
    """Judge the first resource with all of them as its neighbours."""
    everything = (first, *others)
    graph = ResourceGraph(lambda kind: [found for found in everything if found.kind is kind])
    return conclude(rule.judge(JudgedResource(subject, first, graph)))  # type: ignore[attr-defined]


def attachment(address: str, thing: Value, principal: Value, **more: Value) -> Resource:
    return resource(
        Kind.THING_PRINCIPAL_ATTACHMENT, address, thing=thing, principal=principal, **more
    )


class TestOneCertificatePerThing:
    def verdict(self, *attachments: Resource) -> Verdict:
        return judge(
            OneCertificatePerThing(), Subject.THING_PRINCIPAL_ATTACHMENT, *attachments
        ).verdict

    def test_the_same_certificate_in_two_things(self) -> None:
        judgement = judge(
            OneCertificatePerThing(),
            Subject.THING_PRINCIPAL_ATTACHMENT,
            attachment("a", "pump", CERTIFICATE),
            attachment("b", "valve", CERTIFICATE),
        )
        assert judgement.verdict is Verdict.FAILED
        (finding,) = judgement.findings
        assert 'thing "pump" here and to thing "valve" by b' in finding.message
        assert 'device "pump" can connect as "valve"' in finding.message

    def test_twice_the_same_thing_is_one_thing(self) -> None:
        assert (
            self.verdict(attachment("a", "pump", CERTIFICATE), attachment("b", "pump", CERTIFICATE))
            is Verdict.PASSED
        )

    def test_certificates_that_are_written_alike_in_two_modules_are_two(self) -> None:
        one, other = (
            Text(("arn:", Hole(f"module.{m}.aws_iot_certificate.a.id", written="var.id")))
            for m in "mn"
        )
        assert str(one) == str(other)
        assert (
            self.verdict(attachment("a", "pump", one), attachment("b", "valve", other))
            is Verdict.PASSED
        )

    def test_two_certificates_are_two_identities(self) -> None:
        other = Text((*CERTIFICATE.parts[:1], Hole("aws_iot_certificate.b.id")))
        assert (
            self.verdict(attachment("a", "pump", CERTIFICATE), attachment("b", "valve", other))
            is Verdict.PASSED
        )

    @pytest.mark.parametrize("exclusive", ["a", "b"])
    def test_exclusive_attachments_are_kept_unique_by_aws(self, exclusive: str) -> None:
        types: dict[str, dict[str, Value]] = {
            "a": {},
            "b": {},
            exclusive: {"type": "EXCLUSIVE_THING"},
        }
        assert (
            self.verdict(
                attachment("a", "pump", CERTIFICATE, **types["a"]),
                attachment("b", "valve", CERTIFICATE, **types["b"]),
            )
            is Verdict.PASSED
        )

    @pytest.mark.parametrize(
        ("thing", "principal"),
        [
            ("pump", Unknown("is made anew", "uuid()")),
            ("valve", CERTIFICATE_VARIABLE),
            ("pump", Unknown("has no default", "var.other")),
            (Unknown("is", "x"), CERTIFICATE),
        ],
    )
    def test_what_is_not_known_is_not_judged(self, thing: Value, principal: Value) -> None:
        other = CERTIFICATE_VARIABLE
        other = (
            principal if principal in (CERTIFICATE, Unknown("is made anew", "uuid()")) else other
        )
        assert (
            self.verdict(attachment("a", thing, principal), attachment("b", "valve", other))
            is Verdict.UNKNOWN
        )

    def test_the_same_parameter_is_the_same_certificate(self) -> None:
        principal = CERTIFICATE_VARIABLE
        assert (
            self.verdict(attachment("a", "pump", principal), attachment("b", "valve", principal))
            is Verdict.FAILED
        )

    @pytest.mark.parametrize(
        "thing",
        [
            Unknown.of(of_elements("a.b", "a.b each.value.name")),
            Unknown.of(of_elements("a.b", "thing.t[each.key] (in a.b).name")),
            Text(("pump-", of_elements("a.b", "a.b each.key"))),
            Text(("pump-", of_elements("a.b", "a.b count.index"))),
        ],
    )
    def test_one_certificate_for_every_element_that_is_not_known(self, thing: Value) -> None:
        judgement = judge(
            OneCertificatePerThing(),
            Subject.THING_PRINCIPAL_ATTACHMENT,
            attachment("a.b", thing, CERTIFICATE),
        )
        assert judgement.verdict is Verdict.FAILED
        (finding,) = judgement.findings
        assert 'device "sensor-1" can connect as "another-device"' in finding.message
        exclusive = attachment("a.b", thing, CERTIFICATE, type="EXCLUSIVE_THING")
        assert self.verdict(exclusive) is Verdict.PASSED

    @pytest.mark.parametrize(
        ("thing", "principal"),
        [
            # A certificate of its own for each.
            (
                Text(("pump-", of_elements("a.b", "a.b each.key"))),
                Text(("cert/", of_elements("a.b", "a.b each.value"))),
            ),
            (
                Unknown.of(of_elements("a.b", "a.b each.value")),
                Unknown.of(of_elements("a.b", "c.c[each.key] (in a.b).arn")),
            ),
            # Elements of something else.
            (Unknown.of(of_elements("thing.t", "thing.t each.value")), CERTIFICATE),
            (Text(("pump-", of_elements("a.bc", "a.bc each.key"))), CERTIFICATE),
        ],
    )
    def test_elements_that_decide_nothing(self, thing: Value, principal: Value) -> None:
        assert self.verdict(attachment("a.b", thing, principal)) is not Verdict.FAILED

    def test_a_claim_certificate_may_be_shared(self) -> None:
        template = "arn:aws:iot:eu-west-1:1:topic/$aws/provisioning-templates/fleet/provision/*"
        claim = (
            '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iot:Publish", '
            f'"Resource": "{template}"}}}}'
        )
        judgement = judge(
            OneCertificatePerThing(),
            Subject.THING_PRINCIPAL_ATTACHMENT,
            attachment("a", "pump", CERTIFICATE),
            attachment("b", "valve", CERTIFICATE),
            resource(Kind.IOT_POLICY_ATTACHMENT, "c", policy="claim", target=CERTIFICATE),
            resource(
                Kind.IOT_POLICY, "d", name="claim", policy=claim, identifiers=Sequence(["claim"])
            ),
        )
        assert judgement.verdict is Verdict.OUT_OF_SCOPE


class TestKeysOutsideState:
    def verdict(self, certificate: Resource, *others: Resource) -> Verdict:
        return judge(KeysOutsideState(), Subject.CERTIFICATE, certificate, *others).verdict

    def test_a_key_pair_made_by_aws(self) -> None:
        assert self.verdict(resource(Kind.CERTIFICATE, "a", active=True)) is Verdict.FAILED

    def test_null_arguments_are_not_given(self) -> None:
        assert self.verdict(resource(Kind.CERTIFICATE, "a", csr=None, pem=None)) is Verdict.FAILED

    def test_a_request_from_outside(self) -> None:
        assert self.verdict(resource(Kind.CERTIFICATE, "a", csr="-----BEGIN")) is Verdict.PASSED

    def test_a_request_that_is_not_known(self) -> None:
        csr = Unknown("has no default", "var.csr")
        assert self.verdict(resource(Kind.CERTIFICATE, "a", csr=csr)) is Verdict.UNKNOWN

    def test_a_device_certificate_signed_from_a_request_of_the_same_configuration(self) -> None:
        key, request, signed = (
            Text((Hole(f"tls.{name}"),)) for name in ("key", "request", "certificate")
        )
        assert (
            self.verdict(
                resource(Kind.CERTIFICATE, "a", pem=signed),
                resource(Kind.SIGNED_TEXT, "s", request=request, identifiers=Sequence([signed])),
                resource(Kind.SIGNED_TEXT, "r", private_key=key, identifiers=Sequence([request])),
                resource(Kind.KEY_PAIR, "k", identifiers=Sequence([key])),
            )
            is Verdict.FAILED
        )

    def test_texts_signed_in_a_circle_end(self) -> None:
        text = Text((Hole("tls.a"),))
        assert (
            self.verdict(
                resource(Kind.CERTIFICATE, "a", pem=text),
                resource(Kind.SIGNED_TEXT, "s", request=text, identifiers=Sequence([text])),
            )
            is Verdict.PASSED
        )


class TestLoggingRecordsConflicts:
    @pytest.mark.parametrize(
        ("attributes", "verdict"),
        [
            ({"level": "DISABLED"}, Verdict.FAILED),
            ({"level": "ERROR", "disabled": True}, Verdict.FAILED),
            ({"level": "ERROR", "disabled": False}, Verdict.PASSED),
            ({"level": "DEBUG"}, Verdict.PASSED),
            ({"level": Unknown("has no default", "var.level")}, Verdict.UNKNOWN),
            ({"level": "ERROR", "disabled": Unknown("has no default", "var.off")}, Verdict.UNKNOWN),
        ],
    )
    def test_levels(self, attributes: dict[str, Value], verdict: Verdict) -> None:
        logging = resource(Kind.LOGGING, "a", **attributes)
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
        logging = resource(Kind.LOGGING, "a", level="ERROR", event_configurations=events)
        judgement = judge(LoggingRecordsConflicts(), Subject.LOGGING, logging)
        assert judgement.verdict is verdict
        assert all(f.path == "event_configurations/[0]/level" for f in judgement.findings)


class TestConflictAlarm:
    LOGGING = resource(Kind.LOGGING, "logging", level="ERROR")
    METRIC = Sequence([Mapping({"namespace": "Devices", "name": "Conflicts"})])

    def metric_filter(self, **changes: Value) -> Resource:
        attributes: dict[str, Value] = {
            "log_group": "AWSIotLogsV2",
            "pattern": '{$.reason= "DUPLICATE_CLIENT_ID" }',
            "metrics": self.METRIC,
        }
        return resource(Kind.METRIC_FILTER, "filter", **{**attributes, **changes})

    def alarm(self, **changes: Value) -> Resource:
        attributes: dict[str, Value] = {
            "namespace": "Devices",
            "metric_name": "Conflicts",
            "actions": Sequence(["arn:aws:sns:eu-west-1:111122223333:page"]),
        }
        return resource(Kind.ALARM, "alarm", **{**attributes, **changes})

    def verdict(self, *others: Resource) -> Verdict:
        return judge(ConflictAlarm(), Subject.LOGGING, self.LOGGING, *others).verdict

    def test_a_filter_with_an_alarm(self) -> None:
        assert self.verdict(self.metric_filter(), self.alarm()) is Verdict.PASSED

    def test_nothing_at_all(self) -> None:
        assert self.verdict() is Verdict.FAILED

    @pytest.mark.parametrize(
        ("filter_changes", "alarm_changes"),
        [
            ({"pattern": "ERROR"}, {}),
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
        logging = resource(Kind.LOGGING, "a", level="ERROR", event_configurations=events)
        others = (self.metric_filter(log_group="own"), self.alarm())
        assert judge(ConflictAlarm(), Subject.LOGGING, logging, *others).verdict is Verdict.PASSED


class TestAuditCoversIdentities:
    WANTED = (
        "CONFLICTING_CLIENT_IDS_CHECK",
        "IOT_POLICY_OVERLY_PERMISSIVE_CHECK",
        "DEVICE_CERTIFICATE_SHARED_CHECK",
    )

    def judgement(self, enabled: dict[str, Value], *scheduled: Value) -> Judgement:
        configuration = resource(Kind.AUDIT_CONFIGURATION, "a", checks=Mapping(enabled))
        audits = [
            resource(Kind.SCHEDULED_AUDIT, f"s{i}", checks=c) for i, c in enumerate(scheduled)
        ]
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


@pytest.mark.parametrize(
    ("attributes", "verdict"),
    [
        ({"type": "iot:Data"}, Verdict.FAILED),
        ({}, Verdict.FAILED),
        ({"type": None}, Verdict.FAILED),
        ({"type": "iot:Data-ATS"}, Verdict.PASSED),
        ({"type": "iot:CredentialProvider"}, Verdict.OUT_OF_SCOPE),
        ({"type": "iot:Jobs"}, Verdict.OUT_OF_SCOPE),
        ({"type": Unknown("has no default", "var.type")}, Verdict.UNKNOWN),
    ],
)
def test_endpoint_type(attributes: dict[str, Value], verdict: Verdict) -> None:
    endpoint = resource(Kind.ENDPOINT, "a", **attributes)
    assert judge(EndpointType(), Subject.ENDPOINT, endpoint).verdict is verdict


@pytest.mark.parametrize(
    ("policy", "verdict"),
    [
        ("IoTSecurityPolicy_TLS13_1_3_2022_10", Verdict.PASSED),
        ("IoTSecurityPolicy_TLS13_1_2_2022_10", Verdict.PASSED),
        ("IoTSecurityPolicy_TLS12_1_2_2022_10", Verdict.PASSED),
        ("IoTSecurityPolicy_TLS12_1_0_2016_01", Verdict.FAILED),
        ("IoTSecurityPolicy_TLS12_1_0_2015_01", Verdict.FAILED),
        (None, Verdict.PASSED),
        ("Own", Verdict.UNKNOWN),
        (Unknown("has no default", "var.policy"), Verdict.UNKNOWN),
    ],
)
def test_transport_security(policy: Value, verdict: Verdict) -> None:
    domain = resource(Kind.DOMAIN_CONFIGURATION, "a", security_policy=policy)
    judgement = judge(TransportSecurity(), Subject.DOMAIN_CONFIGURATION, domain)
    assert judgement.verdict is verdict
