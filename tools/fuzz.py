"""Coverage-guided fuzzing of the path from text to verdict.

Usage: python -m tools.fuzz TARGET [--minutes 10] [--findings DIR] [--seed N] [FILE ...]

Targets are terraform, template, document, provisioning, plan and expression. What breaks, and what
takes more than two seconds of processor time, is written to ``DIR/TARGET``, one input for each place
in the code, and fuzzing goes on; so a second run begins where the first one ended. Write a test with
what was found before mending it. With FILES these are run once, and errors are raised. Needs the
distribution ``atheris``.
"""

from __future__ import annotations

import argparse
import atexit
import hashlib
import logging
import os
import random
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import atheris
from tools.fuzz_seeds import seeds, words

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "custom_checks")]

with atheris.instrument_imports(include=["checkov_aws_iot"]):
    import text_to_verdict as path

    from checkov_aws_iot.engine import judging
    from checkov_aws_iot.engine.reading.confined_reader import ConfinedReader
    from checkov_aws_iot.rules.catalog import rules

    rules()  # they are imported when they are first asked for

MOST_SECONDS = 5.0
SLOW_SECONDS = 2.0
MOST_MEMORY = 4 << 30

_READ_BY_PYTHON = (".py", ".pyc", ".so", ".pth")
_TOKEN = re.compile(r"\s+|\w+|\"|[^\w\s\"]")


class TooSlowError(BaseException):
    """An input takes too long. No ``except Exception`` holds it up."""


class OutsideError(BaseException):
    """A file was opened that is not below the scanned directory."""


class Directory:
    """A directory that holds the files of one input at a time."""

    def __init__(self) -> None:
        memory = "/dev/shm"  # noqa: S108 - a file system in memory, where there is one
        above = tempfile.mkdtemp(dir=memory if os.path.isdir(memory) else None)
        atexit.register(shutil.rmtree, above, ignore_errors=True)
        Path(above, "outside.json").write_text("{}", encoding="utf-8")
        self.root = os.path.join(above, "root")
        self.is_written = False

    def holding(self, files: dict[str, str]) -> ConfinedReader:
        """A reader of the directory, which holds these files and no others."""
        self.is_written = True
        shutil.rmtree(self.root, ignore_errors=True)
        os.makedirs(self.root)
        for name, text in files.items():
            file = Path(self.root, name)
            if not any(parent.is_file() for parent in file.parents) and not file.is_dir():
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8", newline="")
        self.is_written = False
        return ConfinedReader(self.root)


DIRECTORY = Directory()


def _template(text: str) -> None:
    name = "serverless.yml" if text.startswith("service") else "stack.template"
    path.judge_template(text, name)


TARGETS: dict[str, Callable[[str], object]] = {
    "terraform": lambda text: path.judge_configuration(
        DIRECTORY.holding(path.sections(text, "main.tf"))
    ),
    "template": _template,
    "document": path.judge_document,
    "provisioning": path.judge_provisioning,
    "plan": path.judge_plan,
    "expression": path.judge_expression,
}


class Recorder:
    """Runs the target; what breaks is kept, once for each place, and fuzzing goes on."""

    def __init__(self, name: str, directory: str) -> None:
        self.name = name
        self.run = TARGETS[name]
        self.directory = directory
        self.places: set[str] = set()
        self.inside = False
        self.count = 0
        self.began = time.monotonic()
        os.makedirs(self.directory, exist_ok=True)
        signal.signal(signal.SIGVTALRM, _too_slow)
        sys.addaudithook(self._opened)

    def __call__(self, content: bytes) -> None:
        """The input has been run; what it broke is in the directory."""
        self.count += 1
        if self.count % 1_000 == 0:
            self._tell()
        started = time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)
        self.inside = True
        try:
            self.run(_text(content))
        except (Exception, TooSlowError, OutsideError) as error:  # noqa: BLE001 - kept and told
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            self.inside = False
            self._keep(content, _place(error), traceback.format_exc())
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            self.inside = False
        seconds = time.process_time() - started
        if SLOW_SECONDS < seconds < MOST_SECONDS:
            self._keep(content, f"slow-{int(seconds)}", f"{seconds:.1f} seconds\n")

    def _keep(self, content: bytes, place: str, report: str) -> None:
        if place in self.places:
            return
        self.places.add(place)
        digest = hashlib.sha256(place.encode()).hexdigest()[:8]
        kept = Path(self.directory, digest)
        kept.write_bytes(content)
        kept.with_suffix(".txt").write_bytes(f"{place}\n{report}".encode(errors="replace"))
        print(f"FOUND {self.name} {digest} {place}", flush=True)

    def _tell(self) -> None:
        minutes = (time.monotonic() - self.began) / 60
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        print(
            f"{self.name}: {self.count} inputs in {minutes:.1f} minutes, {memory} MB, "
            f"{len(self.places)} found",
            flush=True,
        )

    def _opened(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event != "open" or not self.inside or DIRECTORY.is_written:
            return
        if not isinstance(arguments[0], str):
            return  # a descriptor, which has been opened before
        opened = os.path.realpath(arguments[0])
        own = (DIRECTORY.root, sys.prefix, sys.base_prefix)
        if not opened.startswith(own) and not opened.endswith(_READ_BY_PYTHON):
            raise OutsideError(opened)


def _too_slow(_: int, __: FrameType | None) -> None:
    raise TooSlowError


def _place(error: BaseException) -> str:
    """What tells one fault from another: the kind, and the innermost lines of the pack."""
    frames = [
        f"{os.path.basename(frame.filename)}:{frame.name}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if "checkov_aws_iot" in frame.filename or "text_to_verdict" in frame.filename
    ]
    if isinstance(error, TooSlowError):
        # Where the time ran out is chance; the function that was called from afar is not.
        return f"TooSlow {' '.join(frame.rpartition(':')[0] for frame in frames[-9:-3])}"
    said = str(error)[:40].partition(":")[0] if isinstance(error, AssertionError) else ""
    return f"{type(error).__name__} {said} {' '.join(frames[-1:])}"


def _text(content: bytes) -> str:
    """The text as readers give it: what is not UTF-8 or holds NUL is never read."""
    return content.decode("utf-8", errors="ignore").replace("\0", "")


def _raising(compute: Callable[[], Any], _: str) -> Any:
    """In place of ``guarded``: what breaks shows where it does."""
    return compute()


class Mutator:
    """Changes inputs by tokens as well as by bytes: swaps, repeats, and words of the target."""

    def __init__(self, name: str) -> None:
        self.words = words(name)

    def __call__(self, content: bytes, most: int, seed: int) -> bytes:
        """Another input."""
        choose = random.Random(seed)  # noqa: S311 - chance, not secrecy
        if choose.random() < 0.4:
            return bytes(atheris.Mutate(content, most))
        tokens = _TOKEN.findall(content.decode("utf-8", errors="ignore"))
        for _ in range(choose.choice((1, 1, 2, 4))):
            if not tokens:
                break
            at = choose.randrange(len(tokens))
            other = choose.randrange(len(tokens))
            length = choose.choice((1, 1, 3, 10, 40))
            kind = choose.randrange(5)
            if kind == 0:
                tokens[at] = choose.choice(self.words)
            elif kind == 1:
                tokens[at:at] = tokens[other : other + length]
            elif kind == 2:
                tokens[at : at + length] = tokens[other : other + length]
            elif kind == 3:
                del tokens[at : at + length]
            else:
                tokens[at] = choose.choice(_EDGES)
        return "".join(tokens).encode()[:most]


_EDGES = (
    '""', "{}", "[]", "null", "true", "0", "-1", "1e400", "0.1", "*", "?", "${", "%{", "}", '"', "'",
    "\\", "\n", "\u2028", "\ud7ff", "\U0001f600", "9" * 30, "${*}", "${a, 'b'}", "!Ref", "<<EOF\n",
)  # fmt: skip


def main() -> None:
    """Fuzz one target until the end of the time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("files", nargs="*")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--findings", default="fuzz-findings")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    name = arguments.target
    vars(judging)["guarded"] = _raising
    for file in arguments.files:
        TARGETS[name](_text(Path(file).read_bytes()))
    if arguments.files:
        return
    logging.disable()  # the parser that Checkov uses logs every broken template
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    corpus = os.path.join(arguments.findings, "corpus", name)
    os.makedirs(corpus, exist_ok=True)
    for number, text in enumerate(seeds(name)):
        Path(corpus, f"seed-{number:04}").write_text(text, encoding="utf-8")
    options = [
        f"-max_total_time={int(arguments.minutes * 60)}",
        f"-seed={arguments.seed}",
        "-timeout=120",
        "-max_len=12000",
        "-len_control=0",
        f"-rss_limit_mb={MOST_MEMORY >> 20}",
        "-print_final_stats=1",
        "-verbosity=1",
        corpus,
    ]
    recorder = Recorder(name, os.path.join(arguments.findings, name))
    atheris.Setup([sys.argv[0], *options], recorder, custom_mutator=Mutator(name))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
