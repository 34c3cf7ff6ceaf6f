"""What resources in ``.tf.json`` files are called."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from checkov.common.bridgecrew.check_type import CheckType
from scans import PACK, scan_with_runners

WIDE = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
POLICY = json.dumps(WIDE)
BLOCKS = {
    "resource": {
        "aws_iot_policy": {"same": {"name": "p", "policy": POLICY}},
        "aws_iot_domain_configuration": {
            "same": {
                "name": "d",
                "tls_config": {"security_policy": "IoTSecurityPolicy_TLS12_1_0_2016_01"},
            }
        },
        "aws_s3_bucket": {"same": {"bucket": "b"}},
    },
}
HCL = f"""
resource "aws_iot_policy" "same" {{
  name   = "p"
  policy = {json.dumps(POLICY)}
}}
"""


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the blocks in JSON."""
    found = tmp_path_factory.mktemp("json")
    (found / "main.tf.json").write_text(json.dumps(BLOCKS), "utf-8")
    return found


def test_a_resource_is_called_as_in_hcl(code: Path, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(HCL, "utf-8")
    in_hcl = scan_with_runners(tmp_path, frameworks=(CheckType.TERRAFORM,)).failed("CKV_IOT_201")
    in_json = scan_with_runners(code, frameworks=(CheckType.TERRAFORM_JSON,)).failed("CKV_IOT_201")
    assert in_json == in_hcl == {"aws_iot_policy.same"}


def test_two_resources_of_one_name_are_two(code: Path) -> None:
    records = scan_with_runners(code, frameworks=(CheckType.TERRAFORM_JSON,)).records
    own = {record.resource for record in records if record.check_id.startswith("CKV_IOT_")}
    assert own == {"aws_iot_policy.same", "aws_iot_domain_configuration.same"}
    assert all("resource_address" not in record.check_result for record in records)


def test_a_data_source_is_called_as_in_hcl(tmp_path: Path) -> None:
    statement = {"actions": ["iot:*"], "resources": ["*"]}
    blocks = {"data": {"aws_iam_policy_document": {"d": {"statement": [statement]}}}}
    (tmp_path / "main.tf.json").write_text(json.dumps(blocks), "utf-8")
    records = scan_with_runners(tmp_path, frameworks=(CheckType.TERRAFORM_JSON,)).records
    assert {r.resource for r in records} <= {"aws_iam_policy_document.d"}


def test_a_baseline_made_of_the_json_names_the_resource(code: Path) -> None:
    command = [sys.executable, "-m", "checkov.main", "-d", str(code), "--skip-download"]
    command += ["--external-checks-dir", str(PACK), "--check", "CKV_IOT_201", "--quiet"]
    command += ["--framework", "terraform_json"]
    made = subprocess.run([*command, "--create-baseline"], capture_output=True, check=False)
    assert made.returncode == 1
    baseline = json.loads((code / ".checkov.baseline").read_text("utf-8"))
    ((finding,),) = (file["findings"] for file in baseline["failed_checks"])
    assert finding["resource"] == "aws_iot_policy.same"
    again = [*command, "--baseline", str(code / ".checkov.baseline")]
    assert subprocess.run(again, capture_output=True, check=False).returncode == 0
