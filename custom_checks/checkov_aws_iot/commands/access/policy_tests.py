"""``checkov-aws-iot test``: expectations about policies, kept beside the code."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.commands.command_parser import CommandParser
from checkov_aws_iot.commands.complaint import Complaint

if TYPE_CHECKING:
    from collections.abc import Sequence

_DESCRIPTION = """\
Holds policies to expectations that are written down in YAML: who is allowed which requests, and who is
not. The answers are those of authorize. Reads files only.

docs/test.md describes the file, docs/schemas/policy-tests.schema.json is its schema.
"""
_EPILOG = """\
Exit code 0: everything is as expected; 1: something is not, or is not known; 2: a file of
expectations is no such file, or a file that may be about AWS IoT could not be read.

examples:
  checkov-aws-iot test --init
  checkov-aws-iot test policy-tests.yaml --junit results.xml
"""
SAMPLE_FILE: Final = "policy-tests.yaml"
SAMPLE: Final = """\
# yaml-language-server: $schema=https://raw.githubusercontent.com/checkov-aws-iot/checkov-aws-iot/main/docs/schemas/policy-tests.schema.json
# checkov-aws-iot test policy-tests.yaml

# Where the infrastructure code is, from here.
path: {path}

# Values for what is known only at deployment.
values:
  account: "123456789012"
  region: eu-west-1

tests:
  - name: a device connects as itself and publishes below its own name
    policies: {policy}
    as:
      thing: pump-7
      client_id: pump-7
    allow:
      - iot:Connect
      - iot:Publish topic/pumps/pump-7/telemetry
    deny:
      - iot:Connect client/pump-8
      - iot:Publish topic/pumps/pump-8/telemetry
      - iot:Subscribe topicfilter/#
      - action: [iot:Publish, iot:Receive]
        resource: [topic/a, topic/b]
"""


def run_tests(arguments: Sequence[str]) -> int:
    """The exit code of the command: 0 all as expected, 1 something is not.

    Raises:
        Complaint: a file of expectations cannot be read, or a report cannot be written.
    """
    parser = CommandParser("test", _DESCRIPTION, _EPILOG)
    parser.add_argument("files", nargs="*", metavar="FILE", help="a file of expectations")
    parser.add_argument("--init", action="store_true", help=f"write a sample, {SAMPLE_FILE}")
    parser.add_argument(
        "--junit", default="", metavar="FILE", help="write the results as JUnit, too"
    )
    parser.add_argument("-o", "--output", choices=("text", "junit"), default="text")
    parser.add_argument("-v", "--verbose", action="store_true", help="show what holds, too")
    given = parser.read(arguments)
    if isinstance(given, int):
        return given
    if given.init:
        return _write_sample(given.files)
    if not given.files:
        raise Complaint("test needs a file of expectations; checkov-aws-iot test --init writes one")
    return _tested(given.files, given.junit, given.output, verbose=given.verbose)


def _tested(files: Sequence[str], junit: str, output: str, *, verbose: bool) -> int:
    from checkov_aws_iot.commands.access.expectation_file import read_expectations
    from checkov_aws_iot.commands.access.expectation_report import as_junit, as_text
    from checkov_aws_iot.commands.access.expectation_run import ExpectationRun

    # All files are read before the first one is tested: a mistake in the last one shows at once.
    runs = [ExpectationRun(read_expectations(file)) for file in files]
    results = {run.source.file: list(run.results()) for run in runs}
    if junit:
        _write(junit, as_junit(results), "w")
    sys.stdout.write(as_junit(results) if output == "junit" else as_text(results, verbose=verbose))
    if not all(result.holds for found in results.values() for result in found):
        return 1
    return 2 if any(run.is_incomplete for run in runs) else 0


def _write_sample(files: Sequence[str]) -> int:
    target = files[0] if files else SAMPLE_FILE
    if len(files) > 1:
        raise Complaint("--init writes one file")
    path, policy = _first_policy(os.path.dirname(target) or os.curdir)
    _write(target, SAMPLE.format(path=path, policy=policy), "x")
    print(f"wrote {target}: say in it what your devices may do")
    return 0


def _first_policy(directory: str) -> tuple[str, str]:
    """An IoT policy below the directory, with the directory that it is in."""
    from checkov_aws_iot.commands.project_paths import project_at
    from checkov_aws_iot.engine.documents.deployed_documents import (
        DeployedDocument,
        deployed_documents,
    )
    from checkov_aws_iot.resources.subject import Subject

    if os.path.isdir(directory):
        for one in deployed_documents(project_at(directory).resources()):
            if isinstance(one, DeployedDocument) and one.subject is Subject.IOT_POLICY:
                return one.configuration or ".", one.address
    return ".", "aws_iot_policy.device"


def _write(path: str, text: str, mode: str) -> None:
    try:
        with open(path, mode, encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise Complaint(f'there is a file "{path}" already') from None
    except OSError as error:
        raise Complaint(f'"{path}" cannot be written: {error.strerror}') from None
