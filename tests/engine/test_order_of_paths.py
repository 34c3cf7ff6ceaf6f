"""What a report says does not depend on the order of a set, which each process has anew."""

from __future__ import annotations

from pathlib import Path

from command_line import command
from scans import write_files

ROLE = """
Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Action: sts:AssumeRole, Principal: {Service: iot.amazonaws.com}}]}
      Policies:
        - PolicyName: p
          PolicyDocument: {Statement: [{Effect: Allow, Action: iot:Publish, Resource: "arn:aws:iot:eu-west-1:123456789012:topic/a"}]}
"""


def test_reports_of_processes_with_other_hashes_are_the_same(tmp_path: Path) -> None:
    write_files(tmp_path, {"role.yaml": ROLE})
    reports = {
        command("scan", "-o", "json", cwd=tmp_path, PYTHONHASHSEED=str(seed)).stdout
        for seed in range(4)
    }
    assert len(reports) == 1
    assert "Properties/AssumeRolePolicyDocument" in reports.pop()
