"""The console script ``checkov-aws-iot``."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

from checkov_aws_iot import __version__
from checkov_aws_iot.commands.complaint import Complaint, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    _Command = Callable[[list[str]], int]

USAGE = """\
usage: checkov-aws-iot scan [PATH ...] [Checkov options]   scan directories and files
                       --documents                      ... and policies in JSON files of their own
                       --conventions FILE               ... with a project's own conventions
                       --engine checkov                 ... by Checkov's runners
                       --no-config                      ... without the .checkov.yaml of what is scanned
                       --no-prefilter                   ... of every file, with --engine checkov
       checkov-aws-iot hook FILE ...                       scan the directories of changed files
       checkov-aws-iot sweep LIST                          scan many directories and repositories
       checkov-aws-iot fix [PATH ...]                      the change that mends findings
       checkov-aws-iot authorize POLICY ... --action ...   would AWS allow this request?
       checkov-aws-iot test FILE ...                       hold policies to expectations (--init writes a sample)
       checkov-aws-iot who-can ACTION RESOURCE [PATH]      who is allowed a request?
       checkov-aws-iot diff BASE [HEAD]                    what does a change allow?
       checkov-aws-iot resolve [PATH] [ADDRESS]            print policies as they will be deployed
       checkov-aws-iot map [PATH]                          draw where the data goes
       checkov-aws-iot lsp                                 serve an editor
       checkov-aws-iot explain ID ...                      the page of a check or a topic (--all lists them)
       checkov-aws-iot checks                              list the checks
       checkov-aws-iot path                                print the directory for --external-checks-dir
       checkov-aws-iot --version

Each command prints its own help: checkov-aws-iot COMMAND --help.

scan runs the AWS IoT checks only and never asks the network. It takes the options of Checkov; what only
Checkov's runners do needs --engine checkov. Exit code 0: nothing found; 1: findings; 2: the scan could not run.
"""

# Each is imported when it is asked for; it takes its arguments and gives the exit code.
COMMANDS: Final = {
    "authorize": "access.authorize:authorize",
    "checks": "listing:print_checks",
    "diff": "access.diff:diff",
    "explain": "pages.explain:explain",
    "fix": "fix:fix",
    "hook": "scans.hook:scan_changed",
    "lsp": "language_server.lsp:serve",
    "map": "maps.map:draw_map",
    "path": "listing:print_path",
    "resolve": "access.resolve:resolve",
    "scan": "scans.scanning:scan",
    "sweep": "sweeps.sweep:sweep",
    "test": "access.policy_tests:run_tests",
    "who-can": "access.who_can:who_can",
}
_HELPS = frozenset({"-h", "--help"})


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code of the command: 0 clean, 1 findings, 2 it could not run."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    command, rest = (given[0], given[1:]) if given else ("--help", [])
    try:
        return _told(_run(command, rest))
    except Complaint as complaint:
        for sentence in complaint.args:
            tell(str(sentence))
        return 2
    except (ImportError, SyntaxError) as error:
        tell(f"the installation is broken: {type(error).__name__}: {error}")
        return 2
    except BrokenPipeError:
        # The reader of our output went away. What is left in the buffer is not to fail a second time.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2


def _told(code: int) -> int:
    """The code, after everything is printed: a reader that is gone is noticed before the process ends."""
    sys.stdout.flush()
    return code


def _run(command: str, rest: list[str]) -> int:
    if command in {"help", *_HELPS}:
        print(USAGE, end="")
        return 0
    if command in {"-V", "--version"}:
        print(f"checkov-aws-iot {__version__}")
        return 0
    if command not in COMMANDS:
        from checkov_aws_iot.values.nearest_names import did_you_mean

        hint = did_you_mean(command, COMMANDS) or "; see checkov-aws-iot --help"
        raise Complaint(f'there is no command "{command}"{hint}')
    module, _, name = COMMANDS[command].partition(":")
    run = cast("_Command", getattr(import_module(f"checkov_aws_iot.commands.{module}"), name))
    return run(rest)


if __name__ == "__main__":
    sys.exit(main())
