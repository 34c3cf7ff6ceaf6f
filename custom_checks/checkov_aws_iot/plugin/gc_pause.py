"""Python's garbage collector and the graphs of Checkov."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """The collector does nothing inside, and afterwards what it did before.

    Judging makes many small objects that live shortly, and each round of the collector may walk all
    that Checkov has parsed: more than a tenth of the time of judging, and nothing to collect. Memory
    is still freed as soon as nothing refers to it.

    Threads may be inside at once: one of them turns the collector off, and the same one turns it on.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def pass_over_what_is_there() -> None:
    """The collector no longer goes through what exists now.

    When the first resource is judged, Checkov has parsed all files and built its graph. They stay to
    the end of the scan, and each round over everything would go through all of them, a tenth of a
    second and more. What nothing refers to is freed as before, except circles of objects that
    exist now: so this is called once in a process.
    """
    gc.collect(1)
    gc.freeze()
