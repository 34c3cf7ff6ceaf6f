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
from checkov_aws_iot.commands.sweeps.sweep_identity import content_of, scanner
from checkov_aws_iot.commands.sweeps.sweep_report import failed_checks, summary, write_reports
from checkov_aws_iot.commands.sweeps.sweep_targets import Target, read_targets
from checkov_aws_iot.commands.sweeps.sweep_task import scan_target

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
        worse = {**self.RESULTS[0], "location": "/worse"}
        worse["json"] = {"results": {"failed_checks": [{"severity": "CRITICAL"}]}}
        results = (*reversed(self.RESULTS), worse)
        lines = [line.split() for line in summary(results).splitlines()]
        assert lines[1] == ["/worse", "1", "0", "0", "0", "1.5"]
        assert lines[2] == ["/one", "0", "1", "0", "0", "1.5"]
        assert lines[3][:6] == ["/two", "-", "-", "-", "-", "0.0"]
        assert lines[4] == ["all", "3", "1", "1", "0", "0", "3.0", "1", "not", "scanned"]

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
    rows = {line.split()[0]: line.split()[1:] for line in stdout.splitlines()[1:] if line}
    assert rows[str(tmp_path / "good")][:4] == ["0", "0", "0", "0"]
    assert rows[str(tmp_path / "bad")][:4] == ["0", "0", "1", "0"]
    assert rows[f"file://{repository}"][:4] == ["0", "0", "1", "0"]
    assert "cannot be cloned" in stdout
    again = subprocess.run(
        arguments, env=environment(), capture_output=True, text=True, timeout=300, check=False
    )
    # Only what failed is tried again; everything else is taken from the results.
    told, tried = again.stderr.splitlines()
    assert "3 of 4 targets are as they were scanned before" in told
    assert "--fresh scans them again" in told
    assert tried.split("] ")[1].split(":")[0] == "file"
    assert again.stdout.count("\n") == stdout.count("\n")
    (clone,) = (
        target
        for target in json.loads((output / "sweep.json").read_text("utf-8"))["targets"]
        if target["location"] == f"file://{repository}"
    )
    commit = git(repository, "rev-parse", "HEAD").strip()
    assert (clone["repository"], clone["commit"]) == (f"file://{repository}", commit)
    assert {check["file_path"] for check in clone["failed_checks"]} == {"/main.tf"}
    write(tmp_path / "bad" / "main.tf", "")
    once_more = subprocess.run(
        [*arguments, "--scan-option=--check=CKV_IOT_701"], env=environment(), capture_output=True,
        text=True, timeout=300, check=False,
    )  # fmt: skip
    # Other options are another scan.
    assert "as they were scanned before" not in once_more.stderr
    assert len(once_more.stderr.splitlines()) == 4


def git(directory: Path, *arguments: str) -> str:
    command = ["git", "-C", str(directory), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def repository_with(directory: Path, text: str) -> Path:
    write(directory / "sub dir" / "main.tf", text)
    git(directory, "init", "-q")
    git(directory, "add", ".")
    git(directory, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "a")
    return directory


class TestOneTarget:
    def test_a_bare_repository_is_cloned_and_named(self, tmp_path: Path) -> None:
        work = repository_with(tmp_path / "work", FAULT)
        git(tmp_path, "clone", "-q", "--bare", str(work), str(tmp_path / "bare.git"))
        result = scan_target(str(tmp_path / "bare.git"), False, (), 300)
        assert result["error"] == ""
        assert result["repository"] == (tmp_path / "bare.git").as_uri()
        assert result["commit"] == git(work, "rev-parse", "HEAD").strip()
        assert result["content"] == content_of(str(tmp_path / "bare.git"), is_repository=False)
        (check,) = failed_checks(result)
        (finding,) = check["check_result"]["findings"]
        assert finding["file"] == "sub dir/main.tf"
        assert check["file_abs_path"] == "sub dir/main.tf"
        write_reports([result], tmp_path)
        (run,) = json.loads((tmp_path / "sweep.sarif").read_text(encoding="utf-8"))["runs"]
        assert run["versionControlProvenance"] == [
            {"repositoryUri": result["repository"], "revisionId": result["commit"]}
        ]
        (found,) = run["results"]
        (place,) = found["locations"]
        assert place["physicalLocation"]["artifactLocation"]["uri"] == "sub%20dir/main.tf"
        assert str(tmp_path) not in json.dumps(found)

    def test_a_directory_has_the_remote_of_its_repository_without_passwords(
        self, tmp_path: Path
    ) -> None:
        work = repository_with(tmp_path / "work", FAULT)
        git(work, "remote", "add", "origin", "https://me:secret@git.example/a/b.git")
        result = scan_target(str(work / "sub dir"), False, (), 300)
        assert result["repository"] == "https://git.example/a/b.git"
        assert "secret" not in json.dumps(result)
        (check,) = failed_checks(result)
        assert check["check_result"]["findings"][0]["file"] == "main.tf"


class TestWhatAResultHoldsFor:
    def test_the_content_of_a_directory(self, tmp_path: Path) -> None:
        write(tmp_path / "a" / "main.tf", FAULT)
        first = content_of(str(tmp_path), is_repository=False)
        write(tmp_path / ".git" / "index", "anything")
        assert content_of(str(tmp_path), is_repository=False) == first
        for change in ("a/main.tf", "a/values.json"):
            write(tmp_path / change, "{}")
            assert content_of(str(tmp_path), is_repository=False) != first

    def test_the_commit_of_a_repository(self, tmp_path: Path) -> None:
        work = repository_with(tmp_path, FAULT)
        commit = git(work, "rev-parse", "HEAD").strip()
        assert content_of(work.as_uri(), is_repository=True) == commit
        assert content_of("file:///does/not/exist.git", is_repository=True) == ""

    def test_options_conventions_and_versions(self) -> None:
        one = scanner(("--check=HIGH",), "accounts: []")
        assert one == scanner(("--check=HIGH",), "accounts: []")
        assert one != scanner((), "accounts: []")
        assert one != scanner(("--check=HIGH",), "")
        assert set(one) == {"options", "conventions", "pack", "checkov"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--workers", "0"], '"0" is no number from 1 to 1000'),
        (["--workers", "-3"], "--workers"),
        (["--workers", "many"], '"many" is no number from 1 to 1000'),
        (["--timeout", "0"], '"0" is no number of seconds'),
        (["--timeout", "nan"], '"nan" is no number of seconds'),
        (["--worker", "2"], 'did you mean "--workers"?'),
    ],
)
def test_what_cannot_be_is_one_sentence(tmp_path: Path, options: list[str], said: str) -> None:
    listed = write(tmp_path / "list", "a\n")
    ended = subprocess.run(
        command(str(listed), *options), env=environment(), capture_output=True, text=True,
        check=False, cwd=tmp_path,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout) == (2, "")
    (line,) = ended.stderr.splitlines()
    assert said in line
    assert not (tmp_path / "sweep").exists()


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
