"""Reading the arguments of a command whose usage errors are one sentence."""

from __future__ import annotations

from argparse import (
    Action,
    ArgumentError,
    ArgumentParser,
    Namespace,
    RawDescriptionHelpFormatter,
)
from typing import TYPE_CHECKING, NoReturn

from checkov_aws_iot.commands.complaint import Complaint
from checkov_aws_iot.values.nearest_names import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class SentenceParser(ArgumentParser):
    """A parser whose errors are one sentence, with the name that may have been meant."""

    def error(self, message: str) -> NoReturn:
        """Raise the usage error as a sentence for the user."""
        hint = "" if message.endswith("?") else f"; see {self.prog} --help"
        raise Complaint(message + hint)

    def options(self) -> list[str]:
        """Every option that the command has."""
        return list(self._option_string_actions)

    def no_option(self, name: str, others: Iterable[str] = ()) -> str:
        """The sentence that there is no such option; ``others`` may be meant, too."""
        if name == "--conventions":
            return (
                f"{self.prog} takes no conventions: they say what is a fault, not what is allowed"
            )
        names = [option for option in (*self.options(), *others) if option.startswith("--")]
        hint = did_you_mean(name, names) or f"; see {self.prog} --help"
        return f"there is no option {name}{hint}"

    def refuse(self, argument: str) -> NoReturn:
        """Raise that there is no such option, or no place for the argument."""
        if argument.startswith("-"):
            raise Complaint(self.no_option(argument.partition("=")[0]))
        self.error(f'there is no place for the argument "{argument}"')

    def _check_value(self, action: Action, value: object) -> None:
        if action.choices is not None and value not in action.choices:
            names = list(map(str, action.choices))
            hint = did_you_mean(str(value), names)
            raise ArgumentError(action, f'"{value}" is none of {", ".join(names)}{hint}')


class CommandParser(SentenceParser):
    """The arguments of ``checkov-aws-iot NAME``."""

    def __init__(self, name: str, description: str, epilog: str = "") -> None:
        super().__init__(
            prog=f"checkov-aws-iot {name}",
            description=description,
            epilog=epilog,
            formatter_class=RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def read(self, arguments: Sequence[str]) -> Namespace | int:
        """The arguments, or the exit code after the help was printed.

        Raises:
            Complaint: they make no sense.
        """
        try:
            # Behind -- there are no options, which reading them apart would not mind.
            read = self.parse_known_args
            if "--" not in arguments:
                read = self.parse_known_intermixed_args
            given, unknown = read(self._known(arguments))
        except SystemExit as end:
            return int(end.code or 0)
        if unknown:
            self.refuse(unknown[0])
        return given

    def _known(self, arguments: Sequence[str]) -> list[str]:
        """The arguments; a long option that does not exist is told before anything that is missing."""
        given = list(arguments)
        options = given[: given.index("--")] if "--" in given else given
        for argument in options:
            if argument.startswith("--") and argument.partition("=")[0] not in self.options():
                self.refuse(argument)
        return given
