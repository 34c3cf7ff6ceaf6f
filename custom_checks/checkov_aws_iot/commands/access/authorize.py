"""``checkov-aws-iot authorize``: would AWS allow this request, and which statement decides?"""

from __future__ import annotations

import json
import shlex
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from typing import TYPE_CHECKING

from checkov_aws_iot.commands.access.authorize_report import Answers, as_json, as_text
from checkov_aws_iot.commands.access.authorize_request import add_request_arguments, asked_request
from checkov_aws_iot.commands.access.policy_sources import combinations, policy_sources
from checkov_aws_iot.commands.command_parser import CommandParser
from checkov_aws_iot.commands.project_paths import add_var_file
from checkov_aws_iot.policies.authoriser.authorisation import Decision, Outcome, authorise
from checkov_aws_iot.policies.questions.open_request import possible_answers, to_add
from checkov_aws_iot.values.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checkov_aws_iot.policies.model.document import Document
    from checkov_aws_iot.values.request import Request

EXIT_CODES = {Outcome.ALLOWED: 0, Outcome.DENIED: 1, Outcome.UNKNOWN: 3}

_DESCRIPTION = """\
Says whether AWS would allow a request if exactly these policies were attached to the device, which
statement decides, and why the others do not apply. Reads files only; asks nobody.

What is not given may be anything: where that decides, the answer says what to add.

Exit code 0: allowed; 1: denied; 3: not known before deployment, or it depends on what is not given; 2: the question makes no sense.
"""
_EXAMPLES = """\
examples:
  checkov-aws-iot authorize policy.json --thing sensor-1 --client-id sensor-1 \\
      --action iot:Publish --topic sensor-1/temperature
  checkov-aws-iot authorize main.tf --resource aws_iot_policy.device --client-id other \\
      --action iot:Connect
"""


def authorize(arguments: Sequence[str]) -> int:
    """The exit code of the command: 0 allowed, 1 denied, 3 not known.

    Raises:
        Complaint: a file cannot be read as a policy, or the request is not one.
    """
    parser = CommandParser("authorize", _DESCRIPTION, _EXAMPLES)
    add_arguments(parser)
    given = parser.read(arguments)
    if isinstance(given, int):
        return given
    return run(given)


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument(
        "policies",
        nargs="+",
        metavar="POLICY",
        help="a policy document (.json), a Terraform file, directory or plan (.json), or a CloudFormation template",
    )
    parser.add_argument(
        "--resource",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="the policy resources to read from Terraform and CloudFormation; repeatable",
    )
    add_var_file(parser)
    add_request_arguments(parser)
    parser.add_argument("-o", "--output", choices=("text", "json"), default="text")


def answer(documents: Sequence[Document], request: Request, *, attached: bool) -> Decision:
    """The decision on the request, whatever it does not give; unknown if that makes a difference."""
    decision = authorise(documents, request)
    answers = possible_answers(documents, request, attachment_given=not attached)
    if answers is None:
        return decision
    if answers.allowed is None:
        return replace(decision, outcome=Outcome.DENIED, reason=_always(decision, Outcome.DENIED))
    if answers.denied is None:
        return replace(decision, outcome=Outcome.ALLOWED, reason=_always(decision, Outcome.ALLOWED))
    if isinstance(answers.allowed, Unknown) or isinstance(answers.denied, Unknown):
        return decision
    missing = " ".join(
        shlex.join((f"--{option}", *([value] if value else [])))
        for option, value in to_add(answers.allowed, request)
    )
    reason = "it depends on what is not given"
    if missing:
        reason += f": allowed with {missing}"
    return replace(decision, outcome=Outcome.UNKNOWN, reason=reason)


def _always(decision: Decision, outcome: Outcome) -> str:
    if decision.outcome is outcome:
        return decision.reason
    return "so it is whatever the values are that are not given"


def run(arguments: Namespace) -> int:
    """Answer the question that the arguments ask, print it, and give the exit code."""
    outcome, request, labels, answers = answered(arguments)
    if arguments.output == "json":
        print(json.dumps(as_json(outcome, request, labels, answers), indent=2))
    else:
        sys.stdout.write(as_text(outcome, request, labels, answers))
    return EXIT_CODES[outcome]


def answered(arguments: Namespace) -> tuple[Outcome, Request, list[str], Answers]:
    """The answer to the question that the arguments ask: over all, and for each condition that is not known.

    Raises:
        Complaint: a file cannot be read as a policy, or the request is not one.
    """
    sources = policy_sources(arguments.policies, arguments.resource, arguments.var_file)
    request = asked_request(arguments, [d for source in sources for d in source.documents])
    answers = [
        (choices, answer(documents, request, attached=arguments.attached))
        for choices, documents in combinations(sources)
    ]
    outcomes = {decision.outcome for _, decision in answers}
    outcome = outcomes.pop() if len(outcomes) == 1 else Outcome.UNKNOWN
    return outcome, request, [source.label for source in sources], answers
