"""Running Checkov inside this process."""

from __future__ import annotations

import logging
import os
import sys
from itertools import chain
from typing import TYPE_CHECKING, Any

import checkov.main
from checkov.common.bridgecrew.severities import Severities
from checkov.common.runners.runner_registry import RunnerRegistry
from checkov.common.util.banner import banner
from checkov.common.util.ext_argument_parser import ExtArgumentParser
from checkov.runner_filter import RunnerFilter
from configargparse import YAMLConfigFileParser

from checkov_aws_iot.commands.chosen_checks import require_known_checks
from checkov_aws_iot.commands.chosen_conventions import IgnoreLog
from checkov_aws_iot.commands.complaint import Complaint, tell
from checkov_aws_iot.commands.scans.debug_records import leave_out_unread_records
from checkov_aws_iot.commands.scans.prefilter import irrelevant_files, is_sound
from checkov_aws_iot.commands.scans.unparsed import tell_unparsed
from checkov_aws_iot.conventions.conventions import NO_CONVENTIONS, Conventions
from checkov_aws_iot.engine.own_severities import entry_under
from checkov_aws_iot.plugin.patches.files_left_out import left_out
from checkov_aws_iot.plugin.patches.platform_key import forget_platform
from checkov_aws_iot.rules.catalog import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Callable

    from checkov.common.output.report import Report

# The frameworks whose resources the pack judges.
FRAMEWORKS = ("terraform", "terraform_json", "terraform_plan", "cloudformation", "serverless")
OWN_CHECKS = "CKV_IOT_*"


def run_checkov(
    paths: list[str],
    options: list[str],
    settings: list[str],
    *,
    prefilter: bool = True,
    conventions: Conventions = NO_CONVENTIONS,
) -> int:
    """The exit code of one scan of all paths, with one report.

    ``settings`` are the files that settings are read from, beside one that the options name.
    ``prefilter`` says that files are left out if leaving them out changes nothing.

    Raises:
        Complaint: there is no such path, check or option, or Checkov stopped.
    """
    forget_platform()
    _one_line_for_each_error()
    _nothing_about_severities()
    leave_out_unread_records()
    # Checkov would look for files of settings itself, and do whatever they say.
    vars(checkov.main)["get_default_config_paths"] = lambda _: settings
    config, unknown = _parser(settings).parse_known_args(options)
    require_known_checks(config)
    for argument in unknown:
        if argument.startswith("-") and argument != "--":
            raise Complaint(f"there is no option {argument}; see checkov --help")
    misplaced = [argument for argument in unknown if argument != "--"]
    for argument in misplaced:
        options.remove(argument)
    named = [*paths, *misplaced, *(config.directory or ()), *chain.from_iterable(config.file or ())]
    for path in named:
        if not os.path.exists(path):
            raise Complaint(f'the path "{path}" does not exist')
    options = _complete(config, _without_paths(options, config))
    prefilter = prefilter and is_sound(config)
    run = _Run(named or ["."], options, prefilter=prefilter)
    code = run.code()
    _tell_ignores(conventions, run.reports, config)
    unparsed = sorted(
        {os.path.abspath(file) for report in run.reports for file in report.parsing_errors}
    )
    relevant = tell_unparsed(unparsed)
    if not unparsed and not any(report.get_all_records() for report in run.reports):
        tell("found nothing that these checks judge")
    return 2 if relevant and code == 0 and not config.soft_fail else code


def _tell_ignores(conventions: Conventions, reports: list[Report], config: Any) -> None:
    ignores = IgnoreLog(conventions)
    for report in reports:
        ignores.note_report(report)
    chosen = RunnerFilter(checks=config.check, skip_checks=config.skip_check)
    entries = (entry_under(conventions, entry) for entry in CATALOGUE)
    asked = {
        entry.id
        for entry in entries
        if chosen.should_run_check(check_id=entry.id, severity=Severities[entry.severity.name])
    }
    for line in ignores.lines(asked.__contains__):
        tell(line)


class _Run:
    """One run of Checkov over directories and files."""

    def __init__(self, paths: list[str], options: list[str], *, prefilter: bool) -> None:
        self._directories = [path for path in paths if os.path.isdir(path)]
        self._files = [path for path in paths if not os.path.isdir(path)]
        self._options = options
        self._irrelevant = irrelevant_files if prefilter else _nothing
        self.reports: list[Report] = []

    def code(self) -> int:
        """The exit code, after everything is printed."""
        argv = [*self._arguments(), *self._options]
        before = sys.argv
        sys.argv = ["checkov", *argv]  # Checkov looks there for the configuration file, too
        try:
            scan = checkov.main.Checkov(argv)
            if self._is_mixed():
                registry = _SeveralPaths(
                    self._directories, self._files, scan.runners, self._irrelevant
                )
                vars(checkov.main)["outer_registry"] = registry
                result = scan.run()
            else:
                with left_out(frozenset().union(*map(self._irrelevant, self._directories))):
                    result = scan.run()
            self.reports = scan.scan_reports
        except SystemExit as stop:
            if stop.code == 0:
                return 0
            raise Complaint("Checkov stopped before the end of the scan; see above") from stop
        finally:
            sys.argv = before
            vars(checkov.main)["outer_registry"] = None
        return int(result or 0)

    def _is_mixed(self) -> bool:
        return bool(self._directories) and len(self._directories) + len(self._files) > 1

    def _arguments(self) -> list[str]:
        if self._directories:
            # With several paths the registry goes through all of them; Checkov needs to see one.
            return ["-d", self._directories[0]]
        return [argument for path in self._files for argument in ("-f", path)]


def _nothing(_: str) -> frozenset[str]:
    """No file is left out."""
    return frozenset()


class _SeveralPaths(RunnerRegistry):
    """Runs the runners on every path before Checkov reports anything, so there is one report.

    By itself Checkov prints a report for each directory.
    """

    def __init__(
        self,
        directories: list[str],
        files: list[str],
        runners: list[Any],
        irrelevant: Callable[[str], frozenset[str]],
    ) -> None:
        super().__init__(banner, RunnerFilter(), *runners)
        self._directories = directories
        self._files = files
        self._irrelevant = irrelevant

    def run(self, *_: Any, external_checks_dir: list[str] | None = None, **__: Any) -> list[Report]:
        """The reports of all paths, merged by framework; files are named from where we stand."""
        for directory in self._directories:
            with left_out(self._irrelevant(directory)):
                super().run(directory, external_checks_dir=external_checks_dir)
            self._start_afresh()
        if self._files:
            super().run(files=self._files, external_checks_dir=external_checks_dir)
        for report in self.scan_reports:
            for record in report.get_all_records():
                record.file_path = f"/{os.path.relpath(record.file_abs_path)}"
        return self.scan_reports

    def _start_afresh(self) -> None:
        """Runners without anything of the path before: they keep what they have parsed."""
        self.runners = [type(runner)() for runner in self.runners]


def _parser(settings: list[str]) -> ExtArgumentParser:
    parser = ExtArgumentParser(
        default_config_files=settings,
        config_file_parser_class=YAMLConfigFileParser,
    )
    parser.add_parser_args()
    return parser


def _without_paths(options: list[str], config: Any) -> list[str]:
    """The options without ``-d``, ``-f`` and what belongs to them."""
    if not (config.directory or config.file):
        return list(options)
    kept: list[str] = []
    skipping = many = False
    for option in options:
        if option.startswith("-"):
            name, equals, _ = option.partition("=")
            many = name in {"-f", "--file"}
            skipping = many or name in {"-d", "--directory"}
            if skipping:
                skipping = not equals
                continue
        elif skipping:
            skipping = many
            continue
        kept.append(option)
    return kept


def _complete(config: Any, options: list[str]) -> list[str]:
    """The options, and what the scan adds where the user did not decide it himself."""
    completed = list(options)
    if not config.check:
        completed += ["--check", OWN_CHECKS]
    if not config.framework:
        completed += ["--framework", *FRAMEWORKS]
    if not config.skip_download:
        completed += ["--skip-download"]
    return completed


class _OneLine(logging.Filter):
    """Turns a traceback into one line; what went wrong inside Checkov is told, not shown."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            record.msg = f"{record.getMessage()} {type(error).__name__}: {error}"
            record.args, record.exc_info, record.exc_text = (), None, None
        return True


def _one_line_for_each_error() -> None:
    if os.getenv("LOG_LEVEL", "").upper() == "DEBUG":
        return
    for handler in logging.getLogger().handlers:
        handler.addFilter(_OneLine())


def _without_severities(record: logging.LogRecord) -> bool:
    return "by severity is only possible with an API key" not in record.getMessage()


def _nothing_about_severities() -> None:
    """Checkov's own checks get their severities with an API key; ours have them."""
    for handler in logging.getLogger().handlers:
        handler.addFilter(_without_severities)
