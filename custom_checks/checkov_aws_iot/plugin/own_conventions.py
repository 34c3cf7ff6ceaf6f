"""The conventions that Checkov's user has named in the environment: Checkov hands no option on."""

from __future__ import annotations

import os
from functools import cache

from checkov_aws_iot.conventions.conventions import NO_CONVENTIONS, VARIABLE, Conventions


def own_conventions() -> Conventions:
    """What the named file declares; nothing without one. What is scanned has no say in it.

    Raises:
        ConventionsError: the file cannot be read or has a mistake.
    """
    path = os.environ.get(VARIABLE)
    return _declared(os.path.abspath(path)) if path else NO_CONVENTIONS


@cache
def _declared(path: str) -> Conventions:
    from checkov_aws_iot.engine.declared_conventions import declared_conventions

    return declared_conventions(path)
