"""Planning configurations with the real Terraform and the real AWS provider, offline."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from oracles import initialisation, terraform

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
    program, initialise = terraform(), initialisation()
    for name, text in {"provider.tf": PROVIDER, **files}.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    environment = {**os.environ, "TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1"}

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [program, *arguments],
            cwd=directory,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run(*initialise, "-no-color")
    run("plan", "-no-color", "-input=false", "-lock=false", "-out=plan")
    found: dict[str, Any] = json.loads(run("show", "-json", "plan"))
    return found
