"""The options of a scan, those of Checkov included.

Checkov's own parser takes longer to import than a small scan takes. What is parsed here means what it
means there; what else it knows is refused, with the command that does it.
"""

from __future__ import annotations

import os
import tempfile
from argparse import SUPPRESS, Namespace, RawDescriptionHelpFormatter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import configargparse
import yaml
from checkov.common.bridgecrew.check_type import checkov_runners

from checkov_aws_iot.commands.chosen_checks import is_of_others, named_checks
from checkov_aws_iot.commands.command_parser import SentenceParser
from checkov_aws_iot.commands.complaint import Complaint
from checkov_aws_iot.commands.reports.terminal_style import COLOR_CHOICES
from checkov_aws_iot.commands.scans.settings_files import Settings, users_files
from checkov_aws_iot.engine.projects.report_names import REPORTS
from checkov_aws_iot.values.nearest_names import did_you_mean

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
        "--policy-metadata-filter",
        "--policy-metadata-filter-exception",
        "--prisma-api-url",
        "--support",
        "--use-enforcement-rules",
    }
)
# Variables of the environment that Checkov reads as options which the engine does not have.
_VARIABLES: Final = ("DOWNLOAD_EXTERNAL_MODULES", "CKV_EXTERNAL_CHECKS_PUBLIC_KEY")
# Our own options, which decide how the others are read.
_SWITCHES: Final = {
    "--documents": "judge policies in JSON files of their own, too",
    "--no-config": "leave out the .checkov.yaml of what is scanned",
    "--no-prefilter": "have every file parsed, with --engine checkov",
}
_OFF: Final = frozenset({"", "0", "false"})


class _Parser(SentenceParser, configargparse.ArgumentParser):  # type: ignore[misc]
    """The options of a scan, also from files of settings."""


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
    parser = _parser(settings)
    config, unknown = parser.parse_known_args(list(options))
    config.file = [file for files in config.file or () for file in files]
    config.framework = _flat(config.framework)
    config.skip_framework = _flat(config.skip_framework)
    refused = next(_refused(parser, config, unknown), "")
    if refused:
        raise Complaint(refused)
    return config, [path for path in unknown if path != "--"]


def help_of(command: str, usage: str, description: str) -> str:
    """The help of a command that scans: its usage, and every option of a scan."""
    parser = _parser((), command)
    parser.usage, parser.description = usage, description
    return str(parser.format_help())


def _parser(settings: Sequence[str], command: str = "scan") -> _Parser:
    ways: dict[str, Any] = {
        "default_config_files": list(settings),
        "config_file_parser_class": configargparse.YAMLConfigFileParser,
        "add_config_file_help": False,
        "add_env_var_help": False,
        "add_help": False,
        "allow_abbrev": False,  # Another option of Checkov may begin alike.
    }
    parser = _Parser(
        prog=f"checkov-aws-iot {command}", formatter_class=RawDescriptionHelpFormatter, **ways
    )
    _add_scope(parser.add_argument_group("what is scanned"))
    _add_checks(parser.add_argument_group("which checks, and which findings fail"))
    _add_report(parser.add_argument_group("report"))
    _add_others(parser)
    return parser


def _add_scope(group: Any) -> None:
    group.add("-d", "--directory", action="append", metavar="PATH", help="a directory, like PATH")
    group.add("-f", "--file", action="append", nargs="+", metavar="PATH", help="files, like PATH")
    group.add(
        "--skip-path", action="append", metavar="REGEX", help="paths to leave out; repeatable"
    )
    group.add(
        "--var-file",
        action="append",
        env_var="CKV_VAR_FILE",
        metavar="FILE",
        help="values of Terraform variables (.tfvars); repeatable",
    )
    group.add(
        "--framework",
        action="append",
        nargs="+",
        env_var="CKV_FRAMEWORK",
        metavar="NAME",
        help="terraform, terraform_json, terraform_plan, cloudformation, serverless or all",
    )
    group.add(
        "--repo-root-for-plan-enrichment",
        action="append",
        metavar="PATH",
        help="the code that plans were made from: their findings stand there",
    )
    group.add(
        "--skip-framework", action="append", nargs="+", metavar="NAME", help="leave out these"
    )
    # The next ones are taken before the others are read; they stand here for the help.
    for name, text in _SWITCHES.items():
        group.add(name, action="store_true", default=False, help=text)
    group.add("--conventions", default=None, metavar="FILE", help="the conventions of the project")
    group.add(
        "--engine",
        default=None,
        choices=("own", "checkov"),
        help="who scans: this pack, or Checkov's runners, with all options of Checkov",
    )


def _add_checks(group: Any) -> None:
    for names, variable, text in (
        (("-c", "--check"), "CKV_CHECK", "run these: ids, patterns, severities"),
        (("--skip-check",), "CKV_SKIP_CHECK", "do not run these; ID:REGEX for paths"),
        (("--soft-fail-on",), None, "findings of these give the exit code 0"),
        (("--hard-fail-on",), None, "only findings of these give the exit code 1"),
    ):
        group.add(*names, action="append", env_var=variable, metavar="CHECK", help=text)
    group.add("-s", "--soft-fail", action="store_true", default=False, help="findings give 0")
    group.add("--baseline", default=None, metavar="FILE", help="report only what is not in it")
    group.add(
        "--create-baseline", action="store_true", default=False, help="write .checkov.baseline"
    )
    group.add(
        "--report-unused-suppressions",
        action="store_true",
        default=False,
        help="name every suppression that does nothing, and end with 1 if there is one",
    )
    group.add(
        "--output-baseline-as-skipped",
        action="store_true",
        default=False,
        help="count what is in the baseline as suppressed",
    )


def _add_report(group: Any) -> None:
    group.add(
        "-o",
        "--output",
        action="append",
        choices=OUTPUTS,
        metavar="FORMAT",
        help=f"{', '.join(OUTPUTS)}; repeatable",
    )
    group.add(
        "--output-file-path",
        default=None,
        metavar="PATH",
        help="a directory for the reports, which are printed, too; or the file of one report, or a file for "
        "each -o with commas between them (console prints that one), and nothing else is printed",
    )
    group.add(
        "--fixes",
        action="store_true",
        default=False,
        help="add the changes that fix would make to json and sarif; each is proved, which takes time",
    )
    group.add("--quiet", action="store_true", default=False, help="nothing where nothing fails")
    group.add("--compact", action="store_true", default=False, help="no lines of code")
    group.add(
        "--show-all",
        action="store_true",
        default=False,
        help="list what passed and what is suppressed, too, in the terminal",
    )
    group.add(
        "--summary-position",
        default="bottom",
        choices=("top", "bottom"),
        help="where the terminal has the summary",
    )
    group.add(
        "--color",
        default="auto",
        choices=COLOR_CHOICES,
        help="auto minds NO_COLOR and FORCE_COLOR",
    )
    group.add("--repo-id", default=None, metavar="OWNER/NAME", help="for csv, cyclonedx and spdx")
    group.add("--custom-tool-name", default="Checkov", metavar="NAME", help="for sarif")
    group.add("-b", "--branch", default="master", help=SUPPRESS)


def _add_others(parser: Any) -> None:
    group = parser.add_argument_group("others")
    group.add(
        "--config-file",
        is_config_file=True,
        default=None,
        metavar="FILE",
        help="settings: options without their dashes, as YAML",
    )
    group.add("-l", "--list", action="store_true", default=False, help="list the checks")
    group.add("-v", "--version", action="store_true", default=False, help="print the versions")
    group.add("-h", "--help", action="store_true", default=False, help="print this help")
    for name, variable in (
        ("--no-fail-on-crash", "CKV_NO_FAIL_ON_CRASH"),
        ("--skip-resources-without-violations", "CKV_SKIP_RESOURCES_WITHOUT_VIOLATIONS"),
    ):
        parser.add(name, action="store_true", env_var=variable, help=SUPPRESS)
    for name in _WITHOUT_EFFECT:
        parser.add(name, action="store_true", default=False, help=SUPPRESS)
    for name in _WITHOUT_EFFECT_WITH_VALUE:
        parser.add(name, default=None, help=SUPPRESS)


def _flat(given: list[list[str]] | None) -> list[str]:
    values = (value for values in given or () for value in values)
    return list(dict.fromkeys(name for value in values for name in value.split(",") if name))


def _refused(parser: _Parser, config: Namespace, unknown: Sequence[str]) -> Iterator[str]:
    """Why the engine does not do what the options say, with the command that does."""
    for name in (*_SWITCHES, "--conventions", "--engine", "--list", "--version", "--help"):
        if getattr(config, name[2:].replace("-", "_")):
            yield f"{name} is for the command line, not for a file of settings"
    names = (argument.partition("=")[0] for argument in unknown if argument != "--")
    yield from (_unknown_option(parser, name) for name in names if name.startswith("-"))
    for variable in _VARIABLES:
        if os.environ.get(variable, "").lower() not in _OFF:
            yield _by_runners(f"the environment variable {variable}")
    for check in named_checks(config.check):
        if is_of_others(check):
            yield _by_runners(f"--check {check}")
    for framework in (*config.framework, *config.skip_framework):
        if framework not in {*checkov_runners, ALL}:
            hint = did_you_mean(framework, (*REPORTS, ALL)) or f"; see {parser.prog} --help"
            yield f'there is no framework "{framework}"{hint}'


def _unknown_option(parser: _Parser, name: str) -> str:
    if name in _BY_RUNNERS:
        return _by_runners(name)
    if name in _OF_CHECKOV:
        return f"{name} has nothing to do with a scan by these checks; use checkov {name}"
    return parser.no_option(name, (*_BY_RUNNERS, *_OF_CHECKOV))


def _by_runners(wanted: str) -> str:
    return f"{wanted} needs Checkov's runners; run checkov-aws-iot scan --engine checkov"
