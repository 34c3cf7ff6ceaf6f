"""``checkov-aws-iot sweep``: many directories and repositories, on a Dask cluster."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentTypeError, Namespace
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checkov_aws_iot.commands.chosen_conventions import chosen_conventions
from checkov_aws_iot.commands.command_parser import CommandParser
from checkov_aws_iot.commands.complaint import Complaint, tell
from checkov_aws_iot.commands.sweeps.sweep_identity import content_of, scanner
from checkov_aws_iot.commands.sweeps.sweep_report import failed_checks, summary, write_reports
from checkov_aws_iot.commands.sweeps.sweep_targets import Target, read_targets
from checkov_aws_iot.commands.sweeps.sweep_task import scan_target
from checkov_aws_iot.values.one_line import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from checkov_aws_iot.conventions.conventions import Conventions

_TRIES = 3
_MOST_WORKERS = 1_000
_MOST_SECONDS = 1_000_000
_AT_ONCE = 8  # Repositories that are asked for their commit.


def sweep(arguments: Sequence[str]) -> int:
    """The exit code of a sweep: 0 nothing found, 1 findings, 2 a target could not be scanned.

    Results stand in the output directory as soon as they are there, so a sweep that was ended goes
    on where it was. They are taken again for a target with the same content, scanned by the same versions with
    the same options; targets with an error are tried again.

    Raises:
        Complaint: the list cannot be used, Dask is not installed, or no scheduler answers.
    """
    options = _parser().read(arguments)
    if isinstance(options, int):
        return options
    targets = read_targets(options.list)
    conventions = chosen_conventions(options.conventions)
    results_directory = options.output / "results"
    try:
        results_directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Complaint(f"{options.output} cannot hold results: {error.strerror}") from error
    text = _text_of(conventions)
    done = {} if options.fresh else _kept(results_directory, targets, options, text)
    if done:
        tell(
            f"{len(done)} of {len(targets)} targets are as they were scanned before, by the same "
            "versions with the same options; --fresh scans them again"
        )
    open_targets = [target for target in targets if target not in done]
    if open_targets:
        with _client(options) as client:
            for target, result in _results(client, open_targets, options, text):
                done[target] = result
                _keep(results_directory, target, result)
                state = result["error"] or f"{sum(1 for _ in failed_checks(result))} findings"
                line = f"[{len(done)}/{len(targets)}] {target.location}: {state}"
                print(one_line(line), file=sys.stderr)
    ordered = [done[target] for target in targets]
    write_reports(ordered, options.output)
    print(summary(ordered), end="")
    print(f"\nAll findings: {options.output / 'sweep.json'}, {options.output / 'sweep.sarif'}")
    if any(result["error"] for result in ordered):
        return 2
    return 1 if any(True for result in ordered for _ in failed_checks(result)) else 0


def _parser() -> CommandParser:
    parser = CommandParser("sweep", "Scan many directories and git repositories on a Dask cluster.")
    parser.add_argument("list", type=Path, help="file with a directory or git URL on each line")
    parser.add_argument("--output", type=Path, default=Path("sweep"), help="directory for results")
    parser.add_argument("--scheduler", help="address of an existing scheduler, tcp://host:8786")
    parser.add_argument(
        "--workers", type=_count, default=os.cpu_count() or 1, help="processes of a local cluster"
    )
    parser.add_argument("--timeout", type=_seconds, default=1800, help="seconds for one target")
    parser.add_argument(
        "--fresh", action="store_true", help="scan every target again, also where nothing changed"
    )
    parser.add_argument(
        "--conventions",
        default="",
        help="file of conventions for all targets; else the one where you stand",
    )
    parser.add_argument(
        "--scan-option",
        action="append",
        default=[],
        metavar="OPTION",
        help="further option of scan, such as --scan-option=--check=HIGH; may be repeated",
    )
    return parser


@contextmanager
def _client(options: Namespace) -> Iterator[Any]:
    """A client of the scheduler that was named, or of a cluster of our own."""
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise Complaint(
            f"sweep needs Dask ({error}); install it with: pip install 'checkov-aws-iot[sweep]'"
        ) from error
    # A target that kills its worker again and again is an error of that target, not of the sweep.
    with dask.config.set({"distributed.scheduler.allowed-failures": _TRIES - 1}):
        if options.scheduler:
            try:
                client = Client(options.scheduler, timeout="10s")
            except (OSError, ValueError) as error:
                raise Complaint(f"no scheduler answers at {options.scheduler}: {error}") from error
            with client:
                yield client
            return
        with (
            LocalCluster(
                n_workers=options.workers,
                threads_per_worker=1,
                dashboard_address=None,
                silence_logs="ERROR",
            ) as cluster,
            Client(cluster) as client,
        ):
            yield client


def _results(
    client: Any, targets: Sequence[Target], options: Namespace, conventions: str
) -> Iterator[tuple[Target, dict[str, Any]]]:
    """Each target with its result, as soon as it is there; none is lost."""
    from distributed import as_completed

    futures = {
        client.submit(
            scan_target,
            target.location,
            target.is_repository,
            tuple(options.scan_option),
            options.timeout,
            conventions,
            pure=False,
        ): target
        for target in targets
    }
    for future in as_completed(futures, raise_errors=False):
        target = futures[future]
        if future.status == "finished":
            yield target, future.result()
        else:
            error = f"the worker was lost: {future.exception()}"
            yield target, {"location": target.location, "error": error, "seconds": 0.0}


def _text_of(conventions: Conventions) -> str:
    """The text of the file, for workers that may not see it; empty without one."""
    return Path(conventions.file).read_text(encoding="utf-8") if conventions.file else ""


def _kept(
    directory: Path, targets: Sequence[Target], options: Namespace, conventions: str
) -> dict[Target, dict[str, Any]]:
    """The results of an earlier sweep that a sweep now would have as well; no errors."""
    by = scanner(tuple(options.scan_option), conventions)
    found = {target: result for target in targets if (result := _read(directory, target))}
    same = [target for target, result in found.items() if result.get("scanner") == by]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        contents = pool.map(lambda t: content_of(t.location, is_repository=t.is_repository), same)
        return {
            target: found[target]
            for target, content in zip(same, contents, strict=True)
            if content and found[target].get("content") == content
        }


def _read(directory: Path, target: Target) -> dict[str, Any] | None:
    try:
        result = json.loads((directory / f"{target.key}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    complete = isinstance(result, dict) and result.get("location") == target.location
    return result if complete and not result.get("error") else None


def _count(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= _MOST_WORKERS:
        raise ArgumentTypeError(f'"{text}" is no number from 1 to {_MOST_WORKERS}')
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _MOST_SECONDS:
        raise ArgumentTypeError(f'"{text}" is no number of seconds')
    return seconds


def _keep(directory: Path, target: Target, result: dict[str, Any]) -> None:
    """The result stands in its file, whole or not at all."""
    path = directory / f"{target.key}.json"
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(result), encoding="utf-8")
    partial.replace(path)
