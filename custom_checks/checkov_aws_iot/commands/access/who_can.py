"""``checkov-aws-iot who-can``: who is allowed a request, through which policies and attachments."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from checkov_aws_iot.commands.access.authorize_request import asked_action
from checkov_aws_iot.commands.access.project_documents import add_documents, project_documents
from checkov_aws_iot.commands.access.resource_argument import arn_of_resource, require_fitting
from checkov_aws_iot.commands.command_parser import CommandParser
from checkov_aws_iot.commands.project_paths import add_var_file, project_at, tell_problems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from checkov_aws_iot.commands.access.project_documents import ProjectDocuments
    from checkov_aws_iot.commands.access.who_can_report import Answer
    from checkov_aws_iot.engine.documents.policy_holders import Holder

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
    add_documents(parser)
    add_var_file(parser)
    given = parser.read(arguments)
    if isinstance(given, int):
        return given
    action = asked_action(given.action)
    require_fitting(given.action, action, given.resource)
    project = project_at(given.path, given.var_file)
    name = action.name if action else given.action
    documents = project_documents(project, in_files=given.documents)
    is_broken, concerned = documents.tell_broken(), tell_problems(project)
    code = _answered(documents, name, given.resource, given.output)
    return 2 if is_broken or concerned else code


def _answered(documents: ProjectDocuments, action: str, resource: str, output: str) -> int:
    from checkov_aws_iot.commands.access.who_can_report import as_json, as_text
    from checkov_aws_iot.engine.documents.policy_holders import policy_holders
    from checkov_aws_iot.policies.questions.callers.permitted_callers import Permission

    holders = policy_holders(documents.known)
    answers = [answer for holder in holders for answer in _answers(holder, action, resource)]
    report = as_json if output == "json" else as_text
    sys.stdout.write(report(action, resource, len(holders), answers))
    if any(isinstance(answer.found, Permission) for answer in answers):
        return 0
    return 3 if answers else 1


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
