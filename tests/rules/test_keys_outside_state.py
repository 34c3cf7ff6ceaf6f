"""CKV_IOT_104: private keys in the Terraform state."""

from __future__ import annotations

from pathlib import Path

from neighbouring_resources import judge, resource

from checkov_aws_iot import scan
from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.resources.kinds.identity.key_pair import KeyPair
from checkov_aws_iot.resources.kinds.identity.signed_text import SignedText
from checkov_aws_iot.resources.kinds.iot.certificate import Certificate
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.rules.keys_outside_state import KeysOutsideState
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import Unknown


class TestKeysOutsideState:
    def verdict(self, certificate: Resource, *others: Resource) -> Verdict:
        return judge(KeysOutsideState(), Subject.CERTIFICATE, certificate, *others).verdict

    def test_a_key_pair_made_by_aws(self) -> None:
        assert self.verdict(resource(Certificate, "a", active=True)) is Verdict.FAILED

    def test_null_arguments_are_not_given(self) -> None:
        assert self.verdict(resource(Certificate, "a", csr=None, pem=None)) is Verdict.FAILED

    def test_a_request_from_outside(self) -> None:
        assert self.verdict(resource(Certificate, "a", csr="-----BEGIN")) is Verdict.PASSED

    def test_a_request_that_is_not_known(self) -> None:
        csr = Unknown("has no default", "var.csr")
        assert self.verdict(resource(Certificate, "a", csr=csr)) is Verdict.UNKNOWN

    def test_a_device_certificate_signed_from_a_request_of_the_same_configuration(self) -> None:
        key, request, signed = (
            Text((Hole(f"tls.{name}"),)) for name in ("key", "request", "certificate")
        )
        assert (
            self.verdict(
                resource(Certificate, "a", pem=signed),
                resource(SignedText, "s", signed, request=request),
                resource(SignedText, "r", request, private_key=key),
                resource(KeyPair, "k", key),
            )
            is Verdict.FAILED
        )

    def test_texts_signed_in_a_circle_end(self) -> None:
        text = Text((Hole("tls.a"),))
        assert (
            self.verdict(
                resource(Certificate, "a", pem=text),
                resource(SignedText, "s", text, request=text),
            )
            is Verdict.PASSED
        )


def test_a_certificate_that_a_private_ca_signs(tmp_path: Path):
    (tmp_path / "main.tf").write_text(
        """
resource "tls_private_key" "k" {
  algorithm = "RSA"
}
resource "tls_cert_request" "c" {
  private_key_pem = tls_private_key.k.private_key_pem
}
resource "aws_acmpca_certificate" "a" {
  certificate_authority_arn   = "arn:aws:acm-pca:us-east-1:123456789012:certificate-authority/a"
  certificate_signing_request = tls_cert_request.c.cert_request_pem
  signing_algorithm           = "SHA256WITHRSA"
}
resource "aws_iot_certificate" "c" {
  active          = true
  certificate_pem = aws_acmpca_certificate.a.certificate
}
"""
    )
    (record,) = scan(tmp_path, checks=["CKV_IOT_104"])["records"]
    assert record["result"] == "FAILED"
    assert "tls_private_key.k" in record["details"][0]
