"""The files of a git revision, read without trusting the repository that they are in.

Neither the working tree nor the index is touched or looked at, and nothing is executed that the
configuration of the repository names: only ``rev-parse``, ``ls-tree`` and ``cat-file`` are run, of
which none knows hooks, filters, file system monitors, text conversion or external diffs.
"""

from __future__ import annotations

import os
import posixpath
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import IO, Final

from checkov_aws_iot.commands.complaint import Complaint
from checkov_aws_iot.values.one_line import one_line

MOST_FILES: Final = 50_000
MOST_BYTES: Final = 5_000_000
"""Of one file; the reader of a scan takes no longer ones."""
MOST_TOTAL: Final = 500_000_000
MOST_LISTED: Final = 50_000_000
SECONDS: Final = 60

_OPTIONS: Final = (
    "--no-pager",
    "--no-replace-objects",
    "--no-optional-locks",
    "--literal-pathspecs",
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.attributesFile=/dev/null"),
    *("-c", "core.sshCommand=false"),
    *("-c", "credential.helper="),
    *("-c", "protocol.allow=never"),
)
_ENVIRONMENT: Final = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
# Pictures and archives hold no infrastructure code.
_NOT_READ: Final = (
    *(".png", ".jpg", ".jpeg", ".gif", ".ico", ".svg", ".pdf", ".mp4", ".woff", ".woff2", ".ttf"),
    *(".zip", ".gz", ".tgz", ".xz", ".bz2", ".7z", ".jar", ".whl", ".exe", ".dll", ".so", ".bin"),
)
# What is read without being named by another file; other files that are missing are unknown to it.
_CODE: Final = (".tf", ".tofu", ".json", ".yaml", ".yml", ".template", ".tfvars")
_LINK, _FILES = "120000", ("100644", "100755")


@dataclass(frozen=True, slots=True)
class GitTree:
    """The tree of one commit, below ``inside`` the repository at ``root``."""

    root: str
    commit: str
    inside: str

    @contextmanager
    def directory(self) -> Iterator[str]:
        """A directory of its own with the files, for as long as they are needed.

        It is empty if the commit has no such path. Symbolic links are kept where they stay inside.
        Submodules are not there.

        Raises:
            Complaint: there is more than is read here, or git cannot read it.
        """
        with TemporaryDirectory(prefix="checkov-aws-iot-") as base:
            # Configurations may be judged by the name of their directory.
            target = os.path.join(os.path.realpath(base), os.path.basename(self.inside) or "tree")
            os.mkdir(target)
            if self.is_there:
                self._write(target)
            yield target

    @property
    def is_there(self) -> bool:
        """Whether the commit has the path."""
        spelled = f"{self.commit}:{self.inside}" if self.inside else f"{self.commit}^{{tree}}"
        try:
            _git(self.root, "rev-parse", "--verify", "--quiet", "--end-of-options", spelled)
        except _NoAnswerError:
            return False
        return True

    def _write(self, target: str) -> None:
        entries = [entry for entry in self._entries() if _is_plain(entry.path)]
        if len(entries) > MOST_FILES:
            raise Complaint(f"the revision holds more than {MOST_FILES} files; name a --path")
        links = [entry for entry in entries if entry.mode == _LINK]
        files = [e for e in entries if e.mode in _FILES and not e.path.lower().endswith(_NOT_READ)]
        total = 0
        for entry, content in self._contents([*files, *links]):
            total += len(content)
            if total > MOST_TOTAL:
                raise Complaint(f"the revision holds more than {MOST_TOTAL} bytes; name a --path")
            _put(target, entry, content)

    def _entries(self) -> Iterator[_Entry]:
        spelled = f"{self.commit}:{self.inside}" if self.inside else self.commit
        listed = _git(self.root, "ls-tree", "-r", "-z", "--full-tree", spelled)
        for line in listed.split(b"\0"):
            head, _, path = line.partition(b"\t")
            fields = head.split()
            if len(fields) == 3 and fields[1] == b"blob":
                name = os.fsdecode(path)
                yield _Entry(fields[0].decode(), fields[2].decode(), name)

    def _contents(self, entries: list[_Entry]) -> Iterator[tuple[_Entry, bytes]]:
        """The files, of long ones no more than shows that they are too long to be read.

        Raises:
            Complaint: the clone is a partial one and lacks a file with code.
        """
        process = subprocess.Popen(  # noqa: S603 - git, found in PATH, without a shell
            _command(self.root, "cat-file", "--batch"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(self.root),
        )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            for entry in entries:
                process.stdin.write(f"{entry.object}\n".encode())
                process.stdin.flush()
                content = _object(process.stdout)
                if content is None and not entry.path.endswith(_CODE):
                    continue
                if content is None:
                    raise Complaint(
                        f'this clone lacks "{one_line(entry.path)}" of the revision; fetch it first'
                    )
                yield entry, content
        except BrokenPipeError:
            raise Complaint("git ended before all files of the revision were read") from None
        finally:
            process.stdin.close()
            process.stdout.close()
            process.kill()
            process.wait()


@dataclass(frozen=True, slots=True)
class _Entry:
    mode: str
    object: str
    path: str


def tree_of(revision: str, path: str) -> GitTree:
    """The tree of the revision, for a directory of a working tree.

    Raises:
        Complaint: the path is in no repository, or the repository has no such revision.
    """
    root = repository_of(path)
    if root is None:
        raise Complaint(f'"{path}" is in no git repository')
    commit = commit_of(revision, root)
    if commit is None:
        raise Complaint(f'there is neither a directory nor a revision "{revision}"')
    inside = os.path.relpath(os.path.realpath(path), root).replace(os.sep, "/")
    return GitTree(root, commit, "" if inside == "." else inside)


def repository_of(path: str) -> str | None:
    """The root of the working tree that the path is in."""
    directory = os.path.realpath(path)
    while not os.path.exists(os.path.join(directory, ".git")):
        parent = os.path.dirname(directory)
        if parent == directory:
            return None
        directory = parent
    return directory


def commit_of(revision: str, root: str) -> str | None:
    """The commit that the revision names; ``None`` if there is none.

    Raises:
        Complaint: the text is no revision, or git refuses the repository.
    """
    if revision.startswith("-") or not revision.isprintable() or not revision:
        raise Complaint(f'"{one_line(revision)}" is no revision')
    try:
        found = _git(
            root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
        )
    except _NoAnswerError as error:
        if error.message:
            raise Complaint(f"git refuses the repository: {error.message}") from None
        return None
    return found.decode("ascii", "replace").strip()


class _NoAnswerError(Complaint):
    """Git ended with an error; ``message`` is the first line of what it says."""

    def __init__(self, message: str) -> None:
        super().__init__(f"git cannot read the revision: {message or 'it does not say why'}")
        self.message = message


def _git(root: str, *arguments: str) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - git, found in PATH, without a shell
            _command(root, *arguments),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            env=_environment(root),
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise Complaint(f"git did not answer in {SECONDS} seconds") from None
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").splitlines()
        raise _NoAnswerError(lines[0].removeprefix("fatal: ") if lines else "")
    if len(done.stdout) > MOST_LISTED:
        raise Complaint("the revision holds too many files; name a --path")
    return done.stdout


def _command(root: str, *arguments: str) -> list[str]:
    # A git of the repository itself must not be found: the name is looked up in PATH alone.
    git = shutil.which("git", path=os.environ.get("PATH", os.defpath))
    if git is None or not os.path.isabs(git):
        raise Complaint("git is not installed, or its directory in PATH is not absolute")
    return [git, *_OPTIONS, "-C", root, *arguments]


def _environment(root: str) -> dict[str, str]:
    own = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    return {**own, **_ENVIRONMENT, "GIT_CEILING_DIRECTORIES": os.path.dirname(root)}


def _object(output: IO[bytes]) -> bytes | None:
    """The beginning of the next object of ``cat-file --batch``; ``None`` if it is missing."""
    fields = output.readline(1_000).split()
    if len(fields) != 3:
        return None
    left = int(fields[2])
    content = output.read(min(left, MOST_BYTES + 1))
    left -= len(content)
    while left > 0:
        skipped = len(output.read(min(left, 1_000_000)))
        if not skipped:
            return None
        left -= skipped
    output.read(1)
    return content


def _is_plain(path: str) -> bool:
    """Whether the path stays below where it is written."""
    return bool(path) and all(
        part not in ("", ".", "..") and part.lower() != ".git" and "\\" not in part
        for part in path.split("/")
    )


def _put(target: str, entry: _Entry, content: bytes) -> None:
    path = os.path.join(target, *entry.path.split("/"))
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if entry.mode != _LINK:
            with open(path, "xb") as file:
                file.write(content)
        elif _stays_inside(entry.path, link := os.fsdecode(content)):
            os.symlink(link, path)
    except (OSError, ValueError):
        # A name that this file system does not take, or takes for another one.
        return


def _stays_inside(path: str, link: str) -> bool:
    if not link or link.startswith("/") or len(link) > 4_000:
        return False
    return not posixpath.normpath(posixpath.join(posixpath.dirname(path), link)).startswith("..")
