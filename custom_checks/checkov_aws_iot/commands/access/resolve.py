"""``checkov-aws-iot resolve``: every policy document as it will be deployed, as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from checkov_aws_iot.commands.access.project_documents import add_documents, project_documents
from checkov_aws_iot.commands.command_parser import CommandParser
from checkov_aws_iot.commands.complaint import Complaint
from checkov_aws_iot.commands.project_paths import (
    add_var_file,
    from_here,
    project_at,
    tell_problems,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from checkov_aws_iot.engine.documents.deployed_documents import BrokenResource, DeployedDocument
    from checkov_aws_iot.engine.project import Project
    from checkov_aws_iot.values.plain_json import UnknownPart
    from checkov_aws_iot.values.span import Span

FORMAT = 1
"""The number of the shape; it changes where a reader of an older one would be wrong."""

_DESCRIPTION = """\
Prints every policy document as it will be deployed, as JSON: variables, modules, functions and
templates worked out. What is not known before deployment is named with its reason. Reads files only.

docs/resolve.md describes the JSON, docs/resolve.schema.json is its schema.

Exit code 0: all files were read; 2: the command could not run, or a file that may be about AWS IoT
could not be read.
"""
_EXAMPLES = """\
examples:
  checkov-aws-iot resolve infrastructure
  checkov-aws-iot resolve . aws_iot_policy.device | jq '.documents[].document'
  checkov-aws-iot resolve stack.yaml | opa eval -I -d policy.rego 'data.iot.deny'
"""


def resolve(arguments: Sequence[str]) -> int:
    """The exit code of the command: 0, or 2 if a file that may matter could not be read.

    Raises:
        Complaint: there is nothing at the path, or no document at the address.
    """
    parser = CommandParser("resolve", _DESCRIPTION, _EXAMPLES)
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="directory or file")
    parser.add_argument(
        "address", nargs="?", default="", metavar="ADDRESS", help="of one resource: all instances"
    )
    add_documents(parser)
    add_var_file(parser)
    given = parser.read(arguments)
    if isinstance(given, int):
        return given
    project = project_at(given.path, given.var_file)
    resolved, is_broken = resolution(project, given.address, in_files=given.documents)
    concerned = tell_problems(project)
    if given.address and not resolved["documents"] and not is_broken:
        raise Complaint(f'there is no policy document at "{given.address}" in "{given.path}"')
    # stdout holds the JSON even where some of it is missing: the exit code says so.
    print(json.dumps(resolved, indent=2))
    return 2 if concerned or is_broken else 0


def resolution(
    project: Project, address: str = "", *, in_files: bool = False
) -> tuple[dict[str, Any], bool]:
    """All policy documents of the project, or those of one resource; whether some could not be worked out."""
    found = project_documents(project, in_files=in_files)
    known = [one for one in found.known if not address or is_meant(one.address, address)]
    broken = [one for one in found.broken if not address or is_meant(one.address, address)]
    documents = [_as_json(project, one) for one in known]
    unread = [
        *(
            {"file": from_here(project, f), "reason": r}
            for f, r in sorted(project.problems.items())
        ),
        *(_broken(project, one) for one in broken),
    ]
    return {"format": FORMAT, "documents": documents, "unread": unread}, bool(broken)


def is_meant(address: str, wanted: str) -> bool:
    """Whether a resource is the wanted one, or an instance of it; a logical ID alone is enough."""
    bare = address.rpartition(".")[2] if address.startswith("AWS::") else address
    return wanted in (address, bare) or address.startswith(f"{wanted}[")


def _as_json(project: Project, one: DeployedDocument) -> dict[str, Any]:
    from checkov_aws_iot.policies.model.document_reading import decode
    from checkov_aws_iot.values.plain_json import plain_json, unknown_parts

    value = decode(one.held.value)
    unknown = [_unknown(project, part) for part in unknown_parts(value)]
    return {
        "address": one.address,
        "type": one.type,
        "kind": kind_name(one),
        **_place(project, one.span),
        "path": one.place,
        "when": {choice.condition: choice.label for choice in one.held.choices},
        "document": plain_json(value),
        "known": not unknown,
        "unknown": unknown,
        "attachments": list(_attachments(one)),
    }


def kind_name(one: DeployedDocument) -> str:
    """The kind of the document as programs spell it: ``iot-policy``."""
    return one.subject.name.lower().replace("_", "-")


def _place(project: Project, span: Span | None) -> dict[str, Any]:
    if span is None:
        return {"file": None, "lines": None}
    return {"file": from_here(project, span.file), "lines": [span.start_line, span.end_line]}


def _unknown(project: Project, part: UnknownPart) -> dict[str, Any]:
    return {
        "pointer": part.pointer,
        "text": part.text or None,
        "is": part.kind.value,
        "expression": part.expression,
        "reason": part.reason,
        **_place(project, part.span),
    }


def _attachments(one: DeployedDocument) -> Iterator[dict[str, Any]]:
    from checkov_aws_iot.resources.principals.policy_attachments import holders_of_policy
    from checkov_aws_iot.resources.subject import Subject

    if one.holder is None or one.subject not in (Subject.IOT_POLICY, Subject.IDENTITY_POLICY):
        return
    for holder in holders_of_policy(one.holder, one.graph):
        yield {
            "kind": holder.kind,
            "name": holder.name,
            "by": holder.attachment or None,
            "certain": holder.is_sure,
        }


def _broken(project: Project, one: BrokenResource) -> dict[str, str]:
    return {"file": from_here(project, one.span.file), "reason": f"{one.address}: {one.reason}"}
