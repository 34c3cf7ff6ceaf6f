"""The policy documents that a resource holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from checkov_aws_iot.engine.candidates.subjects import Framework
from checkov_aws_iot.findings.locator import (
    PROPERTIES,
    Locator,
    attribute_steps,
    document_steps,
    steps_of,
)
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.policies.model.lambda_permission import argument_of, permission_document
from checkov_aws_iot.policies.model.managed_policies import managed_document, managed_policy_name
from checkov_aws_iot.provisioning.template_body import read_template
from checkov_aws_iot.resources.reading.document_place import Form, Place
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.access import elements
from checkov_aws_iot.values.alternatives import Alternative, Choice, alternatives_of
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import ABSENT, Absent, Unknown
from checkov_aws_iot.values.value import Mapping, Sequence, Value

if TYPE_CHECKING:
    from checkov_aws_iot.engine.candidates.candidate import Candidate


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """One alternative of a document in a resource.

    ``path`` leads from the resource to the document; ``locate`` turns a path inside the document
    into one of the resource. ``attribute`` is the number of the attribute's evaluation that this
    alternative belongs to, ``alternatives`` how many it has.
    """

    subject: Subject
    document: Document
    path: str
    choices: tuple[Choice, ...]
    locate: Callable[[str], str]
    arguments: dict[str, str] = field(default_factory=dict)
    """Where an expression that is not known is written, for documents made of several arguments."""
    value: Value = field(default=ABSENT, hash=False)
    """What the document was read from; ``ABSENT`` where nothing is written."""

    def locator(self, path: str, instance: int) -> Locator:
        """The way to what is at a path inside of the document, from that instance of the resource."""
        inner, written = document_steps(path), steps_of(self.path)
        located = attribute_steps(self.locate(path))
        if self.document.managed:
            return Locator(written, (), None, instance)
        if not written and located != inner:
            return Locator(located, (), None, instance)  # An argument of a permission.
        if self.locate("Statement") == self.locate(""):
            inner = inner[1:]
        return Locator(written, inner, self.document.text_at(path), instance)

    def place_of(self, unknown: Unknown) -> str:
        """The path in the resource of what is not known: that of the document, or of an argument."""
        return self.arguments.get(unknown.expression) or self.locate("")


@dataclass(frozen=True, slots=True)
class HeldDocuments:
    """Everything that one attribute may hold, alternative by alternative."""

    alternatives: tuple[tuple[HeldDocument, ...], ...]
    choices: tuple[tuple[Choice, ...], ...]


def held_documents(
    framework: Framework, subject: Subject, place: Place, candidate: Candidate
) -> HeldDocuments:
    """The documents of the subject that the candidate holds at the place.

    An attribute that is not written holds none, unless the resource means nothing without it.
    """
    if place.form is Form.PERMISSION:
        value: Value = _permission(place, candidate)
        steps: tuple[str, ...] = ()
        start = ""
    else:
        value = candidate.get(place.path[0])
        steps = place.path[1:]
        start = place.path[0]
    alternatives: list[tuple[HeldDocument, ...]] = []
    choices: list[tuple[Choice, ...]] = []
    for alternative in alternatives_of(value):
        found = _walk(alternative.value, steps, start)
        alternatives.append(
            tuple(
                held
                for path, item in found
                for held in _held(framework, subject, place, path, item, alternative)
            )
        )
        choices.append(alternative.choices)
    return HeldDocuments(tuple(alternatives), tuple(choices))


def _held(
    framework: Framework,
    subject: Subject,
    place: Place,
    path: str,
    value: Value,
    alternative: Alternative,
) -> Iterator[HeldDocument]:
    if value is None or isinstance(value, Absent):
        if place.required:
            unknown = Document((), unknowns=(Unknown("there is no policy document"),))
            yield HeldDocument(subject, unknown, path, alternative.choices, _below(framework, path))
        return
    if place.form is Form.MANAGED_POLICIES:
        yield from _managed(framework, subject, path, value, alternative)
        return
    if place.form is Form.INLINE_DOCUMENT and not _has_statements(value):
        yield from _managed(framework, subject, path, value, alternative)
        return
    if place.form is Form.TEMPLATE_BODY:
        for policy in read_template(value).policies:
            whole = "/".join(step for step in (path, policy.path) if step)
            yield HeldDocument(
                subject,
                read_document(policy.document),
                whole,
                (*alternative.choices, *policy.choices),
                _below(framework, whole),
                value=policy.document,
            )
        return
    if place.form is Form.STATEMENTS:
        value = Mapping({"Version": "2012-10-17", "Statement": value})
        document, locate = _read(subject, value), _statement_path(path)
        yield HeldDocument(subject, document, path, alternative.choices, locate, value=value)
        return
    document, choices = _read(subject, value), alternative.choices
    if place.form is Form.PERMISSION:
        locate = _argument_path(framework, place)
        arguments = _unknown_at(value, locate)
        yield HeldDocument(subject, document, path, choices, locate, arguments, value)
    else:
        locate = _below(framework, path)
        yield HeldDocument(subject, document, path, choices, locate, value=value)


def _at(framework: Framework, path: str) -> Callable[[str], str]:
    whole = _below(framework, path)("")
    return lambda _: whole


def _managed(
    framework: Framework, subject: Subject, path: str, value: Value, alternative: Alternative
) -> Iterator[HeldDocument]:
    """The policies of AWS that are named, of those whose text is known to the rules."""
    for index, named in enumerate(elements(value)):
        at = f"{path}/[{index}]" if isinstance(value, Sequence) else path
        name = managed_policy_name(named) if isinstance(named, (str, Text)) else ""
        document = managed_document(name or str(named))
        if document is not None:
            yield HeldDocument(subject, document, at, alternative.choices, _at(framework, at))


def _read(subject: Subject, value: Value) -> Document:
    return read_document(value, completes_arns=subject is Subject.IDENTITY_POLICY)


def _walk(value: Value, steps: tuple[str, ...], path: str) -> list[tuple[str, Value]]:
    """The values at the end of the steps; where one is not known, that is the value."""
    if not steps or isinstance(value, Unknown):
        return [(path, value)]
    step, rest = steps[0], steps[1:]
    if step == "*":
        items = list(enumerate(value)) if isinstance(value, Sequence) else None
        if items is None:
            # One block, mapping or name where a list of one was meant.
            is_one = isinstance(value, Mapping) or (not rest and isinstance(value, (str, Text)))
            return _walk(value, rest, path) if is_one else []
        return [found for index, item in items for found in _walk(item, rest, f"{path}/[{index}]")]
    if isinstance(value, Mapping):
        inner = value.get(step, ABSENT)
        return [] if isinstance(inner, Absent) else _walk(inner, rest, f"{path}/{step}")
    return []


def _has_statements(value: Value) -> bool:
    return isinstance(value, Unknown) or (isinstance(value, Mapping) and "Statement" in value)


def _permission(place: Place, candidate: Candidate) -> Value:
    arguments = Mapping((), candidate.span)
    for neutral, written in place.arguments:
        value = candidate.get(written)
        if not isinstance(value, Absent):
            arguments[neutral] = value
    return permission_document(arguments)


def _below(framework: Framework, path: str) -> Callable[[str], str]:
    prefix = f"{PROPERTIES}/{path}" if framework is Framework.CLOUDFORMATION else path

    def locate(inner: str) -> str:
        return f"{prefix}/{inner}" if prefix and inner else prefix or inner

    return locate


def _statement_path(path: str) -> Callable[[str], str]:
    def locate(inner: str) -> str:
        return path + inner.removeprefix("Statement")

    return locate


def _unknown_at(value: Value, locate: Callable[[str], str]) -> dict[str, str]:
    """By the expression of everything that is not known in a permission: the argument it stands in."""
    found: dict[str, str] = {}
    pending: list[tuple[str, str, Value]] = [("", "", value)]
    while pending:
        path, argument, current = pending.pop()
        argument = path if argument_of(path) else argument
        if isinstance(current, Unknown):
            found[current.expression] = locate(argument)
        elif isinstance(current, Text):
            found.update({hole.expression: locate(argument) for hole in current.holes})
        elif isinstance(current, Mapping):
            pending += [(f"{path}/{key}".lstrip("/"), argument, v) for key, v in current.items()]
        elif isinstance(current, Sequence):
            pending += [(f"{path}/[{at}]", argument, v) for at, v in enumerate(current)]
    return found


def _argument_path(framework: Framework, place: Place) -> Callable[[str], str]:
    arguments = dict(place.arguments)

    def locate(inner: str) -> str:
        written = arguments.get(argument_of(inner) or "principal", "")
        return f"{PROPERTIES}/{written}" if framework is Framework.CLOUDFORMATION else written

    return locate
