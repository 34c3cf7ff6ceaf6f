"""Checkov checks for AWS IoT Core.

Loading contract. Checkov executes every ``.py`` file that has an ``__init__.py`` beside it, as a
top-level module named by its stem, and again for every runner. This directory is the only one of
the pack that has an ``__init__.py``, and ``checkov_aws_iot_loader.py`` is the only module beside
it: one executed file. Everything else lives in directories without ``__init__.py`` and is imported
by its dotted name, once per process.

``scan``, ``resolve`` and ``authorize`` are the interface for Python programs; docs/python.md describes them.
They are imported when they are first used, so that Checkov's runners do not pay for them.
"""

from typing import TYPE_CHECKING as _TYPE_CHECKING

if _TYPE_CHECKING:
    from checkov_aws_iot.interface.calls import authorize, resolve, scan

__all__ = ["__version__", "authorize", "resolve", "scan"]

__version__ = "0.1.0.dev0"


def __getattr__(name: str) -> object:
    """The function of the interface with that name."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from checkov_aws_iot.interface import calls

    return getattr(calls, name)
