"""Terraform source as people write it: elements not known, wrapped keys, the awscc provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from scans import scan_with_runners

if TYPE_CHECKING:
    from pathlib import Path

ATTACHMENT = """
variable "x" {}
variable "y" {}
variable "n" { type = number }
resource "aws_iot_certificate" "c" { csr = file("device.csr") }
resource "aws_iot_thing_principal_attachment" "a" {
  %s
  principal = %s
}
resource "aws_iot_certificate" "each" {
  count = var.n
  csr   = file("${count.index}.csr")
}
resource "aws_iot_thing" "t" {
  count = var.n
  name  = "pump-${count.index}"
}
"""
COMMON, OWN = "aws_iot_certificate.c.arn", "aws_iot_certificate.each[count.index].arn"
KEYS = """
resource "tls_private_key" "k" { algorithm = "RSA" }
resource "tls_cert_request" "r" { private_key_pem = trimspace(tls_private_key.k.private_key_pem) }
resource "tls_cert_request" "outside" { private_key_pem = file("k.pem") }
resource "aws_iot_certificate" "c" { csr = %s }
"""
TRUST = """jsonencode({ Version = "2012-10-17", Statement = [{
  Effect = "Allow", Principal = { Service = "iot.amazonaws.com" }, Action = "%s", Resource = "*" }] })"""


@pytest.mark.parametrize(
    ("repeated", "failed"),
    [
        ("for_each = { (var.x) = 1 }\n thing = each.key", False),
        ("for_each = { (var.x) = var.y }\n thing = each.value", False),
        ("for_each = toset([var.x])\n thing = each.key", False),
        ("for_each = toset(compact([var.x]))\n thing = upper(each.key)", False),
        ("for_each = toset(var.x)\n thing = lower(var.y)", False),
        ('count = var.n\n thing = "pump"', False),
        ('count = min(var.n, 1)\n thing = "pump-${count.index}"', False),
        ('count = signum(length(var.x))\n thing = "pump-${count.index}"', False),
        ('count = var.x ? length([var.y]) : 0\n thing = "pump-${count.index}"', False),
        ('count = length(compact([var.x]))\n thing = "pump-${count.index}"', False),
        ("for_each = { (var.x) = 1, (var.y) = 2 }\n thing = each.key", True),
        ("for_each = toset([var.x, var.y])\n thing = each.key", True),
        ("for_each = toset(var.x)\n thing = lower(each.key)", True),
        ('count = 2\n thing = "pump-${count.index}"', True),
        ('count = var.n\n thing = "pump-${count.index}"', True),
        ("count = var.n\n thing = aws_iot_thing.t[count.index].name", True),
        ("count = length(aws_iot_thing.t)\n thing = aws_iot_thing.t[count.index].name", True),
        ("count = length(var.x)\n thing = element(var.x, count.index)", True),
        ("count = var.x ? var.n : 0\n thing = var.y[count.index]", True),
        ("count = min(var.n, 2)\n thing = var.y[count.index]", True),
    ],
)
def test_elements_of_an_attachment(tmp_path: Path, repeated: str, failed: bool) -> None:
    (tmp_path / "main.tf").write_text(ATTACHMENT % (repeated, COMMON))
    scan = scan_with_runners(tmp_path, ["terraform"], ["CKV_IOT_103"])
    assert bool(scan.failed("CKV_IOT_103")) is failed
    assert not scan.parsing_errors


@pytest.mark.parametrize(
    ("principal", "failed"),
    [
        (OWN, False),
        ("element(aws_iot_certificate.each[*].arn, count.index)", False),
        ("var.x[count.index]", False),
        ("aws_iot_certificate.each[0].arn", True),
        ('"${aws_iot_certificate.c.arn}"', True),
    ],
)
def test_things_and_certificates_by_index(tmp_path: Path, principal: str, failed: bool) -> None:
    repeated = "count = var.n\n thing = aws_iot_thing.t[count.index].name"
    (tmp_path / "main.tf").write_text(ATTACHMENT % (repeated, principal))
    scan = scan_with_runners(tmp_path, ["terraform"], ["CKV_IOT_103"])
    assert bool(scan.failed("CKV_IOT_103")) is failed


DEVICE = """
variable "thing" {}
variable "certificate" {}
resource "aws_iot_certificate" "own" { csr = file("device.csr") }
resource "random_id" "r" {}
resource "aws_iot_thing_principal_attachment" "a" {
  thing     = %s
  principal = %s
}
"""
FLEET = """
variable "x" {}
resource "aws_iot_certificate" "c" { csr = file("device.csr") }
module "device" {
  source      = "./device"
  certificate = aws_iot_certificate.c.arn
  %s
}
"""


@pytest.mark.parametrize(
    ("call", "thing", "principal", "failed"),
    [
        ("for_each = var.x\n thing = each.key", "var.thing", "var.certificate", True),
        ("for_each = var.x\n thing = each.key", "upper(var.thing)", "var.certificate", True),
        ('count = var.x\n thing = "p-${count.index}"', "var.thing", "var.certificate", True),
        ('count = var.x ? 1 : 0\n thing = "p"', "var.thing", "var.certificate", False),
        ("for_each = var.x\n thing = each.key", "var.thing", "aws_iot_certificate.own.arn", False),
        ("for_each = var.x\n thing = each.key", '"pump"', "var.certificate", False),
        ('thing = "pump"', "random_id.r.hex", "var.certificate", False),
    ],
)
def test_elements_of_a_module(
    tmp_path: Path, call: str, thing: str, principal: str, failed: bool
) -> None:
    (tmp_path / "device").mkdir()
    (tmp_path / "device" / "main.tf").write_text(DEVICE % (thing, principal))
    (tmp_path / "main.tf").write_text(FLEET % call)
    scan = scan_with_runners(tmp_path, ["terraform"], ["CKV_IOT_103"])
    assert bool(scan.failed("CKV_IOT_103")) is failed


@pytest.mark.parametrize(
    ("csr", "failed"),
    [
        ("tls_cert_request.r.cert_request_pem", True),
        ("chomp(tls_cert_request.r.cert_request_pem)", True),
        ("base64decode(base64encode(tls_cert_request.r.cert_request_pem))", True),
        ('replace(trimspace(tls_cert_request.r.cert_request_pem), "a", "b")', True),
        ('"${tls_cert_request.r.cert_request_pem}\\n"', True),
        ('format("%%s", tls_cert_request.r.cert_request_pem)', True),
        ("chomp(tls_cert_request.outside.cert_request_pem)", False),
        ("chomp(tls_private_key.k.public_key_pem)", False),
        ('"${tls_private_key.k.public_key_openssh}"', False),
    ],
)
def test_keys_behind_functions(tmp_path: Path, csr: str, failed: bool) -> None:
    (tmp_path / "main.tf").write_text(KEYS % csr.replace("%%", "%"))
    scan = scan_with_runners(tmp_path, ["terraform"], ["CKV_IOT_104"])
    assert scan.failed("CKV_IOT_104") == ({"aws_iot_certificate.c"} if failed else set())


def test_resources_of_the_awscc_provider(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        f"""
        resource "awscc_iam_role" "r" {{
          assume_role_policy_document = {TRUST % "sts:AssumeRole"}
          policies = [{{ policy_name = "p", policy_document = {TRUST % "iot:*"} }}]
        }}
        resource "awscc_lambda_permission" "l" {{
          action        = "lambda:InvokeFunction"
          function_name = "f"
          principal     = "iot.amazonaws.com"
        }}
        resource "awscc_sqs_queue_policy" "q" {{ policy_document = {TRUST % "sqs:SendMessage"} }}
        resource "awscc_sns_topic_policy" "t" {{ policy_document = {TRUST % "sns:Publish"} }}
        resource "awscc_s3_bucket_policy" "b" {{ policy_document = {TRUST % "s3:PutObject"} }}
        resource "awscc_kms_key" "k" {{ key_policy = {TRUST % "kms:Decrypt"} }}
        """
    )
    scan = scan_with_runners(tmp_path, ["terraform"])
    assert scan.failed("CKV_IOT_301") == {"awscc_iam_role.r"}
    assert scan.failed("CKV_IOT_304") == {
        "awscc_lambda_permission.l",
        "awscc_sqs_queue_policy.q",
        "awscc_sns_topic_policy.t",
        "awscc_s3_bucket_policy.b",
        "awscc_kms_key.k",
    }
    assert scan.failed("CKV_IOT_208") == {"awscc_iam_role.r"}
