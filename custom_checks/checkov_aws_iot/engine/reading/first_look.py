"""What the bytes of a file can hold, told in milliseconds and without Checkov.

Every answer errs on the side of a scan: a type that is named in a comment counts, and so does what
may be spelt with escapes.
"""

from __future__ import annotations

import os
import re
import stat
from functools import cache

from checkov_aws_iot.engine.candidates.subjects import Framework, all_types

MOST_BYTES = 5_000_000

_LOOP = b"Fn::ForEach"  # puts types together
_ESCAPE = re.compile(rb"\\(?:u00|x|U000000)([2-7][0-9A-Fa-f])")
_CONTINUED_LINE = re.compile(rb"\\\r?\n[ \t]*")


def read(path: str) -> bytes | None:
    """The content of a regular file; ``None`` if it cannot be read or is larger than is looked at."""
    try:
        # There may be thousands of files, so no object is made for one. A pipe would keep us waiting.
        opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        try:
            status = os.fstat(opened)
            if not stat.S_ISREG(status.st_mode) or status.st_size > MOST_BYTES:
                return None
            text = os.read(opened, status.st_size)
            return text if len(text) == status.st_size else None
        finally:
            os.close(opened)
    except OSError:
        return None


def may_hold_subject(text: bytes | None) -> bool:
    """Whether a resource that some rule judges may be written in the text; ``None`` may hold any."""
    if text is None or b"\0" in text:  # not UTF-8: the names stand there in another encoding
        return True
    types = _types()
    if types.search(text) or _LOOP in text:
        return True
    return b"\\" in text and types.search(_without_escapes(text)) is not None


def _without_escapes(text: bytes) -> bytes:
    r"""The text with ``\u0041`` and ``\x41`` as the letters they mean, and continued lines joined."""
    joined = _CONTINUED_LINE.sub(b"", text.replace(rb"\/", b"/"))
    return _ESCAPE.sub(lambda escape: bytes([int(escape[1], 16)]), joined)


@cache
def _types() -> re.Pattern[bytes]:
    frameworks = (Framework.TERRAFORM, Framework.TERRAFORM_DATA, Framework.CLOUDFORMATION)
    names = {name for framework in frameworks for name in all_types(framework)}
    # Types begin alike; the expression that says so once is several times as fast.
    by_prefix: dict[str, list[str]] = {}
    for name in sorted(names, reverse=True):
        prefix = re.match(r"aws(?:cc)?_|AWS::\w+::|", name)
        assert prefix is not None
        by_prefix.setdefault(prefix[0], []).append(name[prefix.end() :])
    alternatives = (
        f"{re.escape(prefix)}(?:{'|'.join(map(re.escape, rest))})"
        for prefix, rest in by_prefix.items()
    )
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b".encode())
