"""``checkov-aws-iot explain``: the page of a check or a topic, in the terminal and offline."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from typing import Final

from checkov_aws_iot.commands.command_parser import CommandParser
from checkov_aws_iot.commands.complaint import Complaint
from checkov_aws_iot.commands.pages.rule_page import NOT_LOADED_ID, NOT_LOADED_TITLE, page_of
from checkov_aws_iot.commands.pages.terminal_page import terminal_page
from checkov_aws_iot.commands.pages.topics import (
    suppressing,
    topic_page,
    topics,
    types_of_resources,
)
from checkov_aws_iot.plugin.project import OWN
from checkov_aws_iot.rules.catalog import CATALOGUE
from checkov_aws_iot.values.nearest_names import did_you_mean

_NUMBER: Final = re.compile(r"\d{3}")
_WIDEST: Final = 100


def explain(arguments: Sequence[str]) -> int:
    """The page is printed; the exit code is 0.

    Raises:
        Complaint: there is no such check or topic.
    """
    options = _parser().read(arguments)
    if isinstance(options, int):
        return options
    if options.all:
        print("\n".join(_all()))
        return 0
    if not options.topic:
        raise Complaint(
            "explain needs a check or a topic; checkov-aws-iot explain --all lists them"
        )
    pages = [_page(topic) for topic in options.topic]
    width = min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST)
    is_terminal = sys.stdout.isatty()
    print("\n".join(terminal_page(page, width, bold=is_terminal) for page in pages), end="")
    return 0


def _parser() -> CommandParser:
    parser = CommandParser("explain", "Print the page of a check or a topic.")
    parser.add_argument(
        "topic", nargs="*", help="CKV_IOT_101 or 101, a topic, or the type of a resource"
    )
    parser.add_argument("--all", action="store_true", help="list the checks and the topics")
    return parser


def _page(topic: str) -> str:
    check_id = OWN + topic if _NUMBER.fullmatch(topic) else topic.upper()
    if check_id in _ids():
        return f"{page_of(check_id)}\n{suppressing(check_id)}"
    page = topic_page(topic.lower())
    if page is None:
        names = (*_ids(), *(name for name, _ in topics()), *types_of_resources())
        hint = did_you_mean(check_id if check_id.startswith("CKV") else topic, names)
        raise Complaint(
            f'there is no check or topic "{topic}"'
            + (hint or "; checkov-aws-iot explain --all lists them")
        )
    return page


def _ids() -> tuple[str, ...]:
    return (NOT_LOADED_ID, *(entry.id for entry in CATALOGUE))


def _all() -> Iterator[str]:
    yield f"{NOT_LOADED_ID}  {NOT_LOADED_TITLE}"
    yield from (f"{entry.id}  {entry.title}" for entry in CATALOGUE)
    yield ""
    width = max(len(name) for name, _ in topics())
    yield from (f"{name:<{width}}  {about}" for name, about in topics())
    yield ""
    yield "and the type of any resource that a check reads, such as aws_iot_policy or AWS::IoT::Policy"
