"""Copies that look like copies become such where nothing has to be decided for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.fixes.mending import Mended, mended

PROVIDERS = """\
provider "aws" {
  region = "us-east-1"
}

provider "aws" {
  alias  = "replica"
  region = "eu-west-1"
}

resource "aws_s3_bucket" "elsewhere" {
  provider = aws.replica
  bucket   = "iot-elsewhere"
}

"""
BUCKET = 'resource "aws_s3_bucket" "b" {\n  bucket = "iot-here"\n}\n'
VERSIONING = (
    '\nresource "aws_s3_bucket_versioning" "b" {\n  bucket = aws_s3_bucket.b.id\n\n'
    '  versioning_configuration {\n    status = "Enabled"\n  }\n}\n'
)
ENCRYPTION = (
    '\nresource "aws_s3_bucket_server_side_encryption_configuration" "b" {\n'
    "  bucket = aws_s3_bucket.b.id\n\n  rule {\n    apply_server_side_encryption_by_default {\n"
    '      sse_algorithm = "aws:kms"\n    }\n  }\n}\n'
)
KEY = '\n      encryption_configuration {\n        replica_kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/k"\n      }\n'
SELECTION = (
    "\n    source_selection_criteria {\n      sse_kms_encrypted_objects {\n"
    '        status = "Enabled"\n      }\n    }\n'
)


def replication(status: str = "Enabled", destination: str = "", more: str = "") -> str:
    return (
        '\nresource "aws_s3_bucket_replication_configuration" "r" {\n'
        "  bucket = aws_s3_bucket.b.id\n"
        '  role   = "arn:aws:iam::123456789012:role/r"\n\n  rule {\n'
        f'    id     = "all"\n    status = "{status}"\n\n    destination {{\n'
        f"      bucket = aws_s3_bucket.elsewhere.arn\n{destination}    }}\n{more}  }}\n}}\n"
    )


def result_of(root: Path, text: str, name: str = "main.tf") -> Mended:
    (root / name).write_text(text, encoding="utf-8")
    project = Project.of_directory(str(root))
    return mended(project, lambda entry, _: entry.id == "CKV_IOT_503")


CASES = {
    "a rule that is disabled": (
        BUCKET + VERSIONING + replication("Disabled"),
        BUCKET + VERSIONING + replication(),
    ),
    "no versioning": (BUCKET + replication(), BUCKET + VERSIONING + replication()),
    "suspended versioning": (
        BUCKET + VERSIONING.replace("Enabled", "Suspended") + replication(),
        BUCKET + VERSIONING + replication(),
    ),
    "encrypted objects with a key for them": (
        BUCKET + VERSIONING + ENCRYPTION + replication(destination=KEY),
        BUCKET + VERSIONING + ENCRYPTION + replication(destination=KEY, more=SELECTION),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_it_lacks_is_added(tmp_path: Path, case: str):
    before, expected = CASES[case]
    result = result_of(tmp_path, PROVIDERS + before)
    assert result.left == []
    assert result.after["main.tf"] == PROVIDERS + expected


LEFT = {
    "no key for the replicas": BUCKET + VERSIONING + ENCRYPTION + replication(),
    "buckets by count": BUCKET.replace("{\n", "{\n  count = 1\n", 1)
    + replication().replace("aws_s3_bucket.b.id", "aws_s3_bucket.b[0].id"),
}


@pytest.mark.parametrize("case", LEFT)
def test_what_somebody_has_to_decide_is_left(tmp_path: Path, case: str):
    result = result_of(tmp_path, PROVIDERS + LEFT[case])
    assert [one.fault.check for one in result.left] == ["CKV_IOT_503"]
    assert result.after == {}


TEMPLATE = """\
Resources:
  B:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: iot-here
{versioning}      ReplicationConfiguration:
        Role: arn:aws:iam::123456789012:role/r
        Rules:
          - Status: {status}
            Destination:
              Bucket: arn:aws:s3:::elsewhere
              EncryptionConfiguration:
                ReplicaKmsKeyID: arn:aws:kms:eu-west-1:123456789012:key/k
{end}"""
SUSPENDED = "      VersioningConfiguration:\n        Status: {}\n"


ENABLED = SUSPENDED.format("Enabled")
TEMPLATES = {
    "suspended": (SUSPENDED.format("Suspended"), ENABLED, ""),
    "no versioning": ("", "", ENABLED),
}


@pytest.mark.parametrize("case", TEMPLATES)
def test_a_bucket_of_a_template(tmp_path: Path, case: str):
    before, versioning, end = TEMPLATES[case]
    text = TEMPLATE.format(versioning=before, status="Disabled", end="")
    result = result_of(tmp_path, text, "stack.yaml")
    expected = TEMPLATE.format(versioning=versioning, status="Enabled", end=end)
    assert result.left == []
    assert result.after["stack.yaml"] == expected
