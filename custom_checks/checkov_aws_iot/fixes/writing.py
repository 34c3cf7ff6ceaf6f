"""Changing files so that each is the old one or the new one, whatever happens."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress


class WriteError(OSError):
    """A file cannot be changed; nothing was."""


def write(root: str, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Every file has its new text, or, if one of them cannot be written, all have their old one.

    Paths are relative to the root, an absolute path. A file that is not what it was when it was read,
    is a symbolic link, or lies outside of the root, is not changed.

    Raises:
        WriteError: a file cannot be changed.
    """
    new: dict[str, str] = {}
    try:
        for file, text in after.items():
            path = _checked(root, file, before[file])
            new[path] = _beside(path, text)
        for path, written in new.items():
            os.replace(written, path)
    except OSError as error:
        if isinstance(error, WriteError):
            raise
        raise WriteError(f"{error.filename} cannot be written: {error.strerror}") from None
    finally:
        for written in new.values():
            with suppress(OSError):
                os.unlink(written)


def _checked(root: str, file: str, before: str) -> str:
    path = os.path.join(root, *file.split("/"))
    actual, inside = os.path.realpath(path), os.path.realpath(root)
    if os.path.commonpath([actual, inside]) != inside:
        raise WriteError(f"{file} lies outside of the scanned directory and is not changed")
    if os.path.islink(path) or actual != os.path.join(inside, *file.split("/")):
        raise WriteError(f"{file} is reached through a symbolic link and is not changed")
    with open(path, "rb") as opened:
        if opened.read() != before.encode():
            raise WriteError(f"{file} changed meanwhile and is not overwritten")
    if not os.access(path, os.W_OK):
        raise WriteError(f"{file} is read-only and is not changed")
    return path


def _beside(path: str, text: str) -> str:
    """The path of a new file beside the old one, with its mode, that holds the text."""
    number, written = tempfile.mkstemp(prefix=".checkov-aws-iot-", dir=os.path.dirname(path))
    try:
        with os.fdopen(number, "wb") as opened:
            opened.write(text.encode())
        shutil.copymode(path, written)
    except OSError:
        os.unlink(written)
        raise
    return written
