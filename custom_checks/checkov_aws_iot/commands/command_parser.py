"""Reading the arguments of a command whose usage errors are one sentence."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from typing import TYPE_CHECKING, NoReturn

from checkov_aws_iot.commands.complaint import Complaint

if TYPE_CHECKING:
    from collections.abc import Sequence


class CommandParser(ArgumentParser):
    """The arguments of ``checkov-aws-iot NAME``."""

    def __init__(self, name: str, description: str, epilog: str = "") -> None:
        super().__init__(
            prog=f"checkov-aws-iot {name}",
            description=description,
            epilog=epilog,
            formatter_class=RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def error(self, message: str) -> NoReturn:
        """Raise the usage error as a sentence for the user."""
        raise Complaint(f"{message}; see {self.prog} --help")

    def read(self, arguments: Sequence[str]) -> Namespace | int:
        """The arguments, or the exit code after the help was printed.

        Raises:
            Complaint: they make no sense.
        """
        try:
            return self.parse_args(list(arguments))
        except SystemExit as end:
            return int(end.code or 0)
