"""CKV_IOT_103: certificates that are attached to several things."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from neighbouring_resources import judge, resource

from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.resources.kinds.iot.iot_policy import IotPolicy
from checkov_aws_iot.resources.kinds.iot.iot_policy_attachment import IotPolicyAttachment
from checkov_aws_iot.resources.kinds.iot.thing_principal_attachment import ThingPrincipalAttachment
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.rules.one_certificate_per_thing import OneCertificatePerThing
from checkov_aws_iot.values.origin import Origin
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import Reason, Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.values.value import Value

CERTIFICATE = Text(("arn:aws:iot:eu-west-1:111122223333:cert/", Hole("aws_iot_certificate.a.id")))


def of_elements(block: str, expression: str) -> Hole:
    """What has another value in each element of the block."""
    return Hole(expression, reason=Reason.FOR_EACH, origin=Origin(elements_of=(block,)))


CERTIFICATE_VARIABLE = Unknown(
    "has no default", "var.certificate", origin=Origin(attribute="certificate", is_stable=True)
)


def attachment(address: str, thing: Value, principal: Value, **more: Value) -> Resource:
    return resource(ThingPrincipalAttachment, address, thing=thing, principal=principal, **more)


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
            resource(IotPolicyAttachment, "c", policy="claim", target=CERTIFICATE),
            resource(IotPolicy, "d", "claim", name="claim", policy=claim),
        )
        assert judgement.verdict is Verdict.OUT_OF_SCOPE
