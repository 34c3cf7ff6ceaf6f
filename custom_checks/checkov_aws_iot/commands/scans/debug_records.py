"""Checkov's debug log, which it always makes and hardly ever reads."""

from __future__ import annotations

import logging

from checkov.common.bridgecrew.platform_integration import bc_integration
from checkov.logging_init import log_stream


def leave_out_unread_records() -> None:
    """Log records that no handler prints are not made, unless Checkov runs with ``--support``.

    Checkov formats every debug record into a text in memory, which only ``--support`` reads: five for
    each check on each resource, a sixth of the time of a scan. What ``LOG_LEVEL`` asks for is logged
    as before, and so is whatever a handler of an application takes that Checkov is a part of.
    """
    if bc_integration.support_flag_enabled:
        return
    root = logging.getLogger()
    levels = [
        handler.level
        for handler in root.handlers
        if getattr(handler, "stream", None) is not log_stream
    ]
    if levels:
        root.setLevel(max(root.level, min(levels)))
