"""All files or none, whatever is the matter with one of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from checkov_aws_iot.fixes.writing import Change, WriteError, write


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    directory = tmp_path / "root"
    (directory / "a").mkdir(parents=True)
    (directory / "a/one.tf").write_bytes(b"one\r\n")
    (directory / "two.tf").write_bytes(b"two")
    monkeypatch.chdir(directory)
    return directory


def changes(root: Path) -> list[Change]:
    return [
        Change(str(root), "a/one.tf", "one\r\n", "ONE\r\n"),
        Change(str(root), "two.tf", "two", "TWÖ"),
    ]


def contents(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


OLD = {"a/one.tf": b"one\r\n", "two.tf": b"two"}


def refused(root: Path, changed: list[Change] | None = None) -> str:
    with pytest.raises(WriteError) as raised:
        write(changed or changes(root))
    return str(raised.value)


def test_all_files_are_written(root):
    write(changes(root))
    assert contents(root) == {"a/one.tf": b"ONE\r\n", "two.tf": "TWÖ".encode()}


def test_a_file_that_changed_meanwhile(root):
    (root / "two.tf").write_bytes(b"two\n")
    assert refused(root) == "two.tf changed meanwhile and is not overwritten"
    assert contents(root) == {**OLD, "two.tf": b"two\n"}


def test_a_file_that_is_gone(root):
    (root / "two.tf").unlink()
    assert refused(root) == "two.tf cannot be written: No such file or directory"
    assert contents(root) == {"a/one.tf": b"one\r\n"}


def test_a_read_only_file(root):
    (root / "two.tf").chmod(0o444)
    assert refused(root) == "two.tf is read-only and is not changed"
    assert contents(root) == OLD


def test_a_file_that_became_a_directory(root):
    (root / "two.tf").unlink()
    (root / "two.tf").mkdir()
    assert refused(root).startswith("two.tf cannot be written: ")
    assert contents(root) == {"a/one.tf": b"one\r\n"}


def test_symbolic_links_of_files_and_directories(root, tmp_path):
    (root / "link.tf").symlink_to("two.tf")
    (root / "b").symlink_to("a")
    for name, text in (("link.tf", "two"), ("b/one.tf", "one\r\n")):
        said = refused(root, [Change(str(root), name, text, "new")])
        assert said == f"{name} is reached through a symbolic link and is not changed"


def test_the_root_itself_may_be_a_link(root, tmp_path):
    (tmp_path / "link").symlink_to(root)
    write([Change(str(tmp_path / "link"), "two.tf", "two", "new")])
    assert (root / "two.tf").read_bytes() == b"new"


@pytest.mark.parametrize("name", ["../outside.tf", "link.tf"])
def test_what_lies_outside_of_the_root(root, tmp_path, name):
    (tmp_path / "outside.tf").write_bytes(b"outside")
    (root / "link.tf").symlink_to(tmp_path / "outside.tf")
    said = refused(root, [*changes(root), Change(str(root), name, "outside", "new")])
    assert said == f"{name} lies outside of the scanned directory and is not changed"
    assert (tmp_path / "outside.tf").read_bytes() == b"outside"
    assert contents(root) == {**OLD, "link.tf": b"outside"}


def test_what_is_replaced_already_is_put_back(root, monkeypatch):
    # No permissions stop root, whom tests may run as: the second replacement fails by itself.
    replace = os.replace

    def once(new: str, path: str) -> None:
        if path.endswith("two.tf"):
            raise PermissionError(13, "Permission denied", new)
        replace(new, path)

    monkeypatch.setattr(os, "replace", once)
    assert refused(root) == "two.tf cannot be written: Permission denied"
    assert contents(root) == OLD


def test_mode_and_owner_stay(root):
    (root / "two.tf").chmod(0o600)
    if os.geteuid() == 0:
        os.chown(root / "two.tf", 12345, 12345)
    before = (root / "two.tf").stat()
    write(changes(root))
    after = (root / "two.tf").stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (
        before.st_mode, before.st_uid, before.st_gid
    )  # fmt: skip
