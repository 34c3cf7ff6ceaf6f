"""``checkov-aws-iot who-can``: who is allowed a request, through which policies and attachments."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from checkov_aws_iot.commands.access.authorize_request import asked_action
from checkov_aws_iot.commands.access.resource_argument import arn_of_resource, require_fitting
from checkov_aws_iot.commands.command_parser import CommandParser
from checkov_aws_iot.commands.complaint import tell
from checkov_aws_iot.commands.project_paths import add_var_file, project_at, tell_problems
from checkov_aws_iot.values.one_line import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from checkov_aws_iot.commands.access.who_can_report import Answer
    from checkov_aws_iot.engine.documents.policy_holders import Holder
    from checkov_aws_iot.engine.project import Project

_DESCRIPTION = """\
Says who can make a request: which certificates, roles, identities and classes of devices, through
which policies and attachments, each with a request that AWS would allow. Reads files only.

RESOURCE is an ARN, or the part behind the account: topic/a/b, topicfilter/a/+, client/x, thing/x.
"""
_EPILOG = """\
Exit code 0: somebody can; 1: no one in the scan can; 3: not known; 2: the question makes no sense, or
a file that may be about AWS IoT could not be read.

examples:
  checkov-aws-iot who-can iot:Publish 'topic/$aws/things/pump-7/shadow/update' infrastructure
  checkov-aws-iot who-can iot:Connect client/pump-7
"""


def who_can(arguments: Sequence[str]) -> int:
    """The exit code of the command: 0 somebody can, 1 none, 3 not known.

    Raises:
        Complaint: the question makes no sense, or there is nothing to read.
    """
    parser = CommandParser("who-can", _DESCRIPTION, _EPILOG)
    parser.add_argument("action", metavar="ACTION", help="iot:Publish")
    parser.add_argument("resource", metavar="RESOURCE", help="topic/a/b, or an ARN, or *")
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="directory or file")
    parser.add_argument("-o", "--output", choices=("text", "json"), default="text")
    add_var_file(parser)
    given = parser.read(arguments)
    if isinstance(given, int):
        return given
    action = asked_action(given.action)
    require_fitting(given.action, action, given.resource)
    project = project_at(given.path, given.var_file)
    name = action.name if action else given.action
    return _answered(project, name, given.resource, given.output)


def _answered(project: Project, action: str, resource: str, output: str) -> int:
    from checkov_aws_iot.commands.access.who_can_report import as_json, as_text
    from checkov_aws_iot.policies.questions.callers.permitted_callers import Permission

    holders, is_broken = _holders(project)
    answers = [answer for holder in holders for answer in _answers(holder, action, resource)]
    concerned = tell_problems(project)
    report = as_json if output == "json" else as_text
    sys.stdout.write(report(action, resource, len(holders), answers))
    if is_broken or concerned:
        return 2
    if any(isinstance(answer.found, Permission) for answer in answers):
        return 0
    return 3 if answers else 1


def _holders(project: Project) -> tuple[tuple[Holder, ...], bool]:
    """Everyone with a policy, and whether the documents of a resource could not be worked out."""
    from checkov_aws_iot.engine.documents.deployed_documents import (
        BrokenResource,
        deployed_documents,
    )
    from checkov_aws_iot.engine.documents.policy_holders import policy_holders

    found = list(deployed_documents(project.resources()))
    broken = [one for one in found if isinstance(one, BrokenResource)]
    for one in broken:
        tell(f"{one_line(one.address)} {one_line(str(one.reason))}")
    documents = (one for one in found if not isinstance(one, BrokenResource))
    return policy_holders(documents), bool(broken)


def _answers(holder: Holder, action: str, resource: str) -> Iterator[Answer]:
    """What is not a proof that the holder cannot do it, in each alternative of its policies."""
    from checkov_aws_iot.commands.access.who_can_report import Answer
    from checkov_aws_iot.policies.authoriser.question import Proof
    from checkov_aws_iot.policies.questions.callers.permitted_callers import KnownThings, permission

    things = holder.things()
    known = None if things is None else KnownThings(things.names, things.is_exclusive)
    found = [
        (
            choices,
            permission(
                documents,
                action,
                arn_of_resource(resource, documents),
                iot_policy=holder.is_device,
                things=known,
            ),
        )
        for choices, documents in holder.alternatives()
    ]
    same = len({repr(answer) for _, answer in found}) == 1
    for choices, answer in found[:1] if same else found:
        if not isinstance(answer, Proof):
            yield Answer(holder, () if same else choices, answer, things)
