"""What checks know of the scan that runs: looked up once for a runner, and never another one's."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from checkov.cloudformation.runner import Runner as CloudFormationRunner
from checkov.runner_filter import RunnerFilter
from checkov.terraform.runner import Runner as TerraformRunner
from command_line import CONNECT_POLICY
from scans import PACK

from checkov_aws_iot.plugin import running_scan

if TYPE_CHECKING:
    from checkov.common.output.report import Report

TEMPLATE = """\
Resources:
  Device:
    Type: AWS::IoT::Policy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {{Effect: Allow, Action: iot:Connect, Resource: "arn:aws:iot:eu-west-1:123456789012:client/{id}"}}
"""


def verdicts(report: Report | list[Report]) -> set[tuple[str, str, str]]:
    """What CKV_IOT_101 says about each resource of each file."""
    assert not isinstance(report, list)
    return {
        (record.file_path, record.resource, record.check_result["result"].value)
        for record in [*report.failed_checks, *report.passed_checks]
    }


def run(runner: TerraformRunner | CloudFormationRunner, root: Path, *loading: Path) -> Report:
    """The report of one run; the loader is executed where ``loading`` names the pack."""
    only_ours = RunnerFilter(checks=["CKV_IOT_101"], show_progress_bar=False)
    directories = [str(directory) for directory in loading]
    report = runner.run(str(root), external_checks_dir=directories, runner_filter=only_ours)
    assert not isinstance(report, list)
    return report


@pytest.fixture
def roots(tmp_path: Path) -> tuple[Path, Path]:
    """Two directories with a policy of one name in a file of one name, one good and one bad."""
    found = []
    for name, client in (("good", "sensor-1"), ("bad", "*")):
        root = tmp_path / name
        root.mkdir()
        (root / "main.tf").write_text(CONNECT_POLICY.format(name="p", id=client), "utf-8")
        (root / "fleet.template").write_text(TEMPLATE.format(id=client), "utf-8")
        found.append(root)
    return found[0], found[1]


GOOD = {("/main.tf", "aws_iot_policy.p", "PASSED")}
BAD = {("/main.tf", "aws_iot_policy.p", "FAILED")}
GOOD_TEMPLATE = {("/fleet.template", "AWS::IoT::Policy.Device", "PASSED")}
BAD_TEMPLATE = {("/fleet.template", "AWS::IoT::Policy.Device", "FAILED")}


def test_a_run_that_does_not_load_the_checks_is_not_taken_for_the_one_before(
    roots: tuple[Path, Path],
) -> None:
    good, bad = roots
    assert verdicts(run(TerraformRunner(), good, PACK)) == GOOD
    assert verdicts(run(TerraformRunner(), bad)) == BAD
    assert verdicts(run(CloudFormationRunner(), good)) == GOOD_TEMPLATE
    assert verdicts(run(CloudFormationRunner(), bad)) == BAD_TEMPLATE


def test_the_scan_is_looked_up_once_for_a_runner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        text = CONNECT_POLICY.format(name=f"p{number}", id="*")
        (tmp_path / f"{number}.tf").write_text(text, "utf-8")
    lookups: list[object] = []
    look_up = running_scan._calling_scan

    def counted() -> running_scan.RunningScan:
        lookups.append(None)
        return look_up()

    monkeypatch.setattr(running_scan, "_calling_scan", counted)
    assert len(verdicts(run(TerraformRunner(), tmp_path, PACK))) == 5
    assert len(lookups) == 1
    assert len(verdicts(run(TerraformRunner(), tmp_path))) == 5
    assert len(lookups) == 2


def test_runners_in_threads_do_not_see_one_another(roots: tuple[Path, Path]) -> None:
    good, bad = roots
    together = threading.Barrier(2)

    def scan(runner: TerraformRunner | CloudFormationRunner, root: Path) -> Report:
        run(runner, root, PACK)  # the loader is executed in each thread
        together.wait(timeout=60)
        return run(type(runner)(), root)

    with ThreadPoolExecutor(2) as threads:
        for directories in ((good, bad), (bad, good)):
            runners = (TerraformRunner(), CloudFormationRunner())
            source, template = threads.map(scan, runners, directories)
            assert verdicts(source) == (GOOD if directories[0] is good else BAD)
            assert verdicts(template) == (GOOD_TEMPLATE if directories[1] is good else BAD_TEMPLATE)
            (failed,) = [*source.failed_checks, *template.failed_checks]
            assert "another-device" in "".join(failed.details)


def test_a_module_that_several_roots_call_is_judged_for_each(tmp_path: Path) -> None:
    module = tmp_path / "module"
    module.mkdir()
    policy = CONNECT_POLICY.format(name="p", id="${var.client}")
    (module / "main.tf").write_text(f'variable "client" {{}}\n{policy}', "utf-8")
    for name, client in (("one", "sensor-1"), ("two", "*"), ("three", "sensor-3")):
        root = tmp_path / name
        root.mkdir()
        call = f'module "{name}" {{\n  source = "../module"\n  client = "{client}"\n}}\n'
        (root / "main.tf").write_text(call, "utf-8")
    found = verdicts(run(TerraformRunner(), tmp_path, PACK))
    assert {(resource, verdict) for _, resource, verdict in found} == {
        ("module.one.aws_iot_policy.p", "PASSED"),
        ("module.two.aws_iot_policy.p", "FAILED"),
        ("module.three.aws_iot_policy.p", "PASSED"),
    }
