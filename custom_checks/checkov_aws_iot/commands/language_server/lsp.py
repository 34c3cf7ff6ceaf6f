"""``checkov-aws-iot lsp``: the language server, over stdin and stdout."""

from __future__ import annotations

import gc
import logging
import os
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from checkov_aws_iot.commands.command_parser import CommandParser
from checkov_aws_iot.commands.complaint import Complaint

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

_DESCRIPTION = """\
Serves an editor: findings while a policy is typed, the changes that mend them, what a policy becomes,
and names that fit. Speaks the Language Server Protocol on stdin and stdout.

Reads the opened files and folders only. Nothing of them is executed, and nothing is sent anywhere.
"""
_EPILOG = """\
docs/editors.md says how editors start it. Exit code 0: the editor has ended it; 2: it could not run.
"""


def serve(arguments: Sequence[str]) -> int:
    """The exit code of the server, when the editor ends it.

    Raises:
        Complaint: the arguments make no sense, or what it needs is not installed.
    """
    parser = CommandParser("lsp", _DESCRIPTION, _EPILOG)
    parser.add_argument("--stdio", action="store_true", help="what it does in any case")
    parser.add_argument(
        "--conventions",
        default="",
        metavar="FILE",
        help="the conventions of the project; else the file where the editor starts it",
    )
    given = parser.read(arguments)
    if isinstance(given, int):
        return given
    if find_spec("pygls") is None:
        raise Complaint('the language server needs pygls; pip install "checkov-aws-iot[lsp]"')
    from checkov_aws_iot.commands.chosen_conventions import chosen_conventions
    from checkov_aws_iot.commands.language_server.features import server_for

    logging.basicConfig(level=logging.ERROR, format="checkov-aws-iot: %(message)s")
    server = server_for(chosen_conventions(given.conventions))
    gc.freeze()  # What is imported stays, and need not be looked at again and again.
    server.start_io(sys.stdin.buffer, protocol_output())
    return 0


def protocol_output() -> BinaryIO:
    """The standard output for the protocol alone: whatever else is printed goes to stderr from now on."""
    sys.stdout.flush()
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return output
