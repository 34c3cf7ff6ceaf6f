"""Sweeping many targets: nothing is lost, whatever happens to a target or a worker."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from checkov_aws_iot.commands.complaint import Complaint
from checkov_aws_iot.commands.sweeps.sweep_report import summary, write_reports
from checkov_aws_iot.commands.sweeps.sweep_targets import Target, read_targets

ROOT = Path(__file__).parent.parent.parent.parent
FAULT = """
resource "aws_iot_domain_configuration" "legacy" {
  name = "legacy"
  tls_config {
    security_policy = "IoTSecurityPolicy_TLS12_1_0_2016_01"
  }
}
"""


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "checkov_aws_iot.commands.main", "sweep", *arguments]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "custom_checks")}


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


class TestTargets:
    def test_directories_repositories_and_comments(self, tmp_path: Path) -> None:
        text = "# ours\nmodules/a  # first\n\nhttps://git.example/b.git\ngit@git.example:c.git\nmodules/a\n"
        assert read_targets(write(tmp_path / "list", text)) == (
            Target(str(tmp_path / "modules" / "a"), is_repository=False),
            Target("https://git.example/b.git", is_repository=True),
            Target("git@git.example:c.git", is_repository=True),
        )

    @pytest.mark.parametrize(
        "line", ["ext::sh -c 'touch /tmp/x'", "--upload-pack=touch", "http://plain.example/a.git"]
    )
    def test_what_git_must_not_be_given(self, tmp_path: Path, line: str) -> None:
        with pytest.raises(Complaint, match="neither a directory nor a git URL"):
            read_targets(write(tmp_path / "list", line))

    @pytest.mark.parametrize("text", ["", "# nothing\n"])
    def test_an_empty_list(self, tmp_path: Path, text: str) -> None:
        with pytest.raises(Complaint, match="names no directory"):
            read_targets(write(tmp_path / "list", text))

    def test_keys_differ_where_locations_do(self) -> None:
        assert Target("/a/b", is_repository=False).key != Target("/a-b", is_repository=False).key


class TestReport:
    RESULTS: tuple[dict[str, Any], ...] = (
        {
            "location": "/one",
            "error": "",
            "seconds": 1.5,
            "json": [{"results": {"failed_checks": [{"severity": "HIGH"}]}}, {"passed": 0}],
            "sarif": {"runs": [{"results": []}]},
        },
        {"location": "/two", "error": "is not a directory", "seconds": 0.0},
    )

    def test_the_table_has_a_line_for_every_target(self) -> None:
        lines = [line.split() for line in summary(self.RESULTS).splitlines()]
        assert lines[1] == ["/one", "0", "1", "0", "0", "1.5"]
        assert lines[2][:6] == ["/two", "-", "-", "-", "-", "0.0"]

    def test_the_reports_have_every_target(self, tmp_path: Path) -> None:
        write_reports(self.RESULTS, tmp_path)
        merged = json.loads((tmp_path / "sweep.json").read_text(encoding="utf-8"))
        assert [target["location"] for target in merged["targets"]] == ["/one", "/two"]
        (run,) = json.loads((tmp_path / "sweep.sarif").read_text(encoding="utf-8"))["runs"]
        assert run["automationDetails"]["id"] == "checkov-aws-iot//one/"


def test_a_worker_that_dies_loses_nothing_and_a_second_sweep_goes_on(tmp_path: Path) -> None:
    write(tmp_path / "good" / "main.tf", 'resource "aws_iot_thing" "a" {\n  name = "a"\n}\n')
    write(tmp_path / "bad" / "main.tf", FAULT)
    repository = tmp_path / "repository"
    write(repository / "main.tf", FAULT)
    for line in ("init -q", "add .", "-c user.name=a -c user.email=a@example.com commit -qm a"):
        subprocess.run(["git", "-C", str(repository), *line.split()], check=True)
    locations = ["good", "bad", f"file://{repository}", "file:///does/not/exist.git"]
    listed = write(tmp_path / "list", "\n".join(locations))
    output = tmp_path / "out"
    arguments = command(str(listed), "--output", str(output), "--workers", "2")
    with subprocess.Popen(
        arguments,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as sweep:
        killed = kill_a_worker(sweep.pid)
        stdout, stderr = sweep.communicate(timeout=300)
    assert killed, "no worker was there to be killed"
    assert sweep.returncode == 2, stderr  # one target cannot be cloned
    rows = {line.split()[0]: line.split()[1:] for line in stdout.splitlines()[1:]}
    assert rows[str(tmp_path / "good")][:4] == ["0", "0", "0", "0"]
    assert rows[str(tmp_path / "bad")][:4] == ["0", "0", "1", "0"]
    assert rows[f"file://{repository}"][:4] == ["0", "0", "1", "0"]
    assert "cannot be cloned" in stdout
    again = subprocess.run(
        arguments, env=environment(), capture_output=True, text=True, timeout=300, check=False
    )
    # Only what failed is tried again; everything else is taken from the results.
    assert [line.split("] ")[1].split(":")[0] for line in again.stderr.splitlines()[:1]] == ["file"]
    assert len(again.stderr.splitlines()) == 1
    assert again.stdout.count("\n") == stdout.count("\n")


def kill_a_worker(pid: int) -> bool:
    """Kill one worker process of the sweep while it scans something."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        # The processes of the cluster that have a process of their own are workers that scan.
        for worker in filter(children, children(psutil.Process(pid))):
            worker.send_signal(signal.SIGKILL)
            return True
        time.sleep(0.2)
    return False


def children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children()
    except psutil.NoSuchProcess:
        return []


def test_without_dask_it_says_how_to_install_it(tmp_path: Path) -> None:
    listed = write(tmp_path / "list", "a\n")
    blocker = write(tmp_path / "blocked" / "dask.py", "raise ImportError('no dask')\n")
    paths = os.pathsep.join((str(blocker.parent), str(ROOT / "custom_checks")))
    ended = subprocess.run(
        command(str(listed), "--output", str(tmp_path / "out")),
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert "pip install 'checkov-aws-iot[sweep]'" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
