"""What Terraform and cfn-lint say about directories of examples."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import oracles

# What cannot be valid for its owner, each with its reason.
NOT_VALIDATED: dict[str, str] = {
    "CKV_IOT_103": "thing_principal_type exists from version 6 of the provider on",
    "CKV_IOT_104": "uses the provider hashicorp/tls",
    "CKV_IOT_603": "the provider hashicorp/aws has no such resource; this is hashicorp/awscc",
}


def terraform_problems(examples: Path, directory: Path) -> list[str]:
    """The errors that ``terraform validate`` finds in the examples, which are copied to the directory.

    All in one process: each example is a module, so the provider starts once.
    """
    calls = []
    for example in sorted(path for path in examples.iterdir() if path.is_dir()):
        name = example.name
        if name in NOT_VALIDATED or not list(example.glob("*.tf")):
            continue
        shutil.copytree(example, directory / name)
        inputs = [(variable, f"{name}_{variable}") for variable in _without_default(example)]
        calls += [f'variable "{variable}" {{}}\n' for _, variable in inputs]
        arguments = "".join(f"  {name} = var.{variable}\n" for name, variable in inputs)
        calls.append(f'module "{name}" {{\n  source = "./{name}"\n{arguments}}}\n')
    (directory / "main.tf").write_text("\n".join(calls), encoding="utf-8")
    _run(directory, *oracles.initialisation())
    completed = _run(directory, "validate", "-json", check=False)
    return [
        f"{found['range']['filename']}:{found['range']['start']['line']}: "
        f"{found['summary']}: {found['detail']}"
        for found in json.loads(completed)["diagnostics"]
        if found["severity"] == "error"
    ]


def _run(directory: Path, *arguments: str, check: bool = True) -> str:
    completed = subprocess.run(
        [oracles.terraform(), *arguments],
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not check or completed.returncode == 0, completed.stderr
    return completed.stdout


def _without_default(example: Path) -> list[str]:
    """The variables of an example that have no default."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(example.glob("*.tf")))
    blocks = re.findall(r'^variable "(\w+)" \{(.*?)\}$', text, re.MULTILINE | re.DOTALL)
    return [name for name, body in blocks if not re.search(r"^\s*default\s*=", body, re.MULTILINE)]


def cfn_lint_problems(examples: Path) -> list[str]:
    """The errors that cfn-lint finds in the templates of the examples."""
    templates = [str(path) for path in sorted(examples.glob("*/*.template"))]
    completed = subprocess.run(
        ["cfn-lint", "--format", "json", "--non-zero-exit-code", "error", *templates],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
    )
    return [
        f"{found['Filename']}:{found['Location']['Start']['LineNumber']}: "
        f"{found['Rule']['Id']} {found['Message']}"
        for found in json.loads(completed.stdout or "[]")
        if found["Level"] == "Error"
    ]
