"""The options of a scan, those of Checkov included.

Checkov's own parser takes longer to import than a small scan takes. What is parsed here means what it
means there; whatever is not known here is Checkov's, and so is the scan.
"""

from __future__ import annotations

import os
import tempfile
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, NoReturn

import configargparse
import yaml

from checkov_aws_iot.commands.chosen_checks import may_exist, named_checks
from checkov_aws_iot.commands.complaint import Complaint
from checkov_aws_iot.commands.prefilter import is_own
from checkov_aws_iot.commands.settings_files import Settings, users_files
from checkov_aws_iot.engine.project import REPORTS

OUTPUTS: Final = ("cli", "json", "sarif", "junitxml", "github_failed_only", "gitlab_sast")
"""The formats of the engine; the others list all resources of a scan, judged or not."""

# They have no effect on a scan that never asks the network, and on no other framework than ours.
_WITHOUT_EFFECT: Final = (
    "--skip-download",
    "--skip-results-upload",
    "--include-all-checkov-policies",
    "--no-cert-verify",
    "--output-bc-ids",
)
_WITHOUT_EFFECT_WITH_VALUE: Final = (
    "--repo-id",
    "--ca-certificate",
    "--external-modules-download-path",
)
# Variables of the environment that Checkov reads as options which the engine does not have.
_VARIABLES: Final = ("DOWNLOAD_EXTERNAL_MODULES", "CKV_EXTERNAL_CHECKS_PUBLIC_KEY")


class _Parser(configargparse.ArgumentParser):  # type: ignore[misc]
    """Complains instead of leaving the process."""

    def error(self, message: str) -> NoReturn:
        raise Complaint(f"{message}; see checkov --help")


@contextmanager
def settings_paths(found: Sequence[Settings]) -> Iterator[list[str]]:
    """The files to read settings from: what is taken of those that were found, and the user's."""
    with tempfile.TemporaryDirectory(prefix="checkov-aws-iot-") as directory:
        paths: list[str] = []
        for number, settings in enumerate(found):
            path = os.path.join(directory, f"{number}.yaml")
            with open(path, "w", encoding="utf-8") as file:
                yaml.safe_dump(settings.taken, file)
            paths.append(path)
        yield paths + users_files()


def parsed(options: Sequence[str], settings: Sequence[str]) -> tuple[Namespace, list[str]]:
    """The options, and what is not known here: paths, and options of Checkov.

    Raises:
        Complaint: an option lacks its value, or has one that it cannot have.
    """
    parser = _Parser(
        default_config_files=list(settings),
        config_file_parser_class=configargparse.YAMLConfigFileParser,
        add_help=False,
        allow_abbrev=False,  # Another option of Checkov may begin alike.,
    )
    _add(parser)
    config, unknown = parser.parse_known_args(list(options))
    config.file = [file for files in config.file or () for file in files]
    config.framework = _flat(config.framework)
    config.skip_framework = _flat(config.skip_framework)
    return config, unknown


def _add(parser: Any) -> None:
    for names in (
        ("-d", "--directory"),
        ("--skip-path",),
        ("--soft-fail-on",),
        ("--hard-fail-on",),
    ):
        parser.add(*names, action="append")
    parser.add("-f", "--file", action="append", nargs="+")
    parser.add("--var-file", action="append", env_var="CKV_VAR_FILE")
    parser.add("-c", "--check", action="append", env_var="CKV_CHECK")
    parser.add("--skip-check", action="append", env_var="CKV_SKIP_CHECK")
    parser.add("--framework", action="append", nargs="+", env_var="CKV_FRAMEWORK")
    parser.add("--skip-framework", action="append", nargs="+")
    parser.add("-o", "--output", action="append")
    parser.add("--output-file-path", default=None)
    parser.add("--summary-position", default="top", choices=("top", "bottom"))
    parser.add("--config-file", is_config_file=True, default=None)
    parser.add("--baseline", default=None)
    parser.add("--custom-tool-name", default="Checkov")
    parser.add("-b", "--branch", default="master")
    for name in ("--quiet", "--compact", "--create-baseline", "--output-baseline-as-skipped"):
        parser.add(name, action="store_true", default=False)
    parser.add("-s", "--soft-fail", action="store_true", default=False)
    parser.add("--no-fail-on-crash", action="store_true", env_var="CKV_NO_FAIL_ON_CRASH")
    parser.add(
        "--skip-resources-without-violations",
        action="store_true",
        env_var="CKV_SKIP_RESOURCES_WITHOUT_VIOLATIONS",
    )
    for name in _WITHOUT_EFFECT:
        parser.add(name, action="store_true", default=False)
    for name in _WITHOUT_EFFECT_WITH_VALUE:
        parser.add(name, default=None)


def _flat(given: list[list[str]] | None) -> list[str]:
    values = (value for values in given or () for value in values)
    return list(dict.fromkeys(name for value in values for name in value.split(",") if name))


def for_checkov(config: Namespace, unknown: Sequence[str]) -> str:
    """What of the options only Checkov's own runners can do; empty if nothing is."""
    return next(_for_checkov(config, unknown), "")


def _for_checkov(config: Namespace, unknown: Sequence[str]) -> Iterator[str]:
    for argument in unknown:
        if argument.startswith("-") and argument != "--":
            yield argument.partition("=")[0]
    yield from (name for name in _VARIABLES if name in os.environ)
    yield from (f"-o {output}" for output in config.output or () if output not in OUTPUTS)
    for check in named_checks(config.check):
        if not is_own(check) and may_exist(check):
            yield f"--check {check}"
    for framework in (*config.framework, *config.skip_framework):
        if framework not in REPORTS:
            yield f"--framework {framework}"
