"""Planning configurations with the real Terraform and the real AWS provider, offline."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import warnings
from pathlib import Path
from typing import Any

import pytest

PROVIDERS = Path(os.environ.get("TERRAFORM_PROVIDER_MIRROR", "/opt/tf-plugins"))
"""A directory with the AWS provider, as ``terraform providers mirror`` makes it."""

PROVIDER = """\
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "x"
  secret_key                  = "x"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}
"""


def planned(directory: Path, files: dict[str, str]) -> dict[str, Any]:
    """The plan of a configuration as ``terraform show -json`` prints it."""
    terraform = shutil.which("terraform")
    if terraform is None or not PROVIDERS.is_dir():
        missing = "the terraform binary" if terraform is None else f"the provider in {PROVIDERS}"
        message = f"NOT COMPARED with the real AWS provider: {missing} is missing"
        warnings.warn(message, stacklevel=2)
        pytest.skip(message)
    for name, text in {"provider.tf": PROVIDER, **files}.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    environment = {**os.environ, "TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1"}

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [terraform, *arguments],
            cwd=directory,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("init", f"-plugin-dir={PROVIDERS}", "-no-color", "-input=false")
    run("plan", "-no-color", "-input=false", "-lock=false", "-out=plan")
    found: dict[str, Any] = json.loads(run("show", "-json", "plan"))
    return found
