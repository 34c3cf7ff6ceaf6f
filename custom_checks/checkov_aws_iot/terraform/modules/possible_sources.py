"""Where module calls may lead, told at a glance from the bytes of a file.

The hook needs no more, and starts without a parser.
"""

from __future__ import annotations

import os
import re

# A path as the source of a module has to be written: literally, and beginning like this.
_PATH = re.compile(rb'"((?:\$\{path\.\w+\}/)?(?:\.\.?|/)[^"\n$]*)"')
_HERE = re.compile(rb"\$\{path\.\w+\}/")


def possible_sources(text: bytes | None) -> frozenset[str]:
    """The local sources that a Terraform file may have, from its directory, without parsing it.

    Law: every local source of a module call in the text is among them; other paths may be, too.
    """
    if text is None or b"module" not in text:
        return frozenset()
    found = _PATH.findall(text.replace(rb"\/", b"/"))
    return frozenset(os.fsdecode(_HERE.sub(b"", path)) for path in found)
