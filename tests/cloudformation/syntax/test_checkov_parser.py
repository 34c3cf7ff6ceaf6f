"""What is said here about Checkov's files is what Checkov itself says."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from scans import PACK

PROGRAM = """
import json, sys
from checkov_aws_iot.cloudformation.syntax import checkov_parser
from checkov_aws_iot.engine.reading.path_filters import ignored_directories
alone = [
    sorted(checkov_parser.TEMPLATE_SUFFIXES), sorted(checkov_parser.SERVERLESS_FILES),
    sorted(ignored_directories()),
    checkov_parser.parse_template("A: !Sub '${B}'", "t.yaml", serverless=False),
]
assert "checkov.cloudformation" not in sys.modules
from checkov.cloudformation.cfn_utils import CF_POSSIBLE_ENDINGS
from checkov.cloudformation.parser import cfn_yaml
from checkov.common.runners.base_runner import ignored_directories
from checkov.serverless.utils import SLS_FILE_MASK
checkov = [
    sorted(CF_POSSIBLE_ENDINGS), sorted(SLS_FILE_MASK), sorted(ignored_directories),
    cfn_yaml.loads("A: !Sub '${B}'", "t.yaml", cfn_yaml.ContentType.CFN),
]
print(json.dumps([alone, checkov]))
"""


@pytest.mark.parametrize(
    "changed",
    [{}, {"CKV_SLS_FILE_MASK": "sls.yml,other.yaml", "CKV_IGNORED_DIRECTORIES": "vendor,.cache"}],
    ids=["as it is", "changed by the environment"],
)
def test_files_and_directories_are_those_of_checkov(changed: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(PACK), **changed},
    )
    alone, checkov = json.loads(done.stdout)
    assert alone == checkov
