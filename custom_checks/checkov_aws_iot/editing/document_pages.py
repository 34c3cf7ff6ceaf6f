"""What a policy document becomes, who has it and what it allows, as Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, cast

from checkov_aws_iot.engine.candidates.instance_candidate import InstanceCandidate
from checkov_aws_iot.engine.judging import Broken, guarded
from checkov_aws_iot.policies.advice.request_words import actions_in_words, request_in_words
from checkov_aws_iot.policies.comparison.access import Access, OpenAccess, new_access
from checkov_aws_iot.policies.comparison.callers import new_callers
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.model.document_reading import decode, read_document
from checkov_aws_iot.resources.principals.policy_attachments import holders_of_policy
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.terraform.modules.instance_groups import Group
from checkov_aws_iot.terraform.modules.resource_instance import ResourceInstance
from checkov_aws_iot.values.plain_json import plain_json, unknown_parts

if TYPE_CHECKING:
    from checkov_aws_iot.editing.judged_project import JudgedProject
    from checkov_aws_iot.engine.documents.deployed_documents import DeployedDocument
    from checkov_aws_iot.terraform.modules.instances import ModuleInstance
    from checkov_aws_iot.values.value import Value

MOST_CHARACTERS: Final = 6_000
MOST_WIDEST: Final = 5
MOST_UNKNOWN: Final = 8
MOST_ALTERNATIVES: Final = 2

_DATA: Final = re.compile(r'data[ .]+"?aws_iam_policy_document"?[ .]+"?([\w-]+)"?')
_WORD: Final = re.compile(r"[\w-]+")
_KEYS: Final = frozenset({"Statement", "Version", "statement"})
_OF_IOT: Final = (Subject.IOT_POLICY, Subject.EMBEDDED_IOT_POLICY)
_WITH_HOLDERS: Final = (Subject.IOT_POLICY, Subject.IDENTITY_POLICY)


def document_page(judged: JudgedProject, file: str, offset: int) -> str:
    """The page of the document that is named at the offset; empty where none is."""
    named = _data_at(judged.lines(file).text, offset)
    if named:
        return _data_page(judged, file, named)
    found = [one for one in judged.documents if _is_named(judged, one, file, offset)]
    places = {(one.address, one.place) for one in found}
    first = [one for one in found if (one.address, one.place) == (found[0].address, found[0].place)]
    page = "\n\n---\n\n".join(_page(one, len(first)) for one in first[:MOST_ALTERNATIVES])
    if len(places) > 1:
        others = ", ".join(
            sorted(f"`{address}`" for address, _ in places if address != found[0].address)
        )
        page += f"\n\nHere as well: {others}" if others else ""
    return page


# --- documents of resources ---------------------------------------------------------------------


def _is_named(judged: JudgedProject, one: DeployedDocument, file: str, offset: int) -> bool:
    lines = judged.lines(file)
    line = lines.line_at(offset)
    if one.span.file != file or not one.span.start_line <= line <= one.span.end_line:
        return False
    word = _word_at(lines.text, offset)
    steps = {step for step in re.split(r"[/\[\]]+", one.place) if step and step != "Properties"}
    return line == one.span.start_line or word in steps | _KEYS


def _word_at(text: str, offset: int) -> str:
    begin = text.rfind("\n", 0, offset) + 1
    for found in _WORD.finditer(text, begin, min(len(text), offset + 100)):
        if found.start() <= offset <= found.end():
            return found[0]
    return ""


def _page(one: DeployedDocument, count: int) -> str:
    when = " and ".join(f"{c.condition} is {c.label}" for c in one.held.choices)
    title = f"**{one.subject.value} of `{one.address}`**, as it will be deployed"
    title += f" when {when}" if when else ""
    title += f" (one of {count} alternatives)" if count > 1 else ""
    parts = [
        title,
        *_deployed(one.held.value),
        _holders(one),
        _widest(one.held.document, one.subject),
    ]
    return "\n\n".join(part for part in parts if part)


def _deployed(value: Value) -> Iterator[str]:
    """The document as JSON, and what is not known of it."""
    known = decode(value)
    text = json.dumps(plain_json(known), indent=2)
    if len(text) > MOST_CHARACTERS:
        text = f"{text[:MOST_CHARACTERS]}\n..."
    yield f"```json\n{text}\n```"
    unknown = list(unknown_parts(known))
    if unknown:
        lines = [
            f"- `{part.text or part.expression or part.pointer}`: {part.reason}"
            for part in unknown[:MOST_UNKNOWN]
        ]
        more = len(unknown) - MOST_UNKNOWN
        lines += [f"- and {more} more"] if more > 0 else []
        yield "Not known before it is deployed:\n" + "\n".join(dict.fromkeys(lines))


def _holders(one: DeployedDocument) -> str:
    if one.subject not in _WITH_HOLDERS or one.holder is None:
        return ""
    found = [
        f"- {holder.kind} `{holder.name}`" + ("" if holder.is_sure else ", perhaps")
        for holder in holders_of_policy(one.holder, one.graph)
    ]
    if not found:
        return "Attached to no one in this code."
    return "Attached to:\n" + "\n".join(dict.fromkeys(found))


def _widest(document: Document, subject: Subject) -> str:
    found = guarded(lambda: list(_widest_lines(document, subject)), "the question what it allows")
    if isinstance(found, Broken):
        return f"What it allows is not known: {found}"
    if not found:
        return "It allows nothing."
    return "Widest of what it allows:\n" + "\n".join(found[:MOST_WIDEST])


def _widest_lines(document: Document, subject: Subject) -> Iterator[str]:
    nothing = Document((), version=document.version)
    if subject in (Subject.TRUST_POLICY, Subject.RESOURCE_POLICY):
        is_trust = subject is Subject.TRUST_POLICY
        for one in new_callers(document, nothing, of_role=is_trust):
            for access in _ordered((*one.difference.access, *one.difference.unknown)):
                yield f"- {one.caller}: {_line(access, of_devices=False)}"
        return
    is_iot = subject in _OF_IOT
    difference = new_access([document], [nothing], iot_policy=is_iot)
    for access in _ordered((*difference.access, *difference.unknown)):
        yield f"- {_line(access, of_devices=is_iot)}"


def _ordered(found: Iterable[Access | OpenAccess]) -> list[Access | OpenAccess]:
    """The widest first, as far as that can be told from how the names are written."""
    return sorted(found, key=lambda one: ("*" not in one.resource, len(one.resource)))


def _line(one: Access | OpenAccess, *, of_devices: bool) -> str:
    actions = actions_in_words(one.actions, of_devices=of_devices)
    line = f"`{actions}` on `{one.resource}`"
    if isinstance(one, OpenAccess):
        return f"{line}, perhaps: {one.reason}"
    return f"{line}, such as {request_in_words(one.witness)}"


# --- data documents -----------------------------------------------------------------------------


def _data_at(text: str, offset: int) -> str:
    begin = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    for found in _DATA.finditer(text, begin, len(text) if end < 0 else end):
        if found.start() <= offset <= found.end():
            return found[1]
    return ""


def _data_page(judged: JudgedProject, file: str, name: str) -> str:
    """The data document of that name in the module of the file, and whose policy it is."""
    value = guarded(lambda: _data_value(judged, file, name), "the evaluation")
    if value is None or isinstance(value, Broken):
        return ""
    shown = plain_json(decode(value))
    users = [one for one in judged.documents if plain_json(decode(one.held.value)) == shown]
    title = f"**`data.aws_iam_policy_document.{name}`**, as it will be deployed"
    subject = users[0].subject if users else Subject.IDENTITY_POLICY
    parts = [title, *_deployed(value)]
    if users:
        lines = dict.fromkeys(f"- {one.subject.value} of `{one.address}`" for one in users)
        parts.append("It is:\n" + "\n".join(lines))
        parts += [_holders(one) for one in users[:1]]
    parts.append(_widest(read_document(value), subject))
    return "\n\n".join(part for part in parts if part)


def _data_value(judged: JudgedProject, file: str, name: str) -> Value | None:
    for module in _modules(judged, file):
        group = module.resources(True, "aws_iam_policy_document", name)
        if isinstance(group, Group):
            return group.members()[0].get("json")
    return None


def _modules(judged: JudgedProject, file: str) -> Iterator[ModuleInstance]:
    """The instances of the module that the file belongs to, as far as something in it is judged."""
    directory = file.rpartition("/")[0]
    for resource in judged.resources:
        for candidate in resource.candidates:
            if isinstance(candidate, InstanceCandidate) and isinstance(
                candidate.instance, ResourceInstance
            ):
                module = cast("ModuleInstance", candidate.instance.module)
                if module.directory == directory:
                    yield module
