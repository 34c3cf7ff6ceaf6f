"""The options of a scan, those of Checkov included.

Checkov's own parser takes longer to import than a small scan takes. What is parsed here means what it
means there; what else it knows is refused, with the command that does it.
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
from checkov.common.bridgecrew.check_type import checkov_runners

from checkov_aws_iot.commands.chosen_checks import is_of_others, named_checks
from checkov_aws_iot.commands.complaint import Complaint
from checkov_aws_iot.commands.settings_files import Settings, users_files

ALL: Final = "all"
"""The framework that means every one."""

OUTPUTS: Final = (
    "cli",
    "csv",
    "cyclonedx",
    "cyclonedx_json",
    "json",
    "junitxml",
    "github_failed_only",
    "gitlab_sast",
    "sarif",
    "spdx",
)

# They have no effect on a scan that never asks the network, and on no other framework than ours.
_WITHOUT_EFFECT: Final = (
    "--skip-download",
    "--skip-results-upload",
    "--include-all-checkov-policies",
    "--no-cert-verify",
    "--output-bc-ids",
    "--run-all-external-checks",
    "--enable-secret-scan-all-files",
    "--scan-secrets-history",
)
_WITHOUT_EFFECT_WITH_VALUE: Final = (
    "--block-list-secret-scan",
    "--ca-certificate",
    "--dockerfile-path",
    "--external-modules-download-path",
    "--secrets-history-timeout",
    "--secrets-scan-file-type",
    "--skip-cve-package",
)
# What only Checkov's runners do with these checks.
_BY_RUNNERS: Final = frozenset(
    {
        "--create-config",
        "--deep-analysis",
        "--download-external-modules",
        "--evaluate-variables",
        "--external-checks-dir",
        "--external-checks-git",
        "--external-checks-public-key",
        "--mask",
        "--repo-root-for-plan-enrichment",
        "--show-config",
    }
)
# What has nothing to do with these checks.
_OF_CHECKOV: Final = frozenset(
    {
        "--add-check",
        "--bc-api-key",
        "--docker-image",
        "--image",
        "--list",
        "-l",
        "--policy-metadata-filter",
        "--policy-metadata-filter-exception",
        "--prisma-api-url",
        "--support",
        "--use-enforcement-rules",
        "--version",
        "-v",
    }
)
# Variables of the environment that Checkov reads as options which the engine does not have.
_VARIABLES: Final = ("DOWNLOAD_EXTERNAL_MODULES", "CKV_EXTERNAL_CHECKS_PUBLIC_KEY")
_OFF: Final = frozenset({"", "0", "false"})


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
    """The options, and the paths among them.

    Raises:
        Complaint: an option lacks its value, has one that it cannot have, does not exist, or is not for
            the engine.
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
    refused = next(_refused(config, unknown), "")
    if refused:
        raise Complaint(refused)
    return config, [path for path in unknown if path != "--"]


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
    parser.add("-o", "--output", action="append", choices=OUTPUTS)
    parser.add("--repo-id", default=None)
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


def _refused(config: Namespace, unknown: Sequence[str]) -> Iterator[str]:
    """Why the engine does not do what the options say, with the command that does."""
    names = (argument.partition("=")[0] for argument in unknown if argument != "--")
    yield from map(_unknown_option, (name for name in names if name.startswith("-")))
    for variable in _VARIABLES:
        if os.environ.get(variable, "").lower() not in _OFF:
            yield _by_runners(f"the environment variable {variable}")
    for check in named_checks(config.check):
        if is_of_others(check):
            yield _by_runners(f"--check {check}")
    for framework in (*config.framework, *config.skip_framework):
        if framework not in {*checkov_runners, ALL}:
            yield f'there is no framework "{framework}"; see checkov --help'


def _unknown_option(name: str) -> str:
    if name in _BY_RUNNERS:
        return _by_runners(name)
    if name in _OF_CHECKOV:
        return f"{name} has nothing to do with a scan by these checks; use checkov {name}"
    return f"there is no option {name}; see checkov --help"


def _by_runners(wanted: str) -> str:
    return f"{wanted} needs Checkov's runners; run checkov-aws-iot scan --engine checkov"
