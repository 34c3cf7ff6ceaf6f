"""The same findings, whatever way the pack is run."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from ecdsa import NIST256p, SigningKey
from ecdsa.util import sigencode_der
from scans import PACK, ROOT

from checkov_aws_iot.rules.own_client_ids import OwnClientIds

CHECKOV = "import sys; from checkov.main import Checkov; sys.exit(Checkov().run())"


def document(client: str) -> dict[str, object]:
    resource = f"arn:aws:iot:eu-west-1:123456789012:client/{client}"
    statement = {"Effect": "Allow", "Action": "iot:Connect", "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement]}


def terraform() -> str:
    head = 'variable "id" {\n  default = "*"\n}\n'
    policy = 'resource "aws_iot_policy" "{}" {{\n  name = "{}"\n  policy = jsonencode({})\n}}\n'
    written = json.dumps(document("${var.id}"))
    return (
        head
        + policy.format("open", "o", written)
        + policy.format("bound", "b", json.dumps(document("pump-1")))
    )


def plan() -> str:
    def resource(name: str) -> dict[str, object]:
        return {
            "address": f"aws_iot_policy.{name}", "mode": "managed", "type": "aws_iot_policy",
            "name": name, "provider_name": "registry.terraform.io/hashicorp/aws",
            "schema_version": 0,
        }  # fmt: skip

    after = {
        name: {"name": name, "policy": json.dumps(document(client))}
        for name, client in (("open", "*"), ("bound", "pump-1"))
    }
    changes = [
        {**resource(name), "change": {"actions": ["create"], "before": None, "after": values}}
        for name, values in after.items()
    ]
    resources = [{**resource(name), "values": values} for name, values in after.items()]
    return json.dumps(
        {
            "format_version": "1.2",
            "terraform_version": "1.11.4",
            "planned_values": {"root_module": {"resources": resources}},
            "resource_changes": changes,
            "configuration": {"provider_config": {}, "root_module": {}},
        }
    )


def template() -> dict[str, object]:
    return {
        "Resources": {
            name: {
                "Type": "AWS::IoT::Policy",
                "Properties": {"PolicyDocument": document(client)},
            }
            for name, client in (("Open", "*"), ("Bound", "pump-1"))
        }
    }


TREE = {
    "main.tf": terraform(),
    "plan.json": plan(),
    "fleet.template": json.dumps(template(), indent=1),
    "serverless.yml": json.dumps(
        {"service": "fleet", "provider": {"name": "aws"}, "resources": template()}, indent=1
    ),
}
FRAMEWORKS = ("terraform", "terraform_plan", "cloudformation", "serverless")
TERRAFORM = {("aws_iot_policy.open", "FAILED"), ("aws_iot_policy.bound", "PASSED")}
TEMPLATE = {("AWS::IoT::Policy.Open", "FAILED"), ("AWS::IoT::Policy.Bound", "PASSED")}
OF_FRAMEWORK = dict(zip(FRAMEWORKS, (TERRAFORM, TERRAFORM, TEMPLATE, TEMPLATE), strict=True))
EXPECTED = {
    (framework, "CKV_IOT_101", *verdict)
    for framework, verdicts in OF_FRAMEWORK.items()
    for verdict in verdicts
}


@pytest.fixture
def code(tmp_path: Path) -> Path:
    code = tmp_path / "code"
    code.mkdir()
    for name, text in TREE.items():
        (code / name).write_text(text, encoding="utf-8")
    return code


def start(command: list[str], cwd: Path = ROOT, **env: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=cwd, env={**inherited, **env}
    )


def checkov(
    *arguments: str, frameworks: tuple[str, ...] = FRAMEWORKS, cwd: Path = ROOT, **env: str
) -> subprocess.CompletedProcess[str]:
    chosen = ["--framework", *frameworks] if frameworks else []
    command = [sys.executable, "-c", CHECKOV, *arguments, "--check", "CKV_IOT_*", "-o", "json"]
    return start([*command, "--skip-download", *chosen], cwd, **env)


def verdicts(completed: subprocess.CompletedProcess[str]) -> set[tuple[str, str, str, str]]:
    """What failed, and what passed the check that something fails."""
    assert completed.returncode == 1, completed.stderr
    assert "Traceback" not in completed.stderr
    reports = json.loads(completed.stdout)
    return {
        (report["check_type"], record["check_id"], record["resource"], verdict)
        for report in (reports if isinstance(reports, list) else [reports])
        for verdict in ("FAILED", "PASSED")
        for record in report["results"][f"{verdict.lower()}_checks"]
        if verdict == "FAILED" or record["check_id"] == "CKV_IOT_101"
    }


def test_external_checks_dir(code: Path):
    completed = checkov("-d", str(code), "--external-checks-dir", str(PACK))
    assert verdicts(completed) == EXPECTED


def test_the_directory_of_the_package_and_threads(code: Path):
    package = str(PACK / "checkov_aws_iot")
    completed = checkov(
        "-d", str(code), "--external-checks-dir", package, CHECKOV_PARALLELIZATION_TYPE="thread"
    )
    assert verdicts(completed) == EXPECTED


def test_a_relative_directory_from_elsewhere_and_one_process(code: Path):
    pack = os.path.relpath(PACK, code)
    completed = checkov(
        "-d", ".", "--external-checks-dir", pack, cwd=code, CHECKOV_PARALLELIZATION_TYPE="none"
    )
    assert verdicts(completed) == EXPECTED


def test_all_runners_of_checkov(code: Path):
    completed = checkov(
        "-d", str(code), "--external-checks-dir", str(PACK),
        frameworks=(), CHECKOV_PARALLELIZATION_TYPE="fork",
    )  # fmt: skip
    assert verdicts(completed) == EXPECTED


def test_one_runner_and_one_file(code: Path):
    completed = checkov(
        "-f", str(code / "fleet.template"), "--external-checks-dir", str(PACK),
        frameworks=("cloudformation",),
    )  # fmt: skip
    assert verdicts(completed) == {one for one in EXPECTED if one[0] == "cloudformation"}


def git(directory: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=nobody", "-c", "user.email=nobody@example.com"]
    command = ["git", *identity, "-C", str(directory), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_external_checks_git_with_the_branch_of_the_pack(code: Path, tmp_path: Path):
    repository = tmp_path / "repository"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACK, repository / "custom_checks", ignore=ignored)
    (repository / "main.tf").write_text(terraform(), encoding="utf-8")
    git(repository, "init", "--quiet", "--initial-branch=main")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "everything")
    # As the release workflow does it.
    commit = git(repository, "subtree", "split", "-P", "custom_checks")
    git(repository, "branch", "external-checks", commit)
    held = git(repository, "ls-tree", "--name-only", "external-checks").splitlines()
    assert "checkov_aws_iot" in held
    assert "main.tf" not in held
    url = f"file://{repository}?ref=heads/external-checks"
    completed = checkov("-d", ".", "--external-checks-git", url, cwd=code)
    assert verdicts(completed) == EXPECTED


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist of this tree, and the wheel that is built from it."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)]
    completed = start(command)
    assert completed.returncode == 0, completed.stdout + completed.stderr
    return out


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with everything that this one has, but for the pack itself.

    A path in a .pth file is searched, and .pth files in it are not: the pack that is installed
    here for editing is not found there.
    """
    directory = tmp_path_factory.mktemp("clean")
    venv.create(directory, with_pip=True, symlinks=True)
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(start([str(directory / "bin/python"), "-c", ask]).stdout.strip())
    (packages / "of_the_tests.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return directory


SARIF = ["--check", "CKV_IOT_*", "--skip-download", "-o", "sarif", "--framework", *FRAMEWORKS]


def messages_in_sarif(code: Path) -> set[str]:
    """What the results say; none has attachments, which would be against the schema."""
    (run,) = json.loads((code / "results.sarif").read_text("utf-8"))["runs"]
    assert not any(result.get("attachments") for result in run["results"])
    return {result["message"]["text"] for result in run["results"]}


@pytest.mark.parametrize("installed", [True, False])
def test_sarif_by_a_process_that_has_not_loaded_the_pack(
    code: Path, tmp_path: Path, installed: bool
):
    pack = PACK if installed else shutil.copytree(PACK, tmp_path / "elsewhere")
    python = [sys.executable, "-c", CHECKOV, "-d", ".", "--external-checks-dir", str(pack)]
    completed = start([*python, *SARIF], cwd=code, CHECKOV_PARALLELIZATION_TYPE="fork")
    assert completed.returncode == 1, completed.stderr
    assert completed.stderr.count("the results in SARIF do not say what was found") == 1
    assert messages_in_sarif(code) == {OwnClientIds.title}


@pytest.mark.parametrize("kind", ["thread", "none"])
def test_sarif_by_the_process_that_has_loaded_the_pack(code: Path, kind: str):
    python = [sys.executable, "-c", CHECKOV, "-d", ".", "--external-checks-dir", str(PACK)]
    completed = start([*python, *SARIF], cwd=code, CHECKOV_PARALLELIZATION_TYPE=kind)
    assert completed.returncode == 1, completed.stderr
    assert "in SARIF" not in completed.stderr
    assert all("another-device" in message for message in messages_in_sarif(code))


def test_details_of_all_frameworks_in_forks(code: Path):
    pack = str(PACK)
    completed = checkov(
        "-d", ".", "--external-checks-dir", pack, cwd=code, CHECKOV_PARALLELIZATION_TYPE="fork"
    )
    details = {
        (report["check_type"], "another-device" in "".join(record["details"]))
        for report in json.loads(completed.stdout)
        for record in report["results"]["failed_checks"]
    }
    assert details == {(framework, True) for framework in FRAMEWORKS}


@pytest.mark.parametrize("kind", ["wheel", "sdist", "editable"])
def test_installed(code: Path, clean: Path, distributions: Path, kind: str):
    what = {
        "wheel": [str(*distributions.glob("*.whl"))],
        "sdist": [str(*distributions.glob("*.tar.gz"))],
        "editable": ["-e", str(ROOT)],
    }
    python = str(clean / "bin/python")
    offline = ["--no-deps", "--no-index", "--no-build-isolation", "--force-reinstall"]
    installed = start([python, "-m", "pip", "install", "--quiet", *offline, *what[kind]])
    assert installed.returncode == 0, installed.stderr
    command = str(clean / "bin/checkov-aws-iot")
    path = Path(start([command, "path"], cwd=code).stdout.strip())
    assert path.is_relative_to(PACK if kind == "editable" else clean)
    assert verdicts(start([command, "scan", ".", "-o", "json"], cwd=code)) == EXPECTED
    completed = start([command, "scan", ".", "-o", "sarif"], cwd=code)
    assert completed.returncode == 1, completed.stderr
    (code / "results.sarif").write_text(completed.stdout, encoding="utf-8")
    assert all("another-device" in message for message in messages_in_sarif(code))


def sign(pack: Path, key: SigningKey) -> None:
    """Every module carries its signature in its last line."""
    for module in pack.rglob("*.py"):
        text = module.read_bytes()
        if not text.endswith(b"\n"):
            text += b"\n"
        signature = key.sign(text, hashfunc=hashlib.sha256, sigencode=sigencode_der)
        module.write_bytes(text + b"# checkov-digest: " + signature.hex().encode() + b"\n")


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A signed copy of the pack, and the public key."""
    directory = tmp_path_factory.mktemp("signed")
    pack = directory / "pack"
    shutil.copytree(PACK, pack, ignore=shutil.ignore_patterns("__pycache__"))
    key = SigningKey.generate(curve=NIST256p)
    sign(pack, key)
    public = directory / "public.pem"
    public.write_bytes(key.get_verifying_key().to_pem())
    return pack, public


def test_a_signed_pack(code: Path, signed: tuple[Path, Path]):
    pack, public = signed
    completed = checkov(
        "-d", str(code), "--external-checks-dir", str(pack),
        "--external-checks-public-key", str(public),
    )  # fmt: skip
    assert verdicts(completed) == EXPECTED


def test_a_signed_pack_that_was_tampered_with_is_refused(
    code: Path, signed: tuple[Path, Path], tmp_path: Path
):
    pack = tmp_path / "tampered"
    shutil.copytree(signed[0], pack, ignore=shutil.ignore_patterns("__pycache__"))
    # A module that Checkov does not execute itself, but the pack imports.
    module = pack / "checkov_aws_iot/rules/catalog.py"
    module.write_bytes(b"# changed\n" + module.read_bytes())
    completed = checkov(
        "-d", str(code), "--external-checks-dir", str(pack),
        "--external-checks-public-key", str(signed[1]),
    )  # fmt: skip
    assert completed.returncode not in {0, 1}
    assert "catalog.py" in completed.stderr + completed.stdout
    assert "CKV_IOT_101" not in completed.stdout
