"""The key of Checkov's platform, which Checkov reads from a file without being asked.

Needed by Checkov 3.2.500 to 3.3.30: no option keeps it from reading ``~/.bridgecrew/credentials``,
and with a key it talks to its platform.
"""

from __future__ import annotations

import os

_VARIABLES = ("BC_API_KEY", "PRISMA_API_URL")


def forget_platform() -> None:
    """Checkov finds no key of a platform, neither in the environment nor in a file."""
    for name in _VARIABLES:
        os.environ.pop(name, None)
    import checkov.common.bridgecrew.platform_integration as platform

    vars(platform)["read_key"] = lambda: None
